import Declarations
import Foundation
import Ledger
import MerkleLog

/// The one who appends, one request after the other.
///
/// The ledger is locked for an append and no longer, so that the commands of the operator can be run beside the server.
actor Appender {
  private let path: String
  private let key: SigningKey
  private let metrics: Metrics
  private let clock: @Sendable () -> Instant

  init(
    at path: String,
    signing key: SigningKey,
    metrics: Metrics,
    clock: @escaping @Sendable () -> Instant
  ) {
    self.path = path
    self.key = key
    self.metrics = metrics
    self.clock = clock
  }

  /// What would become of what a caller sends; nothing is written.
  func foresee(
    _ bytes: [UInt8],
    as grant: Grant
  ) throws -> (outcome: AppendOutcome, events: [Event]) {
    let writer = try LedgerWriter(at: path, signing: nil, clock: clock)
    let (outcomes, events) = try writer.foresee(
      [(name: "api", deliveries: DeliveryReader(bytes))],
      as: .network(grant.id, stating: grant.sources)
    )
    return (outcomes.first ?? AppendOutcome(), events)
  }

  /// Records what a caller sent: all of it or nothing.
  func append(_ bytes: [UInt8], as grant: Grant) throws -> AppendOutcome {
    let writer = try LedgerWriter(at: path, signing: key, clock: clock)
    let outcomes = try writer.append(
      [(name: "api", deliveries: DeliveryReader(bytes))],
      as: .network(grant.id, stating: grant.sources)
    )
    let outcome = outcomes.first ?? AppendOutcome()
    metrics.count(
      recorded: outcome.appended,
      duplicates: outcome.duplicates,
      refused: outcome.refused.count
    )
    return outcome
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
