/// When something was filed with the authority (*date de dépôt*), as sent and as a moment.
public struct FilingTime: Hashable, Sendable {
  /// The text as sent, its offset kept.
  public let text: String
  /// The moment.
  public let instant: Instant

  /// Reads RFC 3339 with an offset.
  ///
  /// - Throws: ``Refusal`` that says what is wrong with the text.
  public init(parsing text: String) throws(Refusal) {
    instant = try Instant(parsing: text)
    self.text = text
  }

  /// Pairs a text with the moment that it names.
  init(text: String, instant: Instant) {
    (self.text, self.instant) = (text, instant)
  }

  /// The beginning of a day in France, which stands for a source that gives only the day.
  public init(midnightOf day: LegalDate) {
    text = ParisTime.midnightText(day)
    instant = ParisTime.midnight(day)
  }

  /// The civil date in France on which it was filed.
  public var day: LegalDate {
    ParisTime.day(of: instant)
  }
}
