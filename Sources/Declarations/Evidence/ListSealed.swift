public import CanonicalJSON

/// The ledger seals the list of a day: the root over its canonical rows.
public struct ListSealed: Payload {
  /// The day.
  public let asOf: LegalDate
  /// How many events were known.
  public let size: Int
  /// How many products the list has.
  public let rows: Int
  /// The RFC 6962 root over the rows.
  public let root: RootText
  /// The version of the rulebook.
  public let rulebook: FreeText

  /// States the fields.
  public init(asOf: LegalDate, size: Int, rows: Int, root: RootText, rulebook: FreeText) {
    self.asOf = asOf
    self.size = size
    self.rows = rows
    self.root = root
    self.rulebook = rulebook
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    asOf = try fields.required("asOf")
    size = try fields.required("size")
    rows = try fields.required("rows")
    root = try fields.required("root")
    rulebook = try fields.required("rulebook")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: [
      "asOf": asOf,
      "size": size,
      "rows": rows,
      "root": root,
      "rulebook": rulebook,
    ])
  }
}
