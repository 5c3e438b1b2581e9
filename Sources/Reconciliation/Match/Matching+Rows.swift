import Declarations
import Submissions

extension Matching {
  /// What each row came to, in the order of the register, then what it lacks, by sequence.
  func rows(_ lab: Lab, asOf day: LegalDate) -> [Reconciliation.Row] {
    var names = Set((events + void.map(\.event)).map(\.submission.id.text))
    names.formUnion(sharedIDs)
    var rows = register.rows.enumerated().map { index, row in
      result(index, outcomes[index] ?? .missing) {
        Suggestion.submission(of: row, by: lab, on: day, &names)
      }
    }
    for (place, event) in events.enumerated().prefix(record.inForce.count) where !isTaken[place] {
      rows.append(
        Reconciliation.Row(
          class: .missingInRegister,
          row: nil,
          event: event,
          differences: [],
          note: nil,
          suggestions: []
        )
      )
    }
    return rows
  }

  /// Ids that rows share which do not say the same: whose they are is for the lab to say.
  private var sharedIDs: [String] {
    Dictionary(grouping: register.rows.filter { $0.id != nil }) { $0[.id] }
      .filter { Set($0.value.map(content)).count > 1 }.map(\.key)
  }

  private func result(
    _ index: Int,
    _ outcome: Outcome,
    _ suggestion: () -> Result<Submission, Refusal>?
  ) -> Reconciliation.Row {
    let row = register.rows[index]
    switch outcome {
    case .pair(let place):
      let event = events[place]
      let differences = differences(row, event.submission)
        .filter { $0.column != .id || !isRenamed.contains(index) }
      // What was corrected on purpose is not brought back by a suggestion.
      let shown = differences.isEmpty ? nil : shownVoid(by: row)
      return Reconciliation.Row(
        class: differences.isEmpty ? .matched : .differs,
        row: row,
        event: event,
        differences: differences,
        note: shown.map(Self.note),
        suggestions: shown == nil
          ? Suggestion.correction(of: event, record.target(of: event), to: row, differences) : []
      )
    case .duplicate(let place):
      return Reconciliation.Row(
        class: .duplicate,
        row: row,
        event: place.map { events[$0] },
        differences: [],
        note: nil,
        suggestions: []
      )
    case .corrected(let voided):
      return Reconciliation.Row(
        class: .corrected,
        row: row,
        event: voided.event,
        differences: [],
        note: Self.note(voided),
        suggestions: []
      )
    case .refused(let message):
      return Reconciliation.Row(
        class: .refused,
        row: row,
        event: nil,
        differences: [],
        note: message,
        suggestions: isRecorded(row) ? [] : [try? suggestion()?.get()].compactMap(\.self)
      )
    case .missing:
      var (suggestions, lacking): ([Submission], Wording?) = ([], nil)
      switch suggestion() {
      case .success(let submission)?: suggestions = [submission]
      case .failure(let refusal)?: lacking = refusal.message
      case nil: break
      }
      return Reconciliation.Row(
        class: .missingInLedger,
        row: row,
        event: nil,
        differences: [],
        note: lacking,
        suggestions: suggestions
      )
    }
  }

  /// What became of an event that is void.
  private static func note(_ voided: LabRecord.Voided) -> Wording {
    let (old, number) = (voided.event.sequence, voided.by.sequence)
    let reason = voided.by.submission.reason?.text ?? ""
    return voided.by.submission.type == .eventRetracted
      ? Wording(
        fr: "événement \(old), rétracté par l'événement \(number) : \(reason)",
        en: "event \(old), retracted by event \(number): \(reason)"
      )
      : Wording(
        fr: "événement \(old), remplacé par l'événement \(number) : \(reason)",
        en: "event \(old), replaced by event \(number): \(reason)"
      )
  }
}
