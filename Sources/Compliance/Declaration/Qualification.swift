import Declarations
import Projections

/// A lab's qualification of a product, or its request to have it on the list (*qualification*).
struct Qualification {
  let recorded: RecordedFact
  let channel: Channel
  let dossier: Dossier?

  init?(_ recorded: RecordedFact) {
    switch recorded.fact {
    case .qualificationDeclared(let declared)?:
      channel = declared.channel
      dossier = declared.dossier
    case .modificationRequested(let request)? where request.qualified:
      channel = request.channel
      dossier = request.dossier
    default: return nil
    }
    self.recorded = recorded
  }
}
