import Declarations
import Foundation
import GRDB
import Projections
import Synchronization

extension ListTile {
  /// The first events, folded as far as the runs reach.
  ///
  /// - Parameters:
  ///   - knownAt: The first events.
  ///   - kept: What the fold keeps; where it is everything, corrections of what moves no list are read apart.
  ///   - db: The ledger.
  /// - Returns: The fold; nil when no run has any of them, one is missing or cannot be read, or the last is not of
  ///   these events.
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  static func fold(
    _ knownAt: KnownAt,
    keeping kept: HistoryFold.Kept,
    _ db: Database
  ) throws -> HistoryFold? {
    guard let count = try count(db) else { return nil }
    let reached = min(count * RunTable.smallest, knownAt.size)
    guard reached > 0 else { return nil }
    let hasOthers = kept == .everything
    let tiles = try RawStatement(
      hasOthers
        ? "SELECT tile, products, index_list.facts, index_other.facts FROM index_list "
          + "LEFT JOIN index_other USING (tile) WHERE tile * ? < ? ORDER BY tile"
        : "SELECT tile, products, facts FROM index_list WHERE tile * ? < ? ORDER BY tile",
      db
    )
    try tiles.bind(RunTable.smallest, reached)
    defer { tiles.reset() }
    let folding = FoldingBehind(upTo: reached, keeping: kept)
    var read: [StoredTile] = []
    while try tiles.step() {
      read.append(StoredTile(tiles, hasOthers: hasOthers))
      if read.count == 64 {
        folding.take(read)
        read = []
      }
    }
    folding.take(read)
    guard var folded = folding.finish() else { return nil }
    for sequence in folded.own.sorted() {
      folded.fold.record(aboutNoProduct: try EventTable.event(at: sequence, db))
    }
    return folded.fold
  }
}

/// A run as it is stored, whatever it holds.
private struct StoredTile: Sendable {
  let tile: Int
  let products: [UInt8]
  let facts: [UInt8]
  /// Nil where they were not asked for.
  let others: [UInt8]?

  init(_ row: RawStatement, hasOthers: Bool) {
    tile = row.integer(0)
    products = Array(row.bytes(1))
    facts = Array(row.bytes(2))
    others = hasOthers ? Array(row.bytes(3)) : nil
  }
}

/// Folds runs on another processor, in their order, while this one reads those behind them.
private final class FoldingBehind: Sendable {
  private let folded: Mutex<FoldedTiles>
  private let queue = DispatchQueue(label: "fold")

  init(upTo size: Int, keeping kept: HistoryFold.Kept) {
    folded = Mutex(FoldedTiles(upTo: size, keeping: kept))
  }

  func take(_ tiles: [StoredTile]) {
    queue.async {
      self.folded.withLock { folded in
        for tile in tiles { folded.take(tile) }
      }
    }
  }

  /// What the runs come to; nil when one is missing or cannot be read.
  func finish() -> FoldedTiles? {
    queue.sync { folded.withLock { $0.finish() } }
  }
}

/// Runs that were folded.
private struct FoldedTiles {
  private let size: Int
  var fold: HistoryFold
  /// The events about a lab or the ledger, of which nothing more is packed.
  private(set) var own: [Int] = []
  private var count = 0
  private var isReadable = true

  init(upTo size: Int, keeping kept: HistoryFold.Kept) {
    self.size = size
    fold = HistoryFold(keeping: kept)
    // Where stocks are reported weekly, some twentieth of the events move lists.
    fold.reserve(size / 16, reports: kept == .everything ? size : 0)
  }

  mutating func take(_ tile: StoredTile) {
    isReadable = isReadable && takes(tile)
  }

  /// Takes a run; false when it is not the next, or cannot be read.
  private mutating func takes(_ tile: StoredTile) -> Bool {
    guard tile.tile == count else { return false }
    count += 1
    let start = tile.tile * RunTable.smallest
    let products = tile.products.withUnsafeBufferPointer {
      KnownProducts.firsts(in: $0, of: tile.tile)
    }
    guard let products,
      fold.record(packed: tile.facts, from: start, below: size, own: { own.append($0) })
    else { return false }
    if let others = tile.others {
      let isRead = fold.record(packedOthers: others, from: start, below: size) { own.append($0) }
      guard isRead else { return false }
    }
    for (key, first) in products where first < size {
      guard let cis = IndexedEvent.product(ofSubject: key) else { return false }
      fold.record(mentionOf: cis, at: first)
    }
    return true
  }

  /// Gives all of it away, so that whoever goes on with the fold need not copy it; nil when a run is missing or cannot be read.
  mutating func finish() -> FoldedTiles? {
    guard isReadable, count * RunTable.smallest >= size else { return nil }
    fold.pass(to: KnownAt(size: size))
    let finished = self
    self = FoldedTiles(upTo: 0, keeping: .lists)
    return finished
  }
}
