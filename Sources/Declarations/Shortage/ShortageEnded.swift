public import CanonicalJSON

/// A shortage is over (*remise à disposition*).
public struct ShortageEnded: Payload {
  /// The file.
  public let file: Identifier
  /// The pack, when it is about one.
  public let cip13: CIP13?

  /// States the fields.
  public init(file: Identifier, cip13: CIP13? = nil) {
    self.file = file
    self.cip13 = cip13
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    file = try fields.required("file")
    cip13 = try fields.optional("cip13")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["file": file, "cip13": cip13])
  }
}
