import CanonicalJSON
package import Declarations
import Submissions

/// A submission of the lab that was received and refused, as far as it can be read.
package struct RefusedRow: Sendable {
  /// The id that the lab gave it; empty where it gave none.
  package let id: String
  /// What it names as its product, be it a CIS or not; empty where it names none.
  package let cis: String
  /// Why.
  package let message: Wording
  private let object: JSONObject

  /// Reads what the journal kept; nil when it is no submission of the lab.
  package init?(_ bytes: [UInt8], of lab: Lab, message: Wording) {
    guard let object = (try? JSONReader.value(of: bytes))?.object,
      object["source"]?.string == Source.lab(lab).text
    else { return nil }
    id = object["id"]?.string ?? ""
    cis = object.value(of: .cis)?.string ?? ""
    self.message = message
    self.object = object
  }

  /// Whether a row of the register that kept no id is this submission: all that it says was sent.
  func isMeant(by row: RegisterRow, _ columns: [Column]) -> Bool {
    columns.allSatisfy { row.agrees($0, with: object.value(of: $0)) }
  }
}
