/// The catalogue: every type of event, version 1.
///
/// The raw value is the name in the catalogue; ``identifier`` is what events carry.
public enum EventType: String, Hashable, Sendable, CaseIterable {
  case labRegistered = "lab.registered"
  case productDescribed = "product.described"
  case presentationDescribed = "presentation.described"
  case operatorAssigned = "operator.assigned"
  case qualificationDeclared = "qualification.declared"
  case qualificationAdded = "qualification.added"
  case qualificationRemoved = "qualification.removed"
  case dossierChanged = "dossier.changed"
  case modificationRequested = "modification.requested"
  case modificationOpposed = "modification.opposed"
  case commercialisationDeclared = "commercialisation.declared"
  case commercialisationSuspended = "commercialisation.suspended"
  case commercialisationResumed = "commercialisation.resumed"
  case commercialisationStopped = "commercialisation.stopped"
  case commercialisationStopAnnounced = "commercialisation.stop-announced"
  case stockReported = "stock.reported"
  case stockThresholdRaised = "stock.threshold-raised"
  case stockThresholdLowered = "stock.threshold-lowered"
  case stockThresholdEnded = "stock.threshold-ended"
  case planFiled = "plan.filed"
  case shortageDeclared = "shortage.declared"
  case shortageEnded = "shortage.ended"
  case measureTaken = "measure.taken"
  case measureEnded = "measure.ended"
  case inspectionConducted = "inspection.conducted"
  case injunctionIssued = "injunction.issued"
  case injunctionLifted = "injunction.lifted"
  case sanctionPronounced = "sanction.pronounced"
  case sanctionAmended = "sanction.amended"
  case sanctionSettled = "sanction.settled"
  case publicationReleased = "publication.released"
  case publicationEntered = "publication.entered"
  case publicationLeft = "publication.left"
  case eventRetracted = "event.retracted"
  case listSealed = "list.sealed"
  case reviewRecorded = "review.recorded"
  case registerObserved = "register.observed"
  case ledgerRestored = "ledger.restored"
}

extension EventType {
  /// The CloudEvents type: `fr.mitm.<name>.v1`.
  public var identifier: String {
    "fr.mitm.\(rawValue).v1"
  }

  /// What the type may be about; nil for a retraction, which has the subject of its target.
  public var subjectKind: Subject.Kind? {
    switch self {
    case .labRegistered, .inspectionConducted, .injunctionIssued, .injunctionLifted,
      .sanctionPronounced, .sanctionAmended, .sanctionSettled:
      .lab
    case .productDescribed, .presentationDescribed, .operatorAssigned, .qualificationDeclared,
      .qualificationAdded, .qualificationRemoved, .dossierChanged, .modificationRequested,
      .modificationOpposed, .commercialisationDeclared, .commercialisationSuspended,
      .commercialisationResumed, .commercialisationStopped, .commercialisationStopAnnounced,
      .stockReported, .stockThresholdRaised, .stockThresholdLowered, .stockThresholdEnded,
      .planFiled, .shortageDeclared, .shortageEnded, .measureTaken, .measureEnded,
      .publicationEntered, .publicationLeft:
      .product
    case .publicationReleased:
      .publication
    case .eventRetracted:
      nil
    case .listSealed, .reviewRecorded, .registerObserved, .ledgerRestored:
      .ledger
    }
  }

  /// Who may state the type.
  public var sources: Source.Kinds {
    switch self {
    case .labRegistered, .productDescribed, .presentationDescribed:
      [.ansm, .bdpm]
    case .operatorAssigned, .commercialisationSuspended, .commercialisationResumed,
      .commercialisationStopped:
      [.lab, .ansm, .bdpm]
    case .qualificationDeclared, .modificationRequested, .stockReported, .planFiled:
      [.lab]
    case .qualificationAdded, .qualificationRemoved, .modificationOpposed, .stockThresholdRaised,
      .stockThresholdLowered, .stockThresholdEnded, .measureTaken, .measureEnded,
      .inspectionConducted, .injunctionIssued, .injunctionLifted, .sanctionPronounced,
      .sanctionAmended, .sanctionSettled, .publicationReleased, .publicationEntered,
      .publicationLeft, .reviewRecorded:
      [.ansm]
    case .dossierChanged, .commercialisationStopAnnounced, .shortageDeclared, .shortageEnded:
      [.lab, .ansm]
    case .commercialisationDeclared:
      [.lab, .bdpm]
    case .eventRetracted:
      [.lab, .ansm, .bdpm, .ledger]
    case .listSealed, .ledgerRestored:
      [.ledger]
    case .registerObserved:
      [.bdpm]
    }
  }

  /// Whether an event of the type must give its reason, even when it corrects nothing.
  public var needsReason: Bool {
    switch self {
    case .qualificationAdded, .qualificationRemoved, .modificationOpposed, .stockThresholdRaised,
      .stockThresholdLowered, .injunctionIssued, .sanctionPronounced, .sanctionAmended,
      .eventRetracted:
      true
    default: false
    }
  }
}

extension EventType {
  /// The type whose name stands in some bytes; nil when it is not in the catalogue.
  init?(_ range: Range<Int>, in bytes: Span<UInt8>) {
    func isSpelled(_ identifier: [UInt8]) -> Bool {
      identifier.count == range.count
        && zip(identifier, range).allSatisfy { $0 == bytes[$1] }
    }
    guard let type = Self.spelled.first(where: { isSpelled($0.identifier) })?.type else {
      return nil
    }
    self = type
  }

  private static let spelled = allCases.map { (type: $0, identifier: Array($0.identifier.utf8)) }

  private static let byIdentifier = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.identifier, $0) }
  )

  /// Reads a CloudEvents type.
  ///
  /// - Throws: ``Refusal`` when it is not in the catalogue.
  public init(parsing text: String) throws(Refusal) {
    guard let type = Self.byIdentifier[text] else {
      throw Refusal(
        .unknownType,
        value: text,
        Wording(
          fr: "« \(text) » n'est pas un type du catalogue, version 1.",
          en: "“\(text)” is not a type of the catalogue, version 1."
        )
      )
    }
    self = type
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension EventType: TextFieldValue {
  public var text: String { identifier }
}
