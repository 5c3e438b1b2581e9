import Declarations
import Foundation
@testable import Ledger
import MerkleLog
import Projections
import TestSupport
import Testing

/// What may happen between the moment at which a restoration says what is lost and the moment at which it is carried out.
@Suite(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"))
struct RestorationTests {
  private let ledger: TemporaryLedger
  /// A copy of its first two events.
  private var copy: String { ledger.path + ".copy" }

  init() throws {
    ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1") + "\n" + Sample.marketing(id: "2"))
    try FileManager.default.copyItem(atPath: ledger.path, toPath: copy)
    try ledger.append(Sample.qualification(id: "3"))
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: ledger.folder.path)
  }

  @Test
  func `nobody appends meanwhile, so that what is said to be lost is all of it`() throws {
    let restoration = try Restoration(of: ledger.path, from: .copy(copy), signing: ledger.key)
    #expect(restoration.lostEvents == 1)
    let busy = #expect(throws: LedgerError.self) {
      try ledger.append(Sample.qualification(id: "4"))
    }
    #expect(busy?.kind == .busy)
    let second = #expect(throws: LedgerError.self) {
      _ = try Restoration(of: ledger.path, signing: ledger.key)
    }
    #expect(second?.kind == .busy)
    let done = try restoration.carryOut(user: "t")
    #expect(done.sequence == 2)
    try ledger.append(Sample.qualification(id: "4"))
    #expect(try Verification.ofLedger(at: ledger.path).isClean)
  }

  @Test func `what was verified is what is put in place, whatever becomes of the copy`() throws {
    let restoration = try Restoration(of: ledger.path, from: .copy(copy), signing: ledger.key)
    try Data("something else".utf8).write(to: URL(fileURLWithPath: copy))
    _ = try restoration.carryOut(user: "t")
    #expect(try Verification.ofLedger(at: ledger.path).isClean)
    #expect(try ledger.reader().size == 3)
  }

  @Test func `what is not carried out leaves nothing`() throws {
    let before = try names()
    _ = try Restoration(of: ledger.path, from: .copy(copy), signing: ledger.key)
    let left = try Set(names()).subtracting(before).filter { $0.contains("restoring") }
    #expect(left == [], "\(left)")
    #expect(try ledger.reader().size == 3)
  }

  /// The file was moved aside and its log was not, when somebody ended the process.
  @Test func `a log that was left behind goes to the file that it is of`() throws {
    let (files, aside) = (FileManager.default, ledger.path + ".before-restore-1")
    // Somebody reads, so that the log keeps what is appended.
    let reader = try ledger.reader()
    try reader.snapshot { _ in
      _ = try reader.size
      try ledger.append(Sample.qualification(id: "5"))
      try files.copyItem(atPath: ledger.path, toPath: aside)
      try files.copyItem(atPath: ledger.path + "-wal", toPath: ledger.path + ".log")
    }
    for suffix in ["", "-wal", "-shm"] { try? files.removeItem(atPath: ledger.path + suffix) }
    try files.moveItem(atPath: ledger.path + ".log", toPath: ledger.path + "-wal")
    try Data("half".utf8).write(to: URL(fileURLWithPath: ledger.path + ".restoring"))
    let restoration = try Restoration(of: ledger.path, from: .copy(copy), signing: ledger.key)
    // Also of what stands in the log alone.
    #expect(restoration.lostEvents == 2 && restoration.lostSize == 4)
    let done = try restoration.carryOut(user: "t")
    #expect(done.before == aside)
    #expect(try LedgerReader(unguarded: aside).size == 4)
    #expect(files.fileExists(atPath: aside + "-wal"))
    #expect(!files.fileExists(atPath: ledger.path + ".restoring"))
    #expect(try Verification.ofLedger(at: ledger.path).isClean)
    // The next one finds a name that is free for all of it.
    let again = try Restoration(of: ledger.path, from: .copy(copy), signing: ledger.key)
      .carryOut(user: "t")
    #expect(again.before == ledger.path + ".before-restore-2")
  }

  /// What an earlier restoration set aside is not what is missing now, and keeps its own log.
  @Test func `a log whose ledger is gone is set aside by itself`() throws {
    let files = FileManager.default
    _ = try Restoration(of: ledger.path, from: .copy(copy), signing: ledger.key).carryOut(user: "t")
    let earlier = try Data(contentsOf: URL(fileURLWithPath: ledger.path + ".before-restore-1"))
    for suffix in ["", "-wal", "-shm"] { try? files.removeItem(atPath: ledger.path + suffix) }
    try Data("frames".utf8).write(to: URL(fileURLWithPath: ledger.path + "-wal"))
    let again = try Restoration(of: ledger.path, from: .copy(copy), signing: ledger.key)
    #expect(again.lostEvents == nil)
    #expect(try again.carryOut(user: "t").before == nil)
    let log = URL(fileURLWithPath: ledger.path + ".before-restore-2-wal")
    #expect(try Data(contentsOf: log) == Data("frames".utf8))
    let kept = try Data(contentsOf: URL(fileURLWithPath: ledger.path + ".before-restore-1"))
    #expect(kept == earlier)
    #expect(try Verification.ofLedger(at: ledger.path).isClean)
  }

  /// A writer that waited for the lock while a restoration put another file in place.
  @Test func `whoever waited looks at the head again`() async throws {
    let (path, key) = (ledger.path, ledger.key)
    var lock: WriterLock? = try WriterLock(ledger: path)
    #expect(lock != nil)
    let waiting = Task.detached {
      try await withCheckedThrowingContinuation { (turn: CheckedContinuation<Void, any Error>) in
        Thread.detachNewThread {
          turn.resume(with: Result { _ = try LedgerWriter(at: path, signing: key) })
        }
      }
    }
    // It has read the ledger, and waits.
    try await Task.sleep(for: .milliseconds(500))
    #expect(rename(copy, path) == 0)
    let head = try Data(contentsOf: ledger.head)
    lock = nil
    let error = await #expect(throws: LedgerError.self) { try await waiting.value }
    #expect(error?.kind == .forked)
    #expect(try Data(contentsOf: ledger.head) == head)
    #expect(try Verification.ofLedger(at: path).problems.map(\.kind) == [.head])
  }

  /// Without a head, too, what was signed is known from what is replaced; and what is put in place says itself that it was.
  @Test func `what is lost is said where no head lies beside`() throws {
    try FileManager.default.removeItem(at: ledger.head)
    let restoration = try Restoration(of: ledger.path, from: .copy(copy), signing: ledger.key)
    #expect(restoration.lostEvents == 1 && restoration.lostSize == 3)
    #expect(restoration.lostEntries == 1)
    _ = try restoration.carryOut(user: "t")
    guard case .ledgerRestored(let said) = try ledger.reader().event(at: 2).submission.fact else {
      Issue.record("no ledger.restored")
      return
    }
    #expect(said.lostSize == 3)
  }

  @Test func `a folder that has the name of a draft is somebody's, and stays`() throws {
    let folder = URL(fileURLWithPath: ledger.path + ".restoring")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    try Data("mine".utf8).write(to: folder.appending(path: "file"))
    #expect(throws: (any Error).self) {
      _ = try Restoration(of: ledger.path, from: .copy(copy), signing: ledger.key)
    }
    let taken = #expect(throws: LedgerError.self) {
      _ = try Restoration(of: ledger.path, from: .backup(folder.path), signing: ledger.key)
    }
    #expect(taken?.kind == .unusable)
    #expect(try String(contentsOf: folder.appending(path: "file"), encoding: .utf8) == "mine")
  }

  @Test
  func `an event that says to have restored other events is found`() throws {
    let restoration = try Restoration(of: ledger.path, from: .copy(copy), signing: ledger.key)
    let text = try RootText(parsing: MerkleTree.emptyRoot.base64)
    _ = try restoration.carryOut(user: "t")
    let event = try ledger.reader().event(at: 2)
    guard case .ledgerRestored(let restored) = event.submission.fact else {
      Issue.record("no ledger.restored")
      return
    }
    let root = try ledger.reader().root(of: .init(size: 2)).base64
    #expect(restored.size == 2 && restored.root.text == root && text.text != root)
    // One who holds the key states it of no events.
    let claim = try Submission(
      id: try Identifier(parsing: "claim"),
      source: .ledger,
      subject: .ledger,
      time: event.submission.time,
      effectiveOn: event.submission.effectiveOn,
      fact: .ledgerRestored(LedgerRestored(size: 0, root: text, lostSize: nil))
    )
    _ = try ledger.writer().append(own: claim, user: "t")
    let problems = try Verification.ofLedger(at: ledger.path).problems
    #expect(problems.map(\.kind) == [.restored] && problems.map(\.sequence) == [3])
  }
}

/// The making of a ledger that was cut off stands in nobody's way.
@Suite struct `A ledger that was half made` {
  @Test func `is made again`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mitm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "ledger.sqlite").path
    let key = SigningKey(name: "test.example/half")
    struct CutOff: Error {}
    #expect(throws: CutOff.self) {
      try LedgerWriter.create(at: path, signing: key) { throw CutOff() }
    }
    #expect(!FileManager.default.fileExists(atPath: path))
    // The head of it lies there already, and so does a draft.
    let empty = try key.checkpoint(size: 0, root: MerkleTree.emptyRoot)
    try Data(empty.note.utf8).write(to: URL(fileURLWithPath: path + ".head"))
    try Data("half".utf8).write(to: URL(fileURLWithPath: path + ".new"))
    let other = SigningKey(name: "test.example/half")
    try LedgerWriter.create(at: path, signing: other)
    _ = try LedgerWriter(at: path, signing: other)
    #expect(try Verification.ofLedger(at: path).isClean)
    #expect(!FileManager.default.fileExists(atPath: path + ".new"))
  }

  /// SQLite would read the one's pages into the other.
  @Test func `is not put beside the log of another`() throws {
    let ledger = try TemporaryLedger()
    let files = FileManager.default
    let reader = try ledger.reader()
    try reader.snapshot { _ in
      _ = try reader.size
      try ledger.append(Sample.qualification(id: "1"))
      try files.copyItem(atPath: ledger.path + "-wal", toPath: ledger.path + ".log")
    }
    for suffix in ["", "-wal", "-shm", ".head"] {
      try? files.removeItem(atPath: ledger.path + suffix)
    }
    try files.moveItem(atPath: ledger.path + ".log", toPath: ledger.path + "-wal")
    let error = #expect(throws: LedgerError.self) {
      try LedgerWriter.create(at: ledger.path, signing: ledger.key)
    }
    #expect(error?.kind == .cannotCreate)
    try Data().write(to: URL(fileURLWithPath: ledger.path + "-wal"))
    try LedgerWriter.create(at: ledger.path, signing: ledger.key)
    #expect(try Verification.ofLedger(at: ledger.path).isClean)
  }

  /// The head of a ledger that had events still keeps another from being made in its place.
  @Test func `is told from one that is gone`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    try FileManager.default.removeItem(atPath: ledger.path)
    let error = #expect(throws: LedgerError.self) {
      try LedgerWriter.create(at: ledger.path, signing: ledger.key)
    }
    #expect(error?.kind == .cannotCreate)
  }
}
