public import CanonicalJSON

/// Who operates a medicine from `effectiveon` on (*exploitant*); the public register does not know it.
///
/// - SeeAlso: Code de la santé publique, art. R. 5124-2, 3°.
public struct OperatorAssigned: Payload {
  /// The operating firm.
  public let `operator`: Lab

  /// States the fields.
  public init(`operator`: Lab) {
    self.operator = `operator`
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    self.operator = try fields.required("operator")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["operator": self.operator])
  }
}
