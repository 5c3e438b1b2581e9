// The narrow facts of a run of events, packed: numbers in as few bytes as they need (LEB128), texts with
// their length, choices by their place in the catalogue.
//
//   version (1 byte) · sum over all that follows and the first event of the run (8 bytes, the lowest first)
//   then each fact: sequence from the one before · events back to its target, 0 without one ·
//   CIS + 1, 0 for an event about a lab or the ledger, which ends there · type (1 byte) · kinds (2 bytes) ·
//   effective day · length of the rest · what the type states · time of filing (seconds, nanoseconds) · source
//
// The sum tells bytes that are not those that were written; that they say what the events say is verified.

package import Declarations

/// The narrow facts of some events, in the order of their sequence.
package struct NarrowFacts: Sendable {
  /// What stands before the rest of a fact.
  package struct Header: Sendable {
    /// The sequence of the event.
    package let sequence: Int
    /// The sequence of the event that it corrects; nil when it corrects none, or that is read apart.
    package let target: Int?
    /// The product; nil of an event about a lab or the ledger.
    package let cis: CIS?
    let type: UInt8
    let kinds: FactKinds
    let day: Int32
    /// Where what it states begins.
    let payload: Int

    var isReport: Bool { type == Self.report }

    private static let report = UInt8(NarrowFacts.place(of: .stockReported))

    /// The fact, which is read where it is packed; nil where the bytes are none of it.
    func recordedFact(in bytes: [UInt8]) -> RecordedFact? {
      var reader = PackedReader(bytes, from: payload)
      return reader.recordedFact(EventType.allCases[Int(type)], sequence, on: Int(day))
    }
  }

  /// How many events a complete run has.
  package static let run = 1_024

  /// The version of the form: another one is of another program, and is made again.
  private static let version: UInt8 = 4
  private static let header = 9

  /// The packed facts.
  package var bytes: [UInt8] {
    let facts = writer.bytes
    var sum = Self.sum(of: facts, from: 0, run: start)
    var bytes = [Self.version]
    for _ in 0..<8 {
      bytes.append(UInt8(truncatingIfNeeded: sum))
      sum >>= 8
    }
    return bytes + facts
  }

  private var writer = PackedWriter([])
  /// Where each fact is packed before its length is known.
  private var payload = PackedWriter([])
  private let start: Int
  private var last: Int

  /// Begins a run of events.
  package init(from start: Int) {
    self.start = start
    last = start
  }

  /// Adds the next.
  package mutating func append(_ narrow: NarrowFact) {
    writer.write(narrow.sequence - last)
    last = narrow.sequence
    writer.write(narrow.target.map { narrow.sequence - $0 } ?? 0)
    guard let (cis, recorded) = narrow.product, let fact = recorded.fact else {
      writer.write(0)
      return
    }
    writer.write(Int(cis.number) + 1)
    writer.write(byte: UInt8(Self.place(of: fact.type)))
    let kinds = FactKinds(fact).rawValue
    writer.write(byte: UInt8(kinds & 0xFF))
    writer.write(byte: UInt8(kinds >> 8))
    writer.write(signed: recorded.effectiveOn.dayNumber)
    payload.clear()
    payload.write(recorded, fact)
    writer.write(payload.bytes.count)
    writer.write(payload.bytes)
  }

  /// Reads the headers of packed facts, until one is refused.
  ///
  /// - Returns: Whether they could be read to their end.
  static func read(
    _ bytes: [UInt8],
    from start: Int,
    _ body: (Header) throws -> Bool
  ) rethrows -> Bool {
    guard bytes.count >= Self.header, bytes[0] == version else { return false }
    let sum = (1..<Self.header).reversed().reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
    guard sum == self.sum(of: bytes, from: Self.header, run: start) else { return false }
    var reader = PackedReader(bytes, from: Self.header)
    var last = start
    while !reader.isAtEnd {
      guard let header = reader.header(after: last) else { return false }
      last = header.sequence
      guard try body(header) else { return false }
    }
    return true
  }

  /// Eight bytes a step, multiplied and folded: any changed byte changes it.
  private static func sum(of bytes: [UInt8], from start: Int, run: Int) -> UInt64 {
    bytes.withUnsafeBytes { bytes in
      var sum = (UInt64(bytes.count - start) | 1 << 40) ^ UInt64(run) << 16
      var place = start
      while place + 8 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        sum = (sum ^ UInt64(littleEndian: word)) &* 0x9e37_79b9_7f4a_7c15
        sum ^= sum >> 32
        place += 8
      }
      for byte in bytes[place...] { sum = (sum ^ UInt64(byte)) &* 0x9e37_79b9_7f4a_7c15 }
      return sum
    }
  }

  static func place(of type: EventType) -> Int { places[type] ?? 0 }

  private static let places = Dictionary(
    uniqueKeysWithValues: EventType.allCases.enumerated().map { ($1, $0) }
  )
}

extension PackedReader {
  fileprivate mutating func header(after last: Int) -> NarrowFacts.Header? {
    // Damaged bytes hold any number: none of them may overflow.
    guard let step = number(), (0..<1 << 40).contains(step), let back = number(),
      (0...last + step).contains(back), let code = number(), code >= 0
    else { return nil }
    let sequence = last + step
    let target = back == 0 ? nil : sequence - back
    if code == 0 {
      return NarrowFacts.Header(
        sequence: sequence,
        target: target,
        cis: nil,
        type: 0,
        kinds: [],
        day: 0,
        payload: position
      )
    }
    guard let cis = CIS(number: code - 1), let type = byte(),
      EventType.allCases.indices.contains(Int(type)), let low = byte(), let high = byte(),
      let day = signedNumber().flatMap({ Int32(exactly: $0) }), let length = number()
    else { return nil }
    let payload = position
    guard skip(length) else { return nil }
    return NarrowFacts.Header(
      sequence: sequence,
      target: target,
      cis: cis,
      type: type,
      kinds: FactKinds(rawValue: UInt16(low) | UInt16(high) << 8).subtracting(.corrected),
      day: day,
      payload: payload
    )
  }
}
