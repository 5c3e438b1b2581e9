package import Declarations
import Projections

extension Rulebook {
  /// The articles under which events of a type are stated; none for what the law does not ask for.
  ///
  /// A sanction names its article itself.
  package func articles(of type: EventType) -> [String] {
    switch type {
    case .qualificationDeclared, .qualificationAdded, .qualificationRemoved, .dossierChanged,
      .modificationRequested, .modificationOpposed, .publicationReleased, .publicationEntered,
      .publicationLeft:
      articles(of: .qualified)
    case .commercialisationDeclared, .commercialisationSuspended, .commercialisationResumed,
      .commercialisationStopped, .operatorAssigned:
      articles(of: .marketed)
    case .commercialisationStopAnnounced: self[.stopNotice].articles
    case .productDescribed: articles(of: .authorised)
    case .stockReported, .stockThresholdRaised, .stockThresholdLowered, .stockThresholdEnded:
      self[.stockSafety].articles
    case .planFiled: self[.planAnnual].articles
    case .shortageDeclared, .shortageEnded, .measureTaken, .measureEnded:
      self[.shortageDeclared].articles
    case .injunctionIssued, .injunctionLifted: self[.injunctionMet].articles
    case .labRegistered, .presentationDescribed, .inspectionConducted, .sanctionPronounced,
      .sanctionAmended, .sanctionSettled, .eventRetracted, .listSealed, .reviewRecorded,
      .registerObserved, .ledgerRestored:
      []
    }
  }
}
