import CanonicalJSON
import Declarations
import HTTPTypes
import Hummingbird
import Ledger
import Logging

/// What is wrong with a request, as RFC 9457 has it.
struct Problem: Error, Sendable {
  let status: HTTPResponse.Status
  /// What scripts know it by.
  let code: String
  private(set) var message: Wording
  let headers: HTTPFields
  /// What goes with it, as the refusals of an append.
  var more: JSONObject = [:]

  init(
    _ status: HTTPResponse.Status,
    _ code: String,
    fr french: String,
    en english: String,
    headers: HTTPFields = [:]
  ) {
    self.init(status, code, Wording(fr: french, en: english), headers: headers)
  }

  init(
    _ status: HTTPResponse.Status,
    _ code: String,
    _ message: Wording,
    headers: HTTPFields = [:]
  ) {
    self.status = status
    self.code = code
    self.message = message
    self.headers = headers
  }

  static let unauthorised = Problem(
    .unauthorized,
    "unauthorised",
    fr: "Un jeton d'accès valable est attendu (Authorization: Bearer …).",
    en: "A valid access token is expected (Authorization: Bearer …).",
    headers: [.wwwAuthenticate: "Bearer realm=\"mitm\""]
  )

  static let forbidden = Problem(
    .forbidden,
    "forbidden",
    fr: "Ce jeton ne permet pas cela.",
    en: "This token does not allow that."
  )

  static let elsewhere = Problem(
    .forbidden,
    "elsewhere",
    fr:
      "Ce formulaire n'a pas été envoyé depuis une page de votre session : ouvrez la page de nouveau, "
      + "puis recommencez.",
    en:
      "This form was not sent from a page of your session: open the page again, then start over."
  )

  static let notFound = Problem(
    .notFound,
    "not-found",
    fr: "Il n'y a rien à cette adresse.",
    en: "There is nothing at this address."
  )

  static let unreadable = Problem(
    .badRequest,
    "request",
    fr: "La demande ne peut pas être lue.",
    en: "The request cannot be read."
  )

  static let readOnly = Problem(
    .serviceUnavailable,
    "no-key",
    fr: "Ce serveur n'a pas la clé privée du registre : il ne fait que lire.",
    en: "This server has not the private key of the ledger: it only reads."
  )

  /// The problem that an error is.
  init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let refusal as Refusal:
      let status: HTTPResponse.Status = refusal.rule == .order ? .conflict : .badRequest
      self.init(status, refusal.rule.rawValue, refusal.message)
      more["field"] = refusal.field.map { .string($0) }
      more["value"] = refusal.value.map { .string($0) }
    case let error as LedgerError:
      switch error.kind {
      case .busy: self.init(.serviceUnavailable, "busy", error.message)
      case .notFound: self.init(.notFound, "not-found", error.message)
      case .damaged: self.init(.internalServerError, "ledger", error.message)
      default: self.init(.serviceUnavailable, "not-ready", error.message)
      }
    case let error as any HTTPResponseError where error.status == .notFound: self = .notFound
    case let error as any HTTPResponseError where error.status.kind == .clientError:
      self.init(error.status, Self.unreadable.code, Self.unreadable.message)
    default:
      self.init(
        .internalServerError,
        "bug",
        fr: "Défaut du serveur ; le journal en dit plus sous le numéro de la demande.",
        en: "A fault of the server; its log says more under the number of the request."
      )
    }
  }

  /// The same, without where the ledger lies: that is the operator's to know, and stands in the log.
  func hiding(_ folder: String) -> Problem {
    guard folder.count > 1 else { return self }
    var problem = self
    problem.message = Wording(
      fr: message.french.replacing(folder, with: ""),
      en: message.english.replacing(folder, with: "")
    )
    return problem
  }

  /// What the status is called; RFC 9457 lets a title be in the language of who asks.
  private var title: Wording {
    let english = status.reasonPhrase
    let french =
      switch status.code {
      case 400: "Demande incorrecte"
      case 401: "Jeton attendu"
      case 403: "Non permis"
      case 404: "Introuvable"
      case 405: "Méthode impossible"
      case 408: "Demande trop lente"
      case 409: "Conflit"
      case 413: "Demande trop grande"
      case 415: "Format non reconnu"
      case 422: "Contenu refusé"
      case 429: "Trop de demandes"
      case 500: "Défaut du serveur"
      case 503: "Service indisponible"
      default: english
      }
    return Wording(fr: french, en: english)
  }

  func response(in language: Language, requestID: String) -> Response {
    var object: JSONObject = [
      "code": .string(code), "detail": .string(message[language]),
      "instance": .string("urn:mitm:request:\(requestID)"),
      "status": .integer(Int64(status.code)), "title": .string(title[language]),
      "type": .string("urn:mitm:problem:\(code)"),
    ]
    for member in more.members { object[member.key] = member.value }
    var response = Reply.response(
      .object(object),
      as: "application/problem+json",
      status: status,
      in: language
    )
    response.headers.append(contentsOf: headers)
    response.headers[.cacheControl] = "no-store"
    return response
  }
}

/// Turns whatever goes wrong into a problem, and the wrong method at a known path into 405.
struct Problems: RouterMiddleware {
  typealias Context = Caller
  /// Where the ledger lies, with a slash behind it.
  private let folder: String

  init(hiding ledger: String) {
    folder = ledger.lastIndex(of: "/").map { String(ledger[...$0]) } ?? ""
  }

  func handle(
    _ request: Request,
    context: Caller,
    next: (Request, Caller) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      var problem = Problem(error).hiding(folder)
      let routes = Route.routes(at: request.uri.path)
      let methods = routes.map(\.method)
      if problem.status == .notFound, !routes.isEmpty,
        !routes.contains(where: { $0.answers(request.method) })
      {
        problem = Problem(
          .methodNotAllowed,
          "method",
          fr: "\(request.method.rawValue) n'est pas possible à cette adresse.",
          en: "\(request.method.rawValue) is not possible at this address.",
          headers: [
            .allow: methods.flatMap { $0 == .get ? ["GET", "HEAD"] : [$0.rawValue] }
              .joined(separator: ", ")
          ]
        )
      }
      if problem.status.kind == .serverError {
        context.logger.error(Logger.Message(error), metadata: ["code": .string(problem.code)])
      }
      if request.asksForPage || routes.contains(where: \.isPage) {
        return ProblemPage(problem: problem).response(to: request, context)
      }
      return problem.response(in: Preference.language(of: request), requestID: context.id)
    }
  }
}

extension Request {
  /// Whether a browser asks, and would rather have a page: a form of ours leads to answers for programs, too.
  fileprivate var asksForPage: Bool { headers[.accept]?.contains("text/html") == true }
}
