public import Declarations

/// Under whose name something is recorded, and which sources that name may state.
public struct Credential: Sendable {
  /// The name that events carry as `actor`.
  public let actor: String
  private let states: @Sendable (Source) -> Bool
  private let isOwn: @Sendable (CIS) throws -> Bool

  private init(
    actor: String,
    of isOwn: @escaping @Sendable (CIS) throws -> Bool = { _ in true },
    states: @escaping @Sendable (Source) -> Bool
  ) {
    (self.actor, self.states, self.isOwn) = (actor, states, isOwn)
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
  ///   - isOwn: Whether a lab that it may state as answers for a product: of others it may state nothing.
  /// - Returns: The credential, whose events name the grant.
  public static func network(
    _ id: String,
    stating sources: [Source],
    of isOwn: @escaping @Sendable (CIS) throws -> Bool
  ) -> Credential {
    Credential(actor: networkPrefix + id, of: isOwn) { sources.contains($0) }
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
  ///   - source: Who states something.
  ///   - known: What was found for the products of this append.
  /// - Returns: Whether it may.
  /// - Throws: What finding out whose a product is throws.
  func mayName(_ cause: Submission, as source: Source, _ known: inout [CIS: Bool]) throws -> Bool {
    guard Self.isNetwork(actor), case .lab(let lab) = source, cause.source != source else {
      return true
    }
    switch cause.subject {
    case .product(let cis):
      let mayRead = try known[cis] ?? isOwn(cis)
      known[cis] = mayRead
      return mayRead
    case .lab(let subject): return subject == lab
    default: return true
    }
  }

  /// Refuses what a lab states about a product of others.
  ///
  /// - Parameters:
  ///   - source: Who states it.
  ///   - cis: The product.
  ///   - known: What was found for the products of this append.
  /// - Throws: ``Declarations/Refusal`` where it is none of its own; what finding that out throws.
  func authorise(_ source: Source, about cis: CIS, _ known: inout [CIS: Bool]) throws {
    guard case .lab = source else { return }
    let mayState = try known[cis] ?? isOwn(cis)
    known[cis] = mayState
    guard mayState else {
      throw Refusal(
        .source,
        field: "subject",
        value: cis.description,
        Wording(
          fr:
            "\(source) n'est ni le titulaire ni l'exploitant de la spécialité \(cis) : sur ce canal, on ne déclare "
            + "que pour les siennes. Le titulaire ou l'ANSM nomme l'exploitant (operator.assigned).",
          en:
            "\(source) is neither the holder nor the operator of the product \(cis): by this way one declares for one's "
            + "own only. The holder or ANSM names the operator (operator.assigned)."
        )
      )
    }
  }
}
