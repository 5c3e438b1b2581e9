public import CanonicalJSON

/// A shortage or a risk of one is declared (*déclaration de rupture*).
///
/// - SeeAlso: Code de la santé publique, art. L. 5121-32.
public struct ShortageDeclared: Payload {
  /// The file that its events share.
  public let file: Identifier
  /// The pack, when it is about one.
  public let cip13: CIP13?
  /// What is short.
  public let kind: ShortageKind
  /// The day from which the lab knew.
  public let knownOn: LegalDate?
  /// Why.
  public let causes: [FreeText]
  /// When it should end.
  public let expectedEndOn: LegalDate?

  /// States the fields.
  public init(
    file: Identifier,
    cip13: CIP13? = nil,
    kind: ShortageKind,
    knownOn: LegalDate? = nil,
    causes: [FreeText],
    expectedEndOn: LegalDate? = nil
  ) {
    self.file = file
    self.cip13 = cip13
    self.kind = kind
    self.knownOn = knownOn
    self.causes = causes
    self.expectedEndOn = expectedEndOn
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    file = try fields.required("file")
    cip13 = try fields.optional("cip13")
    kind = try fields.required("kind")
    knownOn = try fields.optional("knownOn")
    causes = try fields.required("causes")
    expectedEndOn = try fields.optional("expectedEndOn")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: [
      "file": file,
      "cip13": cip13,
      "kind": kind,
      "knownOn": knownOn,
      "causes": causes,
      "expectedEndOn": expectedEndOn,
    ])
  }
}
