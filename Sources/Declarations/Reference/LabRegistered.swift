public import CanonicalJSON

/// A laboratory enters the ledger (*laboratoire*).
public struct LabRegistered: Payload {
  /// The name as it stood when it was registered.
  public let name: FreeText
  /// Its number in the register of companies.
  public let siren: SIREN?
  /// Other names under which the public register writes it.
  public let aliases: [FreeText]?

  /// States the fields.
  public init(name: FreeText, siren: SIREN? = nil, aliases: [FreeText]? = nil) {
    self.name = name
    self.siren = siren
    self.aliases = aliases
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    name = try fields.required("name")
    siren = try fields.optional("siren")
    aliases = try fields.optional("aliases")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["name": name, "siren": siren, "aliases": aliases])
  }
}
