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
    let source: Source
  }

  private var holders: [Naming] = []
  private var operators: [Naming] = []
  /// Who stated anything about the product, void or not; looked for only where nobody is named.
  private var sources: Set<Source> = []

  /// Finds them out.
  ///
  /// - Parameters:
  ///   - cis: The product.
  ///   - history: What is known.
  ///   - sources: Who stated anything about it.
  ///   - actor: Under whose credential an event was recorded.
  /// - Throws: What the closures throw.
  init(
    of cis: CIS,
    in history: History,
    statedBy sources: () throws -> Set<Source>,
    recordedBy actor: (Int) throws -> String
  ) rethrows {
    let facts = history.factsInForce(about: cis).sorted(by: RecordedFact.isEarlier)
    for recorded in facts {
      guard case .productDescribed(let described)? = recorded.fact else { continue }
      holders.append(
        Naming(from: recorded.effectiveOn, lab: described.holder, source: recorded.source)
      )
    }
    for recorded in facts {
      guard let lab = recorded.fact?.namedOperator else { continue }
      if case .lab(let source) = recorded.source,
        Self.current(holders, on: recorded.effectiveOn)?.lab != source,
        try Credential.isNetwork(actor(recorded.sequence))
      {
        continue
      }
      operators.append(Naming(from: recorded.effectiveOn, lab: lab, source: recorded.source))
    }
    if !isNamed { self.sources = try sources() }
  }

  private static func current(_ namings: [Naming], on day: LegalDate) -> Naming? {
    namings.last { $0.from <= day }
  }

  /// Whether anybody is named who answers, or ever answered.
  private var isNamed: Bool {
    !operators.isEmpty || holders.contains { $0.lab != nil }
  }

  /// Whether a lab may state something about the product over the network: it answers for it on a day or is to later; or
  /// nobody ever did, and no other lab stated anything about it.
  func isOwn(_ lab: Lab, on day: LegalDate) -> Bool {
    guard isNamed else { return isDeclaredByNoneBut(lab) }
    return answers(lab, on: day)
  }

  /// Whether a lab may read what is recorded about the product: it answers for it on a day or is to later; or nobody ever
  /// did, and all that is recorded it stated itself.
  func mayRead(_ lab: Lab, on day: LegalDate) -> Bool {
    guard isNamed else { return sources == [.lab(lab)] }
    return answers(lab, on: day)
  }

  private func isDeclaredByNoneBut(_ lab: Lab) -> Bool {
    sources.allSatisfy { source in
      if case .lab(let other) = source { other == lab } else { true }
    }
  }

  private func answers(_ lab: Lab, on day: LegalDate) -> Bool {
    [holders, operators].contains { namings in
      Self.current(namings, on: day)?.lab == lab
        || namings.contains { $0.from > day && $0.lab == lab }
    }
  }

  /// Whether a lab may say that another operates the product from a day on: it holds it then, and the authority has not
  /// said who operates it.
  func mayAssign(_ lab: Lab, from day: LegalDate) -> Bool {
    Self.current(holders, on: day)?.lab == lab
      && Self.current(operators, on: day)?.source.kind ?? .lab == .lab
  }

  /// Whether another lab answers for the product, ever did or is to.
  func concernsOthers(than lab: Lab) -> Bool {
    (holders + operators).contains { $0.lab != nil && $0.lab != lab }
  }

  /// Whether a lab may be told how it is judged by the product: it answers for it, or once did.
  func wasOwn(_ lab: Lab) -> Bool {
    guard isNamed else { return isDeclaredByNoneBut(lab) }
    return (holders + operators).contains { $0.lab == lab }
  }
}
