package import Declarations

/// The row of the register's files that an imported event was read from, as the event's id names it:
/// `<type>:<file>:<key>:<digest of the row>`.
package struct RegisterRow: Sendable, Equatable {
  /// The file's name.
  package let file: String
  /// What names the row in the file.
  package let key: String

  /// Reads an id; nil when it is not one of an import.
  package init?(of id: Identifier) {
    let parts = id.text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 4, RegisterFileName(rawValue: String(parts[1])) != nil else { return nil }
    file = String(parts[1])
    key = String(parts[2])
  }
}
