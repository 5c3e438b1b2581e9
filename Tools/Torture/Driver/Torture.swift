// Kills writers, breaks their disk and hands spoilt bytes to every reader, and looks each time whether anything that was
// acknowledged is lost, whether anything is answered that is not so, and whether anything traps. Every draw comes from a seed; the command that draws the same is printed with whatever goes wrong.

import Declarations
import Foundation
import Ledger

@main
enum Torture {
  static func main() {
    guard let arguments = Arguments(CommandLine.arguments) else {
      let message = say(
        fr: "Incompris : voir Tools/torture.",
        en: "Not understood: see Tools/torture."
      )
      FileHandle.standardError.write(Data("\(message)\n".utf8))
      exit(64)
    }
    do {
      if let ledger = arguments.child {
        try Appending.forEver(to: ledger, seed: arguments.seed)
      }
      if let name = arguments.fuzzed, let folder = arguments.place {
        try Fuzzing.read(
          name,
          arguments.fuzz,
          seed: arguments.seed,
          in: URL(fileURLWithPath: folder, isDirectory: true)
        )
      }
      if let folder = arguments.readers {
        try Inputs.readAll(
          arguments.inputs,
          seed: arguments.seed,
          in: URL(fileURLWithPath: folder, isDirectory: true)
        )
      }
      let folder = FileManager.default.temporaryDirectory
        .appending(path: "mitm-torture-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      if arguments.kills > 0 {
        print(try Kills.run(arguments.kills, seed: arguments.seed, in: folder))
      }
      if arguments.commands > 0 {
        print(try Commands.run(arguments.commands, seed: arguments.seed, in: folder))
      }
      if arguments.faults > 0 {
        print(try Faults.run(arguments.faults, seed: arguments.seed, in: folder))
        print(try Operations.run(arguments.faults / 2, seed: arguments.seed, in: folder))
      }
      if arguments.crowds > 0 {
        print(try Crowd.run(arguments.crowds, seed: arguments.seed, in: folder))
      }
      if arguments.inputs > 0 {
        print(try Inputs.run(arguments.inputs, seed: arguments.seed, in: folder))
      }
      if arguments.fuzz > 0 {
        print(try Fuzzing.run(arguments.fuzz, seed: arguments.seed, in: folder))
      }
      if arguments.requests > 0 {
        print(try Requests.run(arguments.requests, seed: arguments.seed, in: folder))
      }
      try? FileManager.default.removeItem(at: folder)
      // Whatever is lost, or is not so, ends it before this line.
      if arguments.kills + arguments.commands + arguments.faults + arguments.crowds > 0 {
        let seed = arguments.seed
        print(
          say(
            fr: "Événements confirmés et perdus : 0 ; réponses fausses : 0 ; graine \(seed)",
            en: "Acknowledged events lost: 0; wrong answers: 0; seed \(seed)"
          )
        )
      }
    } catch {
      // What it was done to stays, to be looked at.
      var words = CommandLine.arguments.dropFirst().joined(separator: " ")
      if !words.contains("--seed") { words += " --seed 1" }
      let message = (error as? LedgerError)?.message.said ?? "\(error)"
      let again = say(
        fr: "À refaire : Tools/torture \(words)",
        en: "Again: Tools/torture \(words)"
      )
      FileHandle.standardError.write(Data("\(message)\n\(again)\n".utf8))
      exit(1)
    }
  }
}

/// What was asked for: see `Tools/torture`.
struct Arguments {
  let kills: Int
  let commands: Int
  let faults: Int
  let crowds: Int
  let inputs: Int
  let requests: Int
  /// Inputs for each reader, made by libFuzzer.
  let fuzz: Int
  let seed: UInt64
  /// The ledger that this process appends to until it is killed.
  let child: String?
  /// The folder in which this process reads inputs.
  let readers: String?
  /// The reader that this process hands to libFuzzer, and the folder for that.
  let fuzzed: String?
  let place: String?

  /// Reads the words; nil where one is not known or has no value: tried is only what was meant.
  init?(_ words: [String]) {
    var values: [String: String] = [:]
    let names = [
      "--kills", "--commands", "--faults", "--crowds", "--inputs", "--requests", "--seed",
      "--append-to", "--read-inputs-in", "--fuzz", "--fuzz-reader", "--in",
    ]
    var rest = words.dropFirst()
    while let name = rest.popFirst() {
      guard names.contains(name), let value = rest.popFirst() else { return nil }
      values[name] = value
    }
    func number<Number: FixedWidthInteger>(_ name: String, else none: Number) -> Number? {
      values[name].map { Number($0) } ?? none
    }
    guard let kills = number("--kills", else: 0), let faults = number("--faults", else: 0),
      let commands = number("--commands", else: 0), let crowds = number("--crowds", else: 0),
      let inputs = number("--inputs", else: 0), let requests = number("--requests", else: 0),
      let fuzz = number("--fuzz", else: 0), let seed = number("--seed", else: UInt64(1))
    else { return nil }
    (self.kills, self.faults, self.crowds, self.inputs) = (kills, faults, crowds, inputs)
    (self.commands, self.requests, self.fuzz) = (commands, requests, fuzz)
    self.seed = seed
    child = values["--append-to"]
    readers = values["--read-inputs-in"]
    fuzzed = values["--fuzz-reader"]
    place = values["--in"]
  }
}

extension Process {
  /// This program once more, in a process of its own.
  convenience init(again arguments: [String]) {
    self.init()
    executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    self.arguments = arguments
  }
}
