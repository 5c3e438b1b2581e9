/// One row of the catalogue: a type of event.
struct SpecType: Sendable {
  /// The name in the catalogue: `stock.reported`.
  let name: String
  /// What it is about; nil for a retraction, which has the subject of its target.
  let subject: SpecSubject?
  /// Who may state it.
  let sources: [SpecSource]
  /// The optional attributes of the envelope that it makes mandatory.
  let needs: [String]
  /// The fields of `data`.
  let fields: [SpecField]

  init(
    _ name: String,
    about subject: SpecSubject?,
    from sources: [SpecSource],
    needs: [String] = [],
    fields: [SpecField] = []
  ) {
    self.name = name
    self.subject = subject
    self.sources = sources
    self.needs = needs
    self.fields = fields
  }

  /// The same row with its last column.
  func data(_ fields: SpecField...) -> SpecType {
    SpecType(name, about: subject, from: sources, needs: needs, fields: fields)
  }

  var identifier: String { "fr.mitm.\(name).v1" }
}

/// A kind of subject, by an example of it.
enum SpecSubject: String, CaseIterable {
  case cis = "cis/60234100"
  case lab = "lab/atlas"
  case publication = "publication/2025-07"
  case ledger
}

/// A kind of source, by an example of it.
enum SpecSource: String, CaseIterable {
  case lab = "/labs/atlas"
  case ansm = "/ansm"
  case bdpm = "/bdpm"
  case ledger = "/ledger"
}

/// A field of `data`, of an object in it, or an attribute of the envelope.
struct SpecField: Sendable {
  enum Presence {
    case required, optional
    /// Mandatory when a lab states it, optional from any other source.
    case requiredFromLab
  }

  let name: String
  let form: SpecForm
  let presence: Presence

  static func required(_ name: String, _ form: SpecForm) -> SpecField {
    SpecField(name: name, form: form, presence: .required)
  }

  static func optional(_ name: String, _ form: SpecForm) -> SpecField {
    SpecField(name: name, form: form, presence: .optional)
  }

  static func requiredFromLab(_ name: String, _ form: SpecForm) -> SpecField {
    SpecField(name: name, form: form, presence: .requiredFromLab)
  }

  func isRequired(from source: SpecSource) -> Bool {
    presence == .required || (presence == .requiredFromLab && source == .lab)
  }
}

/// The form of a value.
indirect enum SpecForm: Sendable {
  // Of the envelope alone.
  case only(String), source, typeName, subject, instant, reason, reference, data
  // Of `data`.
  case text, identifier, date, month, lab, cis, cip13, atc, siren, sha256, root, flag
  case whole(ClosedRange<Int64>)
  case word([String])
  case list(SpecForm)
  /// Objects with these fields, in which each value of `once` stands once.
  case records([SpecField], once: String?)

  /// Any integer from 0 that the profile carries.
  static let count = SpecForm.whole(0...9_007_199_254_740_991)
  /// Units, sales and cents.
  static let quantity = SpecForm.whole(0...1_000_000_000_000)
  static let dossier = SpecForm.whole(1...2_147_483_647)
  static let channel = words("demarche-numerique annual-statement letter")
  static let measure = words(
    "information quantitative-rationing qualitative-rationing distribution import other"
  )

  /// A closed list of words.
  static func words(_ words: String) -> SpecForm {
    .word(words.split(separator: " ").map(String.init))
  }
}
