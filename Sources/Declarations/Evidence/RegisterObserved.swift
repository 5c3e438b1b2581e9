public import CanonicalJSON

/// The files of the public register as they were on a day; what was derived from them names this
/// event as its cause.
public struct RegisterObserved: Payload {
  /// The day on which they were fetched.
  public let observedOn: LegalDate
  /// The files.
  public let files: [ObservedFile]

  /// States the fields.
  public init(observedOn: LegalDate, files: [ObservedFile]) {
    self.observedOn = observedOn
    self.files = files
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    observedOn = try fields.required("observedOn")
    files = try fields.required("files")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["observedOn": observedOn, "files": files])
  }
}
