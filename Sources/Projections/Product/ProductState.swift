public import Declarations

/// Who decided that a product is qualified, or no longer is.
public enum Origin: String, Sendable, CaseIterable {
  /// A lab's declaration or request.
  case lab
  /// A decision of ANSM.
  case ansm
  /// A published list, which never says who asked.
  case publication
}

/// What a product must meet to be on the current list.
public enum ListingCondition: String, Sendable, CaseIterable {
  /// Its MITM status is *in*.
  case qualified
  /// It is marketed in France.
  case marketed
  /// Its marketing authorisation is active.
  case authorised
}

/// The name of a product's state.
public enum StateName: String, Sendable, CaseIterable {
  /// Qualified, marketed and authorised: on the current list.
  case listed
  /// Qualified and authorised, not marketed.
  case qualifiedNotMarketed = "qualified-not-marketed"
  /// Qualified, its authorisation not active.
  case qualifiedNotAuthorised = "qualified-not-authorised"
  /// Marketed, not qualified.
  case marketedNotQualified = "marketed-not-qualified"
  /// None of these.
  case none
}

/// What held for one product on one day, and the events that decide it.
public struct ProductState: Sendable {
  /// Whether a condition holds, and the event that decides it: none when it is so by default.
  public struct Verdict: Sendable, Equatable {
    /// Whether the condition holds.
    public let holds: Bool
    /// The sequence of the last applicable event that decides it.
    public let evidence: Int?
  }

  /// The product.
  public let cis: CIS
  /// Its MITM status (*qualification*).
  public let qualified: Verdict
  /// Who decided the status; nil when nobody did.
  public let origin: Origin?
  /// A lab asked to leave the list after what decides the status, and ANSM has not answered.
  public let isWithdrawalPending: Bool
  /// Whether it is marketed (*commercialisée*).
  public let marketed: Verdict
  /// Whether its authorisation is active (*AMM active*); without a description it counts as such.
  public let authorised: Verdict
  /// The firm that operates it (*exploitant*), when one was named, and the event that names it.
  public let assignedOperator: (lab: Lab, evidence: Int)?
  /// Who holds the authorisation (*titulaire*).
  public let holder: Lab?
  /// Its name (*dénomination*).
  public let denomination: FreeText?
  /// Its class.
  public let atc: ATC?
  /// The day from which it has been listed without a break; nil when it is not listed.
  public let since: LegalDate?

  /// The lab that answers for the product: the operator, else the holder.
  public var answering: Lab? {
    assignedOperator?.lab ?? holder
  }

  /// Whether it is on the current list.
  public var isListed: Bool {
    qualified.holds && marketed.holds && authorised.holds
  }

  /// The name of the state.
  public var name: StateName {
    StateName(qualified.holds, marketed.holds, authorised.holds)
  }

  /// The events that decide status, marketing, authorisation and operator, ascending, each once.
  public var evidence: [Int] {
    let deciding = [
      qualified.evidence, marketed.evidence, authorised.evidence, assignedOperator?.evidence,
    ]
    return Set(deciding.compactMap(\.self)).sorted()
  }

  /// The events that decide the conditions which fail: what keeps the product off the list.
  ///
  /// A condition that fails by default has none.
  package var failingEvidence: [Int] {
    ListingCondition.allCases.map(verdict).filter { !$0.holds }.compactMap(\.evidence)
  }

  /// The verdict on one condition.
  public func verdict(on condition: ListingCondition) -> Verdict {
    switch condition {
    case .qualified: qualified
    case .marketed: marketed
    case .authorised: authorised
    }
  }
}

extension ProductState {
  /// The state of the product with a number in the table; of one that it does not have, nothing is known.
  init(_ cis: CIS, _ deciding: DecidingFacts, _ lists: borrowing FactTable, _ number: Int) {
    func entry(_ place: DecidingFacts.Place) -> FactEntry? {
      place < 0 ? nil : lists.entry(number, at: place)
    }
    self.cis = cis
    qualified = .init(holds: deciding.isQualified, evidence: entry(deciding.status)?.sequence)
    origin = deciding.origin
    isWithdrawalPending = deciding.isWithdrawalPending
    marketed = .init(holds: deciding.isMarketed, evidence: entry(deciding.marketing)?.sequence)
    authorised = .init(
      holds: deciding.isAuthorised,
      evidence: entry(deciding.description)?.sequence
    )
    assignedOperator = entry(deciding.assignedOperator).flatMap { entry in
      lists.namedOperator(entry).map { ($0, entry.sequence) }
    }
    // Mostly one description gives it all, and is read once.
    let described = entry(deciding.description).map { lists.shown($0) }
    holder =
      deciding.holder == deciding.description
      ? described?.holder : entry(deciding.holder).flatMap { lists.shown($0).holder }
    denomination =
      described?.denomination ?? entry(deciding.published).flatMap { lists.shown($0).denomination }
    let describedATC =
      deciding.atc == deciding.description
      ? described?.atc : entry(deciding.atc).flatMap { lists.shown($0).atc }
    atc = describedATC ?? entry(deciding.publishedATC).flatMap { lists.shown($0).atc }
    since = deciding.since
  }
}

extension ProductHistory {
  func qualified(on day: LegalDate) -> ProductState.Verdict {
    let last = statuses.last(on: day)
    return .init(holds: last?.value.qualified ?? false, evidence: last?.sequence)
  }

  func marketed(on day: LegalDate) -> ProductState.Verdict {
    let last = marketings.last(on: day)
    return .init(holds: last?.value ?? false, evidence: last?.sequence)
  }

  func authorised(on day: LegalDate) -> ProductState.Verdict {
    let last = descriptions.last(on: day)
    let isActive = last.map { $0.value.described.authorisation == .active } ?? true
    return .init(holds: isActive, evidence: last?.sequence)
  }

  /// Whether a lab asked to leave the list after what decides the status, and nobody has answered.
  func isWithdrawalPending(on day: LegalDate) -> Bool {
    guard let request = withdrawals.last(on: day), let status = statuses.last(on: day) else {
      return false
    }
    return status.value.qualified
      && (status.effectiveOn, status.sequence) < (request.effectiveOn, request.sequence)
  }

  func isListed(on day: LegalDate) -> Bool {
    qualified(on: day).holds && marketed(on: day).holds && authorised(on: day).holds
  }
}
