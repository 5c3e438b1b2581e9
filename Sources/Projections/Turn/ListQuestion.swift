package import Declarations

/// What can be asked of the lists at any place of an axis.
package enum ListQuestion: Sendable {
  /// Whether a product is on the current list.
  case listed(CIS)
  /// Whether a product is on the published list.
  case published(CIS)
  /// Whether a product meets one condition of the list.
  case condition(CIS, ListingCondition)
  /// The state of a product.
  case state(CIS)
  /// How many products a list has.
  case count(ListKind)

  /// The answer as knowledge grows, for a day.
  package func series(in fold: HistoryFold, asOf day: LegalDate, upTo knownAt: KnownAt) -> Series {
    switch self {
    case .listed(let cis), .published(let cis), .condition(let cis, _), .state(let cis):
      return series(of: cis, in: fold, asOf: day, upTo: knownAt)
    case .count(let list):
      let moves = fold.subjects.flatMap { cis in
        let one: ListQuestion = list == .current ? .listed(cis) : .published(cis)
        return one.series(of: cis, in: fold, asOf: day, upTo: knownAt).changes
      }
      return Self.count(
        moves.map { (at: $0.place, entered: $0.value == .flag(true), sequence: $0.evidence[0]) }
          .sorted { $0.sequence < $1.sequence }
      )
    }
  }

  private func series(
    of cis: CIS,
    in fold: HistoryFold,
    asOf day: LegalDate,
    upTo knownAt: KnownAt
  ) -> Series {
    func value(after size: Int) -> Series.Value {
      read(cis, in: fold.history(KnownAt(size: size), about: [cis]), on: day).value
    }
    var series = Series(start: value(after: 0))
    for recorded in fold.facts(about: cis)
    where recorded.sequence < knownAt.size && recorded.fact != nil {
      let sequence = recorded.sequence
      series.read(value(after: sequence + 1), at: .event(sequence), evidence: [sequence])
    }
    return series
  }

  /// The answer from day to day, at one state of knowledge.
  package func series(in history: History, until day: LegalDate) -> Series {
    switch self {
    case .listed(let cis), .published(let cis), .condition(let cis, _), .state(let cis):
      let days = history.facts(of: cis)?.listDays.filter { $0 <= day } ?? []
      let before = days.first?.adding(days: -1) ?? day
      var series = Series(start: read(cis, in: history, on: before).value)
      for day in days {
        let (value, evidence) = read(cis, in: history, on: day)
        series.read(value, at: .day(day), evidence: evidence)
      }
      return series
    case .count(let list):
      return Self.count(
        history.movements(of: list, until: day)
          .map { (at: .day($0.day), entered: $0.entered, sequence: $0.sequence) }
      )
    }
  }

  /// Counts on through movements in their order; several at one place are one change, by the last.
  private static func count(
    _ moves: [(at: Series.Place, entered: Bool, sequence: Int)]
  ) -> Series {
    var series = Series(start: .count(0))
    var count = 0
    for (index, move) in moves.enumerated() {
      count += move.entered ? 1 : -1
      if index + 1 < moves.count, moves[index + 1].at == move.at { continue }
      series.read(.count(count), at: move.at, evidence: [move.sequence])
    }
    return series
  }

  /// The answer about one product, and the events that turned it if it turned on that day.
  private func read(
    _ cis: CIS,
    in history: History,
    on day: LegalDate
  ) -> (value: Series.Value, evidence: [Int]) {
    let product = history.facts(of: cis)
    switch self {
    case .published:
      return (
        .flag(history.isPublished(cis, asOf: day)),
        [product?.publications.last(on: day)?.sequence].compactMap(\.self)
      )
    case .condition(_, let condition):
      let verdict = history.state(of: cis, asOf: day).verdict(on: condition)
      return (.flag(verdict.holds), [verdict.evidence].compactMap(\.self))
    case .state:
      let name = history.state(of: cis, asOf: day).name
      return (.word(name.rawValue), product?.turners(on: day).sorted() ?? [])
    case .listed, .count:
      return (
        .flag(history.standing(of: cis, asOf: day).isListed),
        product?.turners(on: day).sorted() ?? []
      )
    }
  }
}
