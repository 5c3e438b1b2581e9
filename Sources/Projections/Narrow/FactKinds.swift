import Declarations

/// What a fact decides of a product's row, and how.
struct FactKinds: OptionSet, Sendable {
  let rawValue: UInt16

  /// The MITM status.
  static let status = FactKinds(rawValue: 1 << 0)
  /// The status that it decides is *in*.
  static let qualified = FactKinds(rawValue: 1 << 1)
  /// ANSM decided the status.
  static let byANSM = FactKinds(rawValue: 1 << 2)
  /// Whether the product is marketed.
  static let marketing = FactKinds(rawValue: 1 << 3)
  /// It is.
  static let marketed = FactKinds(rawValue: 1 << 4)
  /// A description: denomination and authorisation.
  static let description = FactKinds(rawValue: 1 << 5)
  /// The authorisation is active.
  static let active = FactKinds(rawValue: 1 << 6)
  /// It gives the holder.
  static let holder = FactKinds(rawValue: 1 << 7)
  /// It gives the class.
  static let atc = FactKinds(rawValue: 1 << 8)
  /// It names an operator.
  static let `operator` = FactKinds(rawValue: 1 << 9)
  /// A lab asks to leave the list.
  static let withdrawal = FactKinds(rawValue: 1 << 10)
  /// The published list changes.
  static let publication = FactKinds(rawValue: 1 << 11)
  /// The product enters it.
  static let entered = FactKinds(rawValue: 1 << 12)
  /// Some event corrects it; no form that is stored has this.
  static let corrected = FactKinds(rawValue: 1 << 13)

  init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  init(_ fact: Fact) {
    switch fact {
    case .qualificationDeclared: self = [.status, .qualified]
    case .modificationRequested(let request):
      self = request.qualified ? [.status, .qualified] : .withdrawal
    case .qualificationAdded, .modificationOpposed: self = [.status, .qualified, .byANSM]
    case .qualificationRemoved: self = [.status, .byANSM]
    case .publicationEntered(let listed):
      self = [.status, .qualified, .publication, .entered]
      if listed.atc != nil { insert(.atc) }
    case .publicationLeft: self = [.status, .publication]
    case .commercialisationDeclared(let declared):
      self = [.marketing, .marketed]
      if declared.operator != nil { insert(.operator) }
    case .commercialisationResumed: self = [.marketing, .marketed]
    case .commercialisationStopped, .commercialisationSuspended: self = .marketing
    case .productDescribed(let described):
      self = .description
      if described.authorisation == .active { insert(.active) }
      if described.holder != nil { insert(.holder) }
      if described.atc != nil { insert(.atc) }
    case .operatorAssigned: self = .operator
    default: self = []
    }
  }
}
