import Declarations

/// A fact about a product where lists look for it.
struct FactEntry: Sendable {
  /// The number of its effective day.
  let day: Int32
  var kinds: FactKinds
  /// The place of its type in the catalogue.
  let type: UInt8
  /// Where what it states is packed: in which bytes, from where on.
  let pool: UInt32
  let offset: UInt32
  let sequence: Int
}

/// The facts that decide a product's state on a day, found in one walk over those that are applicable, by
/// (`effectiveOn`, `sequence`): of each kind the last one stands, by its place among the facts of the product.
struct DecidingFacts {
  /// The place of a fact.
  typealias Place = Int32

  private(set) var status: Place?
  private(set) var marketing: Place?
  private(set) var description: Place?
  private(set) var holder: Place?
  private(set) var atc: Place?
  private(set) var assignedOperator: Place?
  private(set) var withdrawal: Place?
  /// The last entry on the published list.
  private(set) var published: Place?
  /// The last entry on the published list that gives a class.
  private(set) var publishedATC: Place?
  /// Who decided the status.
  private(set) var origin: Origin?
  private(set) var isQualified = false
  private(set) var isMarketed = false
  private(set) var isAuthorised = true
  private(set) var isPublished = false
  private var day: Int32 = .min
  private var listedSince: Int32?

  /// Goes on to the next fact.
  mutating func take(_ entry: FactEntry, at place: Int) {
    if entry.day != day {
      settle()
      day = entry.day
    }
    let place = Place(place)
    let kinds = entry.kinds
    if kinds.contains(.status) {
      status = place
      isQualified = kinds.contains(.qualified)
      origin =
        kinds.contains(.publication) ? .publication : kinds.contains(.byANSM) ? .ansm : .lab
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
    listedSince = isListed ? listedSince ?? day : nil
  }

  var isListed: Bool { isQualified && isMarketed && isAuthorised }

  /// The day from which the product has been listed without a break.
  var since: LegalDate? {
    guard isListed else { return nil }
    return LegalDate(dayNumber: Int(listedSince ?? day))
  }

  /// Whether a lab asked to leave the list after what decides the status, and nobody has answered.
  var isWithdrawalPending: Bool {
    guard isQualified, let withdrawal, let status else { return false }
    return status < withdrawal
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
