import Declarations

/// What is written.
enum Appending {
  private static let plain = "plain insert, no index"
  private static let byLine = "append of lines, by the thousand"
  private static let byImport = "append of an import, by the thousand"

  static func measure(_ ledger: BenchmarkLedger, _ table: inout Measurements) throws {
    let batch = 1_000
    let bare = try PlainTable(beside: ledger.path)
    let indexed = try PlainTable(beside: ledger.path, indexed: true)
    let bodies = try ledger.someBodies(limit: batch)
    // The first appends read what the later ones need no more.
    try ledger.append(ledger.submissions(batch))
    for clock in [Clock.processor, .wall] {
      let ending = clock == .wall ? ", wall" : ""
      let frenchEnding = clock == .wall ? ", horloge" : ""
      // In the order of the story, since some correct what others report.
      var (lines, typed): ([[UInt8]], [[Submission]]) = ([], [])
      for _ in 0..<table.runs {
        if table.isMeant(byLine + ending) { lines.append(try ledger.lines(batch)) }
        if table.isMeant(byImport + ending) { typed.append(try ledger.submissions(batch)) }
      }
      try table.alternate(
        by: clock,
        [
          (
            plain + ending, "simple insertion sans index\(frenchEnding)", batch, nil,
            { try bare.insert(bodies) }
          ),
          (
            "plain insert, two indexes" + ending, "simple insertion, deux index\(frenchEnding)",
            batch, plain + ending, { try indexed.insert(bodies) }
          ),
          (
            byLine + ending, "ajout de lignes, par mille\(frenchEnding)", batch, plain + ending,
            { try ledger.append(lines: lines.removeFirst()) }
          ),
          (
            byImport + ending, "ajout d'un import, par mille\(frenchEnding)", batch, plain + ending,
            { try ledger.append(typed.removeFirst()) }
          ),
        ]
      )
    }
    let flat = try FlatFile(beside: ledger.path)
    var single = try (0..<table.runs).map { _ in try ledger.lines(1) }
    try table.alternate(
      by: .wall,
      [
        (
          "flat file, write and sync", "fichier nu, écrit et synchronisé", 1, nil,
          { try flat.append(bodies[0]) }
        ),
        (
          "append of one event", "ajout d'un événement", 1, "flat file, write and sync",
          { try ledger.append(lines: single.removeFirst()) }
        ),
      ]
    )
  }
}
