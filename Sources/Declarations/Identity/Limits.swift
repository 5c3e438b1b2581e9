/// The limits of numbers in the catalogue.
package enum Limits {
  /// Units of a speciality, units sold, euro cents.
  package static let quantity = 0...1_000_000_000_000
  /// Days of a lowered threshold.
  static let days = 0...366
}
