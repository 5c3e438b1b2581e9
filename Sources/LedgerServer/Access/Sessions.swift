import Declarations
import Hummingbird
import MerkleLog
import Synchronization

/// Who is signed in by a browser, in memory: a server that starts again asks for the token again.
final class Sessions: Sendable {
  struct Session: Sendable {
    let id: String
    /// The grant of the token that was shown.
    let grant: String
    /// The word that forms send back: another site does not know it.
    let guardWord: String
    let expiresAt: Instant
  }

  /// Half a day.
  private static let seconds: Int64 = 12 * 3_600
  private static let cookie = "mitm_session"
  private let open = Mutex<[String: Session]>([:])

  /// Begins a session for the holder of a grant.
  func begin(_ grant: Grant, at now: Instant) -> Session {
    let session = Session(
      id: Self.word(),
      grant: grant.id,
      guardWord: Self.word(),
      expiresAt: Instant(nanoseconds: now.nanoseconds + Self.seconds * 1_000_000_000)
    )
    open.withLock { sessions in
      sessions = sessions.filter { now < $0.value.expiresAt }
      sessions[session.id] = session
    }
    return session
  }

  /// The session that a request shows; nil where there is none, or none any more.
  func session(of request: Request, at now: Instant) -> Session? {
    guard let id = request.cookies[Self.cookie]?.value else { return nil }
    return open.withLock { $0[id] }.flatMap { now < $0.expiresAt ? $0 : nil }
  }

  func end(_ session: Session) {
    open.withLock { $0[session.id] = nil }
  }

  /// The cookie of a session, for this browser and no script; without a session, the end of one.
  static func header(_ session: Session?, isSecure: Bool) -> String {
    let value = session.map { "\($0.id); Max-Age=\(seconds)" } ?? "; Max-Age=0"
    return "\(cookie)=\(value); Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
  }

  private static func word() -> String {
    Base64.encodeForURL(Grant.randomBytes(24))
  }
}
