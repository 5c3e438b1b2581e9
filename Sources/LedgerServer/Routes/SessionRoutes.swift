import Declarations
import Foundation
import HTTPTypes
import Hummingbird

/// Signing in and out, and how pages look.
struct SessionRoutes {
  let access: AccessFile
  let sessions: Sessions
  let bodies: Bodies
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
    router.on(Route.signInPage) { request, caller in
      caller.page(SignInPage(hasFailed: false).html(caller.frame(request)))
    }
    router.on(Route.signIn) { try await signIn($0, $1) }
    router.on(Route.signOut) { try await signOut($0, $1) }
  }

  private func signIn(_ request: Request, _ caller: Caller) async throws -> Response {
    // A form of another site would sign a person in as somebody else.
    if let origin = request.headers[.origin] {
      let host = request.head.authority ?? ""
      guard ["http://\(host)", "https://\(host)"].contains(origin) else {
        throw Problem.elsewhere
      }
    }
    let form = try await bodies.form(of: request, from: caller)
    // What is pasted often brings a space or the end of a line with it.
    let token = form["token"].trimmingCharacters(in: .whitespacesAndNewlines)
    guard let grant = try access.grant(of: token, at: clock(), for: caller) else {
      let frame = caller.frame(request, in: Language(rawValue: form["lang"]))
      var response = caller.page(SignInPage(hasFailed: true).html(frame))
      response.status = .unauthorized
      return response
    }
    let session = sessions.begin(grant, at: clock())
    return Response(
      status: .seeOther,
      headers: [
        .location: "/list?lang=\((Language(rawValue: form["lang"]) ?? .french).rawValue)",
        .setCookie: Sessions.header(session, isSecure: caller.isSecure),
      ]
    )
  }

  private func signOut(_ request: Request, _ caller: Caller) async throws -> Response {
    let form = try await bodies.form(of: request, from: caller)
    guard let session = caller.session else { throw Problem.elsewhere }
    try caller.check(form)
    sessions.end(session)
    return Response(
      status: .seeOther,
      headers: [
        .location: "/list?lang=\(Preference.language(of: request).rawValue)",
        .setCookie: Sessions.header(nil, isSecure: caller.isSecure),
      ]
    )
  }
}

extension Caller {
  /// A page as it leaves the server.
  func page(_ html: HTML) -> Response {
    Reply.response(Array(html.text.utf8), as: "text/html; charset=utf-8")
  }

  /// What stands around the answer to a request.
  ///
  /// - Parameters:
  ///   - request: The request.
  ///   - language: The language; nil for that of the request.
  ///   - fields: What a form sent, which the page in another language has to be asked for, too.
  /// - Returns: The frame.
  func frame(
    _ request: Request,
    in language: Language? = nil,
    with fields: [(name: String, value: String)] = []
  ) -> Frame {
    let path = request.uri.path
    let items = ((request.parameters ?? []).filter { $0.name != "lang" } + fields)
      .map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }
    return Frame(
      language: language ?? Preference.language(of: request),
      name: session == nil ? nil : grant?.name,
      role: grant?.role,
      elsewhere: { language in
        path + "?" + (items + ["lang=\(language.rawValue)"]).joined(separator: "&")
      },
      guardWord: session?.guardWord
    )
  }
}
