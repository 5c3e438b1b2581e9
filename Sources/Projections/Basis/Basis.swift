public import CanonicalJSON
public import Declarations

/// What an answer is a function of, printed with each: the same basis gives the same bytes for ever.
public struct Basis: Sendable, Equatable {
  /// What held in the world on this day (*à la date du*).
  public let asOf: LegalDate
  /// As it was known after so many events.
  public let knownAt: KnownAt
  /// The Merkle root of those events, in base64.
  public let root: String
  /// The version of the rulebook.
  public let rulebook: String

  /// Puts a basis together.
  public init(asOf: LegalDate, knownAt: KnownAt, root: String, rulebook: String) {
    self.asOf = asOf
    self.knownAt = knownAt
    self.root = root
    self.rulebook = rulebook
  }

  /// The basis as answers carry it.
  public var json: JSONValue {
    .object([
      "asOf": .string(asOf.description),
      "size": .integer(Int64(knownAt.size)),
      "root": .string(root),
      "rulebook": .string(rulebook),
    ])
  }
}
