public import Declarations
import GRDB
public import Projections

extension LedgerReader {
  /// What the first events say about one product, and about the ledger itself.
  ///
  /// Found by the index where that is of these events, else among all of them.
  ///
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  public func history(of cis: CIS, _ knownAt: KnownAt) throws -> History {
    var fold = HistoryFold()
    try snapshot { db in
      let size = try EventTable.size(db)
      guard var index = try Self.indexOfRuns(of: size, db) else {
        return try forEachEvent(in: 0..<knownAt.size) { event in
          let subject = event.submission.subject
          if subject == .product(cis) || subject == .ledger { fold.record(event) }
        }
      }
      let complete = index.size
      for (sequence, movesSomething) in try Self.sequences(
        about: cis,
        andTheLedger: true,
        knownAt,
        index,
        db
      ) {
        // Most are reports of stock, of which nothing but that they are there matters here.
        guard movesSomething else {
          fold.record(other: sequence, about: cis)
          continue
        }
        let event = try EventTable.event(at: sequence, db)
        let subject = event.submission.subject
        guard subject == .product(cis) || subject == .ledger else { continue }
        // What it corrects comes before it, perhaps among those whose names are in no run yet.
        if sequence >= complete, event.submission.corrects != nil, index.size < size {
          try index.readOpen(to: size)
        }
        fold.record(event, correcting: try index.target(of: event))
      }
    }
    fold.pass(to: knownAt)
    return fold.history(knownAt)
  }

  /// Who stated anything about a product, whatever became of it.
  ///
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  package func sources(of cis: CIS, _ knownAt: KnownAt) throws -> Set<Source> {
    var sources: Set<Source> = []
    // Few state what many events say: each is read once.
    var texts: Set<[UInt8]> = []
    try snapshot { db in
      guard let index = try Self.indexOfRuns(of: EventTable.size(db), db) else {
        return try forEachEvent(in: 0..<knownAt.size) { event in
          guard event.submission.subject == .product(cis) else { return }
          sources.insert(event.submission.source)
        }
      }
      for (sequence, _) in try Self.sequences(about: cis, knownAt, index, db) {
        let isNew = try EventTable.withBody(at: sequence, db) { bytes in
          guard let envelope = Envelope(bytes.span) else { return true }
          return texts.insert(Array(bytes[envelope.source])).inserted
        }
        guard isNew else { continue }
        let submission = try EventTable.event(at: sequence, db).submission
        if submission.subject == .product(cis) { sources.insert(submission.source) }
      }
    }
    return sources
  }

  /// The events about a product among the first.
  ///
  /// - Parameters:
  ///   - cis: The product.
  ///   - andTheLedger: Whether those about the ledger itself are meant, too.
  ///   - knownAt: How many events are known.
  ///   - index: The index of the complete runs. Behind them nothing is sorted: the few events there are looked at.
  ///   - db: The ledger.
  /// - Returns: Their sequences, ascending, each with whether it moves something; others may be among them.
  /// - Throws: ``LedgerError`` when what the index has of them is damaged.
  private static func sequences(
    about cis: CIS,
    andTheLedger: Bool = false,
    _ knownAt: KnownAt,
    _ index: EventIndex,
    _ db: Database
  ) throws -> [(sequence: Int, movesSomething: Bool)] {
    var found = try index.sequences(about: cis)
    if andTheLedger {
      let ledger = IndexedEvent.key(of: .ledger, movingNothing: false)
      found += try index.sequences(of: ledger, .subject).map { ($0, true) }
      found.sort { $0.sequence < $1.sequence }
    }
    found.removeAll { $0.sequence >= knownAt.size }
    let rest = index.size..<max(index.size, knownAt.size)
    try EventTable.forEachBody(in: rest, db) { sequence, bytes in
      // What cannot be read here is read whole by whoever asks, and says what is wrong.
      guard let envelope = Envelope(bytes.span), let type = envelope.type(in: bytes.span) else {
        return found.append((sequence, true))
      }
      let isAbout = envelope.cis(in: bytes.span) == cis
      guard isAbout || andTheLedger && envelope.isAboutTheLedger(in: bytes.span) else { return }
      let isCorrection = envelope.corrects != nil
      let movesNothing = isAbout && IndexedEvent.movesNothing(type, isCorrection: isCorrection)
      found.append((sequence, !movesNothing))
    }
    return found
  }
}
