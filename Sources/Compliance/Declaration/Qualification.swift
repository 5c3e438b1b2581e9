import Declarations

/// A lab's qualification of a product, or its request to have it on the list (*qualification*).
struct Qualification {
  let channel: Channel
  let dossier: Dossier?

  /// Takes it from a fact; nil of another.
  init?(_ fact: Fact) {
    switch fact {
    case .qualificationDeclared(let declared):
      channel = declared.channel
      dossier = declared.dossier
    case .modificationRequested(let request) where request.qualified:
      channel = request.channel
      dossier = request.dossier
    default: return nil
    }
  }
}
