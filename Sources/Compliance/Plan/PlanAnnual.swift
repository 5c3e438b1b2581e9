import Declarations

/// The shortage management plan of a full calendar year.
struct PlanAnnual: Duty {
  private let rule: Rule

  init(_ book: Rulebook) throws(RulebookFault) {
    rule = book[.planAnnual]
  }

  func judge(_ product: ProductFile, into judgements: inout [Judgement]) {
    let year = product.day.components.year - 1
    guard let start = LegalDate(year: year, month: 1, day: 1),
      let end = LegalDate(year: year, month: 12, day: 31), rule.isInForce(on: start),
      product.isListed(on: start), product.isListed(on: end)
    else { return }
    let plans = product.facts.plans.filter { $0.value == year }.map(\.filing)
    let inTime = plans.filter { $0.filedOn <= end }
    let lab = product.answering(on: end)
    let verdict: Verdict =
      !inTime.isEmpty
      ? .met : lab.map(product.docket.labsWithPlans.contains) ?? false ? .breached : .notAssessable
    judgements.append(
      Judgement(
        .planAnnual,
        lab: lab,
        cis: product.cis,
        verdict,
        since: end,
        evidence: (inTime.isEmpty ? plans : inTime).map(\.sequence),
        detail: detail(verdict, year, inTime.first ?? plans.first),
        remedy: verdict == .met
          ? nil
          : Wording(
            fr: "Le plan \(year), s'il a été envoyé à temps, est à enregistrer (plan.filed).",
            en: "The plan for \(year), if it was sent in time, is to be recorded (plan.filed)."
          )
      )
    )
  }

  private func detail(_ verdict: Verdict, _ year: Int, _ plan: Filing?) -> Wording {
    switch (verdict, plan) {
    case (.met, let plan?):
      Wording(
        fr: "Plan \(year) déposé le \(plan.filedOn), au plus tard le 31 décembre.",
        en: "The plan for \(year) was filed on \(plan.filedOn), by 31 December."
      )
    case (.notAssessable, _):
      Wording(
        fr: "MITM toute l'année \(year) ; aucun plan de ce laboratoire n'est au registre.",
        en: "A MITM all through \(year); no plan of this lab is in the ledger."
      )
    case (_, let plan?):
      Wording(
        fr: "Plan \(year) déposé le \(plan.filedOn), après le 31 décembre.",
        en: "The plan for \(year) was filed on \(plan.filedOn), after 31 December."
      )
    case (_, nil):
      Wording(
        fr: "MITM toute l'année \(year), sans plan \(year) ; ce laboratoire en a déposé d'autres.",
        en: "A MITM all through \(year), without a plan for it; this lab filed others."
      )
    }
  }
}
