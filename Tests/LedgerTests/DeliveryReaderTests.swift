import Declarations
import Foundation
import Ledger
import MerkleLog
import SampleLedger
import TestSupport
import Testing

@Suite struct `The reader of deliveries` {
  private func cut(_ text: String, piece: Int = 7) throws -> [(Int, String)] {
    try cut(Array(text.utf8), piece: piece)
      .map { ($0.line, String(decoding: $0.bytes, as: UTF8.self)) }
  }

  private func cut(_ bytes: [UInt8], piece: Int) throws -> [Delivery] {
    var reader = DeliveryReader(bytes: bytes, piece: piece)
    var deliveries: [Delivery] = []
    while let delivery = try reader.next() { deliveries.append(delivery) }
    return deliveries
  }

  @Test(arguments: [1, 2, 7, 1_000])
  func `cuts lines`(piece: Int) throws {
    let text = "\u{FEFF}{\"a\":1}\r\n\n  \n{\"b\":\n{\"c\":\"}\"}\nnonsense\n{\"d\":2}"
    let cut = try cut(text, piece: piece)
    #expect(cut.map(\.0) == [1, 4, 5, 6, 7])
    #expect(cut.map(\.1) == ["{\"a\":1}\r", "{\"b\":", "{\"c\":\"}\"}", "nonsense", "{\"d\":2}"])
  }

  @Test(arguments: [1, 3, 1_000])
  func `cuts arrays over any lines`(piece: Int) throws {
    let text = " [\n {\"a\": [1, \"]\"]},\n\n{\"b\":\n2} , 7, \"x\"]\n"
    let cut = try cut(text, piece: piece)
    #expect(cut.map(\.0) == [2, 4, 5, 5])
    #expect(cut.map(\.1) == ["{\"a\": [1, \"]\"]}", "{\"b\":\n2}", "7", "\"x\""])
  }

  @Test
  func `takes one object over several lines`() throws {
    let text = "\n{\n  \"a\": {\n \"b\": 1 }\n}\n\n"
    let cut = try cut(text)
    #expect(cut.count == 1)
    #expect(cut.first?.0 == 2)
  }

  @Test
  func `takes a first line that breaks off for a line`() throws {
    #expect(try cut("{\"a\":\n{\"b\":1}\n").map(\.1) == ["{\"a\":", "{\"b\":1}"])
  }

  @Test
  func `says that an array has no end`() throws {
    let deliveries = try cut(Array("[{\"a\":1},{\"b\"".utf8), piece: 5)
    #expect(deliveries.count == 2)
    #expect(deliveries.last?.refusal?.rule == .json)
    #expect(try cut(Array("[".utf8), piece: 5).first?.refusal?.rule == .json)
  }

  @Test
  func `refuses what follows an array`() throws {
    #expect(try cut("[{\"a\":1}] {\"b\":2}").map(\.1) == ["{\"a\":1}", "{\"b\":2}"])
  }

  @Test(arguments: ["", " ", "\n\n", "\u{FEFF}", "[]"])
  func `finds nothing in nothing`(text: String) throws {
    #expect(try cut(text).isEmpty)
  }

  @Test
  func `keeps of a very long line its beginning, length and hash`() throws {
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: Delivery.keptLimit + 300_000)
    let bytes = Array("{}\n".utf8) + long + Array("\n{}".utf8)
    let deliveries = try cut(bytes, piece: 65_536)
    #expect(deliveries.map(\.line) == [1, 2, 3])
    #expect(deliveries[1].length == long.count)
    #expect(deliveries[1].digest == Hash(of: long))
    #expect(deliveries[1].bytes == Array(long.prefix(Delivery.keptBeginning)))
    #expect(deliveries[1].refusal?.rule == .size)
  }

  @Test
  func `loses no byte of a line, however the input is cut`() throws {
    var random = SplitMix64(seed: 3)
    let alphabet = Array("{}[]\",:\\ a1\n".utf8)
    for _ in 0..<3_000 {
      let bytes = (0..<random.below(40)).map { _ in random.pick(alphabet) }
      let whole = try cut(bytes, piece: 1_000).map(\.bytes)
      #expect(try cut(bytes, piece: 1).map(\.bytes) == whole)
      let isArray = bytes.first { $0 != 0x20 && $0 != 0x0A } == UInt8(ascii: "[")
      guard !isArray, whole.count > 1 else { continue }
      let lines = bytes.split(separator: 0x0A).map(Array.init)
        .filter { !$0.allSatisfy { $0 == 0x20 } }
      #expect(whole == lines)
    }
  }
}
