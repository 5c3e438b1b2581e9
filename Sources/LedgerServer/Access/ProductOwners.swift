import Declarations
import Ledger
import Projections

/// The labs whose product one is: those that answer for it (*titulaire, exploitant*), as whoever may say so says.
///
/// A holder is named by the authority or its register; an operator by them, or by a lab. Over the network a lab states
/// what it likes only about products for which it answers, or nobody does: an operator whom a lab names while nobody
/// answers is its own word alone, and opens nothing. Whom the list shows is another question, and the fold's.
struct ProductOwners {
  /// Who is named from a day on; nobody, where a description names no holder.
  private struct Naming {
    let from: LegalDate
    let lab: Lab?
  }

  private var holders: [Naming] = []
  private var operators: [Naming] = []

  /// Finds them out.
  ///
  /// - Parameters:
  ///   - cis: The product.
  ///   - history: What is known.
  ///   - actor: Under whose credential an event was recorded.
  /// - Throws: What `actor` throws.
  init(of cis: CIS, in history: History, recordedBy actor: (Int) throws -> String) rethrows {
    for recorded in history.factsInForce(about: cis) {
      switch recorded.fact {
      case .productDescribed(let described)?:
        holders.append(Naming(from: recorded.effectiveOn, lab: described.holder))
      case .operatorAssigned(let assigned)?:
        try name(assigned.operator, recorded, actor)
      case .commercialisationDeclared(let declared)?:
        if let lab = declared.operator { try name(lab, recorded, actor) }
      default: break
      }
    }
    // By day; what was recorded later stands behind what was recorded before for the same day.
    holders = Self.sorted(holders)
    operators = Self.sorted(operators)
  }

  private mutating func name(
    _ lab: Lab,
    _ recorded: RecordedFact,
    _ actor: (Int) throws -> String
  ) rethrows {
    if case .lab = recorded.source, !isNamed, try Credential.isNetwork(actor(recorded.sequence)) {
      return
    }
    operators.append(Naming(from: recorded.effectiveOn, lab: lab))
  }

  private static func sorted(_ namings: [Naming]) -> [Naming] {
    namings.enumerated().sorted { ($0.element.from, $0.offset) < ($1.element.from, $1.offset) }
      .map(\.element)
  }

  /// Whether anybody is named who answers, or ever answered.
  private var isNamed: Bool {
    !operators.isEmpty || holders.contains { $0.lab != nil }
  }

  /// Whether a lab answers for the product on a day or is to later.
  private func answers(_ lab: Lab, from day: LegalDate) -> Bool {
    [holders, operators].contains { namings in
      let current = namings.last { $0.from <= day }
      return current?.lab == lab || namings.contains { $0.from > day && $0.lab == lab }
    }
  }

  /// Whether a lab may state something about the product over the network.
  func mayState(_ lab: Lab, on day: LegalDate) -> Bool {
    !isNamed || answers(lab, from: day)
  }

  /// Whether a lab may read what is recorded about the product: it answers for it, or nobody does and no other lab stated
  /// anything about it.
  ///
  /// - Parameters:
  ///   - lab: Who would read.
  ///   - declarants: The labs that stated anything about the product.
  ///   - day: The day on which it is asked, whatever the question is about.
  /// - Returns: Whether it may.
  func mayRead(_ lab: Lab, statedBy declarants: Set<Lab>, on day: LegalDate) -> Bool {
    isNamed ? answers(lab, from: day) : declarants == [lab]
  }
}
