package import Declarations
import Spreadsheets

/// Declarations read from a spreadsheet: those that can be sent, and what is wrong with the others, to the
/// cell.
package struct SheetImport: Sendable {
  /// What is wrong with a row.
  package struct Fault: Sendable {
    /// The number of the row.
    package let row: Int
    /// The column, from 0; nil where the row as a whole is meant.
    package let column: Int?
    /// The heading of the column, as the file has it.
    package let heading: String?
    package let refusal: Refusal
  }

  /// A declaration and the row that it stands on.
  package struct Declared: Sendable {
    package let row: Int
    package let submission: Submission
  }

  package private(set) var declared: [Declared] = []
  package private(set) var faults: [Fault] = []

  /// Reads the rows.
  ///
  /// - Parameters:
  ///   - register: The rows.
  ///   - lab: Who declares.
  ///   - time: When it is filed, where a row does not say so.
  ///   - type: What every row declares; nil where each says so itself.
  package init(_ register: Register, by lab: Lab, filedAt time: FilingTime, as type: EventType?) {
    for row in register.rows {
      do throws(Refusal) {
        let submission = try row.submission(by: lab, filedAt: time, as: type)
        declared.append(Declared(row: row.number, submission: submission))
      } catch {
        faults.append(Self.fault(error, row, register))
      }
    }
  }

  /// Points a refusal at the cell that it is about.
  package static func fault(_ refusal: Refusal, _ row: RegisterRow, _ register: Register) -> Fault {
    let field = (refusal.field ?? "").replacing("data.", with: "")
    let name = field == "subject" ? Column.cis.rawValue : String(field.prefix { $0 != "[" })
    let place = register.headings.firstIndex { $0.column?.rawValue == name }
    return Fault(
      row: row.number,
      column: place,
      heading: place.map { register.headings[$0].text },
      refusal: refusal
    )
  }
}
