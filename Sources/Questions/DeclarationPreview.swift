import CanonicalJSON
package import Compliance
package import Declarations
package import Ledger
package import Projections
import Reports

/// What a declaration would do, before it is recorded.
package struct DeclarationPreview: Sendable {
  /// Upon what: all that is known, and the day on which it is judged.
  package var basis: Basis?
  /// What it would change in earlier answers.
  package var impact: Impact?
  /// What it would change in what the lab is judged by.
  package var verdicts: [VerdictChange] = []
  /// What is odd about it, though it is recorded.
  package var doubts: [Wording] = []

  /// A preview that says nothing.
  package init() {}
}

extension DeclarationPreview {
  /// Looks ahead.
  ///
  /// - Parameters:
  ///   - event: The declaration, as it would be recorded.
  ///   - lab: Who declares.
  ///   - cis: The product.
  ///   - reader: The ledger.
  /// - Throws: ``Ledger/LedgerError`` when the ledger cannot be read.
  package init(of event: Event, by lab: Lab, about cis: CIS, in reader: LedgerReader) throws {
    let known = KnownAt(size: event.sequence)
    var fold = try reader.wholeFold(known, followedBy: [event])
    let (before, after) = (Docket(fold.history(known)), Docket(fold.history(fold.knownAt)))
    let duties = try Duties(Rulebook())
    let day = max(event.submission.effectiveOn, ParisTime.day(of: event.recordedAt))
    let filter = ComplianceFilter(cis: cis)
    basis = try reader.basis(asOf: day, known)
    impact = Impact(of: [event], before: before, after: after, duties)
    verdicts = VerdictChange.all(
      from: duties.compliance(in: before, asOf: day, filter),
      to: duties.compliance(in: after, asOf: day, filter)
    )
    doubts = Self.doubts(about: event, cis, lab, before)
    if let stop = try Self.foreseenStop(event) {
      fold.record(stop)
      let then = Docket(fold.history(fold.knownAt))
      let day = stop.submission.effectiveOn
      let held = duties.compliance(in: then, asOf: day, filter).flatMap(\.judgements)
        .filter { $0.rule == .stopNotice && $0.verdict != .met }
      doubts += held.map { judgement in
        Wording(
          fr: "si l'arrêt a lieu le \(day) : \(Words.verdict(judgement.verdict).french). "
            + judgement.detail.french,
          en: "if the stop takes place on \(day): \(Words.verdict(judgement.verdict).english). "
            + judgement.detail.english
        )
      }
    }
  }

  /// The stop that an announcement announces, as if it had taken place on its day: what the law will hold
  /// against it is known today.
  private static func foreseenStop(_ event: Event) throws -> Event? {
    guard case .commercialisationStopAnnounced(let announced) = event.submission.fact else {
      return nil
    }
    var object = event.submission.json
    object["id"] = .string("\(event.submission.id.text.prefix(100)):foreseen")
    object["type"] = .string(EventType.commercialisationStopped.identifier)
    object["data"] = .object([:])
    object["corrects"] = nil
    object["effectiveon"] = .string(announced.plannedOn.description)
    return Event(
      recording: try Submission(object),
      actor: event.actor,
      at: event.recordedAt.nextMicrosecond,
      sequence: event.sequence + 1,
      salt: event.salt
    )
  }

  /// What the record has otherwise, or not at all: a fact for all that, so that it is said and not refused.
  private static func doubts(
    about event: Event,
    _ cis: CIS,
    _ lab: Lab,
    _ docket: Docket
  ) -> [Wording] {
    let history = docket.history
    let day = event.submission.effectiveOn
    let today = ParisTime.day(of: event.recordedAt)
    var doubts: [Wording] = []
    if history.description(of: cis, asOf: max(day, today)) == nil {
      doubts.append(
        Wording(
          fr: "la spécialité \(cis) n'est décrite nulle part ici.",
          en: "the product \(cis) is described nowhere here."
        )
      )
    }
    if let other = history.standing(of: cis, asOf: day).answering, other != lab {
      doubts.append(
        Wording(
          fr: "c'est \(other) qui répond de la spécialité \(cis) au \(day), et non \(lab).",
          en: "it is \(other) who answers for the product \(cis) on \(day), not \(lab)."
        )
      )
    }
    if let dossier = foreign(event.submission.fact, cis, docket) {
      // Of whose it is, nothing: it may be another lab's.
      doubts.append(
        Wording(
          fr: "le dossier \(dossier) est celui d'une autre spécialité.",
          en: "the dossier \(dossier) is that of another product."
        )
      )
    }
    if abs(day.dayNumber - today.dayNumber) >= 365 {
      doubts.append(
        Wording(
          fr: "la date d'effet \(day) est à un an ou plus d'aujourd'hui (\(today)).",
          en: "the effective day \(day) is a year or more from today (\(today))."
        )
      )
    }
    doubts += misplaced(event.submission.fact, day, today)
    let year = today.components.year
    if case .planFiled(let plan) = event.submission.fact, abs(plan.year - year) > 1 {
      doubts.append(
        Wording(
          fr: "l'année \(plan.year) du plan n'est ni celle-ci, ni une voisine.",
          en: "the year \(plan.year) of the plan is neither this one nor next to it."
        )
      )
    }
    return doubts
  }

  /// A day that lies on the wrong side of today for what is said of it.
  private static func misplaced(
    _ fact: Fact,
    _ day: LegalDate,
    _ today: LegalDate
  ) -> [Wording] {
    switch fact {
    case .stockReported where day > today:
      [
        Wording(
          fr: "un état de stock constate ; le \(day) est à venir.",
          en: "a stock report observes; \(day) is yet to come."
        )
      ]
    case .commercialisationStopAnnounced(let announced) where announced.plannedOn <= today:
      [
        Wording(
          fr: "l'arrêt annoncé pour le \(announced.plannedOn) n'est pas à venir ; "
            + "un arrêt effectif se déclare comme tel.",
          en: "the stop announced for \(announced.plannedOn) is not to come; "
            + "a stop that took place is declared as one."
        )
      ]
    default: []
    }
  }

  /// The dossier number that a declaration gives, where it is that of other products alone.
  private static func foreign(_ fact: Fact, _ cis: CIS, _ docket: Docket) -> Int? {
    let dossier =
      switch fact {
      case .qualificationDeclared(let declared): declared.dossier
      case .modificationRequested(let request): request.dossier
      case .commercialisationDeclared(let declared): declared.qualificationDossier
      default: Dossier?.none
      }
    guard let dossier, let products = docket.productsByDossier[dossier], !products.contains(cis)
    else { return nil }
    return dossier.number
  }
}
