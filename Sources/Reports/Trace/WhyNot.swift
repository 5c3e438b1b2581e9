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
    let missing = failing.compactMap { step in
      step.nearest.map { Self.missing($0, step, answer) }
    }
    let why = Wording(
      fr: grounds.map(\.french).joined(separator: " ; "),
      en: grounds.map(\.english).joined(separator: "; ")
    )
    let remedy = Wording(
      fr: missing.map(\.french).joined(separator: " et si "),
      en: missing.map(\.english).joined(separator: " and ")
    )
    let known = failing.compactMap { Self.known($0, answer) }
    return Wording(
      fr: ([
        "Au \(answer.basis.asOf), la spécialité \(state.cis)\(name) n'est pas sur la liste des MITM : "
          + "\(why.french). Elle y serait si \(remedy.french)."
      ] + known.map(\.french)).joined(separator: " "),
      en: ([
        "On \(answer.basis.asOf), product \(state.cis)\(name) is not on the list of MITM: "
          + "\(why.english). It would be if \(remedy.english)."
      ] + known.map(\.english)).joined(separator: " ")
    )
  }

  /// What keeps a condition from holding.
  private static func ground(_ step: Trace.Step, _ answer: TraceAnswer) -> Wording {
    let event = step.verdict.evidence.flatMap { answer.event($0) }
    guard let event else { return byDefault(step.condition) }
    let (day, number) = (event.submission.effectiveOn, event.sequence)
    let who = Words.source(event.submission.source)
    switch event.submission.fact {
    case .qualificationRemoved(let decided):
      let decision = decided.decision.text
      return Wording(
        fr: "sa qualification a été retirée le \(day) par la décision \(decision) de l'ANSM "
          + "(événement \(number))",
        en:
          "its qualification was withdrawn on \(day) by decision \(decision) of ANSM (event \(number))"
      )
    case .publicationLeft:
      return Wording(
        fr: "elle a quitté la liste publiée le \(day) (événement \(number))",
        en: "it left the published list on \(day) (event \(number))"
      )
    case .commercialisationStopped:
      return Wording(
        fr: "sa commercialisation a cessé le \(day), d'après \(who.french) (événement \(number))",
        en: "its marketing stopped on \(day), by the word of \(who.english) (event \(number))"
      )
    case .commercialisationSuspended:
      return Wording(
        fr: "sa commercialisation est suspendue depuis le \(day), d'après \(who.french) "
          + "(événement \(number))",
        en: "its marketing has been suspended since \(day), by the word of \(who.english) "
          + "(event \(number))"
      )
    case .productDescribed(let described):
      let what = authorisation(described.authorisation)
      return Wording(
        fr: "son autorisation est \(what.french) depuis le \(day), d'après \(who.french) "
          + "(événement \(number))",
        en:
          "its authorisation has been \(what.english) since \(day), by the word of \(who.english) "
          + "(event \(number))"
      )
    default: return byDefault(step.condition)
    }
  }

  private static func authorisation(_ authorisation: Authorisation) -> Wording {
    switch authorisation {
    case .active: Wording(fr: "active", en: "active")
    case .suspended: Wording(fr: "suspendue", en: "suspended")
    case .archived: Wording(fr: "archivée", en: "archived")
    case .repealed: Wording(fr: "abrogée", en: "repealed")
    case .withdrawn: Wording(fr: "retirée", en: "withdrawn")
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

  /// The nearest fact, as something that somebody would have done, and in which days it had to take
  /// effect: what was undone must be done again.
  private static func missing(
    _ nearest: Submission,
    _ step: Trace.Step,
    _ answer: TraceAnswer
  ) -> Wording {
    let who = Words.source(nearest.source)
    let window = window(of: step, answer)
    let again = window.isAgain ? (fr: " à nouveau", en: " again") : (fr: "", en: "")
    let (french, english): (String, String) =
      switch nearest.fact {
      case .qualificationDeclared:
        (
          "\(who.french) l'avait\(again.fr) qualifiée",
          "\(who.english) had declared its qualification\(again.en)"
        )
      case .qualificationAdded:
        (
          "\(who.french) l'avait\(again.fr) ajoutée à la liste",
          "\(who.english) had added it to the list\(again.en)"
        )
      case .commercialisationDeclared where nearest.source == .bdpm:
        (
          "sa commercialisation avait\(again.fr) été relevée dans la base publique",
          "its commercialisation had been observed\(again.en) in the public register"
        )
      case .commercialisationDeclared:
        (
          "\(who.french) avait\(again.fr) déclaré sa commercialisation",
          "\(who.english) had declared its commercialisation\(again.en)"
        )
      default:
        (
          "\(who.french) donnait\(again.fr) son autorisation pour active",
          "\(who.english) had its authorisation active\(again.en)"
        )
      }
    return Wording(
      fr: "\(french), avec effet \(window.wording.french)",
      en: "\(english), effective \(window.wording.english)"
    )
  }

  /// The days in which a fact would have to take effect to make a condition hold.
  static func window(
    of step: Trace.Step,
    _ answer: TraceAnswer
  ) -> (wording: Wording, isAgain: Bool) {
    let day = answer.basis.asOf
    guard let event = step.verdict.evidence.flatMap({ answer.event($0) }) else {
      return (Wording(fr: "au plus tard le \(day)", en: "on or before \(day)"), false)
    }
    let since = event.submission.effectiveOn
    return since == day
      ? (Wording(fr: "le \(day)", en: "on \(day)"), true)
      : (Wording(fr: "du \(since) au \(day)", en: "from \(since) to \(day)"), true)
  }

  /// A fact that is known already and will make a condition hold after the day.
  private static func known(_ step: Trace.Step, _ answer: TraceAnswer) -> Wording? {
    let pending = answer.events.filter {
      $0.bearing == .pending && step.condition.isMet(by: $0.event)
    }
    let next = pending.min {
      ($0.event.submission.effectiveOn, $0.event.sequence)
        < ($1.event.submission.effectiveOn, $1.event.sequence)
    }
    guard let event = next?.event else { return nil }
    let (day, number) = (event.submission.effectiveOn, event.sequence)
    let condition = Words.condition(step.condition)
    return Wording(
      fr: "L'événement \(number), déjà connu, la rend \(condition.french)e à partir du \(day).",
      en: "Event \(number), known already, has it \(condition.english) from \(day) on."
    )
  }
}

extension ListingCondition {
  /// Whether an event makes the condition hold once it takes effect.
  fileprivate func isMet(by event: Event) -> Bool {
    switch (self, event.submission.fact) {
    case (.qualified, .qualificationDeclared), (.qualified, .qualificationAdded),
      (.qualified, .modificationOpposed), (.qualified, .publicationEntered),
      (.marketed, .commercialisationDeclared), (.marketed, .commercialisationResumed):
      true
    case (.qualified, .modificationRequested(let request)): request.qualified
    case (.authorised, .productDescribed(let described)): described.authorisation == .active
    default: false
    }
  }
}
