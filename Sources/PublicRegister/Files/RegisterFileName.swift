/// A file of the public register (*Base de données publique des médicaments*) that is imported.
package enum RegisterFileName: String, Sendable, CaseIterable {
  /// The products: name, form, authorisation, marketing, holder.
  case products = "CIS_bdpm.txt"
  /// The packs: here only the dates of their marketing.
  case presentations = "CIS_CIP_bdpm.txt"
  /// The published list of MITM.
  case list = "CIS_MITM.txt"
  /// The shortages that ANSM publishes.
  case availability = "CIS_CIP_Dispo_Spec.txt"
}
