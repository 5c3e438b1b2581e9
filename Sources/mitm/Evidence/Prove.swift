import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import MerkleLog
import Projections
import Questions

/// Proves what is recorded, in formats that other tools read.
struct Prove: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Prouve ce qui est enregistré, à qui n'a que la clé de vérification.",
      en: "Prove what is recorded, to whoever has the verifier key alone."
    ),
    discussion: say(
      fr: """
        mitm prove 41                            l'accusé de l'événement 41 (C2SP tlog-proof)
        mitm prove --consistency 30 42           les 42 premiers prolongent les 30 premiers
        mitm prove --listed 60234100 --seal 41   la spécialité était sur la liste scellée
        mitm prove --absent 60234100 --seal 41   elle n'y était pas

        L'accusé contient les octets de l'événement : « mitm receipt verify » et Tools/verify.py \
        le vérifient hors ligne.
        """,
      en: """
        mitm prove 41                            the receipt of event 41 (C2SP tlog-proof)
        mitm prove --consistency 30 42           the first 42 extend the first 30
        mitm prove --listed 60234100 --seal 41   the product was on the list that was sealed
        mitm prove --absent 60234100 --seal 41   it was not

        The receipt holds the bytes of the event: “mitm receipt verify” and Tools/verify.py check \
        it offline.
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(fr: "Le numéro de l'événement.", en: "The sequence of the event."),
      valueName: say(fr: "numéro", en: "seq")
    )
  )
  var sequence: Int?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      say(
        fr: "Que les N2 premiers événements commencent par les N1 premiers.",
        en: "That the first N2 events begin with the first N1."
      ),
      valueName: "n1 n2"
    )
  )
  var consistency: [Int] = []

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Que la spécialité est sur la liste scellée.",
        en: "That the product is on the sealed list."
      ),
      valueName: "cis"
    ),
    transform: Product.parse
  )
  var listed: CIS?

  @Option(
    help: ArgumentHelp(
      say(fr: "Que la spécialité n'y est pas.", en: "That the product is not on it."),
      valueName: "cis"
    ),
    transform: Product.parse
  )
  var absent: CIS?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Le numéro de l'événement qui scelle la liste (mitm seal).",
        en: "The sequence of the event that seals the list (mitm seal)."
      ),
      valueName: say(fr: "numéro", en: "seq")
    )
  )
  var seal: Int?

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var words: LanguageOption

  func validate() throws {
    let asked =
      [sequence != nil, !consistency.isEmpty, listed != nil, absent != nil].count { $0 }
    guard asked == 1 else {
      throw ValidationError(
        say(
          fr: "Une preuve à la fois : un numéro, --consistency, --listed ou --absent.",
          en: "One proof at a time: a sequence, --consistency, --listed or --absent."
        )
      )
    }
    guard consistency.isEmpty || consistency.count == 2 else {
      throw ValidationError(
        say(fr: "--consistency attend deux tailles.", en: "--consistency takes two sizes.")
      )
    }
    guard (listed != nil || absent != nil) == (seal != nil) else {
      throw ValidationError(
        say(
          fr: "--listed et --absent vont avec --seal.",
          en: "--listed and --absent go with --seal."
        )
      )
    }
  }

  func run() throws {
    let reader = try ledger.reader()
    var answer = Output()
    if let sequence {
      answer.text(try reader.receipt(of: sequence).encoded)
    } else if consistency.count == 2 {
      let request = try reader.consistency(from: consistency[0], to: consistency[1])
      answer.text(request.encoded)
      if (try? SignedNote(parsing: request.checkpoint)) == nil { warnUnsigned(consistency[1]) }
    } else if let cis = listed ?? absent, let seal {
      answer.line(.object(try listProof(of: cis, seal, reader).json))
      if absent != nil { Notice.write(ListProof.trust.said) }
    }
    try answer.flush()
  }

  private func warnUnsigned(_ size: Int) {
    let events = Wording(size, fr: "événement", en: "event")
    Notice.write(
      say(
        fr:
          "Aucun point de contrôle n'est signé à \(events.french) : la racine est dite, pas "
          + "signée. « mitm checkpoint --all » donne les tailles signées.",
        en:
          "No checkpoint is signed at \(events.english): the root is stated, not signed. “mitm "
          + "checkpoint --all” gives the sizes that are."
      )
    )
  }

  private func listProof(
    of cis: CIS,
    _ seal: Int,
    _ reader: LedgerReader
  ) throws -> ListProof {
    let proof: ListProof
    do {
      proof = try reader.listProof(of: cis, seal: seal)
    } catch let refusal as Refusal {
      throw Failure(
        .badData,
        fr: "--seal \(seal) : \(refusal.message.french)",
        en: "--seal \(seal): \(refusal.message.english)"
      )
    }
    guard proof.isListed == (listed != nil) else {
      throw Failure(
        .difference,
        fr: proof.isListed
          ? "\(cis) est sur la liste que scelle l'événement \(seal) : --listed le prouve."
          : "\(cis) n'est pas sur la liste que scelle l'événement \(seal) : --absent le prouve.",
        en: proof.isListed
          ? "\(cis) is on the list that event \(seal) seals: --listed proves it."
          : "\(cis) is not on the list that event \(seal) seals: --absent proves it."
      )
    }
    return proof
  }
}
