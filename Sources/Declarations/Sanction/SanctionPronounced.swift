public import CanonicalJSON

/// A financial penalty is pronounced (*sanction financière*).
///
/// One event for each decision.
///
/// - SeeAlso: Code de la santé publique, art. L. 5423-9 and L. 5471-1.
public struct SanctionPronounced: Payload {
  /// The case.
  public let `case`: Identifier
  /// The decision, which is the identity of a sanction.
  public let decision: Identifier
  /// The product, when it is about one.
  public let cis: CIS?
  /// The article that was breached.
  public let article: FreeText
  /// The amount.
  ///
  /// Unit: euro cents.
  public let amountCents: Int
  /// The daily penalty (*astreinte*).
  ///
  /// Unit: euro cents.
  public let dailyPenaltyCents: Int?
  /// The last day of its publication.
  public let publishedUntil: LegalDate?

  /// States the fields.
  public init(
    `case`: Identifier,
    decision: Identifier,
    cis: CIS? = nil,
    article: FreeText,
    amountCents: Int,
    dailyPenaltyCents: Int? = nil,
    publishedUntil: LegalDate? = nil
  ) {
    self.case = `case`
    self.decision = decision
    self.cis = cis
    self.article = article
    self.amountCents = amountCents
    self.dailyPenaltyCents = dailyPenaltyCents
    self.publishedUntil = publishedUntil
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    self.case = try fields.required("case")
    decision = try fields.required("decision")
    cis = try fields.optional("cis")
    article = try fields.required("article")
    amountCents = try fields.required("amountCents", in: Limits.quantity)
    dailyPenaltyCents = try fields.optional("dailyPenaltyCents", in: Limits.quantity)
    publishedUntil = try fields.optional("publishedUntil")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: [
      "case": self.case,
      "decision": decision,
      "cis": cis,
      "article": article,
      "amountCents": amountCents,
      "dailyPenaltyCents": dailyPenaltyCents,
      "publishedUntil": publishedUntil,
    ])
  }
}
