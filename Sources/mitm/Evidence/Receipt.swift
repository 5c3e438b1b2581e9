import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import MerkleLog

/// What a declarant keeps of what was recorded.
struct Receipt: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Les accusés d'enregistrement et les preuves qu'on a reçus.",
      en: "The receipts and proofs that one was given."
    ),
    subcommands: [VerifyReceipt.self]
  )
}

/// Verifies a receipt, or a proof about a sealed list, offline.
struct VerifyReceipt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: say(
      fr: "Vérifie hors ligne un accusé ou une preuve de liste.",
      en: "Verify a receipt or a proof about a list, offline."
    ),
    discussion: say(
      fr: """
        Il ne faut que la clé de vérification : --key, sinon celle du registre à portée. Un \
        .tlog-proof sans les octets de l'événement les cherche dans --event, sinon dans le \
        .event.json qui porte le même nom.
        """,
      en: """
        Nothing is needed but the verifier key: --key, else that of the ledger at hand. A \
        .tlog-proof without the bytes of the event looks for them in --event, else in the \
        .event.json of the same name.
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(fr: "L'accusé ou la preuve.", en: "The receipt or the proof."),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var file: String

  @Option(
    help: ArgumentHelp(
      say(fr: "Les octets de l'événement.", en: "The bytes of the event."),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var event: String?

  @OptionGroup var verifier: VerifierKeyOptions
  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json], for: "receipt verify")
    let bytes = try Input.bytes(of: file, limit: 1 << 24)
    let key = try verifier.keyOrLedgers(ledger)
    let isListProof = bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
    try isListProof ? verifyList(bytes, key) : verifyEvent(bytes, key)
  }

  // MARK: Events

  private func verifyEvent(_ bytes: [UInt8], _ key: VerifierKey) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    let proof = try Evidence.verifying(file) { () throws(NoteError) in
      try TlogProof(parsing: text)
    }
    let body = try eventBytes(of: proof)
    let proved = try Evidence.verifying(file) { () throws(NoteError) in
      try proof.verify(body, with: key)
    }
    let index = proof.inclusion.index
    guard let checkpoint = proved else {
      throw Failure(
        .difference,
        fr: "« \(file) » n'est pas vérifié : ces octets ne sont pas à la place \(index).",
        en: "“\(file)” does not verify: those bytes do not stand at place \(index)."
      )
    }
    let recorded = try? Event(recorded: body)
    guard let recorded else {
      throw Failure(
        .difference,
        fr: "« \(file) » : ces octets sont à la place \(index), et ne sont pas un événement.",
        en: "“\(file)”: those bytes stand at place \(index), and are no event."
      )
    }
    guard recorded.sequence == index else {
      throw Failure(
        .difference,
        fr: "« \(file) » : l'événement ne porte pas le numéro \(index) de sa place.",
        en: "“\(file)”: the event does not carry the sequence \(index) of its place."
      )
    }
    try report(recorded, checkpoint, more: [])
  }

  private func eventBytes(of proof: TlogProof) throws -> [UInt8] {
    if let event { return try Input.bytes(of: event) }
    if let extra = proof.extra { return extra }
    let beside = file.replacing(/\.tlog-proof$/, with: "") + ".event.json"
    guard FileManager.default.fileExists(atPath: beside) else {
      throw Failure(
        .noInput,
        fr: "« \(file) » ne contient pas l'événement ; --event dit où sont ses octets.",
        en: "“\(file)” does not hold the event; --event says where its bytes are."
      )
    }
    return try Input.bytes(of: beside)
  }

  // MARK: Lists

  private func verifyList(_ bytes: [UInt8], _ key: VerifierKey) throws {
    let (proof, verified): (ListProof, ListProof.Verified)
    do throws(ListProof.Fault) {
      proof = try ListProof(parsing: bytes)
      verified = try proof.verify(with: key)
    } catch {
      let status: Failure.Status = if case .malformed = error { .badData } else { .difference }
      let what = Self.wording(error)
      throw Failure(
        status,
        fr: "« \(file) » n'est pas vérifié : \(what.french).",
        en: "“\(file)” does not verify: \(what.english)."
      )
    }
    var claim: JSONObject = [
      "asOf": .string(verified.sealed.asOf.description),
      "cis": .string(proof.cis.description),
      "claim": .string(proof.isListed ? "listed" : "absent"),
    ]
    if !proof.isListed { claim["trust"] = .string(ListProof.trust.said) }
    try report(
      verified.event,
      verified.checkpoint,
      more: lines(proof, verified.sealed),
      claim: claim
    )
  }

  private func lines(_ proof: ListProof, _ sealed: ListSealed) -> [String] {
    let (cis, day) = (proof.cis, sealed.asOf)
    let products = Wording(sealed.rows, fr: "spécialité", en: "product")
    guard !proof.isListed else {
      return [
        say(
          fr: "\(cis) est sur la liste scellée au \(day), de \(products.french).",
          en: "\(cis) is on the list sealed as of \(day), of \(products.english)."
        )
      ]
    }
    return [
      say(
        fr: "\(cis) n'est pas sur la liste scellée au \(day), de \(products.french).",
        en: "\(cis) is not on the list sealed as of \(day), of \(products.english)."
      ),
      ListProof.trust.said,
    ]
  }

  private static func wording(_ fault: ListProof.Fault) -> Wording {
    switch fault {
    case .malformed:
      Wording(fr: "ce n'est pas une preuve de liste", en: "it is no proof about a list")
    case .note(let error): error.wording
    case .seal:
      Wording(
        fr: "le sceau n'est pas dans le registre signé",
        en: "the seal is not in the signed ledger"
      )
    case .row(let index):
      Wording(
        fr: "la ligne \(index) n'est pas à sa place dans la liste scellée",
        en: "row \(index) is not at its place on the sealed list"
      )
    case .claim:
      Wording(
        fr: "les lignes ne montrent pas ce qui est affirmé",
        en: "the rows do not show what is claimed"
      )
    }
  }

  // MARK: Answers

  private func report(
    _ event: Event,
    _ checkpoint: Checkpoint,
    more: [String],
    claim: JSONObject = [:]
  ) throws {
    switch output.format {
    case .json:
      var answer: JSONObject = [
        "event": .object(event.json), "ok": true, "origin": .string(checkpoint.origin),
        "root": .string(checkpoint.root.base64), "sequence": .integer(Int64(event.sequence)),
        "size": .integer(Int64(checkpoint.size)),
      ]
      for member in claim.members { answer[member.key] = member.value }
      try Output.print(answer)
    default:
      let name = event.submission.reference
      let type = event.submission.type.rawValue
      let moment = event.recordedAt.recordedText
      try Output.print(
        [
          say(
            fr:
              "Vérifié : l'événement \(event.sequence), \(name) (\(type)), enregistré le \(moment), "
              + "est l'un des \(checkpoint.size) que \(checkpoint.origin) a signés.",
            en:
              "Verified: event \(event.sequence), \(name) (\(type)), recorded at \(moment), is one "
              + "of the \(checkpoint.size) that \(checkpoint.origin) signed."
          )
        ] + more
      )
    }
  }
}
