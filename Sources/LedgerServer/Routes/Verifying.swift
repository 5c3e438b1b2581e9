import Declarations
import Foundation
import Ledger

/// The verification that is under way, or the last one; one at a time.
actor Verifying {
  /// How far it is.
  enum State: Sendable {
    case running(events: Int)
    case found(Verification)
    case failed(Wording)
  }

  private(set) var run: (startedAt: Instant, state: State)?

  /// Begins, unless one is under way.
  func begin(
    at now: Instant,
    _ work: @escaping @Sendable (_ progress: (Int) -> Void) throws -> Verification
  ) {
    if case .running? = run?.state { return }
    run = (now, .running(events: 0))
    // On a thread of its own: those that answer are few, and this may take minutes.
    Thread.detachNewThread {
      let state: State
      do {
        state = .found(
          try work { count in Task { await self.reach(count, since: now) } }
        )
      } catch {
        state = .failed(Problem(error).message)
      }
      Task { [state] in await self.end(state) }
    }
  }

  private func reach(_ count: Int, since start: Instant) {
    guard case .running? = run?.state, run?.startedAt == start else { return }
    run?.state = .running(events: count)
  }

  private func end(_ state: State) { run?.state = state }
}
