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

  /// Who stated anything about a product, whatever became of it.
  ///
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  package func sources(of cis: CIS, _ knownAt: KnownAt) throws -> Set<Source> {
    var sources: Set<Source> = []
    // Few state what many events say: each is read once.
    var texts: Set<[UInt8]> = []
    try snapshot { db in
      guard let index = try Self.index(of: EventTable.size(db), db) else {
        return try forEachEvent(in: 0..<knownAt.size) { event in
          guard event.submission.subject == .product(cis) else { return }
          sources.insert(event.submission.source)
        }
      }
      for (sequence, _) in try index.sequences(about: cis) where sequence < knownAt.size {
        let isNew = try EventTable.withBody(at: sequence, db) { bytes in
          guard let envelope = Envelope(bytes.span) else { return true }
          return texts.insert(Array(bytes[envelope.source])).inserted
        }
        if isNew { sources.insert(try EventTable.event(at: sequence, db).submission.source) }
      }
    }
    return sources
  }
}
