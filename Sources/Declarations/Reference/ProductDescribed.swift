public import CanonicalJSON

/// What the register says of a medicine (*spécialité*).
public struct ProductDescribed: Payload {
  /// The name (*dénomination*).
  public let denomination: FreeText
  /// The class.
  public let atc: ATC?
  /// The pharmaceutical form (*forme pharmaceutique*).
  public let form: FreeText?
  /// Who holds the authorisation (*titulaire de l'AMM*).
  public let holder: Lab?
  /// The state of the authorisation (*statut de l'AMM*).
  public let authorisation: Authorisation
  /// The kind of procedure (*type de procédure*).
  public let procedure: FreeText?
  /// The day of the authorisation (*date d'AMM*).
  public let authorisedOn: LegalDate?

  /// States the fields.
  public init(
    denomination: FreeText,
    atc: ATC? = nil,
    form: FreeText? = nil,
    holder: Lab? = nil,
    authorisation: Authorisation,
    procedure: FreeText? = nil,
    authorisedOn: LegalDate? = nil
  ) {
    self.denomination = denomination
    self.atc = atc
    self.form = form
    self.holder = holder
    self.authorisation = authorisation
    self.procedure = procedure
    self.authorisedOn = authorisedOn
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    denomination = try fields.required("denomination")
    atc = try fields.optional("atc")
    form = try fields.optional("form")
    holder = try fields.optional("holder")
    authorisation = try fields.required("authorisation")
    procedure = try fields.optional("procedure")
    authorisedOn = try fields.optional("authorisedOn")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: [
      "denomination": denomination,
      "atc": atc,
      "form": form,
      "holder": holder,
      "authorisation": authorisation,
      "procedure": procedure,
      "authorisedOn": authorisedOn,
    ])
  }
}
