public import Declarations

/// Under whose name something is recorded, and which sources that name may state.
public struct Credential: Sendable {
  /// The name that events carry as `actor`.
  public let actor: String
  private let states: @Sendable (Source) -> Bool

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
  /// - Returns: The credential, whose events name the grant.
  public static func network(_ id: String, stating sources: [Source]) -> Credential {
    Credential(actor: "api:\(id)") { sources.contains($0) }
  }

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
}
