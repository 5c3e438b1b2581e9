package import CanonicalJSON

/// Why a submission, or a value in it, is not taken: what, where, which rule, what to do.
public struct Refusal: Error, Sendable, Equatable {
  /// The rule that a submission breaks, as scripts know it.
  public enum Rule: String, Sendable, CaseIterable {
    /// Not JSON.
    case json
    /// JSON, but outside the canonical profile.
    case profile
    /// More bytes than the ledger takes.
    case size
    /// Nothing was sent.
    case empty
    /// A mandatory attribute or field is absent.
    case missing
    /// An attribute or field that the type does not have.
    case unknownField = "unknown-field"
    /// A type that is not in the catalogue.
    case unknownType = "unknown-type"
    /// A value of another form than the field's.
    case malformed
    /// A number or a text beyond its limits.
    case range
    /// A word that is not one of the field's.
    case choice
    /// A source that may not state the type, or not under this credential.
    case source
    /// A subject of another kind than the type's.
    case subject
    /// The reason is missing or blank.
    case reason
    /// A correction that the rules of corrections do not allow.
    case correction
    /// A cause that names no recorded event and no earlier line.
    case causation
    /// An identifier that is already taken by other bytes.
    case conflict
    /// A review by the one who is reviewed.
    case review
    /// Something that comes before what is recorded already, or changes while it is read.
    case order
    /// A line that was good, in a file that was refused as a whole.
    case withheld
    /// What stood behind so many refusals that it was not looked at.
    case unread
  }

  /// The rule.
  public let rule: Rule
  /// The place in the submission: `data.units`; nil when the whole is meant.
  public private(set) var field: String?
  /// The value as sent, shortened.
  public private(set) var value: String?
  /// What is wrong and what would be accepted.
  public let message: Wording

  /// Says why something is refused.
  public init(_ rule: Rule, field: String? = nil, value: String? = nil, _ message: Wording) {
    self.rule = rule
    self.field = field
    self.value = value.map(Self.shortened)
    self.message = message
  }

  /// The same refusal, seen from the object or array that holds the value.
  package func inside(_ outer: String, value sent: JSONValue? = nil) -> Refusal {
    var refusal = self
    switch field {
    case nil: refusal.field = outer
    case let inner? where inner.hasPrefix("["): refusal.field = outer + inner
    case let inner?: refusal.field = "\(outer).\(inner)"
    }
    if refusal.value == nil, let sent {
      refusal.value = Self.shortened(sent.string ?? sent.canonicalText)
    }
    return refusal
  }

  /// A message is for reading: of a long value its beginning is enough to find it.
  package static func shortened(_ text: String) -> String {
    text.utf8.count <= 200 ? text : String(text.unicodeScalars.prefix(120)) + "…"
  }
}
