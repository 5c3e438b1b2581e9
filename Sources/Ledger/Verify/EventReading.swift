import Declarations
import Foundation
import MerkleLog

/// What a row of `event` says by itself, whatever stands in the others.
struct EventReading: Sendable {
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

  /// Reads rows on all processors; what they say comes in their order.
  static func all(_ rows: [EventRow]) -> [EventReading] {
    let parts = max(ProcessInfo.processInfo.activeProcessorCount, 1)
    let size = (rows.count + parts - 1) / max(parts, 1)
    guard parts > 1, size > 16 else { return rows.map(EventReading.init) }
    var readings = Array(repeating: [EventReading](), count: parts)
    readings.withUnsafeMutableBufferPointer { readings in
      // Each writes its own element and no other.
      nonisolated(unsafe) let readings = readings
      DispatchQueue.concurrentPerform(iterations: parts) { part in
        let start = min(part * size, rows.count)
        readings[part] = rows[start..<min(start + size, rows.count)].map(EventReading.init)
      }
    }
    return Array(readings.joined())
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
    leaf = Hash(bytes: Array(row.bytes(2)))
  }
}
