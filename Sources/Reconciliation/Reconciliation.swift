package import CanonicalJSON
package import Declarations
package import Submissions

/// A lab's register against the ledger: every row in exactly one class (*rapprochement*).
package struct Reconciliation: Sendable {
  /// What a row comes to.
  package enum Class: String, Sendable, CaseIterable {
    /// The register and the ledger say the same, in every column that is there.
    case matched
    /// They speak of one event and differ.
    case differs
    /// The register has it, the ledger has not.
    case missingInLedger = "missing-in-ledger"
    /// The ledger has it, the register has not.
    case missingInRegister = "missing-in-register"
    /// Another row of the register is the same event.
    case duplicate
    /// It was received and refused.
    case refused
    /// The register still shows what was since corrected or retracted.
    case corrected

    /// Whether there is nothing left to do.
    package var isSettled: Bool { self == .matched }
  }

  /// A field that differs.
  package struct Difference: Sendable, Equatable {
    /// The column of the register that names the field.
    package let column: Column
    /// What the register says.
    package let register: String
    /// What the ledger says; nil where it has no such field.
    package let ledger: JSONValue?
  }

  /// One line of the result.
  package struct Row: Sendable {
    /// What the row comes to, or the event that has no row.
    package let `class`: Class
    /// The row of the register; nil where it has none.
    package let row: RegisterRow?
    /// The event; nil where there is none.
    package let event: Event?
    /// What differs, in a row that `differs`; none in any other.
    package let differences: [Difference]
    /// Why it was refused, what corrected it, or what keeps it from being declared.
    package let note: Wording?
    /// The events that would settle it from the ledger's side, in their order, ready to be appended; none
    /// where there are none.
    package let suggestions: [Submission]
  }

  /// The rows of the register in their order, then what it lacks, by sequence.
  package let rows: [Row]
  private let counts: [Class: Int]

  /// Takes rows that are in their classes and in order already.
  package init(rows: [Row]) {
    self.rows = rows
    counts = rows.reduce(into: [:]) { $0[$1.class, default: 0] += 1 }
  }

  /// How many rows a class has.
  package func count(of class: Class) -> Int { counts[`class`] ?? 0 }

  /// Whether nothing is left to do.
  package var isSettled: Bool { counts.keys.allSatisfy(\.isSettled) }
}
