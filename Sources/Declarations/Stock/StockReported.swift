public import CanonicalJSON

/// What a lab holds and sold (*état de stock*).
///
/// - SeeAlso: Code de la santé publique, art. R. 5124-49-4.
public struct StockReported: Payload {
  /// Finished units ready for France.
  public let units: Int
  /// Units sold in France over the 12 rolling months that end the day before `effectiveon`.
  public let sales12m: Int
  /// Months left out of the sales as exceptional.
  public let excluded: [ExcludedMonth]?

  /// States the fields.
  public init(units: Int, sales12m: Int, excluded: [ExcludedMonth]? = nil) {
    self.units = units
    self.sales12m = sales12m
    self.excluded = excluded
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    units = try fields.required("units", in: Limits.quantity)
    sales12m = try fields.required("sales12m", in: Limits.quantity)
    excluded = try fields.optional("excluded")
    var months: Set<Month> = []
    for (index, entry) in (excluded ?? []).enumerated()
    where !months.insert(entry.month).inserted {
      throw Refusal(
        .malformed,
        field: "data.excluded[\(index)].month",
        value: entry.month.text,
        Wording(
          fr: "Le mois \(entry.month.text) figure deux fois ; une seule est attendue.",
          en: "The month \(entry.month.text) stands twice; once is expected."
        )
      )
    }
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["units": units, "sales12m": sales12m, "excluded": excluded])
  }
}
