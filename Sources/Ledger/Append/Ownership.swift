public import Declarations

/// What a lab is to a product: its holder, its operator or neither (*titulaire, exploitant*).
public struct Ownership: Sendable {
  /// Whether it may state anything about the product.
  let isOwn: Bool
  /// Whether it may read what is recorded about the product.
  let mayRead: Bool
  /// Whether it may say who operated the product on a day otherwise than it is recorded: only what no other lab had a
  /// part in, or what is not past.
  let mayRewrite: @Sendable (LegalDate) -> Bool
  /// Whether it may say that another lab operates the product from a day on.
  let mayAssign: @Sendable (LegalDate) -> Bool

  /// Says what it is.
  ///
  /// - Parameters:
  ///   - isOwn: Whether it may state anything about the product.
  ///   - mayRead: Whether it may read what is recorded about it.
  ///   - mayRewrite: Whether it may say who operated it on a day otherwise than it is recorded.
  ///   - mayAssign: Whether it may say that another lab operates it from a day on.
  public init(
    isOwn: Bool,
    mayRead: Bool,
    mayRewrite: @escaping @Sendable (LegalDate) -> Bool,
    mayAssign: @escaping @Sendable (LegalDate) -> Bool
  ) {
    (self.isOwn, self.mayRead) = (isOwn, mayRead)
    (self.mayRewrite, self.mayAssign) = (mayRewrite, mayAssign)
  }

  /// Of whoever is not asked whose a product is.
  public static let unasked = Ownership(
    isOwn: true,
    mayRead: true,
    mayRewrite: { _ in true },
    mayAssign: { _ in true }
  )
}
