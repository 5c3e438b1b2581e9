import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import Projections
import Questions

/// Signs off an event and what was known when it was looked at.
struct Review: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Enregistre la revue d'un événement par un pair.",
      en: "Record a peer review of an event."
    ),
    discussion: say(
      fr: """
        Le relecteur n'est pas celui qui a enregistré l'événement : les deux comptes diffèrent. La revue \
        porte sur une base, --as-of et --known-at ; « mitm trace » la montre auprès de l'événement.
        """,
      en: """
        The reviewer is not who recorded the event: the two accounts differ. A review is about a basis, \
        --as-of and --known-at; “mitm trace” shows it beside the event.
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(fr: "Le numéro de l'événement revu.", en: "The sequence of the event reviewed."),
      valueName: say(fr: "numéro", en: "seq")
    )
  )
  var sequence: Int

  @Option(
    help: ArgumentHelp(
      say(fr: "Ce que la revue conclut.", en: "What the review concludes."),
      valueName: say(fr: "texte", en: "text")
    )
  )
  var conclusion: String

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var signing: SigningKeyOptions
  @OptionGroup var basis: BasisOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json], for: "review")
    let reader = try ledger.reader()
    let known = try Known.resolve(basis.known.knownAt, in: reader)
    guard (0..<known.size).contains(sequence) else {
      throw Failure(
        .badData,
        fr: "L'événement \(sequence) n'est pas parmi les \(known.size) connus.",
        en: "Event \(sequence) is not among the \(known.size) that are known."
      )
    }
    guard !(try FreeText(parsing: conclusion)).isBlank else {
      throw Failure(
        .badData,
        fr: "La conclusion d'une revue ne peut être vide.",
        en: "The conclusion of a review may not be blank."
      )
    }
    let day = basis.day
    let reviewed = try reader.event(at: sequence)
    let submission = try submission(of: reviewed, asOf: day, known)
    let outcome = try ledger.writer(signing: signing).append(
      [("mitm review", DeliveryReader(submission.canonicalBytes))],
      as: .commandLine(user: NSUserName())
    ).first
    if let refused = outcome?.refused.first { throw refused.refusal }
    guard let receipt = outcome?.receipts.first else { return }
    let basis = try reader.basis(asOf: day, known)
    switch output.format {
    case .json:
      try Output.print([
        "basis": basis.json, "reviewed": .integer(Int64(sequence)),
        "sequence": .integer(Int64(receipt.sequence)),
      ])
    default:
      try Output.print([
        say(
          fr: "Revue de l'événement \(sequence) enregistrée : événement \(receipt.sequence).",
          en: "Review of event \(sequence) recorded: event \(receipt.sequence)."
        )
      ])
    }
  }

  private func submission(
    of reviewed: Event,
    asOf day: LegalDate,
    _ known: KnownAt
  ) throws -> Submission {
    let now = Instant.now()
    return try Submission(
      id: Identifier(parsing: "review:\(sequence):\(now.recordedText)"),
      source: .ansm,
      subject: .ledger,
      time: FilingTime(parsing: now.recordedText),
      effectiveOn: ParisTime.day(of: now),
      cause: reviewed.submission.reference,
      fact: .reviewRecorded(
        ReviewRecorded(size: known.size, asOf: day, conclusion: FreeText(parsing: conclusion))
      )
    )
  }
}
