public import Declarations
public import MerkleLog

/// What became of what was sent.
public struct AppendOutcome: Sendable {
  /// The place of a submission that the ledger holds, now or since before.
  public struct Receipt: Sendable {
    /// The name of the event.
    public let reference: EventReference
    /// Its sequence.
    public let sequence: Int
    /// Whether it was there before.
    public let isDuplicate: Bool
  }

  /// A submission that was not taken.
  public struct Refused: Sendable {
    /// The line of the input on which it begins, from 1.
    public let line: Int
    /// Why.
    public let refusal: Refusal
  }

  /// The submissions that the ledger holds, in the order in which they were sent.
  public internal(set) var receipts: [Receipt] = []
  /// The submissions that were not taken, in the order in which they were sent.
  public internal(set) var refused: [Refused] = []
  /// How many events the ledger has afterwards.
  public internal(set) var size = 0
  /// The Merkle root afterwards.
  public internal(set) var root = MerkleTree.emptyRoot

  /// Nothing, of an input that was not looked at yet.
  package init() {}

  /// How many events were appended.
  public var appended: Int { receipts.count { !$0.isDuplicate } }
  /// How many submissions were there before.
  public var duplicates: Int { receipts.count { $0.isDuplicate } }
}

extension AppendOutcome {
  /// Whether the input is recorded: all of it was good, or the good lines are enough.
  func isTaken(_ options: LedgerWriter.Options) -> Bool {
    refused.isEmpty || options.keepsGoing
  }

  mutating func add(_ result: AppendSession.Result, line: Int) {
    switch result {
    case .recorded(let reference, let sequence):
      receipts.append(Receipt(reference: reference, sequence: sequence, isDuplicate: false))
    case .duplicate(let reference, let sequence):
      receipts.append(Receipt(reference: reference, sequence: sequence, isDuplicate: true))
    case .refused(let refusal):
      refused.append(Refused(line: line, refusal: refusal))
    }
  }
}
