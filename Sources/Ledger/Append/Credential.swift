public import Declarations
import Projections

/// Under whose name something is recorded, and which sources that name may state.
public struct Credential: Sendable {
  /// The name that events carry as `actor`.
  public let actor: String
  private let states: @Sendable (Source) -> Bool
  private let ownership: @Sendable (CIS) throws -> Ownership

  private init(
    actor: String,
    of ownership: @escaping @Sendable (CIS) throws -> Ownership = { _ in .unasked },
    states: @escaping @Sendable (Source) -> Bool
  ) {
    (self.actor, self.states, self.ownership) = (actor, states, ownership)
  }

  /// The person at the command line: every source but `/ledger`.
  public static func commandLine(user: String) -> Credential {
    Credential(actor: "cli:\(user)") { $0 != .ledger }
  }

  /// The ledger itself, which records what it did at the command of a person.
  public static func ledger(user: String) -> Credential {
    Credential(actor: "cli:\(user)") { $0 == .ledger }
  }

  /// The holder of a token, over the network: the sources that the token allows, and no other.
  ///
  /// - Parameters:
  ///   - id: The name of the token's grant.
  ///   - sources: What it may state as.
  ///   - ownership: What the lab that it may state as is to a product: of others it may state nothing.
  /// - Returns: The credential, whose events name the grant.
  public static func network(
    _ id: String,
    stating sources: [Source],
    of ownership: @escaping @Sendable (CIS) throws -> Ownership
  ) -> Credential {
    Credential(actor: networkPrefix + id, of: ownership) { sources.contains($0) }
  }

  private static let networkPrefix = "api:"

  /// Whether an event was recorded over the network, by the actor that it carries.
  package static func isNetwork(_ actor: String) -> Bool { actor.hasPrefix(networkPrefix) }

  /// Refuses a source that the credential may not state.
  func authorise(_ source: Source) throws(Refusal) {
    guard states(source) else {
      throw Refusal(
        .source,
        field: "source",
        value: source.text,
        Wording(
          fr: "\(actor) ne peut pas déclarer au nom de \(source).",
          en: "\(actor) may not state as \(source)."
        )
      )
    }
  }

  /// Whether what a lab states may name an event as its cause: over the network one that it stated itself, or that is
  /// about it or a product of its own, so that nobody finds out by guessing what others recorded.
  ///
  /// - Parameters:
  ///   - cause: What it names.
  ///   - subject: What that is about; read only where it matters, for an import names a cause in every event.
  ///   - source: Who states something.
  ///   - known: What was found for the products of this append.
  /// - Returns: Whether it may.
  /// - Throws: What reading, and finding out whose a product is, throws.
  func mayName(
    _ cause: EventReference,
    about subject: () throws -> Subject,
    as source: Source,
    _ known: inout [CIS: Ownership]
  ) throws -> Bool {
    guard Self.isNetwork(actor), case .lab(let lab) = source, cause.source != source else {
      return true
    }
    switch try subject() {
    case .product(let cis): return try ownership(cis, &known).mayRead
    case .lab(let subject): return subject == lab
    default: return true
    }
  }

  private func ownership(_ cis: CIS, _ known: inout [CIS: Ownership]) throws -> Ownership {
    let ownership = try known[cis] ?? ownership(cis)
    known[cis] = ownership
    return ownership
  }

  /// Refuses, over the network, what a lab states about a product of others, and that it lays one on another lab
  /// which that lab did not have: the duties would be that lab's, and it would hear of them last.
  ///
  /// - Parameters:
  ///   - submission: What is stated.
  ///   - known: What was found for the products of this append.
  /// - Throws: ``Declarations/Refusal`` where it may not; what finding that out throws.
  func authorise(_ submission: Submission, _ known: inout [CIS: Ownership]) throws {
    guard Self.isNetwork(actor), case .lab(let lab) = submission.source,
      let cis = submission.subject.cis
    else { return }
    let ownership = try ownership(cis, &known)
    guard ownership.isOwn else {
      throw Refusal(
        .source,
        field: "subject",
        value: cis.description,
        Wording(
          fr:
            "\(submission.source) n'est ni le titulaire ni l'exploitant de la spécialité \(cis) : sur ce canal, on ne "
            + "déclare que pour les siennes. Le titulaire ou l'ANSM nomme l'exploitant.",
          en:
            "\(submission.source) is neither the holder nor the operator of the product \(cis): by this way one "
            + "declares for one's own only. The holder or ANSM names the operator."
        )
      )
    }
    guard let named = submission.fact.namedOperator, named != lab else { return }
    if case .operatorAssigned = submission.fact, ownership.mayAssign(submission.effectiveOn) {
      return
    }
    throw Refusal(
      .source,
      field: "data.operator",
      value: named.text,
      Wording(
        fr:
          "Sur ce canal, un autre exploitant de la spécialité \(cis) n'est nommé que par son titulaire, à partir "
          + "d'aujourd'hui et là où l'ANSM n'en a pas nommé un, par operator.assigned. Pour le reste, l'ANSM le nomme.",
        en:
          "By this way another operator of the product \(cis) is named by its holder only, from today on and where "
          + "ANSM has not named one, by operator.assigned. For all else, ANSM names it."
      )
    )
  }

  /// Refuses that a lab corrects who operated a product in the past, where that lays it on another lab or takes it away.
  ///
  /// - Parameters:
  ///   - submission: The correction.
  ///   - target: What it corrects.
  ///   - known: What was found for the products of this append.
  /// - Throws: ``Declarations/Refusal`` where it may not; what finding that out throws.
  func authorise(
    _ submission: Submission,
    correcting target: Submission,
    _ known: inout [CIS: Ownership]
  ) throws {
    guard Self.isNetwork(actor), case .lab = submission.source, let cis = target.subject.cis,
      let named = target.fact.namedOperator,
      submission.fact.namedOperator != named || submission.effectiveOn != target.effectiveOn
    else { return }
    guard try !ownership(cis, &known).mayRewrite(target.effectiveOn) else { return }
    throw Refusal(
      .source,
      field: "corrects",
      value: target.reference.text,
      Wording(
        fr:
          "Qui exploitait la spécialité \(cis) au \(target.effectiveOn) ne se corrige pas sur ce canal, un autre "
          + "laboratoire étant concerné : l'ANSM le corrige.",
        en:
          "Who operated the product \(cis) on \(target.effectiveOn) is not corrected by this way, since another lab is "
          + "concerned: ANSM corrects it."
      )
    )
  }
}
