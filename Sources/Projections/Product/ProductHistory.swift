package import Declarations

/// The facts of one product that are in force, sorted by what they decide.
struct ProductHistory: Sendable {
  /// A change of the MITM status.
  struct Status: Sendable {
    let qualified: Bool
    let origin: Origin
  }

  /// A description with the source that gave it.
  struct Description: Sendable {
    let described: ProductDescribed
    let source: Source
  }

  /// A change of the published list.
  struct Publication: Sendable {
    let entered: Bool
    let listed: PublicationEntered?
  }

  /// The facts in force, by sequence.
  let facts: [RecordedFact]
  let statuses: Timeline<Status>
  let withdrawals: Timeline<NoData>
  let marketings: Timeline<Bool>
  let descriptions: Timeline<Description>
  let operators: Timeline<Lab>
  let publications: Timeline<Publication>

  init(_ recorded: [RecordedFact], voidedBy: [Int: Int]) {
    let inForce = recorded.filter { voidedBy[$0.sequence] == nil }
    func facts<Value>(_ read: (RecordedFact, Fact) -> Value?) -> Timeline<Value> {
      Timeline(
        inForce.compactMap { recorded in
          guard let fact = recorded.fact, let value = read(recorded, fact) else { return nil }
          return .init(
            effectiveOn: recorded.effectiveOn,
            sequence: recorded.sequence,
            value: value
          )
        }
      )
    }
    self.facts = inForce
    statuses = facts { _, fact in Self.status(fact) }
    withdrawals = facts { _, fact in
      if case .modificationRequested(let request) = fact, !request.qualified {
        NoData()
      } else {
        nil
      }
    }
    marketings = facts { _, fact in Self.marketing(fact) }
    descriptions = facts { recorded, fact in
      guard case .productDescribed(let described) = fact else { return nil }
      return Description(described: described, source: recorded.source)
    }
    operators = facts { _, fact in fact.namedOperator }
    publications = facts { _, fact in
      switch fact {
      case .publicationEntered(let listed): Publication(entered: true, listed: listed)
      case .publicationLeft: Publication(entered: false, listed: nil)
      default: nil
      }
    }
  }

  private static func status(_ fact: Fact) -> Status? {
    switch fact {
    case .qualificationDeclared: Status(qualified: true, origin: .lab)
    case .modificationRequested(let request) where request.qualified:
      Status(qualified: true, origin: .lab)
    case .qualificationAdded, .modificationOpposed: Status(qualified: true, origin: .ansm)
    case .qualificationRemoved: Status(qualified: false, origin: .ansm)
    case .publicationEntered: Status(qualified: true, origin: .publication)
    case .publicationLeft: Status(qualified: false, origin: .publication)
    default: nil
    }
  }

  private static func marketing(_ fact: Fact) -> Bool? {
    switch fact {
    case .commercialisationDeclared, .commercialisationResumed: true
    case .commercialisationStopped, .commercialisationSuspended: false
    default: nil
    }
  }
}

extension Fact {
  /// The operator that it names (*exploitant*); nil where it names none.
  package var namedOperator: Lab? {
    switch self {
    case .operatorAssigned(let assigned): assigned.operator
    case .commercialisationDeclared(let declared): declared.operator
    default: nil
    }
  }
}
