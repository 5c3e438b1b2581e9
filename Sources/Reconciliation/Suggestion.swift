import CanonicalJSON
import Declarations
import Spreadsheets
import Submissions

/// Events that would bring the ledger to what a register says, ready to be appended.
enum Suggestion {
  /// The event that a row stands for.
  ///
  /// - Parameters:
  ///   - row: The row.
  ///   - lab: Who declares.
  ///   - day: When it would be filed.
  ///   - names: The ids that are taken; the new one is added, and is none of them.
  /// - Returns: The event, or what the row lacks for one; nil when its own id is taken.
  static func submission(
    of row: RegisterRow,
    by lab: Lab,
    on day: LegalDate,
    _ names: inout Set<String>
  ) -> Result<Submission, Refusal>? {
    var object = row.object(by: lab, filedAt: FilingTime(midnightOf: day))
    let name = object["id"]?.string ?? ""
    var (free, count) = (name, 1)
    while names.contains(free) {
      // One id names one event for ever: what the lab kept is not changed for it.
      if row.id != nil { return nil }
      count += 1
      free = "\(name):\(count)"
    }
    object["id"] = .string(free)
    do throws(Refusal) {
      let submission = try Submission(object)
      names.insert(free)
      return .success(submission)
    } catch {
      return .failure(error)
    }
  }

  /// The events that correct another to what a row says.
  ///
  /// Voiding a correction brings back what it voided: so a correction is retracted first, and what it had
  /// corrected is corrected anew.
  ///
  /// - Parameters:
  ///   - event: The event.
  ///   - target: What it corrects; nil where it corrects nothing.
  ///   - row: The row.
  ///   - differences: What differs.
  /// - Returns: None when there is nothing to correct, or what differs is no part of what can be.
  static func correction(
    of event: Event,
    _ target: Event?,
    to row: RegisterRow,
    _ differences: [Reconciliation.Difference]
  ) -> [Submission] {
    guard event.submission.corrects == nil || target != nil,
      event.submission.type != .eventRetracted,
      let correction = correction(
        of: event,
        differences,
        inPlaceOf: target ?? event,
        // What the register gives as the reason is what it will look for.
        because: row[.reason].isEmpty ? reason : row[.reason]
      )
    else { return [] }
    if target == nil { return [correction] }
    let retraction = event.submission
      .retraction(named: "retraction:\(event.sequence)", because: reason)
    return (try? Submission(retraction)).map { [$0, correction] } ?? []
  }

  private static let reason = "rapprochement du registre du laboratoire"

  private static func correction(
    of event: Event,
    _ differences: [Reconciliation.Difference],
    inPlaceOf first: Event,
    because reason: String
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
        guard let time = CellText.moment(text) else { return nil }
        object["time"] = .string(time.text)
      case .effectiveon: object["effectiveon"] = column.value(of: text)
      default: data[column.rawValue] = text.isEmpty ? nil : column.value(of: text)
      }
    }
    object["data"] = .object(data)
    object["corrects"] = .string(first.submission.reference.text)
    object["id"] = .string("correction:\(event.sequence):\(name(of: differences))")
    object["reason"] = .string(reason)
    return try? Submission(object)
  }

  /// A short name of what is corrected, the same whenever it is asked for.
  private static func name(of differences: [Reconciliation.Difference]) -> String {
    let text = differences.map { "\($0.column.rawValue)=\($0.register)" }.joined(separator: ";")
    let plain = String(
      text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "=;-".contains($0)) ? $0 : "_" }
    )
    // What a name cannot hold, it tells apart all the same.
    return plain == text && plain.count <= 60
      ? plain : "\(plain.prefix(43)):\(RegisterRow.digest(text))"
  }
}
