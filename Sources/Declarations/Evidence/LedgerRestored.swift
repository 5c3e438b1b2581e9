public import CanonicalJSON

/// The ledger was restored from a copy.
public struct LedgerRestored: Payload {
  /// The size that was restored.
  public let size: Int
  /// The root at that size.
  public let root: RootText
  /// The size before, where it is known.
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
