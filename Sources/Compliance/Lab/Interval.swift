package import CanonicalJSON
package import Declarations
import Projections

/// Days through which one verdict held, as it is known (*période*).
package struct Interval: Sendable {
  /// The verdict, in the words of the first day.
  package let judgement: Judgement
  /// The first day.
  package let from: LegalDate
  /// The day after the last; nil where it still held on the last day that was asked for.
  package let to: LegalDate?

  /// The last day; nil where it still held on the last day that was asked for.
  package var last: LegalDate? { to?.adding(days: -1) }
}

extension Duties {
  /// The intervals of every verdict up to a day, by lab, rule and product, then by day.
  ///
  /// A verdict changes on few days only: those on which a fact holds or was filed, the days after, the
  /// days that the rules reckon from them, and the first day of a year.
  package func intervals(
    in docket: Docket,
    until day: LegalDate,
    _ filter: ComplianceFilter = ComplianceFilter()
  ) -> [Interval] {
    intervals(
      of: filter.cis.map { [$0] } ?? docket.history.subjects,
      docket.history.concernedLabs,
      in: docket,
      until: day,
      filter
    )
  }

  /// The intervals of the verdicts on some products, and on the injunctions of some labs.
  func intervals(
    of products: [CIS],
    _ labs: [Lab],
    in docket: Docket,
    until day: LegalDate,
    _ filter: ComplianceFilter
  ) -> [Interval] {
    let history = docket.history
    var found = products.flatMap { cis in
      let facts = docket.facts(about: cis)
      return intervals(on: turns(history.factsInForce(about: cis), until: day), filter) {
        judge(ProductFile(cis, facts, in: docket, asOf: $0))
      }
    }
    for lab in labs {
      found += intervals(
        on: turns(history.factsInForce(about: lab), until: day),
        filter
      ) { judge(lab, in: docket, asOf: $0) }
    }
    return found.sorted { left, right in
      let (leftKey, rightKey) = (left.judgement.key, right.judgement.key)
      return leftKey == rightKey ? left.from < right.from : leftKey < rightKey
    }
  }

  private func intervals(
    on days: [LegalDate],
    _ filter: ComplianceFilter,
    _ judge: (LegalDate) -> [Judgement]
  ) -> [Interval] {
    var open: [Judgement.Key: (judgement: Judgement, from: LegalDate)] = [:]
    var closed: [Interval] = []
    for day in days {
      let judgements = judge(day).filter(filter.takes)
      let byKey = Dictionary(judgements.map { ($0.key, $0) }) { first, _ in first }
      for (key, held) in open where byKey[key]?.verdict != held.judgement.verdict {
        closed.append(Interval(judgement: held.judgement, from: held.from, to: day))
        open[key] = nil
      }
      for (key, judgement) in byKey where open[key] == nil { open[key] = (judgement, day) }
    }
    for held in open.values {
      closed.append(Interval(judgement: held.judgement, from: held.from, to: nil))
    }
    return closed
  }

  /// The days on which a verdict on these facts may change.
  private func turns(_ facts: [RecordedFact], until day: LegalDate) -> [LegalDate] {
    var days: Set<LegalDate> = []
    for recorded in facts {
      days.formUnion([
        recorded.effectiveOn, recorded.filedOn, recorded.filedOn.adding(days: 1),
      ])
      if let change = recorded.fact.flatMap(stock.laterChange) { days.insert(change.on) }
      if case .injunctionIssued(let injunction)? = recorded.fact {
        days.insert(injunction.complyBy.adding(days: 1))
      }
    }
    guard let first = days.min() else { return [] }
    days.formUnion(ruleDays.filter { $0 > first })
    for year in first.components.year...max(first.components.year, day.components.year) {
      if let newYear = LegalDate(year: year, month: 1, day: 1), newYear >= first {
        days.insert(newYear)
      }
    }
    return days.filter { $0 <= day }.sorted()
  }
}

extension Interval {
  /// The interval as answers carry it: there `to` is the last day.
  package func json(in language: Language) -> JSONObject {
    var object = judgement.json(in: language, namingLab: true)
    object["from"] = .string(from.description)
    object["to"] = last.map { .string($0.description) }
    return object
  }
}
