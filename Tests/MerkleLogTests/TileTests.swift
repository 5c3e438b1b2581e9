import Foundation
import MerkleLog
import TestSupport
import Testing

@Suite struct `A tiled log` {
  @Test(arguments: [0, 1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000])
  func `holds every hash and entry once`(size: Int) {
    var hashes: [Int: Int] = [:]
    var entries = 0
    for tile in Tile.all(size: size) {
      #expect((1...256).contains(tile.width))
      switch tile.content {
      case .hashes(let level): hashes[level, default: 0] += tile.width
      case .entries: entries += tile.width
      }
    }
    #expect(entries == size)
    var level = 0
    var count = size
    while count > 0 {
      #expect(hashes[level] == count)
      count /= 256
      level += 1
    }
    #expect(hashes.count == level)
    #expect(Set(Tile.all(size: size).map(\.path)).count == Tile.all(size: size).count)
  }

  @Test(
    .enabled(if: SharedFolder.vectors != nil, "the published vectors are not beside the repository")
  )
  func `names its files as published`() throws {
    let file = try #require(SharedFolder.vectors).appending(path: "tlog/tile-paths.json")
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    let vectors = try #require(json as? [String: Any])
    let encodings = try #require(vectors["index_encoding"] as? [String: String])
    for (index, path) in encodings {
      let number = try #require(Int(index))
      // The tile that holds the last of so many entries.
      let last = Tile(content: .entries, index: number, width: 256)
      #expect(last.path == "tile/entries/\(path)")
      #expect(
        Tile(content: .hashes(level: 2), index: number, width: 7).path == "tile/2/\(path).p/7"
      )
    }
    for example in try #require(vectors["partial_examples"] as? [[String: Int]]) {
      let size = try #require(example["tree_size"])
      for level in 0...2 {
        let tiles = Tile.all(size: size).filter { $0.content == .hashes(level: level) }
        let full = example["level\(level)_full"]
        if let full { #expect(tiles.count { $0.width == 256 } == full) }
        let partial = example["level\(level)_partial"]
        if let partial { #expect(tiles.first { $0.width < 256 }?.width ?? 0 == partial) }
      }
    }
  }
}
