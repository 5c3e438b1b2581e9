import CanonicalJSON
import Foundation
import SampleLedger
import TestSupport
import Testing

@Suite struct `The JSON reader` {
  @Test(arguments: [
    (#"{"b":1,"a":2}"#, #"{"a":2,"b":1}"#),
    (" { \"a\" : [ 1 , true , \"x\" ] } ", #"{"a":[1,true,"x"]}"#),
    (#"{"a":"€\/é"}"#, #"{"a":"€/é"}"#),
    (#"{"a":"\u0001\b\t\n\f\r\"\\"}"#, #"{"a":"\u0001\b\t\n\f\r\"\\"}"#),
    (#"{"a":"\ud83d\udc8a"}"#, #"{"a":"💊"}"#),
    (
      #"{"a":9007199254740991,"b":-9007199254740991,"c":0}"#,
      #"{"a":9007199254740991,"b":-9007199254740991,"c":0}"#
    ),
    (#"{"aB":1,"aa":2,"a1":3}"#, #"{"a1":3,"aB":1,"aa":2}"#),
    ("{}", "{}"),
  ])
  func `takes any spelling and gives the one canonical`(input: String, output: String) throws {
    let value = try JSONReader.value(of: Array(input.utf8))
    #expect(value.canonicalText == output)
    #expect(try JSONReader.value(of: value.canonicalBytes) == value)
  }

  @Test(arguments: [
    (#"{"a":1,"a":2}"#, JSONFault.Reason.duplicateKey("a"), "", 7),
    (#"{"a":1,"\u0061":2}"#, .duplicateKey("a"), "", 7),
    (#"{"A":1}"#, .invalidKey("A"), "", 1),
    (#"{"é":1}"#, .invalidKey("é"), "", 1),
    (#"{"":1}"#, .invalidKey(""), "", 1),
    (#"{"a":null}"#, .null, "a", 5),
    (#"{"a":1.5}"#, .notAnInteger("1.5"), "a", 5),
    (#"{"a":1e3}"#, .notAnInteger("1e3"), "a", 5),
    (#"{"a":-0}"#, .negativeZero, "a", 5),
    (#"{"a":01}"#, .leadingZero("01"), "a", 5),
    (#"{"a":9007199254740992}"#, .integerOutOfRange("9007199254740992"), "a", 5),
    (#"{"a":-9223372036854775808}"#, .integerOutOfRange("-9223372036854775808"), "a", 5),
    (#"{"a":99999999999999999999}"#, .integerOutOfRange("99999999999999999999"), "a", 5),
    (#"{"a":"\ud800"}"#, .loneSurrogate, "a", 6),
    (#"{"a":"\udc00"}"#, .loneSurrogate, "a", 6),
    (#"{"a":"\ud800\u0041"}"#, .loneSurrogate, "a", 6),
    (#"{"a":"\x"}"#, .invalidEscape, "a", 6),
    (#"{"a":"\u12g4"}"#, .invalidEscape, "a", 6),
    ("{\"a\":\"\u{01}\"}", .controlCharacter(1), "a", 6),
    (#"{"a":"#, .unexpectedEnd, "a", 5),
    (#"{"a":"x"#, .unexpectedEnd, "a", 7),
    (#"{"a":1"#, .unexpectedEnd, "", 6),
    (#"{"a":{"b":[1,2,]}}"#, .unexpectedByte(0x5D), "a.b[2]", 15),
    (#"{"a":-}"#, .unexpectedByte(0x2D), "a", 5),
    (#"{"a":1+2}"#, .unexpectedByte(0x2B), "a", 6),
    (#"{"a":--1}"#, .unexpectedByte(0x2D), "a", 6),
    (#"{"a":tru}"#, .unexpectedByte(0x7D), "a", 8),
    (#"{} x"#, .trailingBytes, "", 3),
    ("", .unexpectedEnd, "", 0),
    ("\u{FEFF}{}", .unexpectedByte(0xEF), "", 0),
  ])
  func `says what leaves the profile, and where`(
    input: String,
    reason: JSONFault.Reason,
    path: String,
    offset: Int
  ) throws {
    let fault = #expect(throws: JSONFault.self) { try JSONReader.value(of: Array(input.utf8)) }
    #expect(fault?.reason == reason)
    #expect(fault?.path == path)
    #expect(fault?.offset == offset)
  }

  @Test
  func `counts lines and columns in bytes`() {
    let fault = #expect(throws: JSONFault.self) {
      try JSONReader.value(of: Array("{\n \"a\": 1,\n \"é\": 2}".utf8))
    }
    #expect(fault?.line == 3)
    #expect(fault?.column == 2)
  }

  @Test
  func `takes 16 levels and refuses 17`() throws {
    let nested = { (levels: Int) in
      Array((String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).utf8)
    }
    _ = try JSONReader.value(of: nested(16))
    let fault = #expect(throws: JSONFault.self) { try JSONReader.value(of: nested(17)) }
    #expect(fault?.reason == .tooDeep)
    #expect(throws: JSONFault.self) { try JSONReader.value(of: nested(100_000)) }
  }

  @Test(
    arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]]
  )
  func `refuses bytes that are not UTF-8`(bytes: [UInt8]) {
    let input = Array("{\"a\":\"".utf8) + bytes + Array("\"}".utf8)
    let fault = #expect(throws: JSONFault.self) { try JSONReader.value(of: input) }
    #expect(fault?.reason == .invalidUTF8)
  }

  @Test
  func `never normalises a text`() throws {
    let composed = try JSONReader.value(of: Array(#"{"a":"é"}"#.utf8))
    let decomposed = try JSONReader.value(of: Array("{\"a\":\"e\u{301}\"}".utf8))
    #expect(composed != decomposed)
    #expect(decomposed.canonicalBytes == Array("{\"a\":\"e\u{301}\"}".utf8))
  }

  @Test
  func `survives any bytes`() {
    var random = SplitMix64(seed: 1)
    let alphabet = Array(#"{}[]":,\u0123eE+-. atrfn"#.utf8) + [0x00, 0x0A, 0x80, 0xC3, 0xFF]
    for _ in 0..<20_000 {
      let length = Int.random(in: 0...24, using: &random)
      let bytes = (0..<length).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      guard let value = try? JSONReader.value(of: bytes) else { continue }
      #expect((try? JSONReader.value(of: value.canonicalBytes)) == value)
    }
  }

  /// Every published RFC 8785 vector has a key, a null or a fraction that the profile leaves out, so
  /// the reader must refuse it; the writer is held against the strings of the vectors.
  @Test(
    .enabled(
      if: SharedFolder.vectors != nil,
      "the published vectors are not beside the repository"
    ),
    arguments: [
      ("arrays", JSONFault.Reason.invalidKey("10")), ("french", .invalidKey("péché")),
      ("structures", .invalidKey("1")), ("unicode", .invalidKey("Unnormalized Unicode")),
      ("values", .notAnInteger("333333333.33333329")), ("weird", .invalidKey("€")),
    ]
  )
  func `refuses the published vectors that leave the profile`(
    name: String,
    reason: JSONFault.Reason
  ) throws {
    let folder = try #require(SharedFolder.vectors).appending(path: "jcs-rfc8785/testdata")
    let input = try Data(contentsOf: folder.appending(path: "input/\(name).json"))
    let fault = #expect(throws: JSONFault.self) { try JSONReader.value(of: Array(input)) }
    #expect(fault?.reason == reason)
  }

  @Test(
    .enabled(if: SharedFolder.vectors != nil, "the published vectors are not beside the repository")
  )
  func `spells strings as the published vectors do`() throws {
    let folder = try #require(SharedFolder.vectors).appending(path: "jcs-rfc8785/testdata")
    let output = try String(
      contentsOf: folder.appending(path: "output/values.json"),
      encoding: .utf8
    )
    let text = try JSONReader.value(
      of: Array(#"{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"}"#.utf8)
    )
    let spelled = text.canonicalText.dropFirst().dropLast()
    #expect(output.contains(spelled))
  }
}
