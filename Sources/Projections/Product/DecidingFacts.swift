import Declarations

/// The facts that decide a product's state on a day, found in one walk over those that are applicable, by
/// (`effectiveOn`, `sequence`): of each kind the last one stands, by its place among the facts of the product.
struct DecidingFacts: Sendable, Equatable {
  /// The place of a fact; -1 stands for none, since this is asked for every fact of every product.
  typealias Place = Int32

  private(set) var status: Place = -1
  private(set) var marketing: Place = -1
  private(set) var description: Place = -1
  private(set) var holder: Place = -1
  private(set) var atc: Place = -1
  private(set) var assignedOperator: Place = -1
  private(set) var withdrawal: Place = -1
  /// The last entry on the published list.
  private(set) var published: Place = -1
  /// The last entry on the published list that gives a class.
  private(set) var publishedATC: Place = -1
  private var statusKinds: FactKinds = []
  private(set) var isQualified = false
  private(set) var isMarketed = false
  private(set) var isAuthorised = true
  private(set) var isPublished = false
  private var day: Int32 = .min
  private var isListedSince: Int32 = .min
  private var wasListed = false

  /// Goes on to the next fact.
  @inline(__always)
  mutating func take(day: Int32, _ kinds: FactKinds, at place: Place) {
    if day != self.day {
      settle()
      self.day = day
    }
    if kinds.contains(.status) {
      status = place
      statusKinds = kinds
      isQualified = kinds.contains(.qualified)
    }
    if kinds.contains(.marketing) {
      marketing = place
      isMarketed = kinds.contains(.marketed)
    }
    if kinds.contains(.operator) { assignedOperator = place }
    if kinds.contains(.withdrawal) { withdrawal = place }
    if kinds.contains(.description) {
      description = place
      isAuthorised = kinds.contains(.active)
      if kinds.contains(.holder) { holder = place }
      if kinds.contains(.atc) { atc = place }
    }
    if kinds.contains(.publication) {
      isPublished = kinds.contains(.entered)
      if isPublished { published = place }
      if kinds.contains(.atc) { publishedATC = place }
    }
  }

  /// What holds at the end of a day counts: a listing that is broken and mended on one day is not broken.
  private mutating func settle() {
    if isListed, !wasListed { isListedSince = day }
    wasListed = isListed
  }

  /// Who decided the status.
  var origin: Origin? {
    guard status >= 0 else { return nil }
    if statusKinds.contains(.publication) { return .publication }
    return statusKinds.contains(.byANSM) ? .ansm : .lab
  }

  var isListed: Bool { isQualified && isMarketed && isAuthorised }

  /// The day from which the product has been listed without a break.
  var since: LegalDate? {
    guard isListed else { return nil }
    return LegalDate(dayNumber: Int(wasListed ? isListedSince : day))
  }

  /// Whether a lab asked to leave the list after what decides the status, and nobody has answered.
  var isWithdrawalPending: Bool {
    isQualified && status < withdrawal
  }

  var name: StateName { StateName(isQualified, isMarketed, isAuthorised) }
}

extension StateName {
  /// The name of what the three conditions make together.
  init(_ isQualified: Bool, _ isMarketed: Bool, _ isAuthorised: Bool) {
    self =
      switch (isQualified, isMarketed, isAuthorised) {
      case (true, true, true): .listed
      case (true, _, false): .qualifiedNotAuthorised
      case (true, false, true): .qualifiedNotMarketed
      case (false, true, _): .marketedNotQualified
      case (false, false, _): .none
      }
  }
}
