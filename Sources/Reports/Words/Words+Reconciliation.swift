import Declarations
import Reconciliation

extension Words {
  /// What a class of rows is called.
  static func reconciled(_ kind: Reconciliation.Class) -> Wording {
    switch kind {
    case .matched: Wording(fr: "concorde", en: "matched")
    case .differs: Wording(fr: "diffère", en: "differs")
    case .missingInLedger: Wording(fr: "absent ici", en: "missing in the ledger")
    case .missingInRegister:
      Wording(fr: "absent du registre du laboratoire", en: "missing in the register")
    case .duplicate: Wording(fr: "en double", en: "duplicate")
    case .refused: Wording(fr: "refusé", en: "refused")
    case .corrected: Wording(fr: "corrigé depuis", en: "corrected since")
    }
  }
}
