package import CanonicalJSON
package import Declarations
import Projections

/// Something that falls due (*échéance*).
package struct DueDate: Sendable {
  /// What falls due.
  package enum Kind: String, Sendable, CaseIterable {
    /// A threshold that ANSM raised begins to apply.
    case thresholdRaised = "threshold-raised"
    /// A threshold that ANSM lowered ends, and the general rule applies again.
    case thresholdEnds = "threshold-ends"
    /// A stop that is stated takes effect.
    case stop
    /// The day for which a stop was announced.
    case stopPlanned = "stop-planned"
    /// The last day to comply with an injunction.
    case injunction
    /// The last day for the plan of the year.
    case plan
  }

  /// The day.
  package let on: LegalDate
  /// What falls due.
  package let kind: Kind
  /// The duty that it belongs to.
  package let rule: RuleID
  /// Who answers for it; nil where nobody is known to.
  package let lab: Lab?
  /// The product; nil of an injunction that is about none.
  package let cis: CIS?
  /// The case of an injunction; nil of everything else.
  package let `case`: Identifier?
  /// The sequences of the events that it comes from; none of a plan, which is missing.
  package let evidence: [Int]
  /// What falls due, in words.
  package let detail: Wording

  /// The due date as answers carry it, in words of a language.
  package func json(in language: Language) -> JSONObject {
    var object: JSONObject = [
      "detail": .string(detail[language]),
      "evidence": .array(evidence.map { .integer(Int64($0)) }), "kind": .string(kind.rawValue),
      "on": .string(on.description), "rule": .string(rule.rawValue),
    ]
    object["lab"] = lab?.json
    object["cis"] = cis.map { .string($0.description) }
    object["case"] = `case`?.json
    return object
  }
}

extension Duties {
  /// What falls due after a day and within so many days of it, as far as is known, by day.
  package func due(
    in docket: Docket,
    after day: LegalDate,
    within days: Int,
    _ filter: ComplianceFilter = ComplianceFilter()
  ) -> [DueDate] {
    let window = day.adding(days: 1)...day.adding(days: max(days, 1))
    let subjects = filter.cis.map { [$0] } ?? docket.history.subjects
    var due = subjects.flatMap { products(ProductFile($0, in: docket, asOf: day), window) }
    for lab in docket.history.concernedLabs {
      due += judge(lab, in: docket, asOf: day).compactMap { injunction($0, window) }
    }
    return due.filter { filter.lab == nil || $0.lab == filter.lab }
      .filter { filter.cis == nil || $0.cis == filter.cis }
      .sorted { ($0.on, Self.order($0)) < ($1.on, Self.order($1)) }
  }

  private static func order(_ due: DueDate) -> String {
    [
      due.lab?.text ?? "~", due.rule.rawValue, due.cis?.description ?? "", due.case?.text ?? "",
      due.kind.rawValue,
    ].joined(separator: "\t")
  }

  private func products(_ product: ProductFile, _ window: ClosedRange<LegalDate>) -> [DueDate] {
    var due = stops(of: product, window)
    guard product.isListed(on: product.day) else { return due }
    if let (on, kind, decision) = stock.thresholdChange(of: product), window.contains(on) {
      due.append(
        DueDate(
          on: on,
          kind: kind,
          rule: .stockSafety,
          lab: product.answering(on: product.day),
          cis: product.cis,
          case: nil,
          evidence: [decision.sequence],
          detail: kind == .thresholdRaised
            ? Wording(
              fr: "Le seuil de stock relevé s'applique.",
              en: "The raised stock threshold applies."
            )
            : Wording(
              fr: "Le seuil de stock abaissé prend fin ; 2 mois s'appliquent.",
              en: "The lowered stock threshold ends; 2 months apply."
            )
        )
      )
    }
    return due + plan(of: product, window)
  }

  private func plan(of product: ProductFile, _ window: ClosedRange<LegalDate>) -> [DueDate] {
    let years = product.day.components.year...window.upperBound.components.year
    return years.compactMap { year in
      let isFiled = product.facts.plans.contains { $0.value == year }
      guard !isFiled, let end = LegalDate(year: year, month: 12, day: 31), window.contains(end)
      else { return nil }
      return DueDate(
        on: end,
        kind: .plan,
        rule: .planAnnual,
        lab: product.answering(on: product.day),
        cis: product.cis,
        case: nil,
        evidence: [],
        detail: Wording(
          fr: "Dernier jour pour le plan \(year), qui n'est pas au registre.",
          en: "Last day for the plan of \(year), which is not in the ledger."
        )
      )
    }
  }

  private func stops(of product: ProductFile, _ window: ClosedRange<LegalDate>) -> [DueDate] {
    let isMarketed = product.docket.history.state(of: product.cis, asOf: product.day).marketed.holds
    return product.facts.all.compactMap { recorded in
      let (on, kind): (LegalDate, DueDate.Kind)
      switch recorded.fact {
      case .commercialisationStopped?: (on, kind) = (recorded.effectiveOn, .stop)
      case .commercialisationStopAnnounced(let announced)?
      where isMarketed && recorded.effectiveOn <= product.day:
        (on, kind) = (announced.plannedOn, .stopPlanned)
      default: return nil
      }
      guard window.contains(on) else { return nil }
      return DueDate(
        on: on,
        kind: kind,
        rule: .stopNotice,
        lab: product.answering(on: product.day),
        cis: product.cis,
        case: nil,
        evidence: [recorded.sequence],
        detail: kind == .stop
          ? Wording(fr: "L'arrêt déclaré prend effet.", en: "The stop that is stated takes effect.")
          : Wording(
            fr: "Jour prévu de l'arrêt annoncé le \(recorded.filedOn).",
            en: "Day planned for the stop that was announced on \(recorded.filedOn)."
          )
      )
    }
  }

  private func injunction(
    _ judgement: Judgement,
    _ window: ClosedRange<LegalDate>
  ) -> DueDate? {
    guard judgement.verdict == .toReview, let on = judgement.since, window.contains(on) else {
      return nil
    }
    return DueDate(
      on: on,
      kind: .injunction,
      rule: .injunctionMet,
      lab: judgement.lab,
      cis: judgement.cis,
      case: judgement.case,
      evidence: judgement.evidence,
      detail: Wording(
        fr: "Dernier jour pour respecter l'injonction.",
        en: "Last day to comply with the injunction."
      )
    )
  }
}
