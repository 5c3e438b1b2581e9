public import Declarations
public import MerkleLog

/// What a verification found.
public struct Verification: Sendable {
  /// Something that is not as it was recorded.
  public struct Problem: Sendable, Equatable {
    /// What kind of thing is wrong, as scripts know it.
    public enum Kind: String, Sendable {
      /// SQLite finds its own file damaged.
      case file
      /// A table or a guard of the file is not the one that the program made.
      case schema
      /// The row that names the ledger cannot be read, or names another key.
      case ledger
      /// An event is missing.
      case gap
      /// The bytes are no event of the catalogue.
      case unreadable
      /// The bytes are not written canonically.
      case notCanonical = "not-canonical"
      /// The event carries another sequence than its place.
      case sequence
      /// The event has the source and id of an earlier one.
      case duplicate
      /// The event was not recorded later than the one before.
      case recordedAt = "recordedat"
      /// The stored hash of the event is not that of its bytes.
      case leaf
      /// A stored subtree is missing or not that of its leaves.
      case node
      /// A signed checkpoint is none, or is not of these events.
      case checkpoint
      /// Events that no signed checkpoint covers.
      case unsigned
      /// The ledger does not contain the signed head that is kept beside it.
      case head
      /// A row of the journal is not as it was written, or does not fit the events.
      case journal
      /// The index holds something else than the events.
      case index
      /// A sealed list is not the one that the events give.
      case seal
      /// A restoration says that it put other events in place than those before it.
      case restored
      /// The event differs from the export, or one of the two lacks it.
      case export
    }

    /// A row of a table that holds no event.
    public struct Row: Sendable, Equatable {
      /// The table.
      public let table: String
      /// The primary key, its columns joined by a slash.
      public let key: String
    }

    /// The event where it shows; nil when it concerns none, or the file as a whole.
    public let sequence: Int?
    /// The row where it shows, when that is no event's.
    public let row: Row?
    /// The kind.
    public let kind: Kind
    /// What is wrong.
    public let message: Wording
  }

  /// What is verified, and against what.
  public struct Options: Sendable {
    /// An export of the same ledger, perhaps an earlier, shorter one.
    public var export: [UInt8]?
    /// The verifier key, as whoever verifies knows it; else the one that the ledger names.
    public var key: VerifierKey?
    /// A signed checkpoint that whoever verifies trusts.
    public var checkpoint: SignedNote?
    /// The first event that is read; what comes before is taken from the trusted checkpoint.
    public var start: Int
    /// Whether the writer itself verifies, whom nobody has to wait for.
    var isOwn = false

    /// Everything, against the ledger itself unless said otherwise.
    public init(
      export: [UInt8]? = nil,
      key: VerifierKey? = nil,
      checkpoint: SignedNote? = nil,
      start: Int = 0
    ) {
      self.export = export
      self.key = key
      self.checkpoint = checkpoint
      self.start = start
    }
  }

  /// How many events there are.
  public internal(set) var size = 0
  /// The root computed from the bytes of the events.
  public internal(set) var root = MerkleTree.emptyRoot
  /// How many events the last good checkpoint covers.
  public internal(set) var signed = 0
  /// How many lists were sealed, each of which was made again from the events.
  public internal(set) var seals = 0
  /// Whether the last signed head lies beside the file.
  public internal(set) var hasHead = false
  /// How many events an export confirmed; nil without one.
  public internal(set) var confirmed: Int?
  /// Everything that is not as it was recorded: what concerns events first, by sequence.
  public internal(set) var problems: [Problem] = []

  /// Whether nothing was found.
  public var isClean: Bool { problems.isEmpty }

  /// Whether the events are right, signed or not yet.
  var isSound: Bool { problems.allSatisfy { $0.kind == .unsigned } }

  /// The lowest sequence that something is wrong with.
  public var firstSequence: Int? { problems.compactMap(\.sequence).min() }

  mutating func add(
    _ kind: Problem.Kind,
    at sequence: Int? = nil,
    in row: Problem.Row? = nil,
    _ french: String,
    _ english: String
  ) {
    let message = Wording(fr: french, en: english)
    problems.append(Problem(sequence: sequence, row: row, kind: kind, message: message))
  }

  /// Puts the problems of events first, by sequence, each kind in the order in which it was found.
  mutating func sort() {
    problems = problems.enumerated().sorted { left, right in
      (left.element.sequence ?? Int.max, left.offset)
        < (right.element.sequence ?? Int.max, right.offset)
    }.map(\.element)
  }
}
