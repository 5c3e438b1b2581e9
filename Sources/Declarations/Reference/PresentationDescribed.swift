public import CanonicalJSON

/// What the register says of a pack (*présentation*).
public struct PresentationDescribed: Payload {
  /// The code of the pack.
  public let cip13: CIP13
  /// Its label (*libellé*).
  public let label: FreeText
  /// Whether it is marketed.
  public let state: PresentationState
  /// Units of the speciality in one pack.
  public let unitsPerPack: Int?

  /// States the fields.
  public init(cip13: CIP13, label: FreeText, state: PresentationState, unitsPerPack: Int? = nil) {
    self.cip13 = cip13
    self.label = label
    self.state = state
    self.unitsPerPack = unitsPerPack
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    cip13 = try fields.required("cip13")
    label = try fields.required("label")
    state = try fields.required("state")
    unitsPerPack = try fields.optional("unitsPerPack", in: Limits.quantity)
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: [
      "cip13": cip13,
      "label": label,
      "state": state,
      "unitsPerPack": unitsPerPack,
    ])
  }
}
