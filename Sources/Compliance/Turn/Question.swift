package import Declarations
package import Projections

/// A question that is true or false at every place of an axis: `listed 60234100`, `count >= 8000`,
/// `lab sanofi = met`.
package struct Question: Sendable {
  private enum Asked {
    case list(ListQuestion)
    case headline(Lab)
  }

  private enum Comparison: String, CaseIterable {
    case equal = "="
    case different = "!="
    case atMost = "<="
    case atLeast = ">="
    case less = "<"
    case more = ">"
  }

  /// The question as it was put.
  package let text: String
  private let asked: Asked
  private let comparison: Comparison
  private let target: Series.Value

  /// The forms that are understood.
  package static let forms = [
    "listed CIS", "published CIS", "qualified CIS", "marketed CIS", "authorised CIS",
    "state CIS = STATE", "lab LAB = VERDICT", "count >= N", "published-count >= N",
  ]

  /// Reads a question.
  ///
  /// - Throws: ``Declarations/Refusal`` that says what is not understood.
  package init(parsing text: String) throws(Refusal) {
    self.text = text
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    switch (words.first ?? "", words.count) {
    case ("listed", 2): (asked, target) = (.list(.listed(try CIS(parsing: words[1]))), .flag(true))
    case ("published", 2):
      (asked, target) = (.list(.published(try CIS(parsing: words[1]))), .flag(true))
    case (let word, 2) where ListingCondition(rawValue: word) != nil:
      let condition = ListingCondition(rawValue: word) ?? .qualified
      (asked, target) = (.list(.condition(try CIS(parsing: words[1]), condition)), .flag(true))
    case ("state", 4):
      (asked, target) = (.list(.state(try CIS(parsing: words[1]))), .word(words[3]))
      guard StateName(rawValue: words[3]) != nil else {
        throw Refusal.choice(words[3], among: StateName.allCases.map(\.rawValue))
      }
    case ("lab", 4):
      (asked, target) = (.headline(try Lab(parsing: words[1])), .word(words[3]))
      guard Verdict(rawValue: words[3]) != nil else {
        throw Refusal.choice(words[3], among: Verdict.allCases.map(\.rawValue))
      }
    case ("count", 3), ("published-count", 3):
      guard let number = Int(words[2]), number >= 0 else { throw Self.refusal(text) }
      asked = .list(.count(words[0] == "count" ? .current : .published))
      target = .count(number)
    default: throw Self.refusal(text)
    }
    if case .flag = target {
      comparison = .equal
    } else {
      guard let comparison = Comparison(rawValue: words[words.count - 2]),
        Self.isOrdered(target) || [.equal, .different].contains(comparison)
      else { throw Self.refusal(text) }
      self.comparison = comparison
    }
  }

  private static func isOrdered(_ value: Series.Value) -> Bool {
    if case .count = value { true } else { false }
  }

  private static func refusal(_ text: String) -> Refusal {
    let list = forms.joined(separator: " | ")
    return Refusal(
      .malformed,
      value: text,
      Wording(
        fr:
          "« \(text) » n'est pas une question ; formes admises : \(list), avec =, !=, <, <=, >, >=.",
        en: "“\(text)” is no question; the forms taken: \(list), with =, !=, <, <=, >, >=."
      )
    )
  }

  /// Whether it is true where this is read.
  package func holds(_ value: Series.Value) -> Bool {
    guard case (.count(let number), .count(let limit)) = (value, target) else {
      return (value == target) == (comparison == .equal)
    }
    return switch comparison {
    case .equal: number == limit
    case .different: number != limit
    case .atMost: number <= limit
    case .atLeast: number >= limit
    case .less: number < limit
    case .more: number > limit
    }
  }

  /// Whether it needs every fact, or those that decide lists alone.
  package var needsEverything: Bool {
    if case .headline = asked { true } else { false }
  }

  /// What is read as knowledge grows, for a day.
  package func series(
    in fold: HistoryFold,
    asOf day: LegalDate,
    upTo knownAt: KnownAt,
    _ duties: Duties
  ) -> Series {
    switch asked {
    case .list(let question): question.series(in: fold, asOf: day, upTo: knownAt)
    case .headline(let lab): duties.headlines(of: lab, in: fold, asOf: day, upTo: knownAt)
    }
  }

  /// What is read from day to day, at one state of knowledge.
  package func series(in history: History, until day: LegalDate, _ duties: Duties) -> Series {
    switch asked {
    case .list(let question): question.series(in: history, until: day)
    case .headline(let lab): duties.headlines(of: lab, in: Docket(history), until: day)
    }
  }
}
