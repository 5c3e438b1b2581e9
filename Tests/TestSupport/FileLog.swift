package import Ledger

/// A shared log in a file, which several nodes of a test use: each look opens it anew.
package struct FileLog: LogStore {
  private let path: String

  package init(at path: String) {
    self.path = path
  }

  package init(_ ledger: TemporaryLedger) {
    self.init(at: ledger.path)
  }

  package func identity() throws -> LogIdentity { try LedgerReader(at: path).identity() }

  package func head() throws -> LogHead { try LedgerReader(at: path).head() }

  package func checkpoint(at size: Int) throws -> StoredCheckpoint? {
    try LedgerReader(at: path).checkpoint(at: size)
  }

  package func batch(after head: LogHead, limit count: Int) throws -> LogBatch {
    try LedgerReader(at: path).batch(after: head, limit: count)
  }

  package func append(_ batch: LogBatch, at head: LogHead) throws -> Bool {
    try LedgerWriter(at: path, signing: nil).append(batch, at: head)
  }
}
