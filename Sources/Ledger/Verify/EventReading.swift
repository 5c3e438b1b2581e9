import Declarations
import Foundation
import GRDB
import MerkleLog
import Synchronization

/// What a row of `event` says by itself, whatever stands in the others.
///
/// Handed on by the million: so one reference is copied.
final class EventReading: Sendable {
  let row: EventRow
  /// The event, or why it cannot be read.
  let event: Result<Event, Refusal>
  /// Whether the bytes are the canonical ones of the event.
  let isCanonical: Bool
  /// The hash of the bytes.
  let leaf: Hash
  /// What the index would hold of the event.
  let indexed: IndexedEvent?

  init(_ row: EventRow) {
    self.row = row
    leaf = MerkleTree.leaf(row.body)
    do throws(Refusal) {
      let (event, isCanonical) = try Event.reading(recorded: row.body)
      self.event = .success(event)
      self.isCanonical = isCanonical
      indexed = IndexedEvent(event)
    } catch {
      event = .failure(error)
      isCanonical = false
      indexed = nil
    }
  }
}

/// Rows that other processors read, while this one goes on with those before them.
final class ReadingAhead: Sendable {
  private let readings: Mutex<[[EventReading]]>
  private let group = DispatchGroup()

  init(_ rows: [EventRow]) {
    let starts = Array(stride(from: 0, to: rows.count, by: Self.part))
    readings = Mutex(Array(repeating: [], count: starts.count))
    for (part, start) in starts.enumerated() {
      DispatchQueue.global().async(group: group) {
        let some = rows[start..<min(start + Self.part, rows.count)].map(EventReading.init)
        self.readings.withLock { $0[part] = some }
      }
    }
  }

  /// How many rows are read in one go.
  private static let part = 512

  /// What the rows say, in their order, once all are read.
  func finish() -> some Sequence<EventReading> {
    group.wait()
    return readings.withLock { $0 }.joined()
  }
}

/// A row of `event` as it is stored, whatever it holds.
struct EventRow: Sendable {
  let place: Int
  let body: [UInt8]
  /// The stored hash; nil when it is none.
  let leaf: Hash?

  init(_ row: RawStatement) {
    place = row.integer(0)
    body = Array(row.bytes(1))
    leaf = Hash(bytes: UnsafeRawBufferPointer(row.bytes(2)))
  }
}

/// The rows of `event`, some thousands at a time.
struct EventRows {
  private let rows: RawStatement
  private var isAtEnd = false

  init(from sequence: Int, _ db: Database) throws {
    rows = try RawStatement(
      "SELECT sequence, body, leaf FROM event WHERE sequence >= ? ORDER BY sequence",
      db
    )
    try rows.bind(sequence)
  }

  /// The next rows, which other processors begin to read; nil when there are no more.
  mutating func readAhead() throws -> ReadingAhead? {
    var some: [EventRow] = []
    while !isAtEnd, some.count < Self.atOnce {
      if try rows.step() { some.append(EventRow(rows)) } else { isAtEnd = true }
    }
    return some.isEmpty ? nil : ReadingAhead(some)
  }

  func end() { rows.reset() }

  private static let atOnce = 4_096
}
