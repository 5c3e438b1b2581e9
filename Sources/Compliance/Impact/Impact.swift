// A fact recorded late changes what is now known of days that have passed. What was answered then stays
// what it was, at its own basis; this says where an answer given today would differ from it.

import CanonicalJSON
package import Declarations
package import Projections

/// Which earlier answers events change (*effet rétroactif*).
package struct Impact: Sendable {
  /// Days of which a product's row is now another, or its being published.
  package struct Listing: Sendable {
    /// The row that was known, whatever its state.
    package let before: ListRow
    /// The row that is known now, whatever its state.
    package let after: ListRow
    /// Whether it was known to be on the published list.
    package let wasPublished: Bool
    /// Whether it is known to be now.
    package let isPublished: Bool
    /// The days.
    package let days: Stretch

    /// The product.
    package var cis: CIS { after.cis }
  }

  /// Days of which a lab's sanctions are now others.
  package struct Sanctioned: Sendable {
    /// The lab.
    package let lab: Lab
    /// The sanctions that were known, by case and decision.
    package let before: [Sanction]
    /// Those that are known now.
    package let after: [Sanction]
    /// The days.
    package let days: Stretch
  }

  /// Days of which a verdict is now another.
  package struct Judged: Sendable {
    /// The verdict that was known, and the one that is known now.
    package let change: VerdictChange
    /// The days.
    package let days: Stretch
  }

  /// A sealed list that, sealed now, would be another.
  package struct Seal: Sendable {
    /// The event that seals it.
    package let sequence: Int
    /// What it seals.
    package let sealed: ListSealed
    /// The products that came, went or changed on the list of its day, by CIS.
    package let products: [CIS]
  }

  /// A recorded event that is void now, or in force again: its receipt proves that it was recorded, and
  /// no longer says whether it holds.
  package struct Receipt: Sendable {
    /// The event.
    package let sequence: Int
    /// The event that voids it; nil where it is in force again.
    package let voidedBy: Int?
  }

  /// The first event whose effect this is.
  package let first: Int
  /// How many events there are.
  package let count: Int
  /// The last day that was over when the last of them was recorded.
  package let until: LegalDate
  /// Products whose rows are others, by CIS, then by day.
  package let listings: [Listing]
  /// Labs whose sanctions are others, by lab, then by day.
  package let sanctions: [Sanctioned]
  /// Verdicts that are others, in the order of answers, then by day.
  package let verdicts: [Judged]
  /// Sealed lists that would be others, by sequence.
  package let seals: [Seal]
  /// Events that are void now or in force again, by sequence.
  package let receipts: [Receipt]

  /// Whether every earlier answer stays what it was.
  package var isNone: Bool {
    listings.isEmpty && sanctions.isEmpty && verdicts.isEmpty && seals.isEmpty && receipts.isEmpty
  }

  /// Compares what was known before events with what is known after them; nil where there are none.
  package init?(of events: [Event], before: Docket, after: Docket, _ duties: Duties) {
    guard let event = events.first, let last = events.last else { return nil }
    first = event.sequence
    count = events.count
    until = ParisTime.day(of: last.recordedAt).adding(days: -1)
    let scope = Scope(events, before, after)
    listings = scope.products.flatMap { [until] cis in
      Self.listings(of: cis, before.history, after.history, until: until)
    }
    sanctions = scope.labs.flatMap { [until] lab in
      Self.sanctions(of: lab, before.history, after.history, until: until)
    }
    verdicts = scope.verdicts(before, after, duties, until: until)
    seals = before.history.eventsAboutTheLedger.compactMap {
      Self.seal($0, scope.products, before.history, after.history)
    }
    receipts = Self.receipts(before.history.voidedBy, after.history.voidedBy, below: first)
  }

  private static func listings(
    of cis: CIS,
    _ before: History,
    _ after: History,
    until: LegalDate
  ) -> [Listing] {
    func row(_ history: History, _ day: LegalDate) -> JSONObject {
      var row = ListRow(history.state(of: cis, asOf: day)).content.json
      row["published"] = .bool(history.isPublished(cis, asOf: day))
      return row
    }
    let days = before.listDays(of: cis) + after.listDays(of: cis)
    return Stretch.all(over: days, until: until) { day in
      let (old, new) = (row(before, day), row(after, day))
      return old == new ? nil : [old, new]
    }.map { stretch in
      Listing(
        before: ListRow(before.state(of: cis, asOf: stretch.from)),
        after: ListRow(after.state(of: cis, asOf: stretch.from)),
        wasPublished: before.isPublished(cis, asOf: stretch.from),
        isPublished: after.isPublished(cis, asOf: stretch.from),
        days: stretch
      )
    }
  }

  private static func sanctions(
    of lab: Lab,
    _ before: History,
    _ after: History,
    until: LegalDate
  ) -> [Sanctioned] {
    func all(_ history: History, _ day: LegalDate) -> [Sanction] {
      Sanction.all(of: lab, in: history, asOf: day)
    }
    let days = (before.factsInForce(about: lab) + after.factsInForce(about: lab)).map(\.effectiveOn)
    return Stretch.all(over: days, until: until) { day in
      let (old, new) = (all(before, day).map(\.json), all(after, day).map(\.json))
      return old == new ? nil : [old, new]
    }.map { stretch in
      Sanctioned(
        lab: lab,
        before: all(before, stretch.from),
        after: all(after, stretch.from),
        days: stretch
      )
    }
  }

  private static func seal(
    _ event: Event,
    _ products: [CIS],
    _ before: History,
    _ after: History
  ) -> Seal? {
    guard case .listSealed(let sealed) = event.submission.fact else { return nil }
    let moved = products.filter { cis in
      let old = before.state(of: cis, asOf: sealed.asOf)
      let new = after.state(of: cis, asOf: sealed.asOf)
      // The leaf of a sealed list is the whole row, evidence included.
      return old.isListed != new.isListed
        || old.isListed && ListRow(old).json != ListRow(new).json
    }
    return moved.isEmpty ? nil : Seal(sequence: event.sequence, sealed: sealed, products: moved)
  }

  private static func receipts(
    _ before: [Int: Int],
    _ after: [Int: Int],
    below first: Int
  ) -> [Receipt] {
    Set(before.keys).union(after.keys).filter { $0 < first && before[$0] != after[$0] }.sorted()
      .map { Receipt(sequence: $0, voidedBy: after[$0]) }
  }
}

/// What new events can change at all.
private struct Scope {
  /// The products that they are about, and those of labs that are now known, or no longer, to file
  /// plans.
  let products: [CIS]
  let labs: [Lab]

  init(_ events: [Event], _ before: Docket, _ after: Docket) {
    var products = Set(events.compactMap(\.submission.subject.cis))
    let planners = before.labsWithPlans.symmetricDifference(after.labsWithPlans)
    if !planners.isEmpty {
      products.formUnion(
        after.history.subjects.filter { cis in
          after.history.factsInForce(about: cis).contains { fact in
            planners.contains { fact.names($0) }
          }
        }
      )
    }
    self.products = products.sorted()
    let labs = events.compactMap { event -> Lab? in
      if case .lab(let lab) = event.submission.subject { lab } else { nil }
    }
    self.labs = Set(labs).sorted()
  }

  func verdicts(
    _ before: Docket,
    _ after: Docket,
    _ duties: Duties,
    until: LegalDate
  ) -> [Impact.Judged] {
    func intervals(_ docket: Docket) -> [Judgement.Key: [Interval]] {
      Dictionary(
        grouping: duties.intervals(
          of: products,
          labs,
          in: docket,
          until: until,
          ComplianceFilter()
        ),
        by: \.judgement.key
      )
    }
    let (old, new) = (intervals(before), intervals(after))
    return Set(old.keys).union(new.keys).sorted().flatMap { key -> [Impact.Judged] in
      let (was, isNow) = (old[key] ?? [], new[key] ?? [])
      let days = (was + isNow).flatMap { [$0.from, $0.to].compactMap(\.self) }
      return Stretch.all(over: days, until: until) { day in
        let (before, after) = (was.judgement(on: day), isNow.judgement(on: day))
        return before?.verdict == after?.verdict ? nil : [before?.verdict, after?.verdict]
      }.compactMap { stretch in
        VerdictChange(
          before: was.judgement(on: stretch.from),
          after: isNow.judgement(on: stretch.from)
        ).map { Impact.Judged(change: $0, days: stretch) }
      }
    }
  }
}

extension [Interval] {
  fileprivate func judgement(on day: LegalDate) -> Judgement? {
    first { interval in interval.from <= day && interval.to.map { day < $0 } ?? true }?.judgement
  }
}
