public import MerkleLog

// What the ledger asks of a store, and nothing more: who signs, how far it has come, what comes after a place, and to add
// a batch there if nobody came first. A file of SQLite is one, and so is a server (`LedgerPostgreSQL`). Subtrees and index are
// derived, and every file makes its own: they never travel.

/// Whose ledger a log is.
public struct LogIdentity: Sendable, Equatable {
  /// The name that its checkpoints carry.
  public let origin: String
  /// The key that verifies them, in its one-line form.
  public let verifierKey: String

  /// States both.
  public init(origin: String, verifierKey: String) {
    self.origin = origin
    self.verifierKey = verifierKey
  }
}

/// How far a log has come, and what stands there: two logs with equal heads are one, as far as whoever follows can tell.
public struct LogHead: Sendable, Equatable {
  /// Where nothing is yet.
  public static let none = LogHead(size: 0, entries: 0, signed: -1, root: nil, lastEntry: nil)

  /// How many events it has.
  public var size: Int
  /// How many entries its journal of what was sent has.
  public var entries: Int
  /// How many events its last signed checkpoint covers; -1 where it has none.
  public var signed: Int
  /// The root that it signs; nil where there is none.
  public var root: Hash?
  /// What the last entry of the journal says of itself; nil where there is none.
  public var lastEntry: Hash?

  /// States all of it.
  public init(size: Int, entries: Int, signed: Int, root: Hash?, lastEntry: Hash?) {
    self.size = size
    self.entries = entries
    self.signed = signed
    self.root = root
    self.lastEntry = lastEntry
  }

  /// Where a log ends that ended here and was given a batch.
  public func following(_ batch: LogBatch) -> LogHead {
    LogHead(
      size: size + batch.events.count,
      entries: entries + batch.entries.count,
      signed: batch.checkpoints.last?.size ?? signed,
      root: batch.checkpoints.last?.root ?? root,
      lastEntry: batch.entries.last?.digest ?? lastEntry
    )
  }
}

/// A row of the journal of what was sent, as it travels; the last column is a digest of the others.
public struct LogEntry: Sendable, Equatable {
  /// What stands in a column.
  public enum Value: Sendable, Equatable {
    case absent
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
  }

  /// The columns of `intake`, in the order of the schema.
  public let values: [Value]
  /// What it says of itself; nil where that is no digest.
  var digest: Hash? {
    guard case .bytes(let bytes) = values.last else { return nil }
    return Hash(bytes: bytes)
  }
  /// How many bytes it has, nearly all of which are those that were sent, where they were kept.
  var weight: Int {
    values.reduce(0) { sum, value in
      if case .bytes(let bytes) = value { sum + bytes.count } else { sum }
    }
  }

  /// States the columns.
  public init(values: [Value]) {
    self.values = values
  }
}

/// What was recorded together, or is read in one go.
public struct LogBatch: Sendable {
  /// Behind so many bytes no more entries are read into a batch.
  public static let largestWeight = 16 << 20

  /// The canonical bytes of the next events.
  public var events: [[UInt8]]
  /// The next entries of the journal.
  public var entries: [LogEntry]
  /// The signed checkpoints over what was there and these events, by size.
  public var checkpoints: [StoredCheckpoint]

  /// States all three.
  public init(
    events: [[UInt8]] = [],
    entries: [LogEntry] = [],
    checkpoints: [StoredCheckpoint] = []
  ) {
    self.events = events
    self.entries = entries
    self.checkpoints = checkpoints
  }

  /// Whether there is nothing in it.
  public var isEmpty: Bool { events.isEmpty && entries.isEmpty && checkpoints.isEmpty }
}

/// A log that can be read.
public protocol LogSource {
  /// Whose it is.
  ///
  /// - Throws: ``LedgerError`` when it cannot be read.
  func identity() throws -> LogIdentity

  /// How far it has come.
  ///
  /// - Throws: ``LedgerError`` when it cannot be read.
  func head() throws -> LogHead

  /// The checkpoint over so many events; nil where there is none.
  ///
  /// - Throws: ``LedgerError`` when it cannot be read.
  func checkpoint(at size: Int) throws -> StoredCheckpoint?

  /// What comes after a place: of events and entries at most so many each, in the order in which they were recorded, none
  /// left out, and of entries fewer where they are large (``LogBatch/largestWeight``); of checkpoints those over no more
  /// events than that. All of one state of the log.
  ///
  /// - Parameters:
  ///   - head: The place.
  ///   - count: How many.
  /// - Returns: What comes after it; empty where nothing does.
  /// - Throws: ``LedgerError`` at a gap, and when it cannot be read.
  func batch(after head: LogHead, limit count: Int) throws -> LogBatch
}

/// A log that can be added to.
public protocol LogStore: LogSource {
  /// Adds a batch where the log ends, all of it or nothing, and waits until it would survive what the store promises to
  /// survive.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - head: Where the caller takes the log to end.
  /// - Returns: Whether it does: false where somebody else came first, and nothing was added.
  /// - Throws: ``LedgerError`` when it cannot be written, or it is not known whether it was.
  func append(_ batch: LogBatch, at head: LogHead) throws -> Bool
}
