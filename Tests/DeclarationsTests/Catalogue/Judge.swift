import CanonicalJSON
import Foundation
import TestSupport

/// The Python package `jsonschema`, which knows the schemas and nothing else of this ledger.
enum Judge {
  /// The folder of the schemas in the repository.
  static let schemas = repository.appending(path: "Schema/Events")

  /// Whether a Python with the package is found.
  static var isAvailable: Bool { python != nil }

  /// What the schema of its type says of each case, in order: true when it takes it.
  ///
  /// - Throws: When the judge cannot be run, or ends otherwise than well.
  static func takes(_ cases: [SubmissionCase]) throws -> [Bool] {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "mitm-catalogue-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "cases.ndjson")
    try Data(cases.map(line).joined().utf8).write(to: file)

    let script = here.appending(path: "judge.py")
    let answer = try run((python ?? []) + [script.path, schemas.path, file.path])
    guard answer.status == 0 else { throw Failure(status: answer.status) }
    return answer.text.split(separator: "\n").map { $0 == "true" }
  }

  struct Failure: Error {
    let status: Int32
  }

  private static let here = URL(filePath: #filePath).deletingLastPathComponent()

  /// Tests/DeclarationsTests/Catalogue stands in it.
  private static let repository = here.appending(path: "../../..").standardizedFileURL

  /// The command of the first Python that has the package.
  private static let python: [String]? = [["/usr/bin/env", "python3"], ["/usr/bin/python3"]].first {
    let answer = try? run(
      $0 + ["-c", "from jsonschema import Draft202012Validator"],
      isQuiet: true
    )
    return answer?.status == 0
  }

  private static func line(of testCase: SubmissionCase) -> String {
    let name = JSONValue.string(testCase.name).canonicalText
    let type = JSONValue.string(testCase.type).canonicalText
    return "{\"name\":\(name),\"type\":\(type),\"submission\":\(testCase.text)}\n"
  }

  private static func run(
    _ command: [String],
    isQuiet: Bool = false
  ) throws -> (status: Int32, text: String) {
    let output = Pipe()
    let process = try ChildProcess(
      URL(filePath: command.first ?? ""),
      Array(command.dropFirst()),
      output: output.fileHandleForWriting,
      errors: isQuiet ? nil : .standardError
    )
    try output.fileHandleForWriting.close()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    return (process.wait(.infinity) ?? -1, String(decoding: bytes, as: UTF8.self))
  }
}
