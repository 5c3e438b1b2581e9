import Declarations
import Foundation

/// The right to change a file, a ledger above all, which one process has at a time: a lock on a file beside it.
///
/// The system gives it back when the process ends, however it ends.
package final class WriterLock: Sendable {
  private let descriptor: Int32

  /// Waits up to five seconds for the writer before.
  ///
  /// - Parameter path: The file; the lock is on `<path>.lock`.
  /// - Throws: ``LedgerError`` `busy` where the one before goes on, `inputOutput` where the lock cannot be written.
  package init(ledger path: String) throws {
    descriptor = open(path + ".lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      let reason = SystemReason.wording()
      throw LedgerError(
        .inputOutput,
        Wording(
          fr: "« \(path).lock » ne peut pas être écrit : \(reason.french).",
          en: "“\(path).lock” cannot be written: \(reason.english)."
        )
      )
    }
    for _ in 0..<100 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
      usleep(50_000)
    }
    // An initialiser that throws here still runs deinit, which closes: closing twice would close a file
    // of somebody else.
    throw LedgerError(
      .busy,
      Wording(
        fr: "Un autre processus écrit dans « \(path) » ; réessayez quand il a fini.",
        en: "Another process is writing to “\(path)”; try again when it is done."
      )
    )
  }

  /// Whether a process is writing at this moment.
  static func isHeld(ledger path: String) -> Bool {
    let descriptor = open(path + ".lock", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0
  }

  deinit {
    close(descriptor)
  }
}
