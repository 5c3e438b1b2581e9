// Nineteen events in twenty are reports of stock of one and the same form. Whoever reads them by the million goes along
// that form, and makes no tree of values of it. What is not exactly so is read whole.

/// A report of stock (*état de stock*) in its canonical bytes: what it says, and where its texts stand.
///
/// It judges the form and all that is not text; ``Event/init(recorded:)`` judges the texts, too.
package struct CanonicalReport: Sendable {
  /// `actor`, without its quotes.
  let actor: Range<Int>
  /// `id`, without its quotes.
  let id: Range<Int>
  /// `salt`, without its quotes.
  let salt: Range<Int>
  /// `source`, without its quotes: `/labs/…`.
  package let source: Range<Int>
  /// `time`, without its quotes.
  let time: Range<Int>
  /// The product that it is about.
  package let cis: CIS
  /// What it says.
  package let stock: StockReported
  /// The day from which it holds (*date d'effet*).
  package let effectiveOn: LegalDate
  /// When it was filed (*date de dépôt*).
  package let filedAt: Instant
  /// When it was recorded.
  let recordedAt: Instant
  /// Its place, from 0.
  package let sequence: Int

  /// Reads the bytes of a recorded event; nil when they are anything but a report without a reason, a correction, a cause
  /// or excluded months, all of whose texts are plain ASCII: such a one has to be read whole.
  package init?(_ bytes: Span<UInt8>) {
    var place = 0

    /// Goes past a word.
    func take(_ word: StaticString) -> Bool {
      guard bytes.holds(word, at: place) else { return false }
      place += word.utf8CodeUnitCount
      return true
    }
    /// Goes to the end of a text in which nothing is escaped and everything is printable ASCII.
    func text() -> Range<Int> {
      let start = place
      place = bytes.endOfPlainText(from: start)
      return start..<place
    }
    /// Goes past the digits of a whole number as the profile writes it, thirteen of them at most.
    func number() -> Int? {
      let start = place
      var number = 0
      while place < bytes.count, place - start < 14, case 0x30...0x39 = bytes[place] {
        number = number * 10 + Int(bytes[place] - 0x30)
        place += 1
      }
      let hasZero = place - start > 1 && bytes[start] == 0x30
      return place > start && place - start < 14 && !hasZero ? number : nil
    }

    guard take(#"{"actor":""#) else { return nil }
    actor = text()
    guard take(#"","data":{"sales12m":"#), let sales = number(), take(#","units":"#),
      let units = number(), Limits.quantity.contains(sales), Limits.quantity.contains(units),
      take(#"},"effectiveon":""#),
      let day = try? LegalDate(parsing: Envelope.text(text(), in: bytes)), take(#"","id":""#)
    else { return nil }
    (stock, effectiveOn) = (StockReported(units: units, sales12m: sales), day)
    id = text()
    guard take(#"","recordedat":""#), let recordedAt = Instant(recorded: text(), in: bytes),
      take(#"","salt":""#)
    else { return nil }
    self.recordedAt = recordedAt
    salt = text()
    guard take(#"","sequence":""#), let sequence = number(), take(#"","source":""#) else {
      return nil
    }
    self.sequence = sequence
    source = text()
    guard source.count > 6, Envelope.holds(source.prefix(6), "/labs/", bytes),
      take(#"","specversion":"1.0","subject":"cis/"#)
    else { return nil }
    let digits = place
    // Eight digits, zeros in front among them.
    while place < bytes.count, place - digits < 8, case 0x30...0x39 = bytes[place] { place += 1 }
    guard place - digits == 8,
      let cis = try? CIS(parsing: Envelope.text(digits..<place, in: bytes)),
      take(#"","time":""#)
    else { return nil }
    self.cis = cis
    time = text()
    guard let filedAt = Instant(time, in: bytes),
      take(#"","type":"fr.mitm.stock.reported.v1"}"#), place == bytes.count
    else { return nil }
    self.filedAt = filedAt
  }
}

extension CanonicalReport {
  /// The name of the event, `<source>#<id>`, in UTF-8.
  package func name(in bytes: Span<UInt8>) -> [UInt8] {
    var name: [UInt8] = []
    name.reserveCapacity(source.count + 1 + id.count)
    for place in source { name.append(bytes[place]) }
    name.append(UInt8(ascii: "#"))
    for place in id { name.append(bytes[place]) }
    return name
  }

  /// Who states it; nil where that is no lab.
  package func stated(in bytes: Span<UInt8>) -> Source? {
    try? Source(parsing: Envelope.text(source, in: bytes))
  }
}

extension Event {
  /// Reads a report of stock; nil where the bytes have to be read whole, to be taken or to be refused.
  package init?(canonicalReport bytes: Span<UInt8>) {
    guard let report = CanonicalReport(bytes) else { return nil }
    func text(_ range: Range<Int>) -> String { Envelope.text(range, in: bytes) }
    guard let actor = try? FreeText(parsing: text(report.actor)),
      let salt = try? FreeText(parsing: text(report.salt)),
      let id = try? Identifier(parsing: text(report.id)),
      let source = report.stated(in: bytes)
    else { return nil }
    self.init(
      recording: Submission(
        id: id,
        source: source,
        subject: .product(report.cis),
        time: FilingTime(text: text(report.time), instant: report.filedAt),
        effectiveOn: report.effectiveOn,
        judged: .stockReported(report.stock)
      ),
      actor: actor.text,
      at: report.recordedAt,
      sequence: report.sequence,
      salt: salt.text
    )
  }
}
