public import CanonicalJSON

/// The ledger was restored from a copy.
public struct LedgerRestored: Payload {
  /// How many events were restored: the sequence of this event.
  public let size: Int
  /// The RFC 6962 root over them.
  public let root: RootText
  /// How many events had been signed, where that is known and the copy does not contain them.
  public let lostSize: Int?

  /// States the fields.
  public init(size: Int, root: RootText, lostSize: Int? = nil) {
    self.size = size
    self.root = root
    self.lostSize = lostSize
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    size = try fields.required("size")
    root = try fields.required("root")
    lostSize = try fields.optional("lostSize")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["size": size, "root": root, "lostSize": lostSize])
  }
}
