public import CanonicalJSON

/// What became of a filing on the platform (*dossier*).
///
/// It decides no status.
public struct DossierChanged: Payload {
  /// The filing.
  public let dossier: Dossier
  /// Its state from now on.
  public let state: DossierState

  /// States the fields.
  public init(dossier: Dossier, state: DossierState) {
    self.dossier = dossier
    self.state = state
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    dossier = try fields.required("dossier")
    state = try fields.required("state")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["dossier": dossier, "state": state])
  }
}
