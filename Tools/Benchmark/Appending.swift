/// What is written.
enum Appending {
  private static let plain = "plain insert, no index"

  static func measure(_ ledger: BenchmarkLedger, _ table: inout Measurements) throws {
    let batch = 1_000
    let bare = try PlainTable(beside: ledger.path)
    let indexed = try PlainTable(beside: ledger.path, indexed: true)
    let bodies = try ledger.someBodies(limit: batch)
    // The first appends read what the later ones need no more.
    try ledger.append(ledger.submissions(batch))
    for clock in [Clock.processor, .wall] {
      let ending = clock == .wall ? ", wall" : ""
      // In the order of the story, since some correct what others report.
      var batches = try (0..<table.runs).map { _ in
        (lines: try ledger.lines(batch), typed: try ledger.submissions(batch))
      }
      try table.alternate(
        by: clock,
        [
          (plain + ending, batch, nil, { try bare.insert(bodies) }),
          (
            "plain insert, two indexes" + ending, batch, plain + ending,
            { try indexed.insert(bodies) }
          ),
          (
            "append of lines, by the thousand" + ending, batch, plain + ending,
            { try ledger.append(lines: batches[0].lines) }
          ),
          (
            "append of an import, by the thousand" + ending, batch, plain + ending,
            { try ledger.append(batches.removeFirst().typed) }
          ),
        ]
      )
    }
    let flat = try FlatFile(beside: ledger.path)
    var single = try (0..<table.runs).map { _ in try ledger.lines(1) }
    try table.alternate(
      by: .wall,
      [
        ("flat file, write and sync", 1, nil, { try flat.append(bodies[0]) }),
        (
          "append of one event", 1, "flat file, write and sync",
          { try ledger.append(lines: single.removeFirst()) }
        ),
      ]
    )
  }
}
