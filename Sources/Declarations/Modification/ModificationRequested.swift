public import CanonicalJSON

/// A lab asks to change the qualification of a marketed product (*modification de la
/// qualification*).
///
/// A request out never takes a product off by itself: ANSM may oppose it.
///
/// - SeeAlso: Code de la santé publique, art. R. 5124-49-6.
public struct ModificationRequested: Payload {
  /// True to enter the list, false to leave it.
  public let qualified: Bool
  /// How it was sent.
  public let channel: Channel
  /// The number of the filing.
  public let dossier: Dossier?

  /// States the fields.
  public init(qualified: Bool, channel: Channel, dossier: Dossier? = nil) {
    self.qualified = qualified
    self.channel = channel
    self.dossier = dossier
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    qualified = try fields.required("qualified")
    channel = try fields.required("channel")
    dossier = try fields.optional("dossier")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["qualified": qualified, "channel": channel, "dossier": dossier])
  }
}
