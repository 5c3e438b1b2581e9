// libFuzzer, which looks at what each input reached in the program and goes on from there. It is in the program only where
// that was built for it (Tools/fuzz), and is looked for by name, so that everybody else builds without.

import Declarations
import Foundation

/// The reader that this process tries: what libFuzzer calls takes nothing but bytes.
///
/// It is set before libFuzzer begins, which calls from the one thread.
nonisolated(unsafe) private var tried: Reader?

/// Lets libFuzzer spoil what each reader of outside bytes takes.
enum Fuzzing {
  private typealias Input = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
  private typealias Words = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private typealias Driver =
    @convention(c) (UnsafeMutablePointer<CInt>, UnsafeMutablePointer<Words?>, Input) -> CInt

  /// Tries every reader, each in a process of its own, which libFuzzer ends where one traps or takes too long.
  static func run(_ runs: Int, seed: UInt64, in folder: URL) throws -> String {
    let readers = try Reader.all(in: folder)
    var done = 0
    for reader in readers {
      let place = folder.appending(path: "fuzzing-\(reader.name.english)")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      let process = Process(again: [
        "--fuzz-reader", reader.name.english, "--fuzz", String(runs), "--seed", String(seed),
        "--in", place.path,
      ])
      let notes = place.appending(path: "notes")
      try Data().write(to: notes)
      process.standardError = try FileHandle(forWritingTo: notes)
      try process.run()
      process.waitUntilExit()
      guard process.terminationReason == .exit, process.terminationStatus == 0 else {
        let last = String(decoding: try Data(contentsOf: notes), as: UTF8.self).suffix(3_000)
        throw Lost(
          reader.name.said,
          fr: "\(last)\nl'entrée est dans \(place.path)",
          en: "\(last)\n\(place.path) has the input"
        )
      }
      done += runs
    }
    return say(
      fr: """
        Entrées faites par libFuzzer et lues par \(readers.count) lecteurs : \(done), \
        plantages : 0 ; graine \(seed)
        """,
      en: """
        \(done) inputs that libFuzzer made read by \(readers.count) readers, \
        0 crashes; seed \(seed)
        """
    )
  }

  /// The child: hands over to libFuzzer, which ends the process.
  static func read(_ name: String, _ runs: Int, seed: UInt64, in folder: URL) throws -> Never {
    guard let symbol = dlsym(nil, "LLVMFuzzerRunDriver") else {
      throw Lost(
        fr: "Ce programme a été construit sans libFuzzer : voir Tools/fuzz.",
        en: "This program was built without libFuzzer: see Tools/fuzz."
      )
    }
    let drive = unsafeBitCast(symbol, to: Driver.self)
    guard let reader = try Reader.all(in: folder).first(where: { $0.name.english == name }) else {
      throw Lost(fr: "Il n'y a pas de lecteur \(name).", en: "There is no reader \(name).")
    }
    let corpus = folder.appending(path: "corpus")
    try FileManager.default.createDirectory(at: corpus, withIntermediateDirectories: true)
    for (number, input) in reader.corpus.enumerated() {
      try Data(input).write(to: corpus.appending(path: "\(number)"))
    }
    let length = (reader.corpus.map(\.count).max() ?? 0) * 2 + 4_096
    tried = reader
    let arguments = [
      "fuzz", "-runs=\(runs)", "-seed=\(seed & 0xFFFF_FFFF | 1)", "-max_len=\(length)",
      "-timeout=60",
      "-rss_limit_mb=4096", "-artifact_prefix=\(folder.path)/", corpus.path,
    ]
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    var count = CInt(arguments.count)
    exit(
      words.withUnsafeMutableBufferPointer { words in
        var first = words.baseAddress
        return drive(&count, &first, readTried)
      }
    )
  }
}

/// Hands bytes to the reader; what it refuses it refuses by throwing.
private func readTried(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  try? tried?.read(input)
  return 0
}
