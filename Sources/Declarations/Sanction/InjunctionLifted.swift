public import CanonicalJSON

/// An injunction is lifted.
public struct InjunctionLifted: Payload {
  /// The case.
  public let `case`: Identifier

  /// States the fields.
  public init(`case`: Identifier) {
    self.case = `case`
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    self.case = try fields.required("case")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["case": self.case])
  }
}
