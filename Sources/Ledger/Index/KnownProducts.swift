import Declarations
import GRDB

/// The products that the events of the complete runs are about, each with the first of them: `index_product`.
struct KnownProducts {
  /// Those that are stored; nil until the first run is added.
  private var stored: Set<UInt64>?

  /// Adds the products of the sorted subjects of a run, each with its first event.
  mutating func add(mentionedBy entries: [UInt64], from start: Int, _ db: Database) throws {
    var known = try stored ?? Set(Self.all(db).keys)
    let insertion = try RawStatement("INSERT INTO index_product (cis, first) VALUES (?, ?)", db)
    for entry in entries {
      let key = RunEntry.key(of: entry)
      guard IndexedEvent.product(ofSubject: key) != nil, known.insert(key).inserted else {
        continue
      }
      insertion.bind(Int(key), start + RunEntry.place(of: entry))
      try insertion.run()
    }
    stored = known
  }

  /// What is stored.
  static func all(_ db: Database) throws -> [UInt64: Int] {
    let rows = try RawStatement("SELECT cis, first FROM index_product", db)
    defer { rows.reset() }
    var all: [UInt64: Int] = [:]
    while try rows.step() {
      all[UInt64(truncatingIfNeeded: rows.integer(0))] = rows.integer(1)
    }
    return all
  }

  /// Hands over the products that are known before an event.
  ///
  /// - Returns: Whether each of them could be read.
  static func forEach(
    before size: Int,
    _ db: Database,
    _ body: (_ cis: CIS, _ first: Int) -> Void
  ) throws -> Bool {
    let rows = try RawStatement(
      "SELECT cis, first FROM index_product WHERE first < ? ORDER BY cis",
      db
    )
    defer { rows.reset() }
    rows.bind(size)
    while try rows.step() {
      guard let cis = CIS(number: rows.integer(0)) else { return false }
      body(cis, rows.integer(1))
    }
    return true
  }
}
