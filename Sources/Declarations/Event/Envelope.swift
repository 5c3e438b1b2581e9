// Most of what is asked of millions of events is what each is called, whom it comes from and what it is about.
// Recorded bytes are canonical, so that one walk along them finds the attributes of the envelope where they
// stand and makes a value of none.

/// Where the attributes of a recorded event stand in its canonical bytes.
///
/// It judges nothing: whoever needs to know that an event is whole reads it as an ``Event``.
public struct Envelope: Sendable {
  /// `source`, without its quotes.
  public private(set) var source = 0..<0
  /// `id`, without its quotes, with its escapes.
  public private(set) var id = 0..<0
  /// `subject`, without its quotes, with its escapes.
  public private(set) var subject = 0..<0
  /// `type`, without its quotes.
  public private(set) var type = 0..<0
  /// `corrects`, without its quotes, with its escapes; nil when the event corrects nothing.
  public private(set) var corrects: Range<Int>?

  /// Finds the attributes; nil when the bytes are no canonical object, or lack an attribute that every event has.
  ///
  /// - Parameter bytes: The canonical bytes of a recorded event.
  public init?(_ bytes: Span<UInt8>) {
    var place = 0
    repeat {
      // Before each member stands the opening brace, or the comma after the last.
      guard let key = Self.text(at: place + 1, bytes),
        let colon = Self.byte(key.upperBound + 1, bytes),
        colon == UInt8(ascii: ":"), let end = Self.end(ofValueAt: key.upperBound + 2, bytes)
      else { return nil }
      guard note(key, key.upperBound + 2..<end, bytes) else { return nil }
      place = end
    } while Self.byte(place, bytes) == UInt8(ascii: ",")
    guard bytes.count == place + 1, bytes[0] == UInt8(ascii: "{"),
      bytes[place] == UInt8(ascii: "}"), !source.isEmpty, !id.isEmpty, !subject.isEmpty,
      !type.isEmpty
    else { return nil }
  }

  /// Keeps the value of an attribute that is asked for; false when that is no text.
  private mutating func note(_ key: Range<Int>, _ value: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    func isKey(_ name: StaticString) -> Bool { Self.holds(key, name, bytes) }
    let text = value.lowerBound + 1..<max(value.upperBound - 1, value.lowerBound + 1)
    if isKey("source") {
      source = text
    } else if isKey("id") {
      id = text
    } else if isKey("subject") {
      subject = text
    } else if isKey("type") {
      type = text
    } else if isKey("corrects") {
      corrects = text
    } else {
      return true
    }
    return bytes[value.lowerBound] == UInt8(ascii: "\"")
  }

  // MARK: Bytes

  /// Whether a part of the bytes is a name.
  static func holds(_ range: Range<Int>, _ name: StaticString, _ bytes: Span<UInt8>) -> Bool {
    range.count == name.utf8CodeUnitCount && bytes.holds(name, at: range.lowerBound)
  }

  private static func byte(_ place: Int, _ bytes: Span<UInt8>) -> UInt8? {
    place < bytes.count ? bytes[place] : nil
  }

  /// The inside of the text that begins with a quote at a place.
  private static func text(at start: Int, _ bytes: Span<UInt8>) -> Range<Int>? {
    guard byte(start, bytes) == UInt8(ascii: "\"") else { return nil }
    var place = bytes.quoteOrBackslash(from: start + 1)
    while byte(place, bytes) == UInt8(ascii: "\\") {
      place = bytes.quoteOrBackslash(from: place + 2)
    }
    return place < bytes.count ? start + 1..<place : nil
  }

  /// Where the value that begins at a place has ended.
  private static func end(ofValueAt start: Int, _ bytes: Span<UInt8>) -> Int? {
    var depth = 0
    var place = start
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "\""):
        guard let text = text(at: place, bytes) else { return nil }
        place = text.upperBound
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return place > start ? place : nil }
        depth -= 1
      case UInt8(ascii: ","):
        if depth == 0 { return place > start ? place : nil }
      default: break
      }
      place += 1
    }
    return nil
  }
}

extension Envelope {
  /// The product that the event is about; nil when it is about something else.
  public func cis(in bytes: Span<UInt8>) -> CIS? {
    guard subject.count == 12, Self.holds(subject.prefix(4), "cis/", bytes) else { return nil }
    var number = 0
    for place in subject.dropFirst(4) {
      guard (0x30...0x39).contains(bytes[place]) else { return nil }
      number = number * 10 + Int(bytes[place] - 0x30)
    }
    return CIS(number: number)
  }

  /// Whether the event is about the ledger itself.
  public func isAboutTheLedger(in bytes: Span<UInt8>) -> Bool {
    Self.holds(subject, "ledger", bytes)
  }

  /// The type of the event; nil when it is not in the catalogue.
  public func type(in bytes: Span<UInt8>) -> EventType? {
    EventType(type, in: bytes)
  }

  /// The name of the event, `<source>#<id>`, in UTF-8.
  public func name(in bytes: Span<UInt8>) -> [UInt8] {
    var name: [UInt8] = []
    name.reserveCapacity(source.count + 1 + id.count)
    for place in source { name.append(bytes[place]) }
    name.append(UInt8(ascii: "#"))
    Self.unescape(id, bytes, into: &name)
    return name
  }

  /// The name of the event that it corrects; nil when it corrects none.
  public func correctedName(in bytes: Span<UInt8>) -> [UInt8]? {
    corrects.map { range in
      var name: [UInt8] = []
      Self.unescape(range, bytes, into: &name)
      return name
    }
  }

  /// A part of the bytes, its escapes left as they are.
  static func text(_ range: Range<Int>, in bytes: Span<UInt8>) -> String {
    String(unsafeUninitializedCapacity: range.count) { text in
      for offset in 0..<range.count { text[offset] = bytes[range.lowerBound + offset] }
      return range.count
    }
  }

  /// Takes the escapes away; a name has printable ASCII alone, so that only quotes and backslashes have one.
  private static func unescape(_ range: Range<Int>, _ bytes: Span<UInt8>, into text: inout [UInt8])
  {
    var place = range.lowerBound
    while place < range.upperBound {
      if bytes[place] == UInt8(ascii: "\\"), place + 1 < range.upperBound { place += 1 }
      text.append(bytes[place])
      place += 1
    }
  }
}
