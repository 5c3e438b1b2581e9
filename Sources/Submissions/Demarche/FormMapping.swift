import CanonicalJSON
package import Declarations
import Schema

/// Which field of the form means what: a file that people review, since the form is not published.
package struct FormMapping: Sendable {
  /// A field of ours.
  package enum Field: String, Sendable, CaseIterable {
    case declaration, cis, effectiveon, ground
  }

  /// What a dossier declares.
  enum Declaration: String, Sendable {
    /// The first qualification.
    case qualification
    /// A modification: the product becomes a MITM.
    case `in`
    /// A modification: the product is no longer one.
    case out
  }

  struct Entry: Sendable {
    let descriptor: String
    let label: String
    /// What each answer of the form means; empty where the answer is taken as it is.
    let values: [String: String]
  }

  private let entries: [Field: Entry]
  /// The states of the platform, by its code and by the word of its export.
  private let states: [String: DossierState]
  /// The headings of the export, by what they hold.
  package let columns: [String: String]
  /// The file, as messages name it.
  private let name: String

  /// The mapping that the program carries.
  ///
  /// - Throws: ``Declarations/Refusal`` when it is broken, which the tests exclude.
  package init() throws(Refusal) {
    try self.init(parsing: Array(Schema.demarche.utf8), from: "Schema/Forms/demarche.json")
  }

  /// Reads a mapping.
  ///
  /// - Throws: ``Declarations/Refusal`` with the name of the file when it lacks a field, or is no JSON.
  package init(parsing bytes: [UInt8], from name: String) throws(Refusal) {
    func broken(_ what: String) -> Refusal { Self.broken(what, in: name) }
    let read: JSONValue
    do throws(JSONFault) {
      read = try JSONReader.value(of: bytes)
    } catch {
      throw broken("JSON, \(error.line):\(error.column)")
    }
    guard let file = read.object else { throw broken("JSON") }
    var entries: [Field: Entry] = [:]
    for item in file["fields"]?.array ?? [] {
      guard let object = item.object, let field = object["field"]?.string.flatMap(Field.init),
        let descriptor = object["descriptor"]?.string, let label = object["label"]?.string
      else { throw broken("fields") }
      var values: [(String, String)] = []
      for value in object["values"]?.array ?? [] {
        guard let text = value.object?["text"]?.string, let meaning = value.object?["is"]?.string
        else { throw broken("fields, values") }
        values.append((text, meaning))
      }
      entries[field] = Entry(
        descriptor: descriptor,
        label: label,
        values: Dictionary(values) { first, _ in first }
      )
    }
    for field in Field.allCases where entries[field] == nil { throw broken(field.rawValue) }
    var states: [String: DossierState] = [:]
    for item in file["states"]?.array ?? [] {
      guard let object = item.object, let state = object["is"]?.string.flatMap(DossierState.init),
        let text = object["text"]?.string, let label = object["label"]?.string
      else { throw broken("states") }
      states[text] = state
      states[label] = state
    }
    var columns: [(String, String)] = []
    for column in file["columns"]?.array ?? [] {
      guard let field = column.object?["field"]?.string, let label = column.object?["label"]?.string
      else { throw broken("columns") }
      columns.append((field, label))
    }
    self.name = name
    self.entries = entries
    self.states = states
    self.columns = Dictionary(columns) { first, _ in first }
  }

  /// The field that a descriptor of the form names, whatever its label has become.
  func field(descriptor: String) -> Field? {
    entries.first { $0.value.descriptor == descriptor }?.key
  }

  /// The field that a heading of the export names: there a field has its label alone.
  func field(label: String) -> Field? {
    entries.first { $0.value.label == label }?.key
  }

  /// What an answer to a field means.
  func meaning(of text: String, in field: Field) -> String {
    entries[field]?.values[text] ?? text
  }

  /// The state that the platform calls so.
  func state(_ text: String) -> DossierState? { states[text] }

  /// What the form calls a field.
  func label(of field: Field) -> String { entries[field]?.label ?? field.rawValue }

  /// Says that the mapping lacks something.
  func broken(_ what: String) -> Refusal { Self.broken(what, in: name) }

  private static func broken(_ what: String, in name: String) -> Refusal {
    Refusal(
      .malformed,
      field: what,
      Wording(
        fr: "La correspondance du formulaire n'a pas ce qu'il faut : \(what) (\(name)).",
        en: "The mapping of the form lacks what is needed: \(what) (\(name))."
      )
    )
  }
}
