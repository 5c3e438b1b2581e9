import Foundation
import TestSupport
import Testing

/// A folder of its own for one test, with a fresh ledger in it; it goes when the test ends.
final class Workspace {
  static let product = "60234100"

  let folder: URL
  /// Where the ledger is, where the tests run against a server: its file is then the local copy.
  private let database: TestDatabase?
  /// What every command is told of the ledger.
  let place: [String: String]

  var ledger: URL { folder.appending(path: "ledger.sqlite") }

  init(withLedger: Bool = true) throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "mitm-tests-\(UUID().uuidString)", directoryHint: .isDirectory)
      .resolvingSymlinksInPath()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    database = withLedger ? try TestDatabase() : nil
    let file = folder.appending(path: "ledger.sqlite").path
    place =
      database.map { ["MITM_LEDGER": $0.address, "MITM_REPLICA": file] } ?? ["MITM_LEDGER": file]
    if withLedger { try expect(0, "init") }
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Runs `mitm`; the ledger of the workspace is the one meant unless `--ledger` says otherwise.
  func mitm(
    _ arguments: [String],
    environment: [String: String] = [:],
    input: Data? = nil,
    output: URL? = nil,
    limit: TimeInterval = 600
  ) throws -> MitmProcess.Answer {
    var process = MitmProcess(
      executable: try #require(MitmProcess.binary, "mitm was not built: set MITM_BINARY"),
      arguments: arguments,
      folder: folder
    )
    process.environment = place.merging(environment) { $1 }
    process.output = output
    process.limit = limit
    if let input { process.input = try write("stdin-\(UUID().uuidString)", input) }
    return try process.run()
  }

  /// Runs `mitm`, without ceremony.
  func mitm(_ arguments: String...) throws -> MitmProcess.Answer {
    try mitm(arguments)
  }

  /// Runs `mitm` and expects how it ends.
  @discardableResult
  func expect(
    _ status: Int32,
    _ arguments: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> MitmProcess.Answer {
    let answer = try mitm(arguments)
    #expect(
      answer.status == status,
      "mitm \(arguments.joined(separator: " ")): \(answer.notes)\(answer.text.prefix(2_000))",
      sourceLocation: sourceLocation
    )
    return answer
  }

  /// Runs another program in the folder.
  func run(_ executable: URL, _ arguments: [String]) throws -> MitmProcess.Answer {
    var process = MitmProcess(executable: executable, arguments: arguments, folder: folder)
    process.environment = place
    return try process.run()
  }

  /// Runs a line of shell; `$MITM` is the binary.
  func shell(_ line: String) throws -> MitmProcess.Answer {
    let binary = try #require(MitmProcess.binary)
    var process = MitmProcess(
      executable: URL(fileURLWithPath: "/bin/sh"),
      arguments: ["-c", line],
      folder: folder
    )
    process.environment = place.merging(["MITM": binary.path]) { $1 }
    return try process.run()
  }

  /// Appends lines and expects how it ends.
  @discardableResult
  func append(
    _ drafts: [Draft],
    _ options: [String] = [],
    expecting status: Int32 = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> JSON {
    let text = drafts.map { $0.line + "\n" }.joined()
    let answer = try mitm(["append", "-", "--format", "json"] + options, input: Data(text.utf8))
    #expect(
      answer.status == status,
      "\(answer.notes)\(answer.text)",
      sourceLocation: sourceLocation
    )
    return try answer.json()
  }

  /// Appends lines and expects that they are refused as a whole, without an answer.
  func append(
    _ drafts: [Draft],
    _ options: [String] = [],
    expectingNothing status: Int32,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = drafts.map { $0.line + "\n" }.joined()
    let answer = try mitm(["append", "-"] + options, input: Data(text.utf8))
    #expect(answer.status == status, "\(answer.notes)", sourceLocation: sourceLocation)
    #expect(answer.output.isEmpty && !answer.notes.isEmpty, sourceLocation: sourceLocation)
  }

  /// Writes a file.
  func write(_ name: String, _ bytes: Data) throws -> URL {
    let url = folder.appending(path: name, directoryHint: .notDirectory)
    try bytes.write(to: url)
    return url
  }

  /// Writes a file.
  func write(_ name: String, _ text: String) throws -> URL {
    try write(name, Data(text.utf8))
  }

  /// The file as it is now; nil when there is none.
  func bytes(of name: String) -> Data? {
    try? Data(contentsOf: folder.appending(path: name))
  }

  /// What is in the folder.
  func names() throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
  }

  // MARK: What the ledger says

  var size: Int {
    get throws { try #require(try mitm("verify", "--format", "json").json()["size"].number) }
  }

  /// The entries of the journal that were refused.
  func refused() throws -> [JSON] {
    try mitm("log", "--refused", "--format", "json").json().list
  }

  /// The bytes of every entry that was refused, in order.
  func refusedBodies() throws -> [Data] {
    try refused().map { entry in
      if let text = entry["body"].text { return Data(text.utf8) }
      return try #require(entry["bodyBase64"].text.flatMap { Data(base64Encoded: $0) })
    }
  }

  /// Expects an intact ledger of so many events.
  func expectIntact(size: Int, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let answer = try mitm("verify", "--format", "json")
    #expect(answer.status == 0, "\(answer.notes)", sourceLocation: sourceLocation)
    let json = try answer.json()
    #expect(json["ok"].flag == true, sourceLocation: sourceLocation)
    #expect(json["size"].number == size, sourceLocation: sourceLocation)
  }
}

/// A submission as text, with whatever a test wants to be wrong in it.
struct Draft {
  private(set) var members: [(key: String, json: String)]

  init(_ id: String, _ type: String, by source: String, about subject: String, data: String) {
    members = [
      ("specversion", #""1.0""#), ("id", "\"\(id)\""), ("source", "\"\(source)\""),
      ("type", "\"fr.mitm.\(type).v1\""), ("subject", "\"\(subject)\""),
      ("time", #""2025-07-01T09:00:00+02:00""#), ("effectiveon", #""2025-07-02""#), ("data", data),
    ]
  }

  /// A lab, registered with its SIREN.
  static let atlas = Draft(
    "l1",
    "lab.registered",
    by: "/ansm",
    about: "lab/laboratoires-atlas",
    data: #"{"name":"Atlas","siren":"732829320"}"#
  )

  /// A report of a stock by `/labs/acme` on the product of the workspace.
  static func stock(_ id: String, units: Int = 10, by source: String = "/labs/acme") -> Draft {
    Draft(
      id,
      "stock.reported",
      by: source,
      about: "cis/\(Workspace.product)",
      data: #"{"units":\#(units),"sales12m":100}"#
    )
  }

  /// A retraction of an event about the product of the workspace.
  static func retraction(_ id: String, of target: String, by source: String) -> Draft {
    Draft(id, "event.retracted", by: source, about: "cis/\(Workspace.product)", data: "{}")
      .with("corrects", target).with("reason", "saisi par erreur")
  }

  /// A product that is on the list from 2025-07-05 on: described, qualified, marketed.
  static var listed: [Draft] {
    let subject = "cis/\(Workspace.product)"
    return [
      Draft(
        "p1",
        "product.described",
        by: "/bdpm",
        about: subject,
        data: """
          {"denomination":"ESSAI 500 mg, comprimé","atc":"N02BE01","holder":"acme",\
          "authorisation":"active"}
          """
      ),
      Draft(
        "q1",
        "qualification.declared",
        by: "/labs/acme",
        about: subject,
        data: #"{"ground":"vital","channel":"demarche-numerique","dossier":123}"#
      ),
      Draft(
        "c1",
        "commercialisation.declared",
        by: "/labs/acme",
        about: subject,
        data: #"{"operator":"acme","qualificationDossier":123}"#
      ).with("effectiveon", "2025-07-05"),
    ]
  }

  /// The same with another text in one attribute.
  func with(_ key: String, _ text: String) -> Draft {
    with(key, json: "\"\(text)\"")
  }

  /// The same with another value in one attribute.
  func with(_ key: String, json: String) -> Draft {
    var draft = self
    if let place = members.firstIndex(where: { $0.key == key }) {
      draft.members[place].json = json
    } else {
      draft.members.append((key, json))
    }
    return draft
  }

  /// The same without one attribute.
  func without(_ key: String) -> Draft {
    var draft = self
    draft.members.removeAll { $0.key == key }
    return draft
  }

  /// The same event that takes the place of another.
  func correcting(_ target: String) -> Draft {
    with("corrects", target).with("reason", "chiffre erroné")
  }

  var line: String {
    "{" + members.map { "\"\($0.key)\":\($0.json)" }.joined(separator: ",") + "}"
  }

  /// The same in another order, over several lines.
  var spacedBackwards: String {
    "{\n\t"
      + members.reversed().map { "\"\($0.key)\" :  \($0.json)" }.joined(separator: " ,\r\n  ")
      + "\n}\n"
  }
}
