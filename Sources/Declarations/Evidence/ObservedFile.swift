public import CanonicalJSON

/// A file of the public register as it was read.
public struct ObservedFile: FieldValue {
  /// Its name.
  public let name: FreeText
  /// The hash of its bytes.
  public let sha256: Digest
  /// How many rows it has.
  public let rows: Int

  /// States the fields.
  public init(name: FreeText, sha256: Digest, rows: Int) {
    self.name = name
    self.sha256 = sha256
    self.rows = rows
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(field json: JSONValue) throws(Refusal) {
    var fields = FieldReader(try JSONObject(field: json))
    name = try fields.required("name")
    sha256 = try fields.required("sha256")
    rows = try fields.required("rows")
    try fields.finish()
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONValue {
    .object(JSONObject(fields: ["name": name, "sha256": sha256, "rows": rows]))
  }
}
