package import Declarations
import GRDB
public import Projections

extension LedgerReader {
  /// The first events, folded.
  ///
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  public func history(_ knownAt: KnownAt) throws -> History {
    try History { record in
      try forEachEvent(in: 0..<knownAt.size) { record($0) }
    }
  }

  /// The first events, folded for lists: of each product what decides its state, and that it is known.
  ///
  /// Made from the index where that is of these events, else from the events: the same for every list.
  ///
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  public func listHistory(_ knownAt: KnownAt) throws -> History {
    try listFold(knownAt).history(knownAt)
  }

  /// The first events, from which the lists of any earlier size can be made.
  ///
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  package func listFold(_ knownAt: KnownAt) throws -> HistoryFold {
    try indexedFold(knownAt, keeping: .lists) ?? namedFold(knownAt, keeping: .lists)
  }

  /// The first events, folded with every fact that the duties need.
  ///
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  package func wholeHistory(
    _ knownAt: KnownAt,
    followedBy more: [Event] = []
  ) throws -> History {
    let fold = try wholeFold(knownAt, followedBy: more)
    return fold.history(fold.knownAt)
  }

  /// The first events with every fact that the duties need, from which the history of any earlier size can be made.
  ///
  /// Made from the index where that is of these events, else from the events: the same for every question.
  ///
  /// - Parameters:
  ///   - knownAt: The first events.
  ///   - more: Events that come after them, recorded or not.
  /// - Returns: The fold.
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  package func wholeFold(
    _ knownAt: KnownAt,
    followedBy more: [Event] = []
  ) throws -> HistoryFold {
    guard more.isEmpty else { return try wholeFold(knownAt, followedBySome: more) }
    return try indexedFold(knownAt, keeping: .everything)
      ?? namedFold(knownAt, keeping: .everything)
  }

  /// Reads on where an earlier fold with every fact ended.
  ///
  /// - Returns: Whether it could: where the index does not fit the events, what later ones correct is not found.
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  package func extend(_ fold: inout HistoryFold, to knownAt: KnownAt) throws -> Bool {
    guard fold.knownAt.size < knownAt.size else { return true }
    var isExtended = false
    try snapshot { db in
      guard var index = try Self.index(of: EventTable.size(db), db) else { return }
      try extend(&fold, to: knownAt, &index)
      isExtended = true
    }
    return isExtended
  }

  private func extend(
    _ fold: inout HistoryFold,
    to knownAt: KnownAt,
    _ index: inout EventIndex
  ) throws {
    try forEachEvent(in: fold.knownAt.size..<knownAt.size) { event in
      fold.record(event, correcting: try index.target(of: event))
    }
  }

  private func wholeFold(
    _ knownAt: KnownAt,
    followedBySome more: [Event]
  ) throws -> HistoryFold {
    let names = try names()
    var fold = try wholeFold(knownAt)
    for event in more {
      // What it corrects may be recorded, or stand before it among these.
      let recorded = try event.submission.corrects.flatMap { try names.sequence(named: $0) }
      let target = recorded.flatMap { $0 < knownAt.size ? $0 : nil } ?? fold.target(of: event)
      fold.record(event, correcting: target)
      fold.name(event)
    }
    return fold
  }

  /// The first events out of the index; nil where it does not fit them, or is damaged.
  private func indexedFold(
    _ knownAt: KnownAt,
    keeping kept: HistoryFold.Kept
  ) throws -> HistoryFold? {
    var result: HistoryFold?
    try snapshot { db in
      // The targets of corrections are looked up by name, so that the names have to fit too.
      guard var index = try Self.index(of: EventTable.size(db), db),
        var fold = try ListTile.fold(knownAt, keeping: kept, db)
      else { return }
      if kept == .everything {
        let reached = fold.knownAt
        try index.forEachCorrection { sequence, target in
          if sequence < reached.size { fold.record(correction: sequence, of: target) }
        }
      }
      try extend(&fold, to: knownAt, &index)
      result = fold
    }
    return result
  }

  /// The first events out of nothing but themselves.
  private func namedFold(
    _ knownAt: KnownAt,
    keeping kept: HistoryFold.Kept
  ) throws -> HistoryFold {
    var fold = HistoryFold(keeping: kept)
    try forEachEvent(in: 0..<knownAt.size) { fold.record($0) }
    return fold
  }
}
