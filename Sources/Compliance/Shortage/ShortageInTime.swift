import Declarations
import Projections

/// A shortage of a MITM is declared as soon as it is known.
struct ShortageInTime: Duty {
  private let rule: Rule
  private let metWithinDays: Int

  init(_ book: Rulebook) throws(RulebookFault) {
    rule = book[.shortageDeclared]
    metWithinDays = try rule.number("metWithinDays")
  }

  func judge(_ product: ProductFile) -> [Judgement] {
    var first: [Identifier: (recorded: RecordedFact, declared: ShortageDeclared)] = [:]
    for recorded in product.facts where recorded.effectiveOn <= product.day {
      guard case .shortageDeclared(let declared)? = recorded.fact else { continue }
      if let known = first[declared.file], RecordedFact.isEarlier(known.recorded, recorded) {
        continue
      }
      first[declared.file] = (recorded, declared)
    }
    return first.compactMap { file, shortage in
      let filedOn = shortage.recorded.filedOn
      guard rule.isInForce(on: filedOn), product.isQualified(on: filedOn) else { return nil }
      let (verdict, detail) = verdict(on: shortage.declared, filedOn)
      return Judgement(
        .shortageDeclared,
        lab: product.answering(on: filedOn),
        cis: product.cis,
        file: file,
        verdict,
        since: filedOn,
        evidence: [shortage.recorded.sequence],
        detail: detail(),
        remedy: verdict == .notAssessable
          ? Wording(
            fr: "Le jour où elle a été connue (knownOn) le rend vérifiable.",
            en: "The day on which it became known (knownOn) makes it assessable."
          ) : nil
      )
    }
  }

  private func verdict(on shortage: ShortageDeclared, _ filedOn: LegalDate) -> (Verdict, Words) {
    guard let knownOn = shortage.knownOn else {
      return (
        .notAssessable,
        {
          Wording(
            fr: "Déclarée le \(filedOn) ; le jour où elle a été connue n'est pas dit.",
            en: "Declared on \(filedOn); the day on which it became known is not stated."
          )
        }
      )
    }
    let days = filedOn.dayNumber - knownOn.dayNumber
    guard days > metWithinDays else {
      return (
        .met,
        {
          Wording(
            fr: "Connue le \(knownOn), déclarée le \(filedOn).",
            en: "Known on \(knownOn), declared on \(filedOn)."
          )
        }
      )
    }
    return (
      .toReview,
      {
        Wording(
          fr:
            "Connue le \(knownOn), déclarée le \(filedOn), \(days) jours après ; la loi dit « dès que », "
            + "sans nombre.",
          en:
            "Known on \(knownOn), declared on \(filedOn), \(days) days later; the law says “as soon as”, "
            + "and no number."
        )
      }
    )
  }
}
