package import CanonicalJSON
package import Declarations
import Projections

/// What a lab's duties came to on a day, and its sanctions (*conformité*).
package struct LabCompliance: Sendable {
  /// The lab; nil where nobody is known to answer.
  package let lab: Lab?
  /// The verdicts, in the rulebook's order, then by product, file and case.
  package let judgements: [Judgement]
  /// The sanctions that are applicable on the day, by case and decision.
  package let sanctions: [Sanction]

  /// The worst that occurs.
  package var headline: Verdict {
    Verdict.headline(of: judgements.map(\.verdict))
  }

  /// The same with those verdicts alone that may be told.
  package func keeping(_ isKept: (Judgement) throws -> Bool) rethrows -> LabCompliance {
    LabCompliance(lab: lab, judgements: try judgements.filter(isKept), sanctions: sanctions)
  }

  /// The entry as answers carry it, in words of a language.
  package func json(in language: Language) -> JSONObject {
    var object: JSONObject = [
      "headline": .string(headline.rawValue),
      "sanctions": .array(sanctions.map { .object($0.json) }),
      "verdicts": .array(judgements.map { .object($0.json(in: language)) }),
    ]
    object["lab"] = lab?.json
    return object
  }
}

/// What of the compliance is asked for.
package struct ComplianceFilter: Sendable {
  /// Exactly this lab.
  package let lab: Lab?
  /// What concerns this product.
  package let cis: CIS?

  /// Asks for one lab, one product, both or all.
  package init(lab: Lab? = nil, cis: CIS? = nil) {
    self.lab = lab
    self.cis = cis
  }

  func takes(_ judgement: Judgement) -> Bool {
    (lab == nil || judgement.lab == lab) && (cis == nil || judgement.cis == cis)
  }
}

extension Duties {
  /// The compliance of every lab that has a verdict or a sanction, by id, nobody's last.
  ///
  /// Filters act before the headline; a lab that is asked for is there even when nothing concerns it.
  package func compliance(
    in docket: Docket,
    asOf day: LegalDate,
    _ filter: ComplianceFilter = ComplianceFilter()
  ) -> [LabCompliance] {
    let history = docket.history
    let subjects = filter.cis.map { [$0] } ?? history.subjects
    var judgements: [Judgement] = []
    for cis in subjects { judge(ProductFile(cis, in: docket, asOf: day), into: &judgements) }
    for lab in history.concernedLabs { judgements += judge(lab, in: docket, asOf: day) }
    // By lab first, so that what is sorted is little and of one lab.
    let byLab = Dictionary(grouping: judgements.lazy.filter(filter.takes), by: \.lab)
      .mapValues(Self.sorted)
    let sanctioned = history.concernedLabs.filter { filter.lab == nil || $0 == filter.lab }
    var sanctions: [Lab: [Sanction]] = [:]
    for lab in sanctioned {
      let all = Sanction.all(of: lab, in: history, asOf: day)
        .filter { filter.cis == nil || $0.pronounced.cis == filter.cis }
      if !all.isEmpty { sanctions[lab] = all }
    }
    var labs = Set(byLab.keys.compactMap(\.self)).union(sanctions.keys)
    if let lab = filter.lab { labs.insert(lab) }
    var entries = labs.sorted().map {
      LabCompliance(lab: $0, judgements: byLab[$0] ?? [], sanctions: sanctions[$0] ?? [])
    }
    if let nobody = byLab[nil] {
      entries.append(LabCompliance(lab: nil, judgements: nobody, sanctions: []))
    }
    return entries
  }

  /// In the order of their keys, within one lab.
  private static func sorted(_ judgements: [Judgement]) -> [Judgement] {
    // Rule and product in one number, which tells nearly all of them apart.
    let numbered = judgements.map { judgement in
      (number: judgement.rule.order << 32 | Int(judgement.cis?.number ?? 0), judgement: judgement)
    }
    let sorted = numbered.sorted { left, right in
      if left.number != right.number { return left.number < right.number }
      return left.judgement.key < right.judgement.key
    }
    return sorted.map(\.judgement)
  }
}
