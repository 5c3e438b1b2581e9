import Foundation

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
    try Self.run("CREATE DATABASE \(name)", on: server)
  }

  deinit {
    try? Self.run("DROP DATABASE \(name) WITH (FORCE)", on: server)
  }

  private static func run(_ sql: String, on server: String) throws {
    let psql = try ChildProcess(
      URL(fileURLWithPath: "/usr/bin/env"),
      ["psql", "-qX", "-d", "\(server)/postgres", "-c", sql],
      errors: .standardError
    )
    guard psql.wait(.infinity) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}
