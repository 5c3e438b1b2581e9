import CanonicalJSON
package import Declarations
package import Projections
import Schema

/// The rules that answers quote and judge by, as the file in `Schema/Rulebook` states them.
package struct Rulebook: Sendable {
  /// The version, printed in every basis.
  package let version: String
  /// The duties, in the order in which answers give them.
  package let rules: [Rule]
  private let conditions: JSONObject

  /// The rulebook that the program carries.
  ///
  /// - Throws: ``RulebookFault`` when the file is broken, which the tests exclude.
  package init() throws(RulebookFault) {
    try self.init(parsing: Array(Schema.rulebook.utf8))
  }

  /// Reads a rulebook.
  ///
  /// - Throws: ``RulebookFault`` when it lacks what a rule needs.
  package init(parsing bytes: [UInt8]) throws(RulebookFault) {
    guard let book = (try? JSONReader.value(of: bytes))?.object,
      let version = book["version"]?.string, let conditions = book["conditions"]?.object
    else { throw RulebookFault(rule: "", key: "version, conditions") }
    self.version = version
    self.conditions = conditions
    var rules: [Rule] = []
    for rule in book["rules"]?.array ?? [] { rules.append(try Rule(rule.object ?? [:])) }
    guard rules.map(\.id) == RuleID.allCases else { throw RulebookFault(rule: "", key: "rules") }
    self.rules = rules
  }

  /// The rule of a duty.
  package subscript(id: RuleID) -> Rule {
    // Every duty has its rule, in this order: the reader saw to it.
    rules[id.order]
  }

  /// The articles of the *Code de la santé publique* on which a condition of the list rests.
  package func articles(of condition: ListingCondition) -> [String] {
    let rule = conditions[condition.rawValue]?.object
    return rule?["articles"]?.array?.compactMap(\.string) ?? []
  }

  /// What a condition of the list says.
  package func wording(of condition: ListingCondition) -> Wording {
    let rule = conditions[condition.rawValue]?.object
    return Wording(fr: rule?["fr"]?.string ?? "", en: rule?["en"]?.string ?? "")
  }
}
