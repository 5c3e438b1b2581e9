public import CanonicalJSON

/// A stop is announced, which changes nothing before it is confirmed (*déclaration d'arrêt*).
///
/// - SeeAlso: Code de la santé publique, art. L. 5124-6.
public struct StopAnnounced: Payload {
  /// The day planned for the stop.
  public let plannedOn: LegalDate
  /// Whether urgency is claimed.
  public let urgent: Bool
  /// The motive (*motif*).
  public let motive: FreeText

  /// States the fields.
  public init(plannedOn: LegalDate, urgent: Bool, motive: FreeText) {
    self.plannedOn = plannedOn
    self.urgent = urgent
    self.motive = motive
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    plannedOn = try fields.required("plannedOn")
    urgent = try fields.required("urgent")
    motive = try fields.required("motive")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["plannedOn": plannedOn, "urgent": urgent, "motive": motive])
  }
}
