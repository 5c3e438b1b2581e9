// One append, inside one transaction. The order of its steps is part of the contract:
//
//   authorise → idempotency → read and check → corrections → sequence, time → canonical bytes
//   → event, nodes, index
//
// A repeat is recognised before its meaning is looked at, so that a declarant who is unsure may
// always send again.

import CanonicalJSON
import Declarations
import Foundation
import GRDB
import MerkleLog

/// Records submissions one after the other.
struct AppendSession {
  /// What became of one submission.
  enum Result {
    case recorded(EventReference, sequence: Int)
    case duplicate(EventReference, sequence: Int)
    case refused(Refusal)
  }

  private let db: Database
  private let writer: LedgerWriter
  private let credential: Credential
  private var frontier: MerkleFrontier
  private var index: EventIndex
  private var last: Instant?
  /// What whoever states something is to the products of this append.
  private var own: [CIS: Ownership] = [:]
  /// How many events there were before this append.
  private let start: Int

  init(_ db: Database, writer: LedgerWriter, credential: Credential) throws {
    self.db = db
    self.writer = writer
    self.credential = credential
    let size = try EventTable.size(db)
    start = size
    if let kept = writer.kept, kept.tree.size == size,
      try EventIndex.fits(size: size, root: kept.tree.root, db)
    {
      (frontier, index, last) = (kept.tree, kept.index, kept.last)
      return
    }
    let stored = try LedgerWriter.Kept(of: size, db)
    (frontier, index, last) = (stored.tree, stored.index, stored.last)
  }

  var size: Int { frontier.size }
  var root: Hash { frontier.root }

  /// Binds the index to what was recorded; the last step before the commit.
  func finish() throws {
    try EventIndex.bind(size: size, root: root, db)
    writer.keptOnCommit = LedgerWriter.Kept(tree: frontier, index: index, last: last)
  }

  /// Records what arrived, or says why not.
  mutating func accept(_ delivery: Delivery) throws -> Result {
    if let refusal = delivery.refusal { return .refused(refusal) }
    let object: JSONObject
    do throws(JSONFault) {
      guard case .object(let read) = try JSONReader.value(of: delivery.bytes) else {
        return .refused(
          Refusal(
            .json,
            Wording(fr: "Un objet JSON est attendu.", en: "A JSON object is expected.")
          )
        )
      }
      object = read
    } catch {
      return .refused(Refusal(error))
    }
    return try accept(object)
  }

  /// Records an object, or says why not.
  private mutating func accept(_ object: JSONObject) throws -> Result {
    do {
      let reference = try reference(in: object)
      return try accept(reference, object) { try Submission(object) }
    } catch let refusal as Refusal {
      return .refused(refusal)
    }
  }

  /// The name of a submission.
  ///
  /// - Throws: ``Declarations/Refusal``, before all else of the source: what somebody sends under the name of another is not
  ///   the other's, whatever is wrong with it.
  private func reference(in object: JSONObject) throws(Refusal) -> EventReference {
    do throws(Refusal) {
      return try Submission.reference(in: object)
    } catch {
      if let source = object["source"]?.string.flatMap({ try? Source(parsing: $0) }) {
        try credential.authorise(source)
      }
      throw error
    }
  }

  /// Records a submission, or says why not.
  mutating func accept(_ submission: Submission) throws -> Result {
    do {
      return try accept(submission.reference, submission.json) { submission }
    } catch let refusal as Refusal {
      return .refused(refusal)
    }
  }

  private mutating func accept(
    _ reference: EventReference,
    _ object: JSONObject,
    _ read: () throws -> Submission
  ) throws -> Result {
    try credential.authorise(reference.source)
    if let known = try index.find(reference) {
      return try repeated(object, of: known, named: reference)
    }
    let submission = try read()
    try credential.authorise(submission, &own)
    try checkCause(submission)
    try checkCorrection(submission)
    return .recorded(reference, sequence: try record(submission))
  }

  private func repeated(
    _ object: JSONObject,
    of sequence: Int,
    named reference: EventReference
  ) throws -> Result {
    let known = Hash(of: try EventTable.event(at: sequence, db).submission.canonicalBytes)
    let digest = Hash(of: JSONValue.object(object).canonicalBytes)
    guard digest != known else { return .duplicate(reference, sequence: sequence) }
    let isOfThisInput = sequence >= start
    let place = Wording(
      fr: isOfThisInput ? "une ligne précédente de cet envoi" : "l'événement \(sequence)",
      en: isOfThisInput ? "an earlier line of this input" : "event \(sequence)"
    )
    throw Refusal(
      .conflict,
      field: "id",
      value: reference.id.text,
      Wording(
        fr:
          "\(reference) nomme déjà \(place.french), avec un autre contenu : SHA-256 "
          + "\(known.hex) là, \(digest.hex) ici. Corrigez-le par un nouvel événement "
          + "avec « corrects ».",
        en:
          "\(reference) names \(place.english) already, with other content: SHA-256 "
          + "\(known.hex) there, \(digest.hex) here. Correct it by a new event with "
          + "“corrects”."
      )
    )
  }

  // MARK: Checks against the record

  private mutating func checkCause(_ submission: Submission) throws {
    guard let cause = submission.cause else { return }
    guard let known = try index.find(cause),
      try credential.mayName(
        cause,
        about: { try EventTable.event(at: known, db).submission.subject },
        as: submission.source,
        &own
      )
    else {
      throw Refusal(
        .causation,
        field: "causationid",
        value: cause.text,
        Wording(
          fr: "\(cause) n'est ni enregistré ni sur une ligne précédente.",
          en: "\(cause) is neither recorded nor on an earlier line."
        )
      )
    }
    guard case .reviewRecorded = submission.fact else { return }
    let reviewed = try EventTable.event(at: known, db)
    guard reviewed.actor != credential.actor else {
      throw Refusal(
        .review,
        field: "causationid",
        value: cause.text,
        Wording(
          fr: "\(credential.actor) a enregistré cet événement et ne peut pas en être le relecteur.",
          en: "\(credential.actor) recorded this event and may not be its reviewer."
        )
      )
    }
  }

  private mutating func checkCorrection(_ submission: Submission) throws {
    guard let corrects = submission.corrects else { return }
    func refusal(_ french: String, _ english: String) -> Refusal {
      Refusal(
        .correction,
        field: "corrects",
        value: corrects.text,
        Wording(fr: french, en: english)
      )
    }
    // Said before anything is looked up: what others recorded is not told to whom it does not concern.
    guard submission.source == corrects.source || submission.source == .ansm else {
      throw refusal(
        "\(submission.source) ne peut corriger que ses propres événements.",
        "\(submission.source) may correct its own events only."
      )
    }
    guard let known = try index.find(corrects) else {
      throw refusal(
        "\(corrects) n'est pas enregistré : on ne corrige que ce qui l'est.",
        "\(corrects) is not recorded: only what is can be corrected."
      )
    }
    guard try index.isInForce(known) else {
      throw refusal(
        "L'événement \(known) est déjà annulé ; corrigez celui qui l'a remplacé.",
        "Event \(known) is void already; correct the one that took its place."
      )
    }
    let target = try EventTable.event(at: known, db).submission
    guard target.subject == submission.subject else {
      throw refusal(
        "L'événement \(known) porte sur \(target.subject), pas sur \(submission.subject).",
        "Event \(known) is about \(target.subject), not about \(submission.subject)."
      )
    }
    try credential.authorise(submission, correcting: target, &own)
    if case .eventRetracted = submission.fact { return }
    guard target.type == submission.type else {
      throw refusal(
        "L'événement \(known) est de type \(target.type.rawValue).",
        "Event \(known) is of type \(target.type.rawValue)."
      )
    }
    guard submission.source == target.source else {
      throw refusal(
        "\(submission.source) ne peut remplacer que ses propres événements.",
        "\(submission.source) may replace its own events only."
      )
    }
  }

  // MARK: Recording

  private mutating func record(_ submission: Submission) throws -> Int {
    let now = writer.clock().truncatedToMicroseconds
    let recordedAt = last.map { max(now, $0.nextMicrosecond) } ?? now
    let event = Event(
      recording: submission,
      actor: credential.actor,
      at: recordedAt,
      sequence: size,
      salt: writer.salt()
    )
    let bytes = event.canonicalBytes
    guard bytes.count <= Event.sizeLimit else {
      throw Refusal(
        .size,
        Wording(
          fr:
            "L'événement aurait \(bytes.count) octets ; \(Event.sizeLimit) sont admis au plus.",
          en: "The event would have \(bytes.count) bytes; \(Event.sizeLimit) are taken at most."
        )
      )
    }
    try EventTable.append(bytes, to: &frontier, db)
    try index.record(event)
    last = recordedAt
    return event.sequence
  }
}

extension LedgerWriter.Kept {
  /// Reads what is stored of all events; an index that does not fit them is built again.
  ///
  /// - Parameters:
  ///   - size: How many events there are.
  ///   - db: A connection in whose transaction the index may be written.
  /// - Throws: ``LedgerError`` when a hash is missing, or an event cannot be read.
  init(of size: Int, _ db: Database) throws {
    let tree = try EventTable.frontier(of: size, db)
    let isIndexed =
      try EventIndex.fits(size: size, root: tree.root, db) && ListTile.isThere(upTo: size, db)
    self.init(
      tree: tree,
      index: try isIndexed
        ? EventIndex(of: size, db) : EventIndex.rebuild(size: size, root: tree.root, db),
      last: try size == 0 ? nil : EventTable.event(at: size - 1, db).recordedAt
    )
  }
}
