package import Declarations

/// What the holder of a token may do.
package enum Role: Sendable, Equatable {
  /// A laboratory: its own declarations, and what concerns its products.
  case lab(Lab)
  /// Inspects: reads everything that is declared.
  case inspector
  /// Audits: reads everything, and who read what.
  case auditor
  /// Records the acts of the authority, and what the public register says.
  case registrar

  /// The word for it, as commands and files carry it.
  package var name: String {
    switch self {
    case .lab: "lab"
    case .inspector: "inspector"
    case .auditor: "auditor"
    case .registrar: "registrar"
    }
  }

  /// What people call it.
  package var word: Wording { Self.word(named: name) }

  /// What people call the role of a name; the name itself where it is none.
  static func word(named name: String) -> Wording {
    switch name {
    case "lab": Wording(fr: "laboratoire", en: "lab")
    case "inspector": Wording(fr: "inspecteur", en: "inspector")
    case "auditor": Wording(fr: "auditeur", en: "auditor")
    case "registrar": Wording(fr: "agent de l'autorité", en: "registrar")
    default: Wording(fr: name, en: name)
    }
  }

  /// The lab, where it is one's.
  package var lab: Lab? {
    if case .lab(let lab) = self { lab } else { nil }
  }

  /// Reads a word; a lab goes with `lab` and with no other.
  package init?(_ name: String, lab: Lab?) {
    switch (name, lab) {
    case ("lab", let lab?): self = .lab(lab)
    case ("inspector", nil): self = .inspector
    case ("auditor", nil): self = .auditor
    case ("registrar", nil): self = .registrar
    default: return nil
    }
  }
}
