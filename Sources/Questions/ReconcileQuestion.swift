package import Declarations
package import Ledger
package import Projections
package import Reconciliation
package import Submissions

/// A lab's register, asked against the record.
package struct ReconcileQuestion {
  private let reader: LedgerReader
  private let register: Register
  private let lab: Lab
  private let basis: Basis

  /// Asks.
  ///
  /// - Parameters:
  ///   - reader: The ledger.
  ///   - register: What the lab holds.
  ///   - lab: The lab.
  ///   - basis: The day, and what is known.
  package init(_ reader: LedgerReader, _ register: Register, of lab: Lab, _ basis: Basis) {
    (self.reader, self.register, self.lab, self.basis) = (reader, register, lab, basis)
  }

  /// What the lab declared, and its register beside it.
  ///
  /// - Parameter progress: Told how many events were read.
  /// - Returns: The rows, and whether anything was declared by the lab at all.
  /// - Throws: ``Ledger/LedgerError`` when the ledger cannot be read.
  package func reconciliation(
    progress: (Int) -> Void = { _ in }
  ) throws -> (reconciliation: Reconciliation, isUnknown: Bool) {
    var record = LabRecord(lab)
    var count = 0
    try reader.forEachEvent(statedBy: .lab(lab), basis.knownAt) { event in
      record.record(event)
      count += 1
      if count % 10_000 == 0 { progress(count) }
    }
    let reconciliation = Reconciliation(
      register,
      with: record,
      refused: try refused(),
      lab: lab,
      asOf: basis.asOf
    )
    return (reconciliation, record.isEmpty)
  }

  /// The register, the current and the published list, side by side.
  package func threeWay(_ history: History) -> ThreeWay {
    ThreeWay(register, of: lab, history, asOf: basis.asOf)
  }

  /// What the lab sent and was refused.
  private func refused() throws -> [RefusedRow] {
    var refused: [RefusedRow] = []
    // Of the journal, too, only what had come by then; a good row that others kept out was not refused, what was not
    // read is no row, and what others sent under the lab's name it did not send.
    let known = basis.knownAt.size
    let end = try known < reader.size ? reader.event(at: known).recordedAt.recordedText : nil
    try reader.forEachRefusedSubmission { submission in
      guard !["withheld", "unread"].contains(submission.rule),
        submission.rule != "source" || submission.field != "source",
        end.map({ submission.receivedAt < $0 }) ?? true
      else { return }
      if let row = RefusedRow(submission.bytes, of: lab, message: submission.message) {
        refused.append(row)
      }
    }
    return refused
  }
}
