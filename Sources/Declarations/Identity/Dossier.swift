public import CanonicalJSON

/// The number of a filing on the platform « Démarche numérique » (*numéro de dossier*).
public struct Dossier: Hashable, Sendable, FieldValue {
  /// The number, from 1 to 2147483647.
  public let number: Int

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(field json: JSONValue) throws(Refusal) {
    let number = try Int(field: json)
    guard (1...2_147_483_647).contains(number) else {
      throw Refusal(
        .range,
        Wording(
          fr: "Un numéro de dossier va de 1 à 2147483647.",
          en: "A dossier number goes from 1 to 2147483647."
        )
      )
    }
    self.number = number
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONValue { number.json }
}
