package import Declarations

extension Words {
  /// What a type of event is called; its code stands beside it where a person may look for it.
  package static func event(_ type: EventType) -> Wording {
    switch type {
    case .labRegistered: Wording(fr: "laboratoire enregistré", en: "lab registered")
    case .productDescribed: Wording(fr: "spécialité décrite", en: "product described")
    case .presentationDescribed: Wording(fr: "présentation décrite", en: "presentation described")
    case .operatorAssigned: Wording(fr: "exploitant désigné", en: "operator assigned")
    case .qualificationDeclared: Wording(fr: "qualification déclarée", en: "qualification declared")
    case .qualificationAdded: Wording(fr: "inscription par l'ANSM", en: "added by ANSM")
    case .qualificationRemoved: Wording(fr: "retrait par l'ANSM", en: "removed by ANSM")
    case .dossierChanged: Wording(fr: "suite du dossier", en: "dossier changed")
    case .modificationRequested: Wording(fr: "modification demandée", en: "modification requested")
    case .modificationOpposed: Wording(fr: "opposition de l'ANSM", en: "opposed by ANSM")
    case .commercialisationDeclared:
      Wording(fr: "commercialisation déclarée", en: "commercialisation declared")
    case .commercialisationSuspended:
      Wording(fr: "commercialisation suspendue", en: "commercialisation suspended")
    case .commercialisationResumed:
      Wording(fr: "commercialisation reprise", en: "commercialisation resumed")
    case .commercialisationStopped: Wording(fr: "arrêt effectif", en: "commercialisation stopped")
    case .commercialisationStopAnnounced: Wording(fr: "arrêt annoncé", en: "stop announced")
    case .stockReported: Wording(fr: "stock déclaré", en: "stock reported")
    case .stockThresholdRaised: Wording(fr: "seuil de stock relevé", en: "stock threshold raised")
    case .stockThresholdLowered:
      Wording(fr: "seuil de stock abaissé", en: "stock threshold lowered")
    case .stockThresholdEnded: Wording(fr: "fin du seuil particulier", en: "stock threshold ended")
    case .planFiled: Wording(fr: "plan de gestion déposé", en: "shortage plan filed")
    case .shortageDeclared: Wording(fr: "rupture déclarée", en: "shortage declared")
    case .shortageEnded: Wording(fr: "fin de rupture", en: "shortage ended")
    case .measureTaken: Wording(fr: "mesure prise", en: "measure taken")
    case .measureEnded: Wording(fr: "fin de mesure", en: "measure ended")
    case .inspectionConducted: Wording(fr: "inspection conduite", en: "inspection conducted")
    case .injunctionIssued: Wording(fr: "injonction", en: "injunction issued")
    case .injunctionLifted: Wording(fr: "injonction levée", en: "injunction lifted")
    case .sanctionPronounced: Wording(fr: "sanction prononcée", en: "sanction pronounced")
    case .sanctionAmended: Wording(fr: "sanction modifiée", en: "sanction amended")
    case .sanctionSettled: Wording(fr: "sanction réglée", en: "sanction settled")
    case .publicationReleased: Wording(fr: "liste publiée", en: "list published")
    case .publicationEntered: Wording(fr: "entrée dans la liste publiée", en: "published")
    case .publicationLeft: Wording(fr: "sortie de la liste publiée", en: "no longer published")
    case .eventRetracted: Wording(fr: "événement rétracté", en: "event retracted")
    case .listSealed: Wording(fr: "liste scellée", en: "list sealed")
    case .reviewRecorded: Wording(fr: "revue par un pair", en: "peer review")
    case .registerObserved: Wording(fr: "base publique lue", en: "register observed")
    case .ledgerRestored: Wording(fr: "registre restauré", en: "ledger restored")
    }
  }
}
