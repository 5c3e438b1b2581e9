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

  func judge(_ product: ProductFile, into judgements: inout [Judgement]) {
    for shortage in product.facts.shortages {
      let filedOn = shortage.filing.filedOn
      guard shortage.filing.effectiveOn <= product.day, rule.isInForce(on: filedOn) else {
        continue
      }
      let standing = product.facts.standing(on: filedOn)
      guard standing.isQualified else { continue }
      let (verdict, detail) = verdict(on: shortage.value, filedOn)
      judgements.append(
        Judgement(
          .shortageDeclared,
          lab: standing.answering,
          cis: product.cis,
          file: shortage.value.file,
          verdict,
          since: filedOn,
          evidence: [shortage.filing.sequence],
          detail: detail(),
          remedy: verdict == .notAssessable
            ? Wording(
              fr: "Le jour où elle a été connue (knownOn) le rend vérifiable.",
              en: "The day on which it became known (knownOn) makes it assessable."
            ) : nil
        )
      )
    }
  }

  private func verdict(on shortage: DutyFacts.Shortage, _ filedOn: LegalDate) -> (Verdict, Words) {
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
