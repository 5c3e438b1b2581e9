import Declarations
import Foundation
import Schema
import TestSupport
import Testing

/// What no compiler checks: the layers, the lengths, the words, the schemas.
@Suite struct `The sources` {
  private struct File {
    let path: String
    let text: String
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  }

  /// The rooms from the ground up; a room may import those that it names, and no other of ours.
  private static let rooms: [String: Set<String>] = [
    "Schema": [], "CanonicalJSON": [], "MerkleLog": ["Crypto"],
    "Declarations": ["CanonicalJSON"],
    "Projections": ["CanonicalJSON", "Declarations"],
    "Compliance": ["CanonicalJSON", "Declarations", "Projections", "Schema"],
    "Ledger": [
      "CanonicalJSON", "Crypto", "Declarations", "GRDB", "GRDBSQLite", "MerkleLog", "Projections",
      "Schema",
    ],
    "LedgerPostgreSQL": ["CPQ", "Declarations", "Dispatch", "Ledger", "MerkleLog", "Schema"],
    "Spreadsheets": ["CExpat", "CXLSXWriter", "CZip", "Declarations"],
    "PublicRegister": [
      "CanonicalJSON", "Crypto", "Declarations", "MerkleLog", "Projections", "Spreadsheets",
    ],
    "Submissions": [
      "CanonicalJSON", "Declarations", "FoundationNetworking", "MerkleLog", "Projections",
      "Schema", "Spreadsheets",
    ],
    "Reconciliation": [
      "CanonicalJSON", "Declarations", "Projections", "Spreadsheets", "Submissions",
    ],
    "Reports": [
      "CanonicalJSON", "Compliance", "Declarations", "Projections", "Reconciliation",
      "Submissions",
    ],
    "Questions": [
      "CanonicalJSON", "Compliance", "Declarations", "Ledger", "MerkleLog", "Projections",
      "PublicRegister", "Reconciliation", "Reports", "Submissions",
    ],
    "LedgerServer": [
      "CanonicalJSON", "Compliance", "Crypto", "Declarations", "HTTPTypes", "Hummingbird",
      "Ledger", "Logging", "MerkleLog", "NIOCore", "Projections", "Questions", "Reports", "Schema",
      "ServiceLifecycle", "Spreadsheets", "Submissions", "UnixSignals",
    ],
    "SampleLedger": ["CanonicalJSON", "Declarations", "Ledger", "MerkleLog"],
    "mitm": [
      "ArgumentParser", "CZip", "CanonicalJSON", "Compliance", "Declarations", "Ledger",
      "LedgerPostgreSQL", "LedgerServer", "Logging", "MerkleLog",
      "Projections", "PublicRegister", "Questions", "Reconciliation", "Reports", "SampleLedger",
      "Schema",
      "Spreadsheets",
      "Submissions",
    ],
  ]

  /// Modules of the toolchain that pure rooms do without.
  private static let pure: Set<String> = [
    "Schema", "CanonicalJSON", "MerkleLog", "Declarations", "Projections", "Compliance", "Reports",
  ]

  private static func swiftFiles(under folder: String) throws -> [File] {
    let root = Repository.root.appending(path: folder)
    return try FileManager.default.subpathsOfDirectory(atPath: root.path)
      .filter { $0.hasSuffix(".swift") }.sorted()
      .map {
        let text = try String(contentsOf: root.appending(path: $0), encoding: .utf8)
        return File(path: "\(folder)/\($0)", text: text)
      }
  }

  private static func imports(of file: File) -> [String] {
    file.lines.compactMap { line in
      let words = line.split(separator: " ")
      let access = ["public", "package", "internal", "private", "@testable"]
      let index = words.first.map { access.contains(String($0)) } == true ? 1 : 0
      guard words.count == index + 2, words[index] == "import" else { return nil }
      return String(words[index + 1])
    }
  }

  @Test
  func `import only what their room may use`() throws {
    for (room, allowed) in Self.rooms {
      let folder = room == "Schema" ? "Schema" : "Sources/\(room)"
      let files = try Self.swiftFiles(under: folder)
      #expect(!files.isEmpty, "\(folder)")
      for file in files {
        for module in Self.imports(of: file) {
          let isToolchain =
            ["Foundation", "Glibc", "Synchronization"].contains(module) && !Self.pure.contains(room)
          #expect(allowed.contains(module) || isToolchain, "\(file.path) imports \(module)")
        }
      }
    }
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Repository.root.appending(path: "Sources").path
    )
    // Doors to libraries of the system, without a line of ours.
    #expect(
      Set(folders).subtracting(["CExpat", "CPQ", "CXLSXWriter", "CZip"])
        == Set(Self.rooms.keys).subtracting(["Schema"])
    )
  }

  @Test
  func `stay short enough to be read at once`() throws {
    for folder in ["Schema", "Sources", "Tests", "Tools"] {
      for file in try Self.swiftFiles(under: folder) {
        #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines")
      }
    }
  }

  /// What fulfils a protocol is documented there: it has one of a few names, or the linter is told of it
  /// or of its whole extension.
  @Test
  func `say what it is that other rooms see`() throws {
    let declaration =
      #/^ *(?:package|public) (?:[a-z]+(?:\([a-z]+\))? )*?(?:func|struct|enum|class|actor|protocol|typealias|let|var|init|subscript) ?(?<name>[^ (<:]*)/#
    let fulfilling = [
      "==", "+", "bases", "basis", "csv", "json", "lines", "log", "logLevel", "metadata",
    ]
    let told = "// swift-format-ignore: AllPublicDeclarationsHaveDocumentation"
    for file in try Self.swiftFiles(under: "Sources") + Self.swiftFiles(under: "Schema") {
      let lines = file.lines
      var isToldOfAll = false
      for (number, line) in lines.enumerated() {
        if line.hasPrefix(told) {
          isToldOfAll = true
        } else if line.hasSuffix("}"), line.first != " " {
          isToldOfAll = false
        }
        guard !isToldOfAll, let found = line.firstMatch(of: declaration),
          !fulfilling.contains(String(found.name)), !line.contains("subscript(metadataKey")
        else { continue }
        let before = lines[..<number].last { !$0.drop(while: \.isWhitespace).hasPrefix("@") } ?? ""
        let text = before.drop(while: \.isWhitespace)
        let isDocumented = text.hasPrefix("///") || text.hasPrefix(told)
        #expect(isDocumented, "\(file.path):\(number + 1): \(line)")
      }
    }
  }

  @Test
  func `say nothing that they should not`() throws {
    let banned = ["TO" + "DO", "FIX" + "ME", "try" + "!", "fatal" + "Error(", "JSON" + "Decoder"]
    let folders = ["utils", "helpers", "managers", "models"]
    for folder in ["Schema", "Sources", "Tests", "Tools"] {
      for file in try Self.swiftFiles(under: folder) {
        for word in banned {
          #expect(!file.text.contains(word), "\(file.path) says \(word)")
        }
        for name in folders {
          #expect(!file.path.lowercased().contains("/\(name)"), "\(file.path)")
        }
      }
    }
  }

  @Test
  func `carry a schema for every type of the catalogue, and no other`() {
    let names = Set(Schema.eventSchemas.map(\.name))
    let expected = EventType.allCases.map { "\($0.rawValue).v1.schema.json" }
    #expect(names == Set(expected + ["common.schema.json"]))
  }

  @Test
  func `carry the files of the schema byte for byte`() throws {
    let folder = Repository.root.appending(path: "Schema/Migrations")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let files = try names.map {
      try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
    }
    #expect(files.count > 1 && Schema.migrations == files)
  }
}
