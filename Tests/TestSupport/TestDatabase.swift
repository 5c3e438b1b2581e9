package import Foundation

/// A database of its own for one test, on the server that MITM_TEST_POSTGRES names (postgres://user@host:port): where it is
/// named, the ledgers of the tests are shared logs there, and their files follow them.
package final class TestDatabase {
  /// Whether ledgers are files: what is done to files alone is not tried on a server.
  package static let isAbsent = ProcessInfo.processInfo.environment["MITM_TEST_POSTGRES"] == nil

  /// Where the log is.
  package let address: String
  private let name: String
  private let server: String

  /// Makes one; nil where no server is named.
  package init?() throws {
    guard let server = ProcessInfo.processInfo.environment["MITM_TEST_POSTGRES"] else { return nil }
    self.server = server
    name = "mitm_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
    address = "\(server)/\(name)"
    try Self.run(["-c", "CREATE DATABASE \(name)"], on: "\(server)/postgres")
  }

  deinit {
    _ = try? Self.run(["-c", "DROP DATABASE \(name) WITH (FORCE)"], on: "\(server)/postgres")
  }

  /// The address by another port of this machine, or as another user.
  package func address(by port: Int? = nil, as user: String? = nil) -> String {
    guard var parts = URLComponents(string: address) else { return address }
    parts.port = port ?? parts.port
    parts.user = user ?? parts.user
    return parts.string ?? address
  }

  /// The port of the server.
  package var port: Int { URLComponents(string: address)?.port ?? 5_432 }

  /// What the server refused, in its own words.
  package struct Refused: Error, CustomStringConvertible {
    package let description: String
  }

  /// Has statements carried out by `psql`.
  ///
  /// - Parameters:
  ///   - sql: The statements.
  ///   - user: As whom; nil for whoever owns the database.
  /// - Returns: What it prints, a line for each row.
  /// - Throws: ``Refused`` at the first statement that is not carried out.
  @discardableResult
  package func run(_ sql: String, as user: String? = nil) throws -> String {
    try Self.run(["-c", sql], on: address(as: user))
  }

  /// Has a file carried out by `psql`, with its variables.
  package func run(file: URL, _ variables: [String: String]) throws {
    let settings = variables.flatMap { ["-v", "\($0)=\($1)"] }
    try Self.run(settings + ["-f", file.path], on: address)
  }

  @discardableResult
  private static func run(_ arguments: [String], on address: String) throws -> String {
    let (printed, errors) = (Pipe(), Pipe())
    let psql = try ChildProcess(
      URL(fileURLWithPath: "/usr/bin/env"),
      ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", address] + arguments,
      output: printed.fileHandleForWriting,
      errors: errors.fileHandleForWriting
    )
    try printed.fileHandleForWriting.close()
    try errors.fileHandleForWriting.close()
    let text = try String(
      decoding: printed.fileHandleForReading.readToEnd() ?? Data(),
      as: UTF8.self
    )
    let refusal = try String(
      decoding: errors.fileHandleForReading.readToEnd() ?? Data(),
      as: UTF8.self
    )
    guard psql.wait(.infinity) == 0 else { throw Refused(description: refusal) }
    return text
  }
}
