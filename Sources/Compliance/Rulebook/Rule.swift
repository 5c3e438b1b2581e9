package import CanonicalJSON
package import Declarations

/// A rule of the rulebook: what the law asks, since when, on whose word.
///
/// A class, since duties hold it, and the words of many verdicts hold their duty.
package final class Rule: Sendable {
  /// Days on which the rule judges in one way; `key` in the file tells people which day of the deed is meant, and the duty knows.
  package struct Period: Sendable {
    /// The first day.
    package let from: LegalDate
    /// The day after the last; nil where it has no end.
    package let to: LegalDate?
    /// How it judges then.
    package let wording: Wording
  }

  /// The duty.
  package let id: RuleID
  /// The articles, of the *Code de la santé publique* unless said otherwise.
  package let articles: [String]
  /// The first day on which it is in force.
  package let from: LegalDate
  /// The day after the last; nil while it is in force.
  package let to: LegalDate?
  /// What it asks, in words.
  package let wording: Wording
  /// Where it stands.
  package let source: String
  /// How certain that is: a code of the rulebook, as `found` or `design`.
  package let certainty: String
  /// The periods in which it judges otherwise, in their order; none where it always judges alike.
  package let periods: [Period]
  /// The rule as the file states it.
  package let json: JSONObject

  /// Whether it is in force on a day.
  package func isInForce(on day: LegalDate) -> Bool {
    from <= day && to.map { day < $0 } ?? true
  }

  /// Reads a rule.
  ///
  /// - Throws: ``RulebookFault`` with the key that is missing or of another kind.
  init(_ json: JSONObject) throws(RulebookFault) {
    let name = json["id"]?.string ?? ""
    guard let id = RuleID(rawValue: name) else { throw RulebookFault(rule: name, key: "id") }
    self.id = id
    self.json = json
    articles = json["articles"]?.array?.compactMap(\.string) ?? []
    source = json["source"]?.string ?? ""
    certainty = json["certainty"]?.string ?? ""
    wording = try Self.wording(json, of: id)
    from = try Self.day(json["from"], "from", of: id)
    to = try json["to"].map { value throws(RulebookFault) in try Self.day(value, "to", of: id) }
    var periods: [Period] = []
    for period in json["periods"]?.array ?? [] {
      let object = period.object ?? [:]
      periods.append(
        Period(
          from: try Self.day(object["from"], "periods.from", of: id),
          to: try object["to"].map { value throws(RulebookFault) in
            try Self.day(value, "periods.to", of: id)
          },
          wording: try Self.wording(object, of: id)
        )
      )
    }
    self.periods = periods
    guard !articles.isEmpty, !source.isEmpty, !certainty.isEmpty else {
      throw RulebookFault(rule: name, key: "articles, source, certainty")
    }
  }

  /// A parameter that is a number.
  func number(_ key: String) throws(RulebookFault) -> Int {
    guard let number = json["parameters"]?.object?[key]?.integer else { throw fault(key) }
    return Int(number)
  }

  /// A parameter that is a day.
  func day(_ key: String) throws(RulebookFault) -> LegalDate {
    try Self.day(json["parameters"]?.object?[key], key, of: id)
  }

  /// The day on which a period begins.
  func start(ofPeriod index: Int) throws(RulebookFault) -> LegalDate {
    guard periods.indices.contains(index) else { throw fault("periods[\(index)]") }
    return periods[index].from
  }

  private func fault(_ key: String) -> RulebookFault {
    RulebookFault(rule: id.rawValue, key: key)
  }

  private static func day(
    _ value: JSONValue?,
    _ key: String,
    of id: RuleID
  ) throws(RulebookFault) -> LegalDate {
    guard let day = value?.string.flatMap({ try? LegalDate(parsing: $0) }) else {
      throw RulebookFault(rule: id.rawValue, key: key)
    }
    return day
  }

  private static func wording(_ json: JSONObject, of id: RuleID) throws(RulebookFault) -> Wording {
    guard let french = json["fr"]?.string, let english = json["en"]?.string else {
      throw RulebookFault(rule: id.rawValue, key: "fr, en")
    }
    return Wording(fr: french, en: english)
  }
}

/// A rulebook that lacks what a rule needs; the tests exclude it for the one that is embedded.
package struct RulebookFault: Error, Sendable, Equatable {
  /// The id of the rule; empty where the rulebook as a whole lacks something.
  package let rule: String
  /// The keys that are missing, or of another kind.
  package let key: String
}
