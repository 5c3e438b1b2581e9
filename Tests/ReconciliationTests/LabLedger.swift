import CanonicalJSON
import Declarations
import NaiveModel
import Reconciliation
import Submissions

/// A ledger, seen by one lab.
struct LabLedger {
  let lab: Lab
  let events: [Event]

  /// A random ledger as each lab sees it.
  static func all(seed: UInt64) throws -> [LabLedger] {
    let objects = RandomHistory(seed: seed, count: 140, about: .duties).events
    let events = try objects.map { try Event(recorded: JSONValue.object($0).canonicalBytes) }
    return try RandomHistory.labs.map { name in
      let lab = try Lab(parsing: name)
      return LabLedger(lab: lab, events: events)
    }
  }

  /// The lab's events in force that are about a product.
  var inForce: [Event] {
    record().resolved().inForce.filter { $0.submission.subject.cis != nil }
  }

  /// The lab's events about a product that are void.
  var void: [Event] {
    record().resolved().void.map(\.event).filter { $0.submission.subject.cis != nil }
  }

  /// What the ledger has of the lab, with more appended.
  func record(then more: [Submission] = []) -> LabRecord {
    var record = LabRecord(lab)
    for event in events { record.record(event) }
    for (index, submission) in more.enumerated() {
      record.record(Event(submission, at: events.count + index))
    }
    return record
  }

  func reconcile(
    _ register: Register,
    then more: [Submission] = [],
    refused: [RefusedRow] = []
  ) throws -> Reconciliation {
    let day = try LegalDate(parsing: "2026-03-13")
    return Reconciliation(
      register,
      with: record(then: more),
      refused: refused,
      lab: lab,
      asOf: day
    )
  }
}

extension LabLedger {
  /// A ledger of a few events of one lab.
  init(_ submissions: [Submission], of lab: Lab) {
    self.init(lab: lab, events: submissions.enumerated().map { Event($1, at: $0) })
  }
}

extension Reconciliation {
  /// Every line, as it is compared.
  var findings: [Finding] {
    rows.map { row in
      Finding(
        row: row.row?.number,
        kind: row.class,
        event: row.event?.sequence,
        columns: row.differences.map(\.column)
      )
    }
  }
}

extension Event {
  /// A submission, recorded after so many others.
  init(_ submission: Submission, at sequence: Int) {
    self.init(
      recording: submission,
      actor: "cli:test",
      at: Instant(nanoseconds: 1_800_000_000_000_000_000 + Int64(sequence) * 1_000),
      sequence: sequence,
      salt: "AAAAAAAAAAAAAAAAAAAAAA"
    )
  }

  /// The product and the type.
  var group: String { "\(submission.subject) \(submission.type.rawValue)" }

  /// The product, the type and the day.
  var groupOfDay: String { "\(group) \(submission.effectiveOn)" }
}

extension Submission {
  /// What the submission says in a column of a register.
  func stated(_ column: Column) -> JSONValue? {
    switch column {
    case .id: return .string(id.text)
    case .cis: return subject.cis.map { JSONValue.string($0.description) }
    case .type: return .string(fact.type.identifier)
    case .effectiveon: return .string(effectiveOn.description)
    case .time: return .string(time.text)
    case .reason: return reason.map { JSONValue.string($0.text) }
    default: return json["data"]?.object?[column.rawValue]
    }
  }

  /// All that a register without ids can say of it.
  var signature: [String] {
    DamagedRegister.columns.filter { $0 != .id }.map { stated($0)?.canonicalText ?? "" }
  }
}
