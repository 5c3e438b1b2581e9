@testable import LedgerPostgreSQL
import Testing

/// Addresses of shared logs, and what is shown of them.
@Suite struct LogAddressTests {
  @Test(arguments: [
    ("postgres://db/mitm", true), ("postgres://a@db/mitm", true),
    ("postgres://a:b@db:5432/mitm", true),
    ("postgresql://a:%40%2F@db,other/mitm?target_session_attrs=any", true),
    ("postgres://a:p@ss@db/mitm", false), ("postgres://a:p/w@db/mitm", false),
    ("postgres://a:p:w@db/mitm", false), ("postgres://a:p?w@db/mitm", false),
    ("postgres://a:p#w@db/mitm", false),
  ])
  func `what is not escaped is seen`(address: String, isEscaped: Bool) {
    #expect(LogAddress.isEscaped(address) == isEscaped)
  }

  @Test(arguments: [
    ("postgres://a:secret@db/mitm", "postgres://a@db/mitm"),
    ("POSTGRES://a:se@cret@db/mitm", "POSTGRES://a@db/mitm"),
    ("postgres://db/mitm?password=secret&user=a", "postgres://db/mitm?password=…&user=a"),
    ("postgres://a@db/mitm", "postgres://a@db/mitm"),
  ])
  func `no password is shown`(address: String, shown: String) {
    #expect(LogAddress.withoutSecrets(address) == shown)
  }
}
