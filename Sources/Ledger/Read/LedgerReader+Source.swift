package import Declarations
import GRDB
package import Projections

extension LedgerReader {
  /// The events of a source among the first, and those that correct them, by whomever, in the order of their
  /// sequence.
  ///
  /// Found by the index where that is of these events; else all are handed over, and whoever asks leaves the
  /// others out.
  ///
  /// - Parameters:
  ///   - source: Who stated them.
  ///   - knownAt: How many events are known.
  ///   - body: Takes each event.
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read; what `body` throws.
  package func forEachEvent(
    statedBy source: Source,
    _ knownAt: KnownAt,
    _ body: (Event) throws -> Void
  ) throws {
    try snapshot { db in
      guard let index = try Self.index(of: EventTable.size(db), db) else {
        return try forEachEvent(in: 0..<knownAt.size, body)
      }
      let found = try index.sequences(of: IndexedEvent.key(of: source), .source)
      for sequence in try index.withCorrections(found) where sequence < knownAt.size {
        try body(EventTable.event(at: sequence, db))
      }
    }
  }
}
