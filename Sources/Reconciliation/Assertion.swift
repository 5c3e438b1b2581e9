package import CanonicalJSON
package import Declarations
package import Projections
import Spreadsheets

/// What a lab holds to be so, checked again on every run: "on 13/03/2026 I have 41 MITM".
package struct Assertion: Sendable, Equatable {
  /// The day on which it is to be so.
  package let day: LegalDate
  /// How many products are on the current list for which the lab answers.
  package let count: Int

  /// Reads `2026-03-13=41`, or `13/03/2026=41`.
  ///
  /// - Throws: ``Declarations/Refusal`` when it is neither.
  package init(parsing text: String) throws(Refusal) {
    let parts = text.split { "=,;".contains($0) }
    guard parts.count == 2, let day = CellText.day(String(parts[0])),
      let count = CellText.integer(String(parts[1])), count >= 0
    else {
      throw Refusal(
        .malformed,
        value: text,
        Wording(
          fr:
            "« \(Refusal.shortened(text)) » : une date et un nombre sont attendus, comme 2026-03-13=41.",
          en: "“\(Refusal.shortened(text))”: a day and a number are expected, as 2026-03-13=41."
        )
      )
    }
    (self.day, self.count) = (day, count)
  }

  /// An assertion and what was found.
  package struct Checked: Sendable, Equatable {
    /// What the lab holds to be so.
    package let assertion: Assertion
    /// How many products there are by the ledger.
    package let found: Int

    /// Whether the lab is right.
    package var holds: Bool { assertion.count == found }

    /// The assertion as answers carry it; `expected` is the number of the lab.
    package var json: JSONObject {
      [
        "asOf": .string(assertion.day.description), "expected": .integer(Int64(assertion.count)),
        "found": .integer(Int64(found)), "holds": .bool(holds),
      ]
    }
  }

  /// Counts again.
  package func checked(of lab: Lab, _ history: History) -> Checked {
    let found = history.subjects.count {
      history.standing(of: $0, asOf: day).isListed
        && history.standing(of: $0, asOf: day).answering == lab
    }
    return Checked(assertion: self, found: found)
  }
}
