import CanonicalJSON
package import Declarations
import Spreadsheets
package import Submissions

/// Events that would bring the ledger to what a register says, ready to be appended.
package enum Suggestion {
  /// The event that a row stands for.
  ///
  /// - Parameters:
  ///   - row: The row.
  ///   - lab: Who declares.
  ///   - day: When it would be filed.
  ///   - names: The ids that are taken; the new one is added, and is none of them.
  /// - Returns: The event; nil when the row does not say enough.
  package static func submission(
    of row: RegisterRow,
    by lab: Lab,
    on day: LegalDate,
    _ names: inout Set<String>
  ) -> Submission? {
    var object = row.object(by: lab, filedAt: FilingTime(midnightOf: day))
    let name = object["id"]?.string ?? ""
    var (free, count) = (name, 1)
    while names.contains(free) {
      count += 1
      free = "\(name):\(count)"
    }
    object["id"] = .string(free)
    guard let submission = try? Submission(object) else { return nil }
    names.insert(free)
    return submission
  }

  /// The event that corrects another to what a row says; nil when there is nothing to correct, or what
  /// differs is no part of what can be.
  package static func correction(
    of event: Event,
    to row: RegisterRow,
    _ differences: [Reconciliation.Difference]
  ) -> Submission? {
    // A correction has a reason of its own, so that what differs in the reason cannot be settled by one.
    let fixed: Set<Column> = [.id, .cis, .type, .reason, .corrects]
    guard !differences.isEmpty, differences.allSatisfy({ !fixed.contains($0.column) }) else {
      return nil
    }
    var object = event.submission.json
    var data = object["data"]?.object ?? [:]
    for difference in differences {
      let (column, text) = (difference.column, difference.register)
      switch column {
      case .time:
        let day = CellText.day(text)
        guard let time = (try? FilingTime(parsing: text)) ?? day.map(FilingTime.init(midnightOf:))
        else {
          return nil
        }
        object["time"] = .string(time.text)
      case .effectiveon: object["effectiveon"] = column.value(of: text)
      default: data[column.rawValue] = text.isEmpty ? nil : column.value(of: text)
      }
    }
    object["data"] = .object(data)
    object["corrects"] = .string(event.submission.reference.text)
    object["id"] = .string("correction:\(event.sequence):\(name(of: differences))")
    object["reason"] = .string("rapprochement du registre du laboratoire")
    return try? Submission(object)
  }

  /// A short name of what is corrected, the same whenever it is asked for.
  private static func name(of differences: [Reconciliation.Difference]) -> String {
    let text = differences.map { "\($0.column.rawValue)=\($0.register)" }.joined(separator: ";")
    let plain = text.map {
      $0.isASCII && ($0.isLetter || $0.isNumber || "=;-".contains($0)) ? $0 : "_"
    }
    return String(plain.prefix(60))
  }
}
