import Declarations
import Projections

extension Envelope {
  /// A report of stock, read where it stands: most events are one, and rebuilding the index reads each.
  ///
  /// - Parameters:
  ///   - sequence: Its sequence.
  ///   - bytes: The canonical bytes.
  /// - Returns: The product and what it says; nil when it is no report, leaves months out, or is not as the ledger
  ///   writes it, so that it has to be read whole.
  func stockReport(_ sequence: Int, in bytes: Span<UInt8>) -> (CIS, RecordedFact)? {
    guard type(in: bytes) == .stockReported, let cis = cis(in: bytes),
      let (sales, units) = stock(in: bytes),
      let day = try? LegalDate(parsing: text(effectiveOn, in: bytes)),
      let time = try? FilingTime(parsing: text(time, in: bytes)),
      let source = try? Source(parsing: text(source, in: bytes))
    else { return nil }
    let fact = RecordedFact(
      sequence: sequence,
      effectiveOn: day,
      filedAt: time.instant,
      source: source,
      fact: .stockReported(StockReported(units: units, sales12m: sales))
    )
    return (cis, fact)
  }

  /// The numbers of `{"sales12m":…,"units":…}`; nil where it is anything else.
  private func stock(in bytes: Span<UInt8>) -> (sales: Int, units: Int)? {
    var place = data.lowerBound
    func take(_ word: StaticString) -> Bool {
      let end = place + word.utf8CodeUnitCount
      guard end <= data.upperBound, Self.holds(place..<end, word, bytes) else { return false }
      place = end
      return true
    }
    func number() -> Int? {
      let start = place
      var number = 0
      // A quantity has thirteen digits at most.
      while place < data.upperBound, place - start < 14, case 0x30...0x39 = bytes[place] {
        number = number * 10 + Int(bytes[place] - 0x30)
        place += 1
      }
      return place > start && Limits.quantity.contains(number) ? number : nil
    }
    guard take("{\"sales12m\":"), let sales = number(), take(",\"units\":"), let units = number(),
      take("}"), place == data.upperBound
    else { return nil }
    return (sales, units)
  }
}
