public import Declarations

/// What a lab is to a product: its holder, its operator or neither (*titulaire, exploitant*).
public struct Ownership: Sendable {
  /// Whether it may state anything about the product.
  let isOwn: Bool
  /// Whether it holds the product on a day, and so may say that another lab operates it from then on.
  let isHolder: @Sendable (LegalDate) -> Bool

  /// Says what it is.
  ///
  /// - Parameters:
  ///   - isOwn: Whether it may state anything about the product.
  ///   - isHolder: Whether it holds the product on a day.
  public init(isOwn: Bool, isHolder: @escaping @Sendable (LegalDate) -> Bool) {
    (self.isOwn, self.isHolder) = (isOwn, isHolder)
  }

  /// Of whoever is not asked whose a product is.
  public static let unasked = Ownership(isOwn: true) { _ in true }
}
