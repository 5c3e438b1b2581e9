import CanonicalJSON
import Declarations
import HTTPTypes
import Hummingbird
import Ledger
import MerkleLog
import Projections
import Questions
import ServiceLifecycle

/// The events as they are recorded, their proofs, and what is sent to become one.
struct EventRoutes {
  let archive: Archive
  let access: AccessFile
  let clock: @Sendable () -> Instant
  let appender: Appender?
  let bodies: Bodies

  func add(to router: Router<Caller>) {
    router.on(Route.events) { try await events($0, $1) }
    router.on(Route.event) { try await event($0, $1) }
    router.on(Route.proof) { try await proof($0, $1) }
    router.on(Route.append) { try await append($0, $1) }
  }

  // MARK: Reading

  /// A page of events behind a sequence; the link to the next names the last that was looked at, so that
  /// whoever follows the links misses none.
  private func events(_ request: Request, _ caller: Caller) async throws -> Response {
    let reach = try caller.reach(.events)
    let query = try Query(request, FeedPlace.names)
    let place: FeedPlace
    do throws(Refusal) {
      place = try FeedPlace(query)
    } catch {
      // What no link has is a place that is not there.
      guard let field = error.field, ["rights", "growth"].contains(field) else { throw error }
      throw Problem(.notFound, "range", error.message)
    }
    let after = place.after
    let wait = place.growth == nil ? place.wait : 0
    let lab = caller.grant?.role.lab
    // After a restoration to fewer events, who goes on from where it was would miss those that come in their place.
    let (size, mark) = try await archive.answer { archive in
      let size = try archive.reader.size
      let isMarked = place.root != nil && after < size
      return (size, isMarked ? try archive.mark(upTo: after) : nil)
    }
    let passed = max(place.rights?.size ?? 0, place.growth?.rights.size ?? 0)
    let today = ParisTime.day(of: clock())
    for day in [place.rights?.day, place.growth?.rights.day].compactMap(\.self) where day > today {
      throw Problem(
        .notFound,
        "range",
        fr: "Aucun lien n'a « \(day) », qui est à venir.",
        en: "No link has “\(day)”, which is to come."
      )
    }
    guard after < max(size, 1), passed <= size, place.root == nil || place.root == mark else {
      let events = Wording(size, fr: "événement", en: "event")
      throw Problem(
        .notFound,
        "range",
        fr:
          "Le registre a \(events.french), et n'a pas, ou plus, celui que vous avez vu en dernier (\(after)) : il a "
          + "été restauré depuis, ou ce numéro n'est pas le bon. Reprenez au dernier que le registre et vous avez en "
          + "commun (/api/v1/checkpoint, events/N).",
        en:
          "The ledger has \(events.english), and not, or no longer, the one that you saw last (\(after)): it was restored "
          + "since, or that number is wrong. Go on from the last that the ledger and you have in common "
          + "(/api/v1/checkpoint, events/N)."
      )
    }
    // Long polling: nothing new is told late, and never left out.
    var waited = 0
    while waited < wait * 10, !Task.isShuttingDownGracefully,
      try await archive.answer({ try $0.reader.size }) <= after + 1
    {
      try await Task.sleep(for: .milliseconds(100))
      waited += 1
    }
    if waited > 0 { try access.require(caller, at: clock()) }
    let (events, next) = try await archive.answer { archive in
      var (events, next) = try archive.feed(from: place, reach, of: lab)
      next.root = try next.after < 0 ? nil : archive.mark(upTo: next.after)
      return (events, next)
    }
    var response = Reply.response(
      .array(events),
      in: Preference.language(of: request)
    )
    if next.after >= 0 { response.headers[.link] = "<\(next.link)>; rel=\"next\"" }
    return response
  }

  private func event(_ request: Request, _ caller: Caller) async throws -> Response {
    let reach = try caller.reach(.event)
    _ = try Query(request, [])
    let sequence = try caller.sequence()
    let lab = caller.grant?.role.lab
    let bytes = try await archive.answer { archive in
      // Whether there is such an event is no business of those who may not read it.
      guard sequence < (try archive.reader.size) else {
        throw reach == .everything ? Problem.notFound : Problem.forbidden
      }
      let event = try archive.reader.event(at: sequence)
      guard try archive.readable(reach, by: lab)(event) else { throw Problem.forbidden }
      return event.canonicalBytes
    }
    var response = Reply.response(bytes, as: "application/cloudevents+json")
    // What a lab may read changes, and so does what it is to be shown again.
    response.headers[.cacheControl] =
      reach == .everything ? "private, max-age=31536000, immutable" : "private, no-cache"
    return response
  }

  /// The proof that an event is in the ledger, with its bytes for those who may read them.
  private func proof(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.proof)
    _ = try Query(request, [])
    let sequence = try caller.sequence()
    let reach = Route.event.reach(of: caller.grant?.role)
    let lab = caller.grant?.role.lab
    let proof = try await archive.answer { archive in
      guard sequence < (try archive.reader.size) else { throw Problem.notFound }
      let receipt = try archive.reader.receipt(of: sequence)
      let mayRead =
        try reach != .nothing
        && archive.readable(reach, by: lab)(archive.reader.event(at: sequence))
      return mayRead ? receipt : TlogProof(receipt.inclusion, checkpoint: receipt.checkpoint)
    }
    return Reply.response(Array(proof.encoded.utf8), as: "text/plain; charset=utf-8")
  }

  // MARK: Recording

  private static let types = [
    "application/cloudevents+json", "application/cloudevents-batch+json", "application/json",
    "application/x-ndjson",
  ]

  private func append(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.append)
    _ = try Query(request, [])
    // A browser's session is no token: a form of another site could send with it.
    guard let grant = caller.grant, caller.session == nil else { throw Problem.unauthorised }
    let type = (request.headers[.contentType] ?? "").prefix { $0 != ";" && !$0.isWhitespace }
    guard Self.types.contains(type.lowercased()) else {
      throw Problem(
        .unsupportedMediaType,
        "content-type",
        fr: "« \(type) » : l'un de ceux-ci est attendu : \(Self.types.joined(separator: ", ")).",
        en: "“\(type)”: one of these is expected: \(Self.types.joined(separator: ", "))."
      )
    }
    guard let appender else { throw Problem.readOnly }
    let body = try await bodies.bytes(of: request, from: caller)
    let outcome = try await appender.append(body, as: grant)
    let language = Preference.language(of: request)
    let answer = AppendAnswer([(file: "body", outcome: outcome)])
    guard outcome.refused.isEmpty else {
      var problem = Problem(
        .unprocessableContent,
        "refused",
        fr: "Rien n'est enregistré ; soumissions refusées : \(outcome.refused.count).",
        en: "Nothing is recorded; submissions that are refused: \(outcome.refused.count)."
      )
      problem.more["refusals"] = answer.refusals(in: language)
      throw problem
    }
    return Reply.response(
      .object(answer.json(in: language)),
      status: outcome.appended > 0 ? .created : .ok,
      in: language
    )
  }
}

extension Caller {
  /// The sequence that the path names; what is no number is nowhere.
  func sequence() throws -> Int {
    let text = try parameters.require("sequence")
    let isNumber = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber, let sequence = Int(text) else { throw Problem.notFound }
    return sequence
  }
}
