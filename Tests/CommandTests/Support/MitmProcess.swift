import Foundation
import TestSupport
import Testing

/// One run of a program from outside: what goes in, what comes out, how it ends.
struct MitmProcess {
  /// What a run came to.
  struct Answer {
    /// The exit code, or 128 and the signal, as a shell gives it.
    let status: Int32
    let output: Data
    let notes: String

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: true) }

    /// What was printed, which must be one JSON value.
    func json() throws -> JSON {
      JSON(value: try JSONSerialization.jsonObject(with: output, options: .fragmentsAllowed))
    }
  }

  /// A run that was ended because it took too long.
  struct TimedOut: Error, CustomStringConvertible {
    let description: String
  }

  let executable: URL
  let arguments: [String]
  var environment: [String: String] = [:]
  var folder: URL
  var input = URL(fileURLWithPath: "/dev/null")
  /// Where standard output goes instead of into the answer.
  var output: URL?
  /// Seconds, far more than any run takes on a machine that does other things, too.
  var limit: TimeInterval = 600

  /// Runs to the end, which comes at the latest with the time-out.
  ///
  /// Everything goes through files, so that no full pipe can ever block the two.
  func run() throws -> Answer {
    let scratch = FileManager.default.temporaryDirectory
      .appending(path: "mitm-run-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let printed = scratch.appending(path: "stdout")
    let noted = scratch.appending(path: "stderr")
    for file in [printed, noted] { try Data().write(to: file) }

    let process = try start(
      input: FileHandle(forReadingFrom: input),
      output: FileHandle(forWritingTo: output ?? printed),
      errors: FileHandle(forWritingTo: noted)
    )
    guard let status = process.wait(limit) else {
      process.kill()
      throw TimedOut(description: "\(arguments.joined(separator: " ")) ran beyond \(limit) s")
    }
    return Answer(
      status: status,
      output: try Data(contentsOf: printed),
      notes: String(decoding: try Data(contentsOf: noted), as: UTF8.self)
    )
  }

  /// Starts it, and does not wait.
  func start(
    input: FileHandle? = nil,
    output: FileHandle? = nil,
    errors: FileHandle? = nil
  ) throws -> ChildProcess {
    try ChildProcess(
      executable,
      arguments,
      environment: Self.neutral.merging(environment) { $1 },
      folder: folder,
      input: input,
      output: output,
      errors: errors
    )
  }

  /// The environment of the tests without what changes the program's words or files.
  private static let neutral: [String: String] = {
    var environment = ProcessInfo.processInfo.environment
    for name in environment.keys where name.hasPrefix("LC_") || name.hasPrefix("MITM_") {
      environment[name] = nil
    }
    environment["LANG"] = "en_US.UTF-8"
    return environment
  }()
}

extension MitmProcess {
  /// The binary under test: `MITM_BINARY`, else the one that was built beside the tests.
  static let binary: URL? = {
    if let path = ProcessInfo.processInfo.environment["MITM_BINARY"] {
      return URL(fileURLWithPath: path)
    }
    var starts = Bundle.allBundles.filter { $0.bundlePath.hasSuffix(".xctest") }.map(\.bundleURL)
    starts.append(Bundle.main.bundleURL)
    if let first = CommandLine.arguments.first { starts.append(URL(fileURLWithPath: first)) }
    for start in starts {
      var folder = start.standardizedFileURL.resolvingSymlinksInPath()
      // A test bundle of macOS has its executable three folders down.
      for _ in 0..<5 {
        let candidate = folder.appending(path: "mitm", directoryHint: .notDirectory)
        if isProgram(candidate) { return candidate }
        folder.deleteLastPathComponent()
      }
    }
    return builtFromSources()
  }()

  private static func builtFromSources() -> URL? {
    var folder = URL(fileURLWithPath: #filePath)
    while folder.pathComponents.count > 1 {
      folder.deleteLastPathComponent()
      for products in [".build/debug", ".build/release"] {
        let candidate = folder.appending(path: "\(products)/mitm", directoryHint: .notDirectory)
        if isProgram(candidate) { return candidate }
      }
    }
    return nil
  }

  private static func isProgram(_ url: URL) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory)
      && !isDirectory.boolValue && FileManager.default.isExecutableFile(atPath: url.path)
  }
}

/// Programs of the machine that some tests need and others can do without.
enum Tool {
  static let sqlite = find("sqlite3")
  static let python = find("python3")
  static let setpriv = find("setpriv")
  static let mount = find("mount")
  static let umount = find("umount")
  /// GNU time, whose `-f` prints the memory of one child only.
  static let time: URL? = {
    #if os(Linux)
    find("time")
    #else
    nil
    #endif
  }()

  static func find(_ name: String) -> URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").lazy
      .map { URL(fileURLWithPath: String($0)).appending(path: name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }
}

/// A value of JSON, read loosely: what is absent is nil.
struct JSON {
  let value: Any?

  subscript(key: String) -> JSON { JSON(value: (value as? [String: Any])?[key]) }

  subscript(index: Int) -> JSON {
    let list = list
    return list.indices.contains(index) ? list[index] : JSON(value: nil)
  }

  var text: String? { value as? String }
  var number: Int? { value as? Int }
  var flag: Bool? { value as? Bool }
  var list: [JSON] { (value as? [Any] ?? []).map(JSON.init) }
  var keys: Set<String> { Set((value as? [String: Any] ?? [:]).keys) }
  var numbers: [Int] { list.compactMap(\.number) }

  /// The value without some keys at any depth, in one fixed form.
  func text(leavingOut keys: String...) throws -> String {
    func stripped(_ value: Any) -> Any {
      switch value {
      case let object as [String: Any]:
        object.filter { !keys.contains($0.key) }.mapValues(stripped)
      case let list as [Any]: list.map(stripped)
      default: value
      }
    }
    let bytes = try JSONSerialization.data(
      withJSONObject: stripped(value ?? []),
      options: [.sortedKeys, .fragmentsAllowed]
    )
    return String(decoding: bytes, as: UTF8.self)
  }
}
