import Compliance
import Declarations
import Projections

/// The sentence that an inspector would write about a product that is not on the list.
enum WhyNot {
  static func sentence(_ answer: TraceAnswer) -> Wording? {
    let state = answer.trace.state
    let failing = answer.trace.steps.filter { !$0.verdict.holds }
    guard !failing.isEmpty else { return nil }
    let name = state.denomination.map { " (\($0.text))" } ?? ""
    let grounds = failing.map { step in
      let ground = ground(step, answer)
      let articles = answer.rulebook.articles(of: step.condition).joined(separator: ", ")
      return Wording(
        fr: "\(ground.french) (CSP, art. \(articles))",
        en: "\(ground.english) (CSP, art. \(articles))"
      )
    }
    let missing = failing.compactMap(\.nearest).map(missing)
    let why = Wording(
      fr: grounds.map(\.french).joined(separator: " ; "),
      en: grounds.map(\.english).joined(separator: "; ")
    )
    let remedy = Wording(
      fr: missing.map(\.french).joined(separator: " et si "),
      en: missing.map(\.english).joined(separator: " and ")
    )
    return Wording(
      fr:
        "Au \(answer.basis.asOf), la spécialité \(state.cis)\(name) n'est pas sur la liste des MITM : "
        + "\(why.french). Elle y serait si \(remedy.french), avec effet au plus tard à cette date.",
      en: "On \(answer.basis.asOf), product \(state.cis)\(name) is not on the list of MITM: "
        + "\(why.english). It would be if \(remedy.english), effective on or before that day."
    )
  }

  /// What keeps a condition from holding.
  private static func ground(_ step: Trace.Step, _ answer: TraceAnswer) -> Wording {
    let event = step.verdict.evidence.flatMap { answer.event($0) }
    guard let event else { return byDefault(step.condition) }
    let (day, source) = (event.submission.effectiveOn, event.submission.source)
    let number = event.sequence
    let by = Wording(
      fr: "depuis le \(day), d'après \(source) (événement \(number))",
      en: "since \(day), by \(source) (event \(number))"
    )
    let what: Wording =
      switch event.submission.fact {
      case .qualificationRemoved(let decided):
        Wording(
          fr: "sa qualification a été retirée par la décision \(decided.decision.text)",
          en: "its qualification was withdrawn by decision \(decided.decision.text)"
        )
      case .publicationLeft:
        Wording(
          fr: "elle n'est plus dans la liste publiée",
          en: "it is no longer on the published list"
        )
      case .commercialisationStopped:
        Wording(fr: "sa commercialisation a cessé", en: "its marketing has stopped")
      case .commercialisationSuspended:
        Wording(fr: "sa commercialisation est suspendue", en: "its marketing is suspended")
      case .productDescribed(let described):
        authorisation(described.authorisation)
      default: byDefault(step.condition)
      }
    return Wording(fr: "\(what.french) \(by.french)", en: "\(what.english) \(by.english)")
  }

  private static func authorisation(_ authorisation: Authorisation) -> Wording {
    switch authorisation {
    case .active:
      Wording(fr: "son autorisation est active", en: "its authorisation is active")
    case .suspended:
      Wording(fr: "son autorisation est suspendue", en: "its authorisation is suspended")
    case .archived:
      Wording(fr: "son autorisation est archivée", en: "its authorisation is archived")
    case .repealed:
      Wording(fr: "son autorisation est abrogée", en: "its authorisation is repealed")
    case .withdrawn:
      Wording(fr: "son autorisation est retirée", en: "its authorisation is withdrawn")
    }
  }

  private static func byDefault(_ condition: ListingCondition) -> Wording {
    switch condition {
    case .qualified:
      Wording(
        fr: "aucune qualification n'a d'effet à cette date",
        en: "no qualification is effective on that day"
      )
    case .marketed:
      Wording(
        fr: "aucune commercialisation n'est déclarée à cette date",
        en: "no commercialisation is declared on or before that day"
      )
    case .authorised:
      Wording(fr: "son autorisation n'est pas active", en: "its authorisation is not active")
    }
  }

  /// The nearest fact, as something that somebody would have done.
  private static func missing(_ nearest: Submission) -> Wording {
    let source = nearest.source
    return switch nearest.fact {
    case .qualificationDeclared:
      Wording(fr: "\(source) l'avait qualifiée", en: "\(source) had declared its qualification")
    case .qualificationAdded:
      Wording(fr: "\(source) l'avait ajoutée à la liste", en: "\(source) had added it to the list")
    case .commercialisationDeclared:
      Wording(
        fr: "\(source) avait déclaré sa commercialisation",
        en: "\(source) had declared its commercialisation"
      )
    default:
      Wording(
        fr: "\(source) avait décrit son autorisation comme active",
        en: "\(source) had described its authorisation as active"
      )
    }
  }
}
