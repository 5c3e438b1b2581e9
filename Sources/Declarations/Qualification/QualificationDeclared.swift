public import CanonicalJSON

/// A lab declares a medicine to be a MITM (*déclaration de qualification*).
///
/// - SeeAlso: Code de la santé publique, art. L. 5121-31 and R. 5124-49-6.
public struct QualificationDeclared: Payload {
  /// The limb of the definition it rests on.
  public let ground: Ground
  /// How it was sent.
  public let channel: Channel
  /// The number of the filing.
  public let dossier: Dossier?

  /// States the fields.
  public init(ground: Ground, channel: Channel, dossier: Dossier? = nil) {
    self.ground = ground
    self.channel = channel
    self.dossier = dossier
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    ground = try fields.required("ground")
    channel = try fields.required("channel")
    dossier = try fields.optional("dossier")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["ground": ground, "channel": channel, "dossier": dossier])
  }
}
