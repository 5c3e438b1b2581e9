// The platform's GraphQL API (v2), page by page. A request that fails in a way that may pass (no connection,
// a time-out, 408, 429, 5xx, an answer that breaks off or is no JSON, an error of the API that speaks of a
// time-out) is made again after a pause that doubles; one that fails for good (any other status, another
// error of the API, a redirection, an answer that is too large) ends at once. The token goes nowhere but to the address that was given.

package import Declarations
package import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Reads a démarche from the platform.
package struct DemarcheClient: Sendable {
  /// How patient it is.
  package struct Patience: Sendable {
    /// How often a request is made at most.
    package var attempts = 5
    /// The first pause between two, in milliseconds.
    package var firstPause = 500
    /// The longest pause, also when the platform asks for a longer one, in milliseconds.
    package var longestPause = 60_000
    /// How long an answer may take, in seconds.
    package var timeout = 30
    /// How many bytes an answer may have.
    package var sizeLimit = 64 << 20

    /// The limits above, each of which can be set anew.
    package init() {}
  }

  /// What went wrong, in words.
  package struct Fault: Error, Sendable {
    /// Why nothing could be read, for people.
    package let message: Wording
    /// Whether what was sent is to blame: a wrong token, an error of the API.
    package let isFinal: Bool
  }

  private let address: URL
  private let number: Int
  private let token: String
  private let patience: Patience
  private let notice: @Sendable (Wording) -> Void

  /// Prepares to read.
  ///
  /// - Parameters:
  ///   - address: The address of the API, such as `https://…/api/v2/graphql`.
  ///   - number: The number of the démarche.
  ///   - token: The token, which is kept out of every message.
  ///   - patience: How patient it is.
  ///   - notice: Told of every pause.
  package init(
    _ address: URL,
    demarche number: Int,
    token: String,
    patience: Patience = Patience(),
    notice: @escaping @Sendable (Wording) -> Void = { _ in }
  ) {
    self.address = address
    self.number = number
    self.token = token
    self.patience = patience
    self.notice = notice
  }

  /// Hands over every page from a cursor on, with the cursor behind it.
  ///
  /// - Throws: ``Fault`` when the platform cannot be read, or turns in a circle; what `body` throws.
  package func forEachPage(
    after cursor: String?,
    _ mapping: FormMapping,
    _ body: (DossierPage) throws -> Void
  ) throws {
    var (cursor, deletedCursor) = (cursor, String?.none)
    var seen: Set<[String?]> = []
    while true {
      let page = try page(after: cursor, deletedAfter: deletedCursor, mapping)
      try body(page)
      guard page.nextCursor != nil || page.nextDeletedCursor != nil else { return }
      // The one list may go on when the other is read to its end: that one then stays where it is.
      cursor = page.nextCursor ?? cursor
      deletedCursor = page.nextDeletedCursor ?? deletedCursor
      guard seen.insert([cursor, deletedCursor]).inserted else {
        throw Fault(
          message: Wording(
            fr: "La plateforme donne deux fois la même page suivante : arrêt.",
            en: "The platform gives the same next page twice: stopped."
          ),
          isFinal: true
        )
      }
    }
  }

  private static let query = """
    query($number: Int!, $first: Int!, $after: String, $deleted: String) { \
    demarche(number: $number) { number dossiers(first: $first, after: $after) { \
    pageInfo { hasNextPage endCursor } nodes { number state dateDepot dateDerniereModification \
    demandeur { ... on PersonneMorale { siret entreprise { siren raisonSociale } } } \
    traitements { state dateTraitement } \
    champs { champDescriptorId label stringValue ... on DateChamp { date } } } } \
    deletedDossiers(first: $first, after: $deleted) { pageInfo { hasNextPage endCursor } \
    nodes { number dateSupression } } } }
    """

  private func page(
    after cursor: String?,
    deletedAfter deletedCursor: String?,
    _ mapping: FormMapping
  ) throws -> DossierPage {
    var variables: [String: Any] = ["number": number, "first": 100]
    if let cursor { variables["after"] = cursor }
    if let deletedCursor { variables["deleted"] = deletedCursor }
    var request = URLRequest(url: address, timeoutInterval: TimeInterval(patience.timeout))
    request.httpMethod = "POST"
    request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.httpBody = try JSONSerialization.data(
      withJSONObject: ["query": Self.query, "variables": variables]
    )
    var pause = patience.firstPause
    for attempt in 1...max(patience.attempts, 1) {
      let exchange = Exchange(limit: patience.sizeLimit).perform(request, timeout: patience.timeout)
      switch read(exchange, mapping) {
      case .success(let page): return page
      case .failure(let fault):
        guard !fault.isFinal, attempt < patience.attempts else { throw fault }
        let wait = min(max(exchange.retryAfter * 1_000, pause), patience.longestPause)
        let message = fault.message
        notice(
          Wording(
            fr:
              "\(message.french) Nouvel essai (\(attempt + 1)/\(patience.attempts)) dans \(wait) ms.",
            en:
              "\(message.english) Trying again (\(attempt + 1)/\(patience.attempts)) in \(wait) ms."
          )
        )
        Thread.sleep(forTimeInterval: Double(wait) / 1_000)
        pause = min(pause * 2, patience.longestPause)
      }
    }
    throw Fault(message: Wording(fr: "Aucun essai.", en: "No attempt."), isFinal: true)
  }

  private func read(_ exchange: Exchange.Result, _ mapping: FormMapping) -> Result<
    DossierPage, Fault
  > {
    func fault(_ french: String, _ english: String, isFinal: Bool = false) -> Result<
      DossierPage, Fault
    > {
      .failure(Fault(message: Wording(fr: french, en: english), isFinal: isFinal))
    }
    guard let status = exchange.status else {
      return exchange.isTooLarge
        ? fault("La réponse est trop grande.", "The answer is too large.", isFinal: true)
        : fault("Pas de réponse de la plateforme.", "No answer from the platform.")
    }
    switch status {
    case 200: break
    case 401, 403:
      return fault(
        "La plateforme refuse le jeton (\(status)).",
        "The platform refuses the token (\(status)).",
        isFinal: true
      )
    case 408:
      return fault("La demande a trop duré (408).", "The request took too long (408).")
    case 429: return fault("Trop de demandes (429).", "Too many requests (429).")
    case 500...599:
      return fault("La plateforme est en panne (\(status)).", "The platform fails (\(status)).")
    default:
      return fault(
        "Réponse inattendue (\(status)) ; une redirection n'est pas suivie.",
        "Unexpected answer (\(status)); a redirection is not followed.",
        isFinal: true
      )
    }
    guard exchange.isComplete else {
      return fault("La réponse s'interrompt.", "The answer breaks off.")
    }
    guard (try? JSONSerialization.jsonObject(with: exchange.body)) != nil else {
      return fault("La réponse n'est pas du JSON.", "The answer is no JSON.")
    }
    do throws(Refusal) {
      return .success(try DossierPage(parsing: Array(exchange.body), mapping))
    } catch {
      let passes = ["timeout", "time-out", "timed out"].contains {
        error.message.english.lowercased().contains($0)
      }
      return .failure(Fault(message: error.message, isFinal: !passes))
    }
  }
}

/// One request and what came of it.
private final class Exchange: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  struct Result {
    var status: Int?
    var body = Data()
    var isComplete = false
    var isTooLarge = false
    /// The seconds that the platform asks to wait.
    var retryAfter = 0
  }

  // The lock makes it Sendable: the session calls from a queue of its own.
  private let lock = NSLock()
  private let done = DispatchSemaphore(value: 0)
  private let limit: Int
  private var result = Result()

  init(limit: Int) {
    self.limit = limit
  }

  func perform(_ request: URLRequest, timeout: Int) -> Result {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = TimeInterval(timeout)
    configuration.timeoutIntervalForResource = TimeInterval(timeout)
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    let task = session.dataTask(with: request)
    task.resume()
    // What the session's own time-out misses ends here.
    if done.wait(timeout: .now() + .seconds(timeout + 5)) == .timedOut { task.cancel() }
    session.invalidateAndCancel()
    return lock.withLock { result }
  }

  func urlSession(
    _ session: URLSession,
    dataTask: URLSessionDataTask,
    didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    let response = response as? HTTPURLResponse
    lock.withLock {
      result.status = response?.statusCode
      result.retryAfter =
        response?.value(forHTTPHeaderField: "Retry-After").flatMap(Self.seconds(of:)) ?? 0
    }
    completionHandler(.allow)
  }

  /// The seconds that a `Retry-After` asks to wait: a number, or a date (RFC 9110, section 10.2.3).
  private static func seconds(of text: String) -> Int? {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    let wait =
      Int(text) ?? format.date(from: text).map { Int($0.timeIntervalSinceNow.rounded(.up)) }
    return wait.map { min(max($0, 0), 86_400) }
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let isTooLarge = lock.withLock {
      result.body.append(data)
      if result.body.count > limit { result.isTooLarge = true }
      return result.isTooLarge
    }
    if isTooLarge { dataTask.cancel() }
  }

  func urlSession(
    _ session: URLSession,
    task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest,
    completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    lock.withLock { result.status = response.statusCode }
    completionHandler(nil)
  }

  func urlSession(
    _ session: URLSession,
    task: URLSessionTask,
    didCompleteWithError error: (any Error)?
  ) {
    lock.withLock {
      let expected = task.countOfBytesExpectedToReceive
      result.isComplete = error == nil && (expected <= 0 || Int64(result.body.count) >= expected)
      if result.isTooLarge { result.status = nil }
    }
    done.signal()
  }
}
