public import Declarations

/// What a lab is to a product: its holder, its operator or neither (*titulaire, exploitant*).
public struct Ownership: Sendable {
  /// Whether it may state anything about the product.
  let isOwn: Bool
  /// Whether it may say that another lab operates the product from a day on.
  let mayAssign: @Sendable (LegalDate) -> Bool

  /// Says what it is.
  ///
  /// - Parameters:
  ///   - isOwn: Whether it may state anything about the product.
  ///   - mayAssign: Whether it may say that another lab operates it from a day on.
  public init(isOwn: Bool, mayAssign: @escaping @Sendable (LegalDate) -> Bool) {
    (self.isOwn, self.mayAssign) = (isOwn, mayAssign)
  }

  /// Of whoever is not asked whose a product is.
  public static let unasked = Ownership(isOwn: true) { _ in true }
}
