import Crypto
import Declarations
import Projections

/// What the index keeps of an event.
///
/// It is found by three keys of forty bits. Two names may share a key, so that whatever is found is read and
/// compared before it is believed.
struct IndexedEvent {
  /// The first forty bits of SHA-256(source # id): names are chosen by those who declare, and nobody may choose
  /// them so that they collide.
  let name: UInt64
  /// What it is about: the CIS of a product, with the next to highest bit where it moves nothing; else a key with the
  /// highest bit.
  let subject: UInt64
  /// Who states it.
  let source: UInt64
  /// The name of the event that it corrects.
  let corrected: [UInt8]?
  /// Whether lists depend on it.
  let decidesLists: Bool
  /// What it says where no list depends on it; nil where nothing looks at that either.
  let other: NarrowFact?

  init(_ event: Event) {
    let submission = event.submission
    name = Self.key(ofName: Array(submission.reference.text.utf8))
    source = Self.key(of: submission.source)
    corrected = submission.corrects.map { Array($0.text.utf8) }
    decidesLists = event.decidesLists
    let movesNothing = Self.movesNothing(submission.type, isCorrection: corrected != nil)
    subject = Self.key(of: submission.subject, movingNothing: movesNothing)
    other = decidesLists ? nil : NarrowFact(event, correcting: nil)
  }

  /// Reads recorded bytes.
  ///
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  static func read(_ sequence: Int, _ bytes: UnsafeBufferPointer<UInt8>) throws -> IndexedEvent {
    if let event = IndexedEvent(report: sequence, bytes.span) ?? IndexedEvent(bytes.span) {
      return event
    }
    // Anything else is read whole, which says what is wrong with it, if anything is.
    return IndexedEvent(try EventTable.event(sequence, Array(bytes)))
  }

  /// Reads a report of stock as the ledger writes it; nil when the bytes are anything else.
  private init?(report sequence: Int, _ bytes: Span<UInt8>) {
    guard let report = CanonicalReport(bytes), report.sequence == sequence,
      let fact = RecordedFact(report, in: bytes)
    else { return nil }
    name = Self.key(ofName: report.name(in: bytes))
    subject = Self.key(of: report.cis, movingNothing: true)
    source = Self.fold(report.source, of: bytes)
    corrected = nil
    decidesLists = false
    other = NarrowFact(fact, about: report.cis)
  }

  /// Reads bytes as the ledger writes them; nil when they are not, or no list depends on what they say.
  private init?(_ bytes: Span<UInt8>) {
    guard let envelope = Envelope(bytes), let type = envelope.type(in: bytes) else { return nil }
    let cis = envelope.cis(in: bytes)
    decidesLists = envelope.isAboutTheLedger(in: bytes) || cis != nil && type.decidesLists
    guard decidesLists else { return nil }
    name = Self.key(ofName: envelope.name(in: bytes))
    source = Self.fold(envelope.source, of: bytes)
    corrected = envelope.correctedName(in: bytes)
    let movesNothing = Self.movesNothing(type, isCorrection: corrected != nil)
    subject =
      cis.map { Self.key(of: $0, movingNothing: movesNothing) }
      ?? Self.fold(envelope.subject, of: bytes)
    other = nil
  }

  /// Adds the event to the entries of each kind.
  ///
  /// - Parameters:
  ///   - entries: The entries, by kind.
  ///   - place: Where it stands in the run.
  ///   - target: The sequence of the event that it corrects.
  func append(to entries: inout [[UInt64]], at place: Int, correcting target: Int?) {
    entries[RunTable.Kind.name.rawValue].append(RunEntry.make(name, at: place))
    entries[RunTable.Kind.subject.rawValue].append(RunEntry.make(subject, at: place))
    entries[RunTable.Kind.source.rawValue].append(RunEntry.make(source, at: place))
    guard let target else { return }
    entries[RunTable.Kind.correction.rawValue].append(RunEntry.make(UInt64(target), at: place))
  }

  /// The key of events about a subject.
  ///
  /// Most events about a product are reports of stock: apart from the others, they are not read where only its state is
  /// asked for.
  ///
  /// - Parameters:
  ///   - subject: The subject.
  ///   - movingNothing: Whether those are meant that move no list and correct nothing; no others tell them apart.
  /// - Returns: The key.
  static func key(of subject: Subject, movingNothing: Bool) -> UInt64 {
    subject.cis.map { key(of: $0, movingNothing: movingNothing) } ?? fold(subject.text)
  }

  private static func key(of cis: CIS, movingNothing: Bool) -> UInt64 {
    UInt64(cis.number) | (movingNothing ? apart : 0)
  }

  /// Whether an event about a product moves no list and corrects nothing.
  static func movesNothing(_ type: EventType, isCorrection: Bool) -> Bool {
    !type.decidesLists && !isCorrection
  }

  /// A bit that no CIS has.
  private static let apart: UInt64 = 1 << 38

  static func key(of source: Source) -> UInt64 {
    fold(source.text)
  }

  static func key(ofName name: [UInt8]) -> UInt64 {
    SHA256.hash(data: name).withUnsafeBytes { digest in
      digest.prefix(5).reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  /// The product of a subject's key; nil when it is of something else.
  static func product(ofSubject key: UInt64) -> CIS? {
    CIS(number: Int(key & ~apart))
  }

  private static func fold(_ text: String) -> UInt64 {
    let bytes = Array(text.utf8)
    return fold(0..<bytes.count, of: bytes.span)
  }

  /// FNV-1a, its upper bits folded on the lower, with a bit that no CIS has.
  private static func fold(_ range: Range<Int>, of bytes: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for place in range { hash = (hash ^ UInt64(bytes[place])) &* 0x0000_0100_0000_01b3 }
    return (hash ^ hash >> 40) & RunEntry.keyLimit | 1 << 39
  }
}
