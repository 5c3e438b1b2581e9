import CanonicalJSON
package import Declarations
import Submissions

/// A submission of the lab that was received and refused, as far as it can be read.
package struct RefusedRow: Sendable {
  package let id: String
  package let cis: String
  package let type: String
  package let effectiveOn: String
  /// Why.
  package let message: Wording

  /// Reads what the journal kept; nil when it is no submission of the lab.
  package init?(_ bytes: [UInt8], of lab: Lab, message: Wording) {
    guard let object = (try? JSONReader.value(of: bytes))?.object,
      object["source"]?.string == Source.lab(lab).text
    else { return nil }
    id = object["id"]?.string ?? ""
    cis = (object["subject"]?.string ?? "").replacing("cis/", with: "")
    type = object["type"]?.string ?? ""
    effectiveOn = object["effectiveon"]?.string ?? ""
    self.message = message
  }

  /// Whether a row of the register that kept no id is this submission: by product, type and day.
  func isMeant(by row: RegisterRow) -> Bool {
    row[.cis] == cis && row.type?.identifier == type && row.effectiveOn?.description == effectiveOn
  }
}
