/// A calendar month: `YYYY-MM`, from 1900-01 to 2199-12.
public struct Month: Hashable, Sendable, TextFieldValue {
  /// The text.
  public let text: String

  /// Reads a month.
  ///
  /// - Throws: ``Refusal`` when there is no such month.
  public init(parsing text: String) throws(Refusal) {
    guard text.utf8.count == 7, (try? LegalDate(parsing: text + "-01")) != nil else {
      throw Refusal(
        .malformed,
        value: text,
        Wording(
          fr: "« \(text) » n'est pas un mois ; AAAA-MM est attendu.",
          en: "“\(text)” is not a month; YYYY-MM is expected."
        )
      )
    }
    self.text = text
  }
}
