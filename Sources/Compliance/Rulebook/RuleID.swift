/// The duties that the ledger judges, in the order in which answers give them.
package enum RuleID: String, Sendable, CaseIterable {
  /// The qualification comes before the declaration of commercialisation.
  case declarationPrior = "declaration.prior"
  /// The declaration of commercialisation quotes the dossier of the qualification.
  case declarationDossier = "declaration.dossier"
  /// Qualifications go through the online form (*démarche numérique*).
  case declarationChannel = "declaration.channel"
  /// The safety stock (*stock de sécurité*).
  case stockSafety = "stock.safety"
  /// The yearly shortage management plan (*plan de gestion des pénuries*, PGP).
  case planAnnual = "plan.annual"
  /// The notice before a stop of commercialisation (*préavis d'arrêt de commercialisation*).
  case stopNotice = "stop.notice"
  /// The declaration of a shortage as soon as it is known.
  case shortageDeclared = "shortage.declared"
  /// An injunction is complied with in time (*injonction*).
  case injunctionMet = "injunction.met"

  /// Its place in the rulebook.
  var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
