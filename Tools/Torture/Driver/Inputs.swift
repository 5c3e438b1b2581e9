import Foundation
import SampleLedger

/// Hands bytes that nobody would send to every reader of outside bytes.
///
/// The readers run in a child: one that traps ends the child, and one that does not come to an end is ended by an alarm.
/// What it was reading lies in a file, and stands in the error with its seed.
enum Inputs {
  /// Seconds that one input may take, also on a machine that does other things.
  private static let patience: UInt32 = 60

  static func run(_ inputs: Int, seed: UInt64, in folder: URL) throws -> String {
    let current = folder.appending(path: "current")
    let process = Process(again: [
      "--read-inputs-in", folder.path, "--inputs", String(inputs), "--seed", String(seed),
    ])
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let told = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let kept = FileManager.default.temporaryDirectory.appending(path: "mitm-input-\(seed)")
      try? FileManager.default.removeItem(at: kept)
      try? FileManager.default.copyItem(at: current, to: kept)
      let last = String(decoding: told, as: UTF8.self).split(separator: "\n").last ?? ""
      let status = process.terminationStatus
      throw Lost(
        say(fr: "graine \(seed)", en: "seed \(seed)"),
        fr: """
          un lecteur a fini avec \(status), après « \(last) » ; \
          ce qu'il lisait est dans \(kept.path)
          """,
        en: "a reader ended with \(status), after “\(last)”; \(kept.path) has what it read"
      )
    }
    return String(decoding: told, as: UTF8.self).split(separator: "\n").last.map(String.init) ?? ""
  }

  /// The child: reads until all were read, or one ends it.
  static func readAll(_ inputs: Int, seed: UInt64, in folder: URL) throws -> Never {
    func tell(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }
    let current = folder.appending(path: "current")
    let readers = try Reader.all(in: folder)
    var (taken, refused) = (0, 0)
    for (place, reader) in readers.enumerated() {
      tell(say(fr: "lecteur \(reader.name.said)", en: "reader \(reader.name.said)"))
      // Each reader draws its own, so that one can be added without changing what the others read.
      var random = SplitMix64(seed: seed &+ UInt64(place) &* 0x9E37_79B9)
      for _ in 0..<inputs / readers.count {
        let input = Mutation.of(reader.corpus[random.below(reader.corpus.count)], &random)
        try Data(input).write(to: current)
        alarm(patience)
        do {
          try reader.read(input)
          taken += 1
        } catch {
          refused += 1
        }
      }
    }
    alarm(0)
    tell(
      say(
        fr: """
          Entrées lues par \(readers.count) lecteurs : \(taken + refused) ; acceptées : \(taken), \
          refusées : \(refused), plantages : 0 ; graine \(seed)
          """,
        en: """
          \(taken + refused) inputs read by \(readers.count) readers; \(taken) taken, \
          \(refused) refused, 0 crashes; seed \(seed)
          """
      )
    )
    exit(0)
  }
}

/// How inputs are spoilt.
enum Mutation {
  /// What readers look for: delimiters, limits, and what is no text.
  private static let tokens: [[UInt8]] =
    [
      "\"", "\\", "{", "}", "[", "]", ",", ":", ";", "\t", "\r\n", "\n\n", "\u{0}", "--", "=", "+",
      "/", "null",
      "-1", "0", "9223372036854775808", "1e400", "\\ud800", "\u{FEFF}", "é", "— ", "2026-02-30",
      "00000000",
      "99999999", "<!DOCTYPE x [<!ENTITY a \"b\">]>", "&#0;", "PK\u{3}\u{4}",
      String(repeating: "[", count: 4_000),
      String(repeating: "A", count: 70_000),
    ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xFE, 0xFF]]

  static func of(_ input: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var bytes = input
    for _ in 0..<1 + random.below(4) {
      let place = random.below(bytes.count + 1)
      let end = min(bytes.count, place + random.below(40))
      switch random.below(7) {
      case 0 where place < bytes.count: bytes[place] ^= UInt8(1 << random.below(8))
      case 1 where place < bytes.count: bytes[place] = UInt8(random.below(256))
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count + 1))
      case 4: bytes.removeSubrange(place...)
      default: bytes.insert(contentsOf: tokens[random.below(tokens.count)], at: place)
      }
    }
    return bytes
  }
}
