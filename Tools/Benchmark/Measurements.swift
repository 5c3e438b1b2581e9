import Foundation

/// Some work and the runs of it.
struct Measurement {
  let name: String
  /// How many things one run does.
  let count: Int
  /// Processor time of each run, in seconds, ascending.
  let seconds: [Double]
  /// What it is compared with.
  let baseline: String?

  var median: Double { seconds[seconds.count / 2] }
  var perThing: Double { median / Double(max(count, 1)) }
  /// The width of the runs, as a part of the median.
  var spread: Double { ((seconds.last ?? 0) - seconds[0]) / max(median, 1e-12) }
}

/// What was measured of one ledger.
struct Measurements {
  let events: Int
  let runs: Int
  /// The bytes of the file, and of the events in it.
  var space: (file: Int, events: Int) = (0, 1)
  private var rows: [Measurement] = []

  init(events: Int, runs: Int) {
    self.events = events
    self.runs = runs
  }

  mutating func measure(
    _ name: String,
    each count: Int,
    against baseline: String? = nil,
    _ work: () throws -> Void
  ) rethrows {
    var seconds: [Double] = []
    for _ in 0..<runs { seconds.append(try Self.processorTime(work)) }
    rows.append(
      Measurement(name: name, count: count, seconds: seconds.sorted(), baseline: baseline)
    )
  }

  /// The processor time of this process that some work takes, in seconds.
  private static func processorTime(_ work: () throws -> Void) rethrows -> Double {
    let start = clock()
    try work()
    return Double(clock() - start) / Double(CLOCKS_PER_SEC)
  }

  private func ratio(of row: Measurement) -> Double? {
    rows.first { $0.name == row.baseline }.map { row.perThing / max($0.perThing, 1e-12) }
  }

  var text: String {
    let (file, bytes) = space
    let header =
      "\(events) events; \(file / max(events, 1)) bytes each in the file, "
      + String(format: "%.2f × their own", Double(file) / Double(max(bytes, 1)))
    let lines = rows.map { row in
      let ratio = ratio(of: row).map { String(format: "%8.2f × ", $0) + (row.baseline ?? "") } ?? ""
      return "  " + row.name.padding(toLength: 32, withPad: " ", startingAt: 0)
        + String(format: "%12.3f µs  ±%3.0f %%  ", row.perThing * 1e6, row.spread * 50) + ratio
    }
    return ([header] + lines).joined(separator: "\n")
  }

  var json: String {
    let lines = rows.map { row in
      #"{"name":"\#(row.name)","count":\#(row.count),"#
        + String(
          format: #""medianSeconds":%.9f,"minimumSeconds":%.9f,"maximumSeconds":%.9f"#,
          row.median,
          row.seconds[0],
          row.seconds.last ?? 0
        ) + (ratio(of: row).map { String(format: #","ratio":%.3f,"#, $0) } ?? ",")
        + #""baseline":"\#(row.baseline ?? "")"}"#
    }
    return #"{"events":\#(events),"fileBytes":\#(space.file),"eventBytes":\#(space.events),"#
      + #""rows":[\#(lines.joined(separator: ","))]}"#
  }
}
