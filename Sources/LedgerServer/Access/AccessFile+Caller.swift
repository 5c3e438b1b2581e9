import Declarations
import HTTPTypes
import Hummingbird
import Logging

extension AccessFile {
  /// What a token that is shown allows; nil where it is unknown, expired or revoked.
  ///
  /// - Throws: ``Problem`` 503 where the file cannot be read.
  func grant(of token: String, at now: Instant, for caller: Caller) throws(Problem) -> Grant? {
    try open(to: caller) { () throws in try grant(of: token, at: now) }
  }

  /// The grant of a session, as long as it holds.
  ///
  /// - Throws: ``Problem`` 503 where the file cannot be read.
  func grant(named id: String, at now: Instant, for caller: Caller) throws(Problem) -> Grant? {
    try open(to: caller) { () throws in
      try grants().first { $0.id == id && $0.isValid(at: now) }
    }
  }

  /// Looks again at the grant of a caller who was waited for: it may have been revoked by now.
  ///
  /// - Throws: ``Problem`` 401 where it was.
  func require(_ caller: Caller, at now: Instant) throws(Problem) {
    guard let id = caller.grant?.id else { return }
    guard try grant(named: id, at: now, for: caller) != nil else { throw Problem.unauthorised }
  }

  /// Reads the file for a request; where it is, and what is wrong with it, is the operator's to know.
  func open<Result>(to caller: Caller, _ read: () throws -> Result) throws(Problem) -> Result {
    do {
      return try read()
    } catch {
      caller.logger.error(Logger.Message(error), metadata: ["code": "access"])
      throw Problem(
        .serviceUnavailable,
        "access",
        fr: "Le fichier des accès ne peut pas être lu ; le journal du serveur dit pourquoi.",
        en: "The file of grants cannot be read; the log of the server says why."
      )
    }
  }
}
