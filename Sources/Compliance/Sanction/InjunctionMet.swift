import Declarations
import Projections

/// An injunction is complied with in time.
struct InjunctionMet: Sendable {
  private let rule: Rule

  init(_ book: Rulebook) {
    rule = book[.injunctionMet]
  }

  /// The verdicts on a lab's injunctions, one for each case.
  func judge(_ lab: Lab, in history: History, asOf day: LegalDate) -> [Judgement] {
    let applicable = history.factsInForce(about: lab).filter { $0.effectiveOn <= day }
      .sorted(by: RecordedFact.isEarlier)
    var issued: [Identifier: (recorded: RecordedFact, injunction: InjunctionIssued)] = [:]
    var lifted: [Identifier: RecordedFact] = [:]
    for recorded in applicable {
      switch recorded.fact {
      case .injunctionIssued(let injunction)?:
        issued[injunction.case] = (recorded, injunction)
        lifted[injunction.case] = nil
      case .injunctionLifted(let lifting)? where issued[lifting.case] != nil:
        lifted[lifting.case] = recorded
      default: break
      }
    }
    return issued.compactMap { name, issued in
      let complyBy = issued.injunction.complyBy
      guard rule.isInForce(on: complyBy) else { return nil }
      let (verdict, detail) = verdict(complyBy, lifted[name], day)
      return Judgement(
        .injunctionMet,
        lab: lab,
        cis: issued.injunction.cis,
        case: name,
        verdict,
        since: complyBy,
        evidence: [issued.recorded.sequence, lifted[name]?.sequence],
        detail: detail(),
        remedy: verdict == .met
          ? nil
          : Wording(
            fr: "La levée par l'ANSM (injunction.lifted).",
            en: "ANSM lifting it (injunction.lifted)."
          )
      )
    }
  }

  private func verdict(
    _ complyBy: LegalDate,
    _ lifted: RecordedFact?,
    _ day: LegalDate
  ) -> (Verdict, Words) {
    if let lifted {
      return (
        .met,
        {
          Wording(
            fr: "À respecter au plus tard le \(complyBy), levée le \(lifted.effectiveOn).",
            en: "To be complied with by \(complyBy), lifted on \(lifted.effectiveOn)."
          )
        }
      )
    }
    guard complyBy < day else {
      return (
        .toReview,
        {
          Wording(
            fr: "À respecter au plus tard le \(complyBy) ; pas encore levée.",
            en: "To be complied with by \(complyBy); not lifted yet."
          )
        }
      )
    }
    return (
      .breached,
      {
        let days = day.dayNumber - complyBy.dayNumber
        return Wording(
          fr: "À respecter au plus tard le \(complyBy), passé de "
            + "\(Wording(days, fr: "jour", en: "day").french), et non levée.",
          // Always "days": earlier ledgers have to answer the same, byte for byte.
          en: "To be complied with by \(complyBy), \(days) days ago, and not lifted."
        )
      }
    )
  }
}
