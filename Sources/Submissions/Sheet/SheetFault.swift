package import Declarations

/// What is wrong with a row of a spreadsheet, to the cell.
package struct SheetFault: Sendable {
  /// The number of the row.
  package let row: Int
  /// The column, from 0; nil where the row as a whole is meant.
  package let column: Int?
  /// The heading of the column, as the file has it.
  package let heading: String?
  /// Why it is refused, in both languages.
  package let refusal: Refusal

  /// Points a refusal of a row at the cell that it is about.
  package init(_ refusal: Refusal, onRow number: Int, of register: Register) {
    let place = Column(of: refusal).flatMap { column in
      register.headings.firstIndex { $0.column == column }
    }
    row = number
    column = place
    heading = place.map { register.headings[$0].text }
    self.refusal = refusal
  }
}

extension Column {
  /// The column that a refusal is about; nil where it is about none.
  package init?(of refusal: Refusal) {
    guard let field = refusal.field else { return nil }
    let path = field.hasPrefix("data.") ? field.dropFirst(5) : field[...]
    let name = path.prefix { $0 != "[" && $0 != "." }
    self.init(rawValue: name == "subject" ? Column.cis.rawValue : String(name))
  }
}
