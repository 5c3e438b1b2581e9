package import Declarations

/// An empty file with the right headings (*modèle*).
///
/// `stop` announces a stop, `stopped` confirms that it is effective: two events (art. L. 5124-6). `ended` is the end of a
/// shortage, `retraction` takes back what was declared by mistake.
package enum Template: String, Sendable, CaseIterable {
  case register, stock, qualification, modification, commercialisation, stop, stopped, suspended,
    resumed, shortage, ended, plan, retraction

  /// What every row of such a file declares; nil where each row says so itself.
  package var type: EventType? {
    switch self {
    case .register: nil
    case .stock: .stockReported
    case .qualification: .qualificationDeclared
    case .modification: .modificationRequested
    case .commercialisation: .commercialisationDeclared
    case .stop: .commercialisationStopAnnounced
    case .stopped: .commercialisationStopped
    case .suspended: .commercialisationSuspended
    case .resumed: .commercialisationResumed
    case .shortage: .shortageDeclared
    case .ended: .shortageEnded
    case .plan: .planFiled
    case .retraction: .eventRetracted
    }
  }

  /// The columns that a row cannot do without.
  package var needed: [Column] {
    switch self {
    case .register: [.cis, .type]
    case .stock: [.cis, .effectiveon, .units, .sales12m]
    case .qualification: [.cis, .effectiveon, .ground, .channel]
    case .modification: [.cis, .effectiveon, .qualified, .channel]
    case .commercialisation: [.cis, .effectiveon, .operator]
    case .stop: [.cis, .effectiveon, .plannedOn, .urgent, .motive]
    case .stopped, .suspended, .resumed: [.cis, .effectiveon]
    case .shortage: [.cis, .effectiveon, .file, .kind, .causes]
    case .ended: [.cis, .effectiveon, .file]
    case .plan: [.cis, .effectiveon, .year]
    case .retraction: [.cis, .effectiveon, .corrects, .reason]
    }
  }

  /// The columns, those that are needed first.
  package var columns: [Column] {
    let more: [Column] =
      switch self {
      case .register: Column.allCases.filter { ![.cis, .type].contains($0) }
      case .qualification, .modification: [.dossier]
      case .commercialisation: [.qualificationDossier]
      case .shortage: [.cip13, .knownOn, .expectedEndOn]
      case .stock: [.excluded]
      case .plan: [.sha256]
      case .ended: [.cip13]
      case .stop, .stopped, .suspended, .resumed, .retraction: []
      }
    let common: [Column] = self == .register ? [] : [.id, .time, .corrects, .reason]
    return needed + more + common.filter { !needed.contains($0) }
  }
}
