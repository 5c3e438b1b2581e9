import Declarations
import Ledger
import Projections

/// The labs whose product one is: those that answer for it (*titulaire, exploitant*), as whoever may say so says.
///
/// A holder is named by the authority or its register. An operator is named by them, by who is the holder on that day, or
/// at the command line, where whoever keeps the ledger looks at it. What a lab says of itself over the network opens
/// nothing. Whom the list shows is another question, and the fold's.
struct ProductOwners: Sendable {
  /// Who is named from a day on; nobody, where a description names no holder.
  private struct Naming: Sendable {
    let from: LegalDate
    let lab: Lab?
  }

  private var holders: [Naming] = []
  private var operators: [Naming] = []
  /// The labs that stated anything about the product, void or not; looked for only where nobody is named.
  private var declarants: Set<Lab> = []

  /// Finds them out.
  ///
  /// - Parameters:
  ///   - cis: The product.
  ///   - history: What is known.
  ///   - declarants: The labs that stated anything about it.
  ///   - actor: Under whose credential an event was recorded.
  /// - Throws: What the closures throw.
  init(
    of cis: CIS,
    in history: History,
    statedBy declarants: () throws -> Set<Lab>,
    recordedBy actor: (Int) throws -> String
  ) rethrows {
    let facts = history.factsInForce(about: cis).sorted(by: RecordedFact.isEarlier)
    for recorded in facts {
      guard case .productDescribed(let described)? = recorded.fact else { continue }
      holders.append(Naming(from: recorded.effectiveOn, lab: described.holder))
    }
    for recorded in facts {
      guard let lab = recorded.fact?.namedOperator else { continue }
      if case .lab(let source) = recorded.source,
        Self.current(holders, on: recorded.effectiveOn) != source,
        try Credential.isNetwork(actor(recorded.sequence))
      {
        continue
      }
      operators.append(Naming(from: recorded.effectiveOn, lab: lab))
    }
    if !isNamed { self.declarants = try declarants() }
  }

  private static func current(_ namings: [Naming], on day: LegalDate) -> Lab? {
    namings.last { $0.from <= day }?.lab
  }

  /// Whether anybody is named who answers, or ever answered.
  private var isNamed: Bool {
    !operators.isEmpty || holders.contains { $0.lab != nil }
  }

  /// Whether a lab may read and state something about the product over the network: it answers for it on a day or is to
  /// later; or nobody ever did, and no other lab stated anything about it.
  func isOwn(_ lab: Lab, on day: LegalDate) -> Bool {
    guard isNamed else { return declarants.isSubset(of: [lab]) }
    return [holders, operators].contains { namings in
      Self.current(namings, on: day) == lab
        || namings.contains { $0.from > day && $0.lab == lab }
    }
  }

  /// Whether a lab holds the product on a day.
  func isHolder(_ lab: Lab, on day: LegalDate) -> Bool { Self.current(holders, on: day) == lab }

  /// Whether a lab may be told how it is judged by the product: it answers for it, or once did.
  func wasOwn(_ lab: Lab) -> Bool {
    guard isNamed else { return declarants.isSubset(of: [lab]) }
    return (holders + operators).contains { $0.lab == lab }
  }
}
