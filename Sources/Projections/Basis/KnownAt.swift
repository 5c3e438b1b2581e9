/// The axis of knowledge: the first `size` recorded events, sequence 0 to `size` − 1.
///
/// It is another type than ``Declarations/LegalDate``, the axis of the world, and nothing turns the
/// one into the other.
public struct KnownAt: Hashable, Sendable {
  /// How many events are known.
  public let size: Int

  /// The state of knowledge after so many events.
  public init(size: Int) {
    self.size = size
  }
}
