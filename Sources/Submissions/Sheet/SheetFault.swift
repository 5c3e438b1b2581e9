package import Declarations

/// What is wrong with a row of a spreadsheet, to the cell.
package struct SheetFault: Sendable {
  /// The number of the row.
  package let row: Int
  /// The column, from 0; nil where the row as a whole is meant.
  package let column: Int?
  /// The heading of the column, as the file has it.
  package let heading: String?
  package let refusal: Refusal

  /// Points a refusal of a row at the cell that it is about.
  package init(_ refusal: Refusal, onRow number: Int, of register: Register) {
    let field = (refusal.field ?? "").replacing("data.", with: "")
    let name = field == "subject" ? Column.cis.rawValue : String(field.prefix { $0 != "[" })
    let place = register.headings.firstIndex { $0.column?.rawValue == name }
    row = number
    column = place
    heading = place.map { register.headings[$0].text }
    self.refusal = refusal
  }
}
