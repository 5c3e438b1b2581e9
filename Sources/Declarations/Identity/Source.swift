/// Who states an event: `/labs/<lab>`, `/ansm`, `/bdpm`, `/ledger`.
public enum Source: Hashable, Sendable {
  /// A laboratory.
  case lab(Lab)
  /// The regulator (*Agence nationale de sécurité du médicament*).
  case ansm
  /// The public register (*Base de données publique des médicaments*).
  case bdpm
  /// The ledger itself.
  case ledger

  /// A kind of source, as the catalogue names those that may state a type.
  public enum Kind: UInt8, Hashable, Sendable {
    case lab, ansm, bdpm, ledger
  }

  /// Some kinds of sources.
  public struct Kinds: OptionSet, Sendable {
    /// A bit for each kind.
    public let rawValue: UInt8

    /// Takes a bit for each kind.
    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    /// A laboratory.
    public static let lab = Kinds(.lab)
    /// The regulator.
    public static let ansm = Kinds(.ansm)
    /// The public register.
    public static let bdpm = Kinds(.bdpm)
    /// The ledger itself.
    public static let ledger = Kinds(.ledger)

    private init(_ kind: Kind) {
      rawValue = 1 << kind.rawValue
    }

    /// Whether a kind is among them.
    public func contains(_ kind: Kind) -> Bool {
      rawValue & 1 << kind.rawValue != 0
    }
  }

  /// The kind of the source.
  public var kind: Kind {
    switch self {
    case .lab: .lab
    case .ansm: .ansm
    case .bdpm: .bdpm
    case .ledger: .ledger
    }
  }

  /// The lab, if the source is one.
  public var lab: Lab? {
    if case .lab(let lab) = self { lab } else { nil }
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Source: TextFieldValue, CustomStringConvertible {
  public init(parsing text: String) throws(Refusal) {
    switch text {
    case "/ansm": self = .ansm
    case "/bdpm": self = .bdpm
    case "/ledger": self = .ledger
    case _ where text.hasPrefix("/labs/"):
      self = .lab(try Lab(parsing: String(text.dropFirst("/labs/".count))))
    default:
      throw Refusal(
        .malformed,
        value: text,
        Wording(
          fr: "« \(text) » n'est pas une source ; /labs/<labo>, /ansm ou /bdpm est attendu.",
          en: "“\(text)” is not a source; /labs/<lab>, /ansm or /bdpm is expected."
        )
      )
    }
  }

  public var text: String {
    switch self {
    case .lab(let lab): "/labs/\(lab)"
    case .ansm: "/ansm"
    case .bdpm: "/bdpm"
    case .ledger: "/ledger"
    }
  }

  public var description: String { text }
}
