import Declarations
import Foundation
@testable import Ledger
import MerkleLog
import Projections
import SampleLedger
import TestSupport
import Testing

@Suite struct `A mirror` {
  private func export(_ ledger: TemporaryLedger) throws -> [UInt8] {
    var bytes: [UInt8] = []
    let reader = try ledger.reader()
    try reader.forEachBody(in: 0..<reader.size) { bytes += $1 + [0x0A] }
    return bytes
  }

  private func notes(_ ledger: TemporaryLedger) throws -> [SignedNote] {
    try ledger.reader().checkpoints.map { try SignedNote(parsing: $0.note) }
  }

  @Test
  func `gives the same bytes, roots and receipts`() throws {
    let ledger = try TemporaryLedger.ofEveryKind()
    let path = ledger.folder.appending(path: "mirror.sqlite").path
    let mirror = try Mirror(
      at: path,
      from: DeliveryReader(bytes: export(ledger)),
      checkpoints: notes(ledger),
      key: ledger.key.verifier
    )
    #expect(mirror.size == 5)
    let (original, copy) = (try ledger.reader(), try LedgerReader(at: path))
    #expect(try copy.checkpoints == original.checkpoints)
    for sequence in 0..<5 {
      #expect(try copy.receipt(of: sequence) == original.receipt(of: sequence))
    }
    #expect(try copy.root(of: .init(size: 3)) == original.root(of: .init(size: 3)))
    #expect(try Verification.ofLedger(at: path).isClean)
  }

  @Test
  func `is not made from anything that does not prove out`() throws {
    let ledger = try TemporaryLedger.ofEveryKind()
    let good = try export(ledger)
    let signed = try notes(ledger)
    let lines = good.split(separator: 0x0A).map { Array($0) + [0x0A] }
    let other = try TemporaryLedger.ofEveryKind()
    let text = String(decoding: good, as: UTF8.self)
    let cases: [(String, [UInt8], [SignedNote], VerifierKey)] = [
      ("nothing signed", good, [], ledger.key.verifier),
      ("another key", good, signed, other.key.verifier),
      ("another ledger's checkpoints", good, try notes(other), ledger.key.verifier),
      ("an older checkpoint", good, Array(signed.dropLast()), ledger.key.verifier),
      ("too few events", Array(lines.dropLast().joined()), signed, ledger.key.verifier),
      ("too many", good + lines[0], signed, ledger.key.verifier),
      ("another order", Array(lines.reversed().joined()), signed, ledger.key.verifier),
      (
        "other bytes", Array(text.replacing("vital", with: "unspecified").utf8), signed,
        ledger.key.verifier
      ),
      (
        "not canonical", Array(text.replacing(",\"id\"", with: ", \"id\"").utf8), signed,
        ledger.key.verifier
      ),
      ("no event", Array("{}\n".utf8), signed, ledger.key.verifier),
      ("nothing", [], signed, ledger.key.verifier),
    ]
    for (name, bytes, notes, key) in cases {
      let path = ledger.folder.appending(path: "mirror.sqlite").path
      let error = #expect(throws: LedgerError.self, "\(name)") {
        _ = try Mirror(at: path, from: DeliveryReader(bytes: bytes), checkpoints: notes, key: key)
      }
      #expect(error?.kind == .damaged, "\(name)")
      let left = try FileManager.default.contentsOfDirectory(atPath: ledger.folder.path)
      #expect(!left.contains { $0.hasPrefix("mirror") }, "\(name): \(left)")
    }
  }

  @Test
  func `never takes the place of a ledger`() throws {
    let ledger = try TemporaryLedger.ofEveryKind()
    let error = #expect(throws: LedgerError.self) {
      _ = try Mirror(
        at: ledger.path,
        from: DeliveryReader(bytes: export(ledger)),
        checkpoints: notes(ledger),
        key: ledger.key.verifier
      )
    }
    #expect(error?.kind == .cannotCreate)
  }
}

@Suite struct `Exported tiles` {
  /// Reads a log as any tool of tlog-tiles would: from files alone.
  private struct TiledLog {
    let folder: URL

    func hash(_ level: Int, _ index: Int, size: Int) throws -> Hash {
      let count = size >> (8 * level)
      let width = min(256, count - index / 256 * 256)
      let tile = Tile(content: .hashes(level: level), index: index / 256, width: width)
      let bytes = Array(try Data(contentsOf: folder.appending(path: tile.path)))
      let start = index % 256 * 32
      return try #require(Hash(bytes: Array(bytes[start..<start + 32])))
    }

    /// A perfect subtree from the tile below it.
    func subtree(_ level: Int, _ position: Int, size: Int) throws -> Hash {
      if level % 8 == 0 { return try hash(level / 8, position, size: size) }
      return MerkleTree.node(
        try subtree(level - 1, 2 * position, size: size),
        try subtree(level - 1, 2 * position + 1, size: size)
      )
    }

    func entries(size: Int) throws -> [[UInt8]] {
      try Tile.all(size: size).filter { $0.content == .entries }.flatMap { tile in
        var rest = Array(try Data(contentsOf: folder.appending(path: tile.path)))[...]
        var entries: [[UInt8]] = []
        while rest.count >= 2 {
          let count = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
          rest = rest.dropFirst(2)
          entries.append(Array(rest.prefix(count)))
          rest = rest.dropFirst(count)
        }
        return entries
      }
    }
  }

  @Test(arguments: [0, 1, 5, 256, 300])
  func `hold the whole log`(count: Int) throws {
    let ledger = try TemporaryLedger()
    let folder = ledger.folder.appending(path: "tiles")
    // In two steps: a folder of tiles grows with its log.
    for part in [0..<count / 2, count / 2..<count] where !part.isEmpty {
      try ledger.append(part.map { Sample.qualification(id: "\($0)") }.joined(separator: "\n"))
      _ = try ledger.reader().exportTiles(to: folder)
    }
    let reader = try ledger.reader()
    let export = try reader.exportTiles(to: folder)
    #expect(export.written == 0 || count == 0)
    let note = try String(contentsOf: folder.appending(path: "checkpoint"), encoding: .utf8)
    let checkpoint = try Checkpoint(
      verifying: SignedNote(parsing: note),
      with: ledger.key.verifier
    )
    #expect(checkpoint.size == count)
    let log = TiledLog(folder: folder)
    let root = try MerkleTree.root(size: count) { try log.subtree($0, $1, size: count) }
    #expect(root == checkpoint.root)
    var bodies: [[UInt8]] = []
    try reader.forEachBody(in: 0..<count) { bodies.append($1) }
    #expect(try log.entries(size: count) == bodies)
  }

  @Test
  func `are not written over those of another log`() throws {
    let (ledger, other) = (try TemporaryLedger.ofEveryKind(), try TemporaryLedger.ofEveryKind())
    let folder = ledger.folder.appending(path: "tiles")
    _ = try other.reader().exportTiles(to: folder)
    let error = #expect(throws: LedgerError.self) {
      _ = try ledger.reader().exportTiles(to: folder)
    }
    #expect(error?.kind == .cannotCreate)
  }

  @Test
  func `are not written over what cannot be read`() throws {
    let ledger = try TemporaryLedger.ofEveryKind()
    let folder = ledger.folder.appending(path: "tiles")
    let files = FileManager.default
    try files.createDirectory(at: folder, withIntermediateDirectories: false)
    let checkpoint = folder.appending(path: "checkpoint").path
    try files.createSymbolicLink(atPath: checkpoint, withDestinationPath: checkpoint)
    #expect(throws: CocoaError.self) { _ = try ledger.reader().exportTiles(to: folder) }
    #expect(try files.contentsOfDirectory(atPath: folder.path) == ["checkpoint"])
  }
}
