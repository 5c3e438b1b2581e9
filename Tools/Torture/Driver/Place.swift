import Declarations
import Foundation
import GRDB
import Ledger
import MerkleLog
import Projections
import SampleLedger

/// A folder with a ledger, on which commands are given as an operator gives them.
struct Place {
  let folder: URL
  var ledger: String { folder.appending(path: "ledger.sqlite").path }
  var backup: String { folder.appending(path: "backup").path }
  /// One event, to be appended.
  var event: String { folder.appending(path: "event.json").path }
  /// The size and the root that are to survive.
  private var known: URL { folder.appending(path: "known") }

  init(_ folder: URL) { self.folder = folder }

  func make() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(Appending.lines(900_000..<900_001)).write(to: URL(fileURLWithPath: event))
  }

  func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  func copy(to name: String) throws -> Place {
    let copy = Place(folder.deletingLastPathComponent().appending(path: name))
    try FileManager.default.copyItem(at: folder, to: copy.folder)
    return copy
  }

  // MARK: Commands

  func start(
    _ arguments: [String],
    printingTo output: FileHandle = .nullDevice
  ) throws -> Process {
    let process = Process()
    // Beside this program, built with it.
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "mitm")
    process.arguments = arguments
    process.environment = ["LANG": Language.ofThisRun.rawValue]
    process.standardOutput = output
    let notes = folder.appending(path: "notes")
    try Data().write(to: notes)
    process.standardError = try FileHandle(forWritingTo: notes)
    try process.run()
    return process
  }

  /// Gives a command that has to come to a good end, or one of those that are meant.
  func mitm(_ arguments: [String], orElse codes: [Int32] = []) throws {
    let process = try start(arguments)
    process.waitUntilExit()
    guard process.terminationReason == .exit, ([0] + codes).contains(process.terminationStatus)
    else {
      let notes = try String(contentsOf: folder.appending(path: "notes"), encoding: .utf8)
      throw Lost(
        "mitm \(arguments.joined(separator: " "))",
        "\(process.terminationStatus), \(notes)"
      )
    }
  }

  func append(_ what: String) throws {
    try mitm(["append", event, "--ledger", ledger])
    guard try LedgerReader(at: ledger).size == 1 else {
      throw Lost(
        fr: "après \(what), rien ne peut être ajouté",
        en: "after \(what) nothing can be appended"
      )
    }
  }

  func access(_ name: String) throws {
    try mitm(["access", "create", "--role", "auditor", "--name", name, "--ledger", ledger])
  }

  /// Makes a token, and reads it from what is printed this once.
  func token(_ role: String, _ lab: String) throws -> String {
    let printed = folder.appending(path: "token")
    try Data().write(to: printed)
    let process = try start(
      ["access", "create", "--role", role, "--lab", lab, "--name", "torture", "--ledger", ledger],
      printingTo: FileHandle(forWritingTo: printed)
    )
    process.waitUntilExit()
    let words = try String(contentsOf: printed, encoding: .utf8).split(
      whereSeparator: \.isWhitespace
    )
    guard let token = words.first(where: { $0.hasPrefix("mitm_") }) else {
      throw Lost(fr: "pas de jeton dans \(words)", en: "no token in \(words)")
    }
    return String(token)
  }

  // MARK: What is there

  /// Appends so many events, and notes what has to survive.
  func grow(by count: Int) throws {
    if !has(ledger) {
      try LedgerWriter.create(at: ledger, signing: Appending.key)
      try Data((Appending.key.text + "\n").utf8).write(to: URL(fileURLWithPath: ledger + ".key"))
    }
    let writer = try LedgerWriter(at: ledger, signing: Appending.key)
    let size = try LedgerReader(at: ledger).size
    for start in stride(from: size, to: size + count, by: 100) {
      _ = try Appending.batch(writer, start, min(100, size + count - start))
    }
    try remember()
  }

  /// Takes a ledger as an earlier version left it.
  func takeGolden(_ name: String) throws {
    for (file, suffix) in [("ledger.db", ""), ("ledger.db.head", ".head"), ("signing.key", ".key")]
    {
      let golden = "Tests/Golden/\(name)/\(file)"
      if has(golden) { try FileManager.default.copyItem(atPath: golden, toPath: ledger + suffix) }
    }
    try remember()
  }

  /// The private key that lies beside the ledger.
  func signingKey() throws -> SigningKey {
    let text = try String(contentsOfFile: ledger + ".key", encoding: .utf8)
    return try SigningKey(parsing: text.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  private func remember() throws {
    let reader = try LedgerReader(unguarded: ledger)
    var tree = MerkleFrontier()
    var roots: [String] = [tree.root.base64]
    try reader.forEachBody(in: 0..<reader.size) { _, bytes in
      _ = tree.append(leaf: MerkleTree.leaf(bytes))
      roots.append(tree.root.base64)
    }
    try Data(roots.joined(separator: "\n").utf8).write(to: known)
  }

  /// How many events are to survive.
  func knownSize() throws -> Int { try roots().count - 1 }

  private func roots() throws -> [String] {
    try String(contentsOf: known, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  /// Takes away what is derived: of the index the subjects, of the tree what is above its first levels.
  func damage() throws {
    try DatabaseQueue(path: ledger).inDatabase { db in
      try db.execute(
        sql: """
          DELETE FROM index_run WHERE kind = 1;
          DROP TRIGGER node_delete;
          DELETE FROM node WHERE level > 2;
          """
      )
    }
  }

  // MARK: What has to hold

  /// Whether the ledger has its events as they were, verifies, and is written to.
  @discardableResult
  func check(atLeast size: Int) throws -> Int {
    try checkEvents(size)
    try mitm(["verify", "--ledger", ledger])
    return try Appending.check(ledger, [], say(fr: "registre", en: "ledger"))
  }

  /// Whether a ledger has the first events as they were, by their bytes alone.
  func checkEvents(_ size: Int, in file: String? = nil) throws {
    let acknowledged = Appending.Acknowledged(size: size, root: try roots()[size])
    let what = file ?? say(fr: "registre", en: "ledger")
    try Appending.checkEvents(file ?? ledger, [acknowledged], what)
  }

  /// Whether the events of before are in the ledger, or in what was set aside beside it.
  func checkSomewhere(_ size: Int) throws {
    let aside = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.contains(".before-restore-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
      .map { folder.appending(path: $0).path }
    for file in aside + (has(ledger) ? [ledger] : []) {
      do { return try checkEvents(size, in: file) } catch {}
    }
    throw Lost(
      fr: "ni le registre ni ce qui a été mis de côté n'a les \(size) événements",
      en: "neither the ledger nor what was set aside has the \(size) events"
    )
  }

  /// Whether the backup, whatever was cut off, makes a ledger of at least so many events.
  func checkBackup(atLeast size: Int) throws {
    let copy = folder.appending(path: "from-backup.sqlite").path
    let made = try Backup.restore(from: backup, to: copy)
    defer { Backup.discard(copy) }
    guard made.size >= size else {
      throw Lost(
        fr: "la sauvegarde a \(made.size) événements sur \(size)",
        en: "the backup has \(made.size) events of \(size)"
      )
    }
    try checkEvents(made.size, in: copy)
  }

  /// Whether a grant is there.
  func checkAccess(_ name: String) throws {
    let text = try String(contentsOfFile: ledger + ".access", encoding: .utf8)
    guard text.contains("\"\(name)\"") else {
      throw Lost(fr: "l'accès \(name) a disparu", en: "the grant \(name) is gone")
    }
    try mitm(["access", "list", "--ledger", ledger])
  }
}
