package import CanonicalJSON

/// What an event states: a type of the catalogue with its data.
public indirect enum Fact: Sendable {
  case labRegistered(LabRegistered)
  case productDescribed(ProductDescribed)
  case presentationDescribed(PresentationDescribed)
  case operatorAssigned(OperatorAssigned)
  case qualificationDeclared(QualificationDeclared)
  case qualificationAdded(QualificationDecided)
  case qualificationRemoved(QualificationDecided)
  case dossierChanged(DossierChanged)
  case modificationRequested(ModificationRequested)
  case modificationOpposed(ModificationOpposed)
  case commercialisationDeclared(CommercialisationDeclared)
  case commercialisationSuspended(NoData)
  case commercialisationResumed(NoData)
  case commercialisationStopped(NoData)
  case commercialisationStopAnnounced(StopAnnounced)
  case stockReported(StockReported)
  case stockThresholdRaised(ThresholdRaised)
  case stockThresholdLowered(ThresholdLowered)
  case stockThresholdEnded(ThresholdEnded)
  case planFiled(PlanFiled)
  case shortageDeclared(ShortageDeclared)
  case shortageEnded(ShortageEnded)
  case measureTaken(MeasureChanged)
  case measureEnded(MeasureChanged)
  case inspectionConducted(InspectionConducted)
  case injunctionIssued(InjunctionIssued)
  case injunctionLifted(InjunctionLifted)
  case sanctionPronounced(SanctionPronounced)
  case sanctionAmended(SanctionAmended)
  case sanctionSettled(SanctionSettled)
  case publicationReleased(PublicationReleased)
  case publicationEntered(PublicationEntered)
  case publicationLeft(PublicationLeft)
  case eventRetracted(NoData)
  case listSealed(ListSealed)
  case reviewRecorded(ReviewRecorded)
  case registerObserved(RegisterObserved)
  case ledgerRestored(LedgerRestored)
}

extension Fact {
  /// Reads the data of a recorded event.
  ///
  /// - Throws: ``Refusal`` with the field.
  package init(_ type: EventType, recorded data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data, at: "data")
    try self.init(type, reading: &fields)
  }

  /// Reads the data of a type.
  ///
  /// - Throws: ``Refusal`` with the field.
  init(_ type: EventType, reading fields: inout FieldReader) throws(Refusal) {
    switch type {
    case .labRegistered: self = .labRegistered(try LabRegistered(reading: &fields))
    case .productDescribed: self = .productDescribed(try ProductDescribed(reading: &fields))
    case .presentationDescribed:
      self = .presentationDescribed(try PresentationDescribed(reading: &fields))
    case .operatorAssigned: self = .operatorAssigned(try OperatorAssigned(reading: &fields))
    case .qualificationDeclared:
      self = .qualificationDeclared(try QualificationDeclared(reading: &fields))
    case .qualificationAdded: self = .qualificationAdded(try QualificationDecided(reading: &fields))
    case .qualificationRemoved:
      self = .qualificationRemoved(try QualificationDecided(reading: &fields))
    case .dossierChanged: self = .dossierChanged(try DossierChanged(reading: &fields))
    case .modificationRequested:
      self = .modificationRequested(try ModificationRequested(reading: &fields))
    case .modificationOpposed:
      self = .modificationOpposed(try ModificationOpposed(reading: &fields))
    case .commercialisationDeclared:
      self = .commercialisationDeclared(try CommercialisationDeclared(reading: &fields))
    case .commercialisationSuspended:
      self = .commercialisationSuspended(try NoData(reading: &fields))
    case .commercialisationResumed: self = .commercialisationResumed(try NoData(reading: &fields))
    case .commercialisationStopped: self = .commercialisationStopped(try NoData(reading: &fields))
    case .commercialisationStopAnnounced:
      self = .commercialisationStopAnnounced(try StopAnnounced(reading: &fields))
    case .stockReported: self = .stockReported(try StockReported(reading: &fields))
    case .stockThresholdRaised: self = .stockThresholdRaised(try ThresholdRaised(reading: &fields))
    case .stockThresholdLowered:
      self = .stockThresholdLowered(try ThresholdLowered(reading: &fields))
    case .stockThresholdEnded: self = .stockThresholdEnded(try ThresholdEnded(reading: &fields))
    case .planFiled: self = .planFiled(try PlanFiled(reading: &fields))
    case .shortageDeclared: self = .shortageDeclared(try ShortageDeclared(reading: &fields))
    case .shortageEnded: self = .shortageEnded(try ShortageEnded(reading: &fields))
    case .measureTaken: self = .measureTaken(try MeasureChanged(reading: &fields))
    case .measureEnded: self = .measureEnded(try MeasureChanged(reading: &fields))
    case .inspectionConducted:
      self = .inspectionConducted(try InspectionConducted(reading: &fields))
    case .injunctionIssued: self = .injunctionIssued(try InjunctionIssued(reading: &fields))
    case .injunctionLifted: self = .injunctionLifted(try InjunctionLifted(reading: &fields))
    case .sanctionPronounced: self = .sanctionPronounced(try SanctionPronounced(reading: &fields))
    case .sanctionAmended: self = .sanctionAmended(try SanctionAmended(reading: &fields))
    case .sanctionSettled: self = .sanctionSettled(try SanctionSettled(reading: &fields))
    case .publicationReleased:
      self = .publicationReleased(try PublicationReleased(reading: &fields))
    case .publicationEntered: self = .publicationEntered(try PublicationEntered(reading: &fields))
    case .publicationLeft: self = .publicationLeft(try PublicationLeft(reading: &fields))
    case .eventRetracted: self = .eventRetracted(try NoData(reading: &fields))
    case .listSealed: self = .listSealed(try ListSealed(reading: &fields))
    case .reviewRecorded: self = .reviewRecorded(try ReviewRecorded(reading: &fields))
    case .registerObserved: self = .registerObserved(try RegisterObserved(reading: &fields))
    case .ledgerRestored: self = .ledgerRestored(try LedgerRestored(reading: &fields))
    }
  }

  /// The type.
  public var type: EventType {
    switch self {
    case .labRegistered: .labRegistered
    case .productDescribed: .productDescribed
    case .presentationDescribed: .presentationDescribed
    case .operatorAssigned: .operatorAssigned
    case .qualificationDeclared: .qualificationDeclared
    case .qualificationAdded: .qualificationAdded
    case .qualificationRemoved: .qualificationRemoved
    case .dossierChanged: .dossierChanged
    case .modificationRequested: .modificationRequested
    case .modificationOpposed: .modificationOpposed
    case .commercialisationDeclared: .commercialisationDeclared
    case .commercialisationSuspended: .commercialisationSuspended
    case .commercialisationResumed: .commercialisationResumed
    case .commercialisationStopped: .commercialisationStopped
    case .commercialisationStopAnnounced: .commercialisationStopAnnounced
    case .stockReported: .stockReported
    case .stockThresholdRaised: .stockThresholdRaised
    case .stockThresholdLowered: .stockThresholdLowered
    case .stockThresholdEnded: .stockThresholdEnded
    case .planFiled: .planFiled
    case .shortageDeclared: .shortageDeclared
    case .shortageEnded: .shortageEnded
    case .measureTaken: .measureTaken
    case .measureEnded: .measureEnded
    case .inspectionConducted: .inspectionConducted
    case .injunctionIssued: .injunctionIssued
    case .injunctionLifted: .injunctionLifted
    case .sanctionPronounced: .sanctionPronounced
    case .sanctionAmended: .sanctionAmended
    case .sanctionSettled: .sanctionSettled
    case .publicationReleased: .publicationReleased
    case .publicationEntered: .publicationEntered
    case .publicationLeft: .publicationLeft
    case .eventRetracted: .eventRetracted
    case .listSealed: .listSealed
    case .reviewRecorded: .reviewRecorded
    case .registerObserved: .registerObserved
    case .ledgerRestored: .ledgerRestored
    }
  }

  /// The data.
  public var payload: any Payload {
    switch self {
    case .labRegistered(let payload): payload
    case .productDescribed(let payload): payload
    case .presentationDescribed(let payload): payload
    case .operatorAssigned(let payload): payload
    case .qualificationDeclared(let payload): payload
    case .qualificationAdded(let payload): payload
    case .qualificationRemoved(let payload): payload
    case .dossierChanged(let payload): payload
    case .modificationRequested(let payload): payload
    case .modificationOpposed(let payload): payload
    case .commercialisationDeclared(let payload): payload
    case .commercialisationSuspended(let payload): payload
    case .commercialisationResumed(let payload): payload
    case .commercialisationStopped(let payload): payload
    case .commercialisationStopAnnounced(let payload): payload
    case .stockReported(let payload): payload
    case .stockThresholdRaised(let payload): payload
    case .stockThresholdLowered(let payload): payload
    case .stockThresholdEnded(let payload): payload
    case .planFiled(let payload): payload
    case .shortageDeclared(let payload): payload
    case .shortageEnded(let payload): payload
    case .measureTaken(let payload): payload
    case .measureEnded(let payload): payload
    case .inspectionConducted(let payload): payload
    case .injunctionIssued(let payload): payload
    case .injunctionLifted(let payload): payload
    case .sanctionPronounced(let payload): payload
    case .sanctionAmended(let payload): payload
    case .sanctionSettled(let payload): payload
    case .publicationReleased(let payload): payload
    case .publicationEntered(let payload): payload
    case .publicationLeft(let payload): payload
    case .eventRetracted(let payload): payload
    case .listSealed(let payload): payload
    case .reviewRecorded(let payload): payload
    case .registerObserved(let payload): payload
    case .ledgerRestored(let payload): payload
    }
  }
}
