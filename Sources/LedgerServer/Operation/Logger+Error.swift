import Declarations
import Ledger
import Logging

extension Logger.Message {
  /// What went wrong, for the operator: in both languages, where it is ours to say.
  init(_ error: any Error) {
    let wording: Wording? =
      switch error {
      case let refusal as Refusal: refusal.message
      case let error as LedgerError: error.message
      case let problem as Problem: problem.message
      default: nil
      }
    self = "\(wording?.inBoth ?? "\(error)")"
  }
}
