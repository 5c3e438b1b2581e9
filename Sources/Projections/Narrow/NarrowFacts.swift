// The narrow facts of a run of events, packed: numbers in as few bytes as they need (LEB128), texts with
// their length, choices by their place in the catalogue.
//
//   version                                                          1 byte
//   then each fact: sequence from the one before · events back to its target, 0 without one ·
//   CIS + 1, 0 for an event about the ledger, which ends there · type · effective day · time of filing,
//   in nanoseconds · source · what the type states

import Declarations

/// The narrow facts of some events, in the order of their sequence.
package struct NarrowFacts: Sendable {
  /// The version of the form: another one is of another program, and is made again.
  static let version: UInt8 = 1

  /// The packed facts.
  package var bytes: [UInt8] { writer.bytes }
  private var writer = PackedWriter([version])
  private var last: Int

  /// Begins a run of events.
  package init(from start: Int) {
    last = start
  }

  /// Adds the next.
  package mutating func append(_ narrow: NarrowFact) {
    writer.write(narrow.sequence - last)
    last = narrow.sequence
    writer.write(narrow.target.map { narrow.sequence - $0 } ?? 0)
    if let (cis, recorded) = narrow.product, let fact = recorded.fact {
      writer.write(Int(cis.number) + 1)
      writer.write(Self.place(of: fact.type))
      writer.write(signed: recorded.effectiveOn.dayNumber)
      writer.write(signed: Int(recorded.filedAt.nanoseconds))
      writer.write(recorded.source)
      writer.write(fact)
    } else {
      writer.write(0)
    }
  }

  /// Reads packed facts.
  ///
  /// - Returns: Whether they could be read to their end.
  package static func read(
    _ bytes: [UInt8],
    from start: Int,
    _ body: (NarrowFact) throws -> Void
  ) rethrows -> Bool {
    guard bytes.first == version else { return false }
    var reader = PackedReader(bytes.dropFirst())
    var last = start
    while !reader.isAtEnd {
      guard let narrow = reader.narrowFact(after: last) else { return false }
      last = narrow.sequence
      try body(narrow)
    }
    return true
  }

  fileprivate static func place(of type: EventType) -> Int { places[type] ?? 0 }

  private static let places = Dictionary(
    uniqueKeysWithValues: EventType.allCases.enumerated().map { ($1, $0) }
  )
}

extension PackedReader {
  fileprivate mutating func narrowFact(after last: Int) -> NarrowFact? {
    // Damaged bytes hold any number: none of them may overflow.
    guard let step = number(), (0..<1 << 40).contains(step), let back = number(),
      (0...last + step).contains(back), let code = number(), code >= 0
    else { return nil }
    let sequence = last + step
    let target = back == 0 ? nil : sequence - back
    if code == 0 { return NarrowFact(sequence: sequence, target: target, product: nil) }
    guard let cis = CIS(number: code - 1), let place = number(),
      EventType.allCases.indices.contains(place), let day = day(),
      let filed = signedNumber(), let source = source(), let fact = fact(EventType.allCases[place])
    else { return nil }
    let recorded = RecordedFact(
      sequence: sequence,
      effectiveOn: day,
      filedAt: Instant(nanoseconds: Int64(filed)),
      source: source,
      fact: fact
    )
    return NarrowFact(sequence: sequence, target: target, product: (cis, recorded))
  }
}
