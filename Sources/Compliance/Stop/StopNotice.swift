// stop.notice. s is the stop that holds at D, S its day; r the last declaration or resumption before it;
// a the first announcement filed before S and not before r, A the day on which it was filed.
//
//   no a                not-assessable where the register states the stop, else breached
//   a imported, urgent  to-review; imported is what ANSM states, who gives no day of filing
//   A from 2023-12-28   12 months if the status was in on A, else 2
//   A earlier           2 months, and to-review instead of met when the status was in
//
// The day and the months stand in the rulebook.

import Declarations

/// The notice before a stop of commercialisation.
struct StopNotice: Duty {
  private let rule: Rule
  private let newTestFrom: LegalDate
  private let mitmMonths: Int
  private let otherMonths: Int

  init(_ book: Rulebook) throws(RulebookFault) {
    rule = book[.stopNotice]
    newTestFrom = try rule.start(ofPeriod: 1)
    mitmMonths = try rule.number("mitmMonths")
    otherMonths = try rule.number("otherMonths")
  }

  private struct Stop {
    let stopped: Filing
    let before: Filing?
    let announcement: Filed<StopAnnounced>?
  }

  func judge(_ product: ProductFile, into judgements: inout [Judgement]) {
    guard let stop = stop(of: product), rule.isInForce(on: stop.stopped.effectiveOn) else {
      return
    }
    let (verdict, detail) = verdict(on: stop, product)
    judgements.append(
      Judgement(
        .stopNotice,
        lab: product.answering(on: stop.stopped.effectiveOn),
        cis: product.cis,
        verdict,
        since: stop.stopped.effectiveOn,
        evidence: [
          stop.stopped.sequence, stop.before?.sequence, stop.announcement?.filing.sequence,
        ],
        detail: detail(),
        remedy: verdict == .breached
          ? Wording(
            fr: "Rien ne rallonge un préavis écoulé ; une annonce qui manque est à enregistrer.",
            en:
              "Nothing lengthens a notice that is over; an announcement that is missing is to be recorded."
          ) : nil
      )
    )
  }

  private func stop(of product: ProductFile) -> Stop? {
    let moves = product.facts.moves.prefix { $0.filing.effectiveOn <= product.day }
    guard let stopped = moves.last, stopped.value == .commercialisationStopped else { return nil }
    let before = moves.last { $0.value != .commercialisationStopped }
    let candidates = product.facts.announcements.filter { announced in
      announced.filing.filedOn < stopped.filing.effectiveOn
        && before.map { $0.filing.effectiveOn <= announced.filing.filedOn } ?? true
    }
    let first = candidates.min {
      ($0.filing.filedAt, $0.filing.sequence) < ($1.filing.filedAt, $1.filing.sequence)
    }
    return Stop(stopped: stopped.filing, before: before?.filing, announcement: first)
  }

  private func verdict(on stop: Stop, _ product: ProductFile) -> (Verdict, Words) {
    let stoppedOn = stop.stopped.effectiveOn
    guard let announcement = stop.announcement else {
      return (
        stop.stopped.isImported ? .notAssessable : .breached,
        {
          Wording(
            fr: "Arrêt au \(stoppedOn) sans annonce au registre.",
            en: "Stopped on \(stoppedOn) without an announcement in the ledger."
          )
        }
      )
    }
    let announcedOn = announcement.filing.filedOn
    let isQualified = product.isQualified(on: announcedOn)
    let isNew = announcedOn >= newTestFrom
    let months = isNew && isQualified ? mitmMonths : otherMonths
    let earliest = announcedOn.adding(months: months)
    let isEnough = stoppedOn >= earliest
    let comparison: Words = {
      Wording(
        fr:
          "Annoncé le \(announcedOn), arrêt au \(stoppedOn) : \(isEnough ? "≥" : "<") \(earliest) "
          + "(\(months) mois).",
        en:
          "Announced on \(announcedOn), stopped on \(stoppedOn): \(isEnough ? "≥" : "<") \(earliest) "
          + "(\(months) months)."
      )
    }
    if announcement.filing.source == .ansm || announcement.filing.isImported {
      return (.toReview, { comparison().adding(Self.imported) })
    }
    if announcement.value.urgent { return (.toReview, { comparison().adding(Self.urgent) }) }
    if !isNew && isQualified && isEnough {
      return (.toReview, { comparison().adding(Self.oldTest) })
    }
    return (isEnough ? .met : .breached, comparison)
  }

  private static let imported = Wording(
    fr: "L'annonce vient de l'ANSM, sans jour de dépôt.",
    en: "The announcement comes from ANSM, without a day of filing."
  )
  private static let urgent = Wording(
    fr: "Annonce en urgence : un humain doit juger.",
    en: "Announced as urgent: a human must judge."
  )
  private static let oldTest = Wording(
    fr: "L'ancien texte demandait aussi s'il y avait des alternatives.",
    en: "The older text also asked whether there were alternatives."
  )
}

extension Wording {
  fileprivate func adding(_ other: Wording) -> Wording {
    Wording(fr: "\(french) \(other.french)", en: "\(english) \(other.english)")
  }
}
