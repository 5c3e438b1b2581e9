import CanonicalJSON
import Declarations
import HTTPTypes
import Hummingbird
import Ledger
import MerkleLog
import NIOCore
import Projections
import Questions
import ServiceLifecycle

/// What an auditor takes away, and who read and wrote what.
struct EvidenceRoutes {
  let archive: Archive
  let reads: ReadLog
  let bodies: Bodies
  let clock: @Sendable () -> Instant
  private let verifying = Verifying()

  init(
    archive: Archive,
    reads: ReadLog,
    bodies: Bodies,
    clock: @escaping @Sendable () -> Instant
  ) {
    (self.archive, self.reads, self.bodies, self.clock) = (archive, reads, bodies, clock)
  }

  func add(to router: Router<Caller>) {
    router.on(Route.checkpoint) { try await checkpoint($0, $1) }
    router.on(Route.checkpoints) { try await checkpoints($0, $1) }
    router.on(Route.consistency) { try await consistency($0, $1) }
    router.on(Route.listProof) { try await listProof($0, $1) }
    router.on(Route.proofPage) { request, caller in
      _ = try caller.reach(.proofPage)
      let asked = try Query(request, ["sequence"], isForm: true)
      // Here, where a page says what is wrong: what it leads to is for programs.
      let last = try await archive.answer { try $0.reader.size } - 1
      guard let sequence = try asked.number("sequence", in: 0...max(last, 0)), last >= 0 else {
        throw Refusal(
          .missing,
          field: "sequence",
          Wording(
            fr: "Le numéro d'un événement est attendu, de 0 à \(last).",
            en: "The number of an event is expected, from 0 to \(last)."
          )
        )
      }
      return Response(
        status: .seeOther,
        headers: [.location: "/api/v1/events/\(sequence)/proof"]
      )
    }
    router.on(Route.export) { try await export($0, $1) }
    router.on(Route.reads) { try await readsAnswer($0, $1) }
    router.on(Route.auditPage) { try await auditPage($0, $1) }
    router.on(Route.readsPage) { try await readsPage($0, $1) }
    router.on(Route.verify) { try await verify($0, $1) }
  }

  private func checkpoint(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.checkpoint)
    _ = try Query(request, [])
    guard let last = try await archive.answer({ try $0.reader.lastCheckpoint }) else {
      throw Problem.notFound
    }
    var response = Reply.response(Array(last.note.utf8), as: "text/plain; charset=utf-8")
    response.headers[.cacheControl] = "no-cache"
    return response
  }

  private func checkpoints(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.checkpoints)
    _ = try Query(request, [])
    let all = try await archive.answer { try $0.reader.checkpoints }
    // Each is a note as `mitm import --mirror` takes it; there they stand one after the other.
    let notes = JSONValue.array(all.map { .string($0.note) })
    return Reply.response(notes, in: Preference.language(of: request))
  }

  /// That the ledger of the second size continues that of the first.
  private func consistency(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.consistency)
    let query = try Query(request, ["from", "to"])
    let size = try await archive.answer { try $0.reader.size }
    let to = try query.number("to", in: 0...Int(Int32.max)) ?? size
    let from = try query.number("from", in: 0...Int(Int32.max))
    guard let from else {
      throw Refusal(
        .missing,
        field: "from",
        Wording(fr: "from : une taille est attendue.", en: "from: a size is expected.")
      )
    }
    guard from <= to else {
      throw Refusal(
        .order,
        field: "from",
        Wording(fr: "from dépasse to.", en: "from is more than to.")
      )
    }
    guard to <= size else { throw Problem.notFound }
    let proof = try await archive.answer { try $0.reader.consistency(from: from, to: to) }
    return Reply.response(Array(proof.encoded.utf8), as: "text/plain; charset=utf-8")
  }

  /// That a product was on the list that an event sealed, or was not.
  private func listProof(_ request: Request, _ caller: Caller) async throws -> Response {
    let reach = try caller.reach(.listProof)
    _ = try Query(request, [])
    let cis = try CIS(parsing: caller.parameters.require("cis"))
    let seal = try caller.sequence()
    let lab = caller.grant?.role.lab
    let proof = try await archive.answer { archive in
      let size = try archive.reader.size
      try archive.require(cis, within: reach, of: lab)
      guard seal < size else { throw Problem.notFound }
      let proof: ListProof
      do {
        proof = try archive.reader.listProof(of: cis, seal: seal)
      } catch let refusal as Refusal {
        throw Problem(.notFound, refusal.rule.rawValue, refusal.message)
      }
      // The neighbours that prove an absence are other people's products.
      guard reach == .everything || proof.isListed else { throw Problem.forbidden }
      return proof
    }
    return Reply.response(.object(proof.json), in: Preference.language(of: request))
  }

  /// The canonical bytes of every event, a line each, in pieces: what `mitm export` writes.
  private func export(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.export)
    let axes = try Axes(try Query(request, ["knownAt"]))
    let archive = archive
    let (size, replacements) = try await archive.answer { archive in
      (try archive.basis(of: axes).knownAt.size, archive.replacements)
    }
    let body = ResponseBody { writer in
      for start in stride(from: 0, to: size, by: 100) {
        // Whoever asked may have lost its token by now, and a server that is told to end does not wait for long answers.
        guard !Task.isShuttingDownGracefully else { throw CancellationError() }
        if start > 0 { try bodies.access.require(caller, at: clock()) }
        let lines = try await archive.answer { archive in
          // One export is of one file: breaking off is better than going on with another.
          guard archive.replacements == replacements else { throw CancellationError() }
          var lines = ByteBuffer()
          try archive.reader.forEachBody(in: start..<min(start + 100, size)) { _, bytes in
            lines.writeBytes(bytes)
            lines.writeInteger(UInt8(0x0A))
          }
          return lines
        }
        try await writer.write(lines)
      }
      try await writer.finish(nil)
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/x-ndjson",
        .contentDisposition: "attachment; filename=\"mitm-\(size).ndjson\"",
      ],
      body: body
    )
  }

  // MARK: Who read what

  private static let shownReads = 500

  private func readsAnswer(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.reads)
    let limit = try Query(request, ["limit"]).number("limit", in: 1...10_000) ?? Self.shownReads
    let entries = try reads.last(limit).map { JSONValue.object($0.json) }
    return Reply.response(.array(entries), in: Preference.language(of: request))
  }

  private func readsPage(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.readsPage)
    _ = try Query(request, [], isForm: true)
    let page = ReadsPage(reads: try reads.last(Self.shownReads))
    return caller.page(page.html(caller.frame(request)))
  }

  // MARK: The page

  private func auditPage(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.auditPage)
    _ = try Query(request, [], isForm: true)
    let page = try await page(caller)
    return caller.page(page.html(caller.frame(request)))
  }

  private func page(_ caller: Caller) async throws -> AuditPage {
    let seesActs = Route.export.reach(of: caller.grant?.role) == .everything
    let run = await verifying.run
    return try await archive.answer { archive in
      let reader = archive.reader
      let size = try reader.size
      var last: [Event] = []
      if seesActs {
        try reader.forEachEvent(in: max(0, size - AuditPage.shown)..<size) { last.append($0) }
      }
      return AuditPage(
        origin: try reader.origin,
        verifierKey: try reader.verifierKey,
        size: size,
        root: try reader.root(of: KnownAt(size: size)).base64,
        checkpoints: try reader.lastCheckpoints(AuditPage.shown),
        lastEvents: last.reversed(),
        run: run
      )
    }
  }

  /// Begins to verify the whole ledger; the page says how far it is.
  private func verify(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.verify)
    let form = try await bodies.form(of: request, from: caller)
    try caller.check(form)
    let path = archive.path
    await verifying.begin(at: clock()) { progress in
      try Verification.ofLedger(at: path, progress: progress)
    }
    let language = Language(rawValue: form["lang"]) ?? .french
    return Response(
      status: .seeOther,
      headers: [.location: "/audit?lang=\(language.rawValue)#verification"]
    )
  }
}
