public import CanonicalJSON

/// A product is marketed from `effectiveon` on (*déclaration de commercialisation*).
///
/// - SeeAlso: Code de la santé publique, art. R. 5124-49-6.
public struct CommercialisationDeclared: Payload {
  /// Who operates it; the public register does not know it.
  public let `operator`: Lab?
  /// The filing of the prior qualification.
  public let qualificationDossier: Dossier?

  /// States the fields.
  public init(`operator`: Lab? = nil, qualificationDossier: Dossier? = nil) {
    self.operator = `operator`
    self.qualificationDossier = qualificationDossier
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    self.operator = try fields.optional("operator")
    qualificationDossier = try fields.optional("qualificationDossier")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["operator": self.operator, "qualificationDossier": qualificationDossier])
  }
}
