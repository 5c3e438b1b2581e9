public import Declarations

/// Why the ledger cannot do what was asked: what is wrong, where, what to do.
public struct LedgerError: Error, Sendable {
  /// The kinds of failure, which a program maps to its exit codes.
  public enum Kind: Sendable {
    /// There is no such file.
    case notFound
    /// The file is no ledger, or of a later schema, or the question goes beyond it.
    case unusable
    /// Something is there already, or cannot be made.
    case cannotCreate
    /// Reading or writing failed.
    case inputOutput
    /// The private key is not there, or is another one than the ledger's.
    case noKey
    /// The ledger is not the one whose signed head is kept beside it.
    case forked
    /// Another process is writing.
    case busy
    /// The bytes of the ledger are not what was recorded.
    case damaged
  }

  /// The kind.
  public let kind: Kind
  /// What is wrong and what to do.
  public let message: Wording

  /// Says why something failed.
  public init(_ kind: Kind, _ message: Wording) {
    self.kind = kind
    self.message = message
  }
}
