/// The name of an event for ever: `<source>#<id>`.
public struct EventReference: Hashable, Sendable {
  /// Who stated it.
  public let source: Source
  /// The identifier that the declarant gave it.
  public let id: Identifier

  /// Names an event.
  public init(source: Source, id: Identifier) {
    self.source = source
    self.id = id
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension EventReference: TextFieldValue, CustomStringConvertible {
  public init(parsing text: String) throws(Refusal) {
    // No source has a '#'; an id may.
    let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw Refusal(
        .malformed,
        value: text,
        Wording(
          fr: "« \(text) » ne nomme pas d'événement ; <source>#<id> est attendu.",
          en: "“\(text)” names no event; <source>#<id> is expected."
        )
      )
    }
    source = try Source(parsing: String(parts[0]))
    id = try Identifier(parsing: String(parts[1]))
  }

  public var text: String { "\(source)#\(id.text)" }

  public var description: String { text }
}
