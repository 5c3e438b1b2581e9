package import Declarations
package import MerkleLog

extension NoteError {
  /// What is wrong with a note, a checkpoint, a proof or a key.
  package var wording: Wording {
    switch self {
    case .malformed(let line):
      Wording(
        fr: "la ligne \(line) n'est pas de la forme attendue",
        en: "line \(line) is not of the form that is expected"
      )
    case .malformedKey:
      Wording(
        fr: "ce n'est pas une clé (nom+empreinte+base64)",
        en: "it is no key (name+id+base64)"
      )
    case .unsupportedAlgorithm(let algorithm):
      Wording(
        fr: "les signatures d'algorithme \(algorithm) ne peuvent pas être vérifiées ici",
        en: "signatures of algorithm \(algorithm) cannot be verified here"
      )
    case .badSignature(let name):
      Wording(
        fr: "la signature de \(name) ne correspond pas au texte",
        en: "the signature of \(name) does not fit the text"
      )
    case .noKnownSignature:
      Wording(fr: "la clé ne l'a pas signé", en: "the key did not sign it")
    case .otherOrigin(let origin):
      Wording(
        fr: "c'est un point de contrôle du registre « \(origin) »",
        en: "it is a checkpoint of the ledger “\(origin)”"
      )
    }
  }
}
