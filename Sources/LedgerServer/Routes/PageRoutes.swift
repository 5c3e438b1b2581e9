import Declarations
import HTTPTypes
import Hummingbird
import Ledger
import MerkleLog
import Projections

/// The pages that no answer makes: signing in and out, the evidence, how pages look.
struct PageRoutes {
  let archive: Archive
  let access: AccessFile
  let sessions: Sessions
  let clock: @Sendable () -> Instant

  func add(to router: Router<Caller>) {
    router.on(Route.home) { request, _ in
      let language = Preference.language(of: request).rawValue
      return Response(status: .seeOther, headers: [.location: "/list?lang=\(language)"])
    }
    router.on(Route.style) { _, _ in
      var response = Reply.response(Array(Style.css.utf8), as: "text/css; charset=utf-8")
      response.headers[.cacheControl] = "public, max-age=3600"
      return response
    }
    router.on(Route.auditPage) { request, caller in
      try caller.page(SignedHead.page(archive.reader, caller.frame(request)))
    }
    router.on(Route.signInPage) { request, caller in
      caller.page(SignInPage(hasFailed: false).html(caller.frame(request)))
    }
    router.on(Route.signIn) { try await signIn($0, $1) }
    router.on(Route.signOut) { try await signOut($0, $1) }
  }

  private struct SignIn: Decodable {
    let token: String
    let lang: String?
  }

  private func signIn(_ request: Request, _ caller: Caller) async throws -> Response {
    // A form of another site would sign a person in as somebody else.
    if let origin = request.headers[.origin], let host = request.head.authority,
      !origin.hasSuffix("://\(host)")
    {
      throw Problem.forbidden
    }
    let form: SignIn = try await Form.read(request)
    guard let grant = try access.grant(of: form.token, at: clock()) else {
      var frame = caller.frame(request)
      frame = Frame(of: frame, in: form.lang.flatMap { Language(rawValue: $0) } ?? frame.language)
      var response = caller.page(SignInPage(hasFailed: true).html(frame))
      response.status = .unauthorized
      return response
    }
    let session = sessions.begin(grant, at: clock())
    return Response(
      status: .seeOther,
      headers: [
        .location: "/list?lang=\(form.lang ?? Language.french.rawValue)",
        .setCookie: Sessions.header(session, isSecure: caller.isSecure(request)),
      ]
    )
  }

  private struct Guarded: Decodable {
    let `guard`: String
  }

  private func signOut(_ request: Request, _ caller: Caller) async throws -> Response {
    let form: Guarded = try await Form.read(request)
    guard let session = caller.session, form.guard == session.guardWord else {
      throw Problem.forbidden
    }
    sessions.end(session)
    return Response(
      status: .seeOther,
      headers: [
        .location: "/list", .setCookie: Sessions.header(nil, isSecure: caller.isSecure(request)),
      ]
    )
  }
}

/// What a form sends.
private enum Form {
  /// Reads a small form.
  static func read<Value: Decodable>(_ request: Request) async throws -> Value {
    let body = try await request.body.collect(upTo: 16 << 10)
    do {
      return try URLEncodedFormDecoder().decode(Value.self, from: String(buffer: body))
    } catch {
      throw Problem(
        .badRequest,
        "form",
        fr: "Ce formulaire ne peut pas être lu.",
        en: "This form cannot be read."
      )
    }
  }
}

/// The head of the ledger, as pages show it.
private enum SignedHead {
  static func page(_ reader: LedgerReader, _ frame: Frame) throws -> HTML {
    let size = try reader.size
    return AuditPage(
      origin: try reader.origin,
      verifierKey: try reader.verifierKey,
      size: size,
      root: try reader.root(of: KnownAt(size: size)).base64,
      checkpoint: try reader.lastCheckpoint?.note
    ).html(frame)
  }
}

extension Caller {
  /// A page as it leaves the server; what it shows depends on who asks, so that nobody else keeps it.
  func page(_ html: HTML) -> Response {
    var response = Reply.response(Array(html.text.utf8), as: "text/html; charset=utf-8")
    response.headers[.cacheControl] = "private, no-cache"
    response.headers[.vary] = "Accept-Language, Cookie"
    return response
  }

  /// What stands around the answer to a request.
  func frame(_ request: Request) -> Frame {
    let path = request.uri.path
    let items = request.uri.queryParameters.filter { $0.key != "lang" }
      .map { "\(String($0.key).percentEncoded)=\(String($0.value).percentEncoded)" }
    return Frame(
      language: Preference.language(of: request),
      name: session == nil ? nil : grant?.name,
      elsewhere: { language in
        path + "?" + (items + ["lang=\(language.rawValue)"]).joined(separator: "&")
      },
      guardWord: session?.guardWord
    )
  }

  /// Whether the browser speaks to us, or to what stands in front of us, over TLS.
  func isSecure(_ request: Request) -> Bool {
    request.headers[.forwardedProtocol] == "https"
  }
}
