public import CanonicalJSON

/// ANSM takes or ends a measure against a shortage (*mesure*): the data of `measure.taken` and
/// `measure.ended`.
public struct MeasureChanged: Payload {
  /// The shortage file.
  public let file: Identifier?
  /// What is done.
  public let measure: Measure

  /// States the fields.
  public init(file: Identifier? = nil, measure: Measure) {
    self.file = file
    self.measure = measure
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    file = try fields.optional("file")
    measure = try fields.required("measure")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["file": file, "measure": measure])
  }
}
