import CanonicalJSON
import Declarations
import SampleLedger
import Testing

/// Whether bytes are the canonical ones is seen while they are read, without writing them again.
@Suite struct `The canonical spelling` {
  private static func expectSeen(_ bytes: [UInt8]) {
    guard let (value, isCanonical) = try? JSONReader.reading(of: bytes) else { return }
    #expect(
      isCanonical == (value.canonicalBytes == bytes),
      "\(String(decoding: bytes, as: UTF8.self))"
    )
  }

  @Test(arguments: [
    #"{"a":1,"b":2}"#, #"{"b":1,"a":2}"#, #"{"a":1, "b":2}"#, #" {"a":1}"#, "{\"a\":1}\n", "[]",
    #"["\"","\\","\b\f\n\r\t","\u0000\u001f"]"#, #"["\/"]"#, #"["\u0041"]"#, #"["\u000A"]"#,
    #"["\u001F"]"#, #"["\u00e9"]"#, #"["é"]"#, #"["\ud83d\ude00"]"#, #"["😀"]"#,
    #"{"a":{"c":1,"b":2}}"#,
    #"[0,-1,9007199254740991]"#, "true", #"["\u0022"]"#, #"["\u007f"]"#,
  ])
  func `is seen while reading`(text: String) throws {
    _ = try JSONReader.value(of: Array(text.utf8))
    Self.expectSeen(Array(text.utf8))
  }

  @Test
  func `is seen in whatever a changed byte makes of an event`() throws {
    var country = SampleCountry(seed: 9, count: 400)
    var random = SplitMix64(seed: 1)
    let pieces = [" ", "\n", #"\u0041"#, #"\/"#, #"\n"#, #"\u001f"#, "é", "\"", ",", #","a":1"#].map
    {
      Array($0.utf8)
    }
    for _ in 0..<400 {
      let bytes = try country.next().canonicalBytes
      Self.expectSeen(bytes)
      for _ in 0..<20 {
        var changed = bytes
        let place = random.below(bytes.count)
        changed.insert(contentsOf: pieces[random.below(pieces.count)], at: place)
        Self.expectSeen(changed)
      }
    }
  }
}
