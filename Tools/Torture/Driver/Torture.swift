// Kills writers, breaks their disk and hands spoilt bytes to every reader, and looks each time whether anything that was
// acknowledged is lost, whether anything is answered that is not so, and whether anything traps. Every draw comes from a seed, which is printed with whatever goes wrong.

import Foundation

@main
enum Torture {
  static func main() {
    let arguments = Arguments(CommandLine.arguments)
    do {
      if let ledger = arguments.child {
        try Appending.forEver(to: ledger, seed: arguments.seed)
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
      defer { try? FileManager.default.removeItem(at: folder) }
      if arguments.kills > 0 {
        print(try Kills.run(arguments.kills, seed: arguments.seed, in: folder))
      }
      if arguments.faults > 0 {
        print(try Faults.run(arguments.faults, seed: arguments.seed, in: folder))
      }
      if arguments.crowds > 0 {
        print(try Crowd.run(arguments.crowds, seed: arguments.seed, in: folder))
      }
      if arguments.inputs > 0 {
        print(try Inputs.run(arguments.inputs, seed: arguments.seed, in: folder))
      }
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }
}

/// What was asked for: see `Tools/torture`.
struct Arguments {
  let kills: Int
  let faults: Int
  let crowds: Int
  let inputs: Int
  let seed: UInt64
  /// The ledger that this process appends to until it is killed.
  let child: String?
  /// The folder in which this process reads inputs.
  let readers: String?

  init(_ words: [String]) {
    func value(_ name: String) -> String? {
      words.firstIndex(of: name).flatMap { words.dropFirst($0 + 1).first }
    }
    kills = value("--kills").flatMap { Int($0) } ?? 0
    faults = value("--faults").flatMap { Int($0) } ?? 0
    crowds = value("--crowds").flatMap { Int($0) } ?? 0
    inputs = value("--inputs").flatMap { Int($0) } ?? 0
    seed = value("--seed").flatMap { UInt64($0) } ?? 1
    child = value("--append-to")
    readers = value("--read-inputs-in")
  }
}

/// Something was lost, or is not so.
struct Lost: Error, CustomStringConvertible {
  let description: String
}

extension Process {
  /// This program once more, in a process of its own.
  convenience init(again arguments: [String]) {
    self.init()
    executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    self.arguments = arguments
  }
}
