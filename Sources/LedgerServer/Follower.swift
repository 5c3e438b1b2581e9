import Declarations
import Foundation
import HTTPTypes
package import Ledger
import Logging
import Projections
import Synchronization

/// Brings the file that a server reads up to the log that it shares with others.
///
/// Questions are answered from the file, also while the log cannot be reached: the basis says how far it has come.
package final class Follower: Sendable {
  private let path: String
  /// One at a time uses the log, while it holds this.
  private let turn = Mutex(())
  private nonisolated(unsafe) let log: any LogStore
  /// How long between two looks.
  private let pause: Duration
  /// How long a question waits for one: who asks stands in the way of all others.
  private let patience: Duration
  private let looks = Mutex(Looks())

  private struct Looks {
    var begun = 0
    var ended = 0
    /// Whether somebody waits for the next one.
    var isAsked = false
    /// What passes between two of them.
    var sleep: Task<Void, Never>?
  }

  /// Follows a log.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - pause: How long between two looks.
  ///   - patience: How long a question waits for one.
  ///   - open: Opens the log, which nobody else uses.
  /// - Throws: What `open` throws.
  package init(
    in path: String,
    every pause: Duration = .seconds(1),
    patience: Duration = .seconds(1),
    opening open: () throws -> any LogStore
  ) rethrows {
    self.path = path
    self.pause = pause
    self.patience = patience
    log = try open()
  }

  /// Has what is new read at once, and waits for that as long as its patience lasts.
  func lookAtOnce() {
    let awaited = looks.withLock { looks in
      looks.isAsked = true
      looks.sleep?.cancel()
      return looks.begun + 1
    }
    let deadline = ContinuousClock.now + patience
    while looks.withLock(\.ended) < awaited, ContinuousClock.now < deadline {
      Thread.sleep(forTimeInterval: 0.002)
    }
  }

  /// Looks once, and reads what is new.
  func follow() throws {
    looks.withLock { looks in
      looks.begun += 1
      looks.isAsked = false
    }
    defer { looks.withLock { $0.ended = $0.begun } }
    try turn.withLock { _ in
      guard try log.head() != LedgerReader(at: path).head() else { return }
      _ = try LedgerWriter(at: path, signing: nil, following: log)
    }
  }

  /// Looks again and again until the task is cancelled; what goes wrong is logged once, until it goes well again.
  func run(_ logger: Logger) async {
    var isWell = true
    while !Task.isCancelled {
      do {
        try follow()
        isWell = true
      } catch let error as LedgerError where error.kind == .busy {
        // Whoever appends here brings it further.
      } catch {
        if isWell { logger.error(Logger.Message(error), metadata: ["code": "following"]) }
        isWell = false
      }
      await sleep()
    }
  }

  /// Waits until the next look is due, or asked for.
  private func sleep() async {
    let sleep = Task { [pause] in _ = try? await Task.sleep(for: pause) }
    looks.withLock { looks in
      looks.sleep = sleep
      if looks.isAsked { sleep.cancel() }
    }
    await withTaskCancellationHandler {
      await sleep.value
    } onCancel: {
      sleep.cancel()
    }
  }

  /// Works with a writer that follows the log.
  func withWriter<Result>(
    _ open: (any LogStore) throws -> LedgerWriter,
    _ work: (LedgerWriter) throws -> Result
  ) throws -> Result {
    do {
      return try turn.withLock { _ in try work(open(log)) }
    } catch let error as LedgerError where [.inputOutput, .notFound].contains(error.kind) {
      // Where it is and why it does not answer is the operator's to know.
      throw Problem(
        .serviceUnavailable,
        "not-ready",
        fr:
          "Le journal partagé ne répond pas ; rien n'est acquis. Renvoyez plus tard : rien n'est enregistré deux fois.",
        en:
          "The shared log does not answer; nothing is certain. Send again later: nothing is recorded twice."
      )
    }
  }
}
