import Declarations
import Foundation
import Ledger
import MerkleLog
import Projections
import Synchronization

/// The one who appends, one request after the other.
///
/// The ledger is locked while requests wait to be appended, and no longer than a moment: the commands of the operator can
/// be run beside the server.
actor Appender {
  private let path: String
  private let key: SigningKey
  private let follower: Follower?
  private let metrics: Metrics
  private let clock: @Sendable () -> Instant
  /// The writer that the last request left to those that wait behind it, and when it was opened.
  private var opened: (writer: LedgerWriter, at: ContinuousClock.Instant)?
  /// Whether a writer was handed on for so long that others come first.
  private var isOthersTurn = false
  private let waiting = Mutex(0)
  private let lane = Lane("appender")
  nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

  private static var options: LedgerWriter.Options {
    var options = LedgerWriter.Options()
    options.refusalLimit = Caller.Limits.refusals
    return options
  }

  /// For how long a writer is handed on.
  private static let moment: Duration = .milliseconds(500)
  /// For how long, in microseconds, the ledger is then left to others: whoever waits for it looks every twentieth of a second.
  private static let turn: UInt32 = 75_000

  init(
    at path: String,
    signing key: SigningKey,
    following follower: Follower?,
    metrics: Metrics,
    clock: @escaping @Sendable () -> Instant
  ) {
    self.path = path
    self.key = key
    self.follower = follower
    self.metrics = metrics
    self.clock = clock
  }

  /// What would become of what a caller sends; nothing is written.
  nonisolated func foresee(
    _ bytes: [UInt8],
    as grant: Grant
  ) async throws -> (outcome: AppendOutcome, events: [Event]) {
    try await withWriter { writer in
      let (outcomes, events) = try writer.foresee(
        [(name: "api", deliveries: DeliveryReader(bytes))],
        as: credential(of: grant, writer),
        options: Self.options
      )
      return (outcomes.first ?? AppendOutcome(), events)
    }
  }

  /// Records what a caller sent: all of it or nothing.
  nonisolated func append(_ bytes: [UInt8], as grant: Grant) async throws -> AppendOutcome {
    let outcome = try await withWriter { writer in
      try writer.append(
        [(name: "api", deliveries: DeliveryReader(bytes))],
        as: credential(of: grant, writer),
        options: Self.options
      ).first ?? AppendOutcome()
    }
    metrics.count(
      recorded: outcome.appended,
      duplicates: outcome.duplicates,
      refused: outcome.refused.count
    )
    return outcome
  }

  /// What a token may state, by what is recorded while nobody else writes.
  private nonisolated func credential(of grant: Grant, _ writer: LedgerWriter) throws -> Credential
  {
    let reader = try writer.reading()
    let known = KnownAt(size: try reader.size)
    let today = ParisTime.day(of: clock())
    return .network(grant.id, stating: grant.sources) { cis in
      guard let lab = grant.role.lab else { return .unasked }
      let history = try reader.history(of: cis, known)
      let owners = try ProductOwners(of: cis, in: history) {
        try reader.sources(of: cis, known)
      } recordedBy: {
        try reader.event(at: $0).actor
      }
      return Ownership(
        isOwn: owners.isOwn(lab, on: today),
        mayRead: owners.mayRead(lab, on: today),
        mayRewrite: { day in day > today || !owners.concernsOthers(than: lab) },
        mayAssign: { day in day >= today && owners.mayAssign(lab, from: day) }
      )
    }
  }

  private nonisolated func withWriter<Result: Sendable>(
    _ work: @Sendable (LedgerWriter) throws -> Result
  ) async throws -> Result {
    waiting.withLock { $0 += 1 }
    return try await perform(work)
  }

  private func perform<Result: Sendable>(
    _ work: @Sendable (LedgerWriter) throws -> Result
  ) throws -> Result {
    let isLast = waiting.withLock { count in
      count -= 1
      return count == 0
    }
    if let follower {
      // Whoever records anywhere comes between two requests: nothing is handed on.
      return try follower.withWriter(
        { try LedgerWriter(at: path, signing: key, clock: clock, following: $0) },
        work
      )
    }
    if opened == nil, isOthersTurn { usleep(Self.turn) }
    let (writer, start) =
      try opened ?? (LedgerWriter(at: path, signing: key, clock: clock), ContinuousClock.now)
    // Whatever goes wrong, the next request opens the ledger anew.
    (opened, isOthersTurn) = (nil, false)
    let result = try work(writer)
    let isOver = ContinuousClock.now - start >= Self.moment
    if !isLast, !isOver { opened = (writer, start) }
    isOthersTurn = !isLast && isOver
    return result
  }
}

extension Grant {
  /// The sources that its holder may state as.
  fileprivate var sources: [Source] {
    switch role {
    case .lab(let lab): [.lab(lab)]
    case .registrar: [.ansm, .bdpm]
    case .inspector, .auditor: []
    }
  }
}
