/// What an event is about: `cis/<8 digits>`, `lab/<lab>`, `publication/<id>`, `ledger`.
public enum Subject: Hashable, Sendable {
  /// A medicine.
  case product(CIS)
  /// A laboratory.
  case lab(Lab)
  /// A published list.
  case publication(Identifier)
  /// The ledger itself.
  case ledger

  /// A kind of subject, as the catalogue gives one to each type.
  public enum Kind: String, Hashable, Sendable {
    case product = "cis"
    case lab
    case publication
    case ledger
  }

  /// The kind of the subject.
  public var kind: Kind {
    switch self {
    case .product: .product
    case .lab: .lab
    case .publication: .publication
    case .ledger: .ledger
    }
  }

  /// The medicine, if the subject is one.
  public var cis: CIS? {
    if case .product(let cis) = self { cis } else { nil }
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Subject: TextFieldValue, CustomStringConvertible {
  public init(parsing text: String) throws(Refusal) {
    switch text {
    case "ledger": self = .ledger
    case _ where text.hasPrefix("cis/"): self = .product(try CIS(parsing: text.dropFirst(4)))
    case _ where text.hasPrefix("lab/"): self = .lab(try Lab(parsing: String(text.dropFirst(4))))
    case _ where text.hasPrefix("publication/"):
      self = .publication(try Identifier(parsing: String(text.dropFirst(12))))
    default:
      throw Refusal(
        .malformed,
        value: text,
        Wording(
          fr:
            "« \(text) » n'est pas un sujet ; cis/<8 chiffres>, lab/<labo>, publication/<id> ou "
            + "ledger est attendu.",
          en:
            "“\(text)” is not a subject; cis/<8 digits>, lab/<lab>, publication/<id> or ledger is "
            + "expected."
        )
      )
    }
  }

  public var text: String {
    switch self {
    case .product(let cis): "cis/\(cis)"
    case .lab(let lab): "lab/\(lab)"
    case .publication(let id): "publication/\(id.text)"
    case .ledger: "ledger"
    }
  }

  public var description: String { text }
}
