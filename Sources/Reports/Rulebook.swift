package import CanonicalJSON
package import Declarations
package import Projections
import Schema

/// The rules that answers quote, as the file in `Schema/Rulebook` states them.
package struct Rulebook: Sendable {
  /// The version, printed in every basis.
  package let version: String
  private let conditions: JSONObject

  /// The rulebook that the program carries.
  ///
  /// - Throws: ``CanonicalJSON/JSONFault`` when the file is broken, which the tests exclude.
  package init() throws(JSONFault) {
    let book = try JSONReader.value(of: Array(Schema.rulebook.utf8)).object ?? [:]
    version = book["version"]?.string ?? ""
    conditions = book["conditions"]?.object ?? [:]
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
