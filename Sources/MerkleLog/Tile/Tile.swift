// C2SP tlog-tiles:
//
//   checkpoint                                the signed note
//   tile/<level>/<index>[.p/<width>]          up to 256 hashes of 32 bytes, one after the other
//   tile/entries/<index>[.p/<width>]          up to 256 entries, each: u16 big-endian length ‖ bytes
//
// A tile of level L holds the hashes of perfect subtrees over 256^L leaves each. `index` is written
// in groups of three digits, all but the last behind an x: 1234067 is x001/x234/067. A tile that is
// not full is partial and says its width.

/// A file of the tiled layout: some of the hashes of one level, or some of the entries.
public struct Tile: Hashable, Sendable {
  /// The hashes or entries of a full tile.
  public static let fullWidth = 256

  /// What the tile holds.
  public enum Content: Hashable, Sendable {
    /// Hashes over 256^level leaves each.
    case hashes(level: Int)
    /// The leaves' bytes.
    case entries
  }

  /// What it holds.
  public let content: Content
  /// Its place among the tiles of its kind, from 0.
  public let index: Int
  /// How many hashes or entries it holds: 1 to 256.
  public let width: Int

  /// Names a tile.
  public init(content: Content, index: Int, width: Int) {
    self.content = content
    self.index = index
    self.width = width
  }

  /// The path of the file below the folder of the log.
  public var path: String {
    let kind =
      switch content {
      case .hashes(let level): String(level)
      case .entries: "entries"
      }
    return "tile/\(kind)/\(Self.groups(index))" + (width < Self.fullWidth ? ".p/\(width)" : "")
  }

  /// The places, among the subtrees or entries of its kind, of what it holds.
  public var range: Range<Int> {
    index * Self.fullWidth..<index * Self.fullWidth + width
  }

  /// Every tile of a tree: the entries, then the hashes level by level.
  public static func all(size: Int) -> [Tile] {
    var tiles = tiles(.entries, count: size)
    var level = 0
    var count = size
    while count > 0 {
      tiles += Self.tiles(.hashes(level: level), count: count)
      count /= fullWidth
      level += 1
    }
    return tiles
  }

  private static func tiles(_ content: Content, count: Int) -> [Tile] {
    let full = count / fullWidth
    let rest = count % fullWidth
    return (0..<full).map { Tile(content: content, index: $0, width: fullWidth) }
      + (rest > 0 ? [Tile(content: content, index: full, width: rest)] : [])
  }

  private static func groups(_ index: Int) -> String {
    var rest = index / 1_000
    var text = threeDigits(index % 1_000)
    while rest > 0 {
      text = "x\(threeDigits(rest % 1_000))/\(text)"
      rest /= 1_000
    }
    return text
  }

  private static func threeDigits(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: 3 - text.utf8.count) + text
  }
}
