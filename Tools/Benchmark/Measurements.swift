import Declarations
import Foundation

/// What a figure counts.
enum Clock: String {
  /// The processor time of this process.
  case processor
  /// The time of the clock on the wall, where the disk or another process decides.
  case wall

  var said: String {
    switch self {
    case .processor: say(fr: "processeur", en: "processor")
    case .wall: say(fr: "horloge", en: "wall")
    }
  }

  var now: Double {
    switch self {
    case .processor: Double(clock()) / Double(CLOCKS_PER_SEC)
    case .wall: Double(DispatchTime.now().uptimeNanoseconds) / 1e9
    }
  }
}

/// Some work and the runs of it.
struct Measurement {
  /// In English, and the key.
  let name: String
  let french: String
  let clock: Clock
  /// How many things one run does.
  let count: Int
  /// The time of each run, in seconds, ascending.
  let seconds: [Double]
  /// What it is compared with.
  let baseline: String?

  var said: String { say(fr: french, en: name) }
  var median: Double { seconds[seconds.count / 2] }
  var perThing: Double { median / Double(max(count, 1)) }
  /// The width of the runs, as a part of the median.
  var spread: Double { ((seconds.last ?? 0) - seconds[0]) / max(median, 1e-12) }
}

/// What was measured of one ledger.
struct Measurements {
  let events: Int
  let runs: Int
  /// The bytes of the tables of the file, and of the events in it.
  var space: (tables: [(name: String, bytes: Int)], events: Int) = ([], 1)
  /// What could not be measured, and why.
  private(set) var absent: [Wording] = []
  private(set) var rows: [Measurement] = []
  /// Only what has this in its name is measured, as for a profile.
  private let only: String?

  init(events: Int, runs: Int, only: String? = nil) {
    self.events = events
    self.runs = runs
    self.only = only
  }

  mutating func note(fr french: String, en english: String) {
    absent.append(Wording(fr: french, en: english))
  }

  func isMeant(_ name: String) -> Bool {
    only.map(name.contains) ?? true
  }

  mutating func measure(
    _ name: String,
    fr french: String,
    each count: Int = 1,
    by clock: Clock = .processor,
    against baseline: String? = nil,
    _ work: @escaping () throws -> Void
  ) throws {
    try alternate(by: clock, [(name, french, count, baseline, work)])
  }

  /// Runs several works in turn, so that whatever the machine does meanwhile befalls them all.
  mutating func alternate(
    by clock: Clock,
    _ works: [(
      name: String, french: String, count: Int, baseline: String?, work: () throws -> Void
    )]
  ) throws {
    let meant = works.filter { isMeant($0.name) }
    var seconds = meant.map { _ in [Double]() }
    for _ in 0..<runs {
      for (index, work) in meant.enumerated() {
        let start = clock.now
        try work.work()
        seconds[index].append(clock.now - start)
      }
    }
    for (work, seconds) in zip(meant, seconds) {
      add(
        work.name,
        fr: work.french,
        each: work.count,
        by: clock,
        seconds,
        against: work.baseline
      )
    }
  }

  mutating func add(
    _ name: String,
    fr french: String,
    each count: Int,
    by clock: Clock,
    _ seconds: [Double],
    against baseline: String? = nil
  ) {
    guard !seconds.isEmpty else { return }
    rows.append(
      Measurement(
        name: name,
        french: french,
        clock: clock,
        count: count,
        seconds: seconds.sorted(),
        baseline: baseline
      )
    )
  }

  private func baseline(of row: Measurement) -> Measurement? {
    rows.first { $0.name == row.baseline }
  }

  func ratio(of row: Measurement) -> Double? {
    baseline(of: row).map { row.perThing / max($0.perThing, 1e-12) }
  }

  // MARK: Printing

  /// How wide names and clocks are printed: French needs more.
  private static let (nameWidth, clockWidth) =
    Language.ofThisRun == .french ? (48, 12) : (42, 10)

  var text: String {
    let (tables, bytes) = space
    let file = tables.reduce(0) { $0 + $1.bytes }
    let each = Double(max(events, 1))
    let stored = file / max(events, 1)
    let part = figure("%.2f", Double(file) / Double(max(bytes, 1)))
    let header = say(
      fr: "\(events) événements ; \(stored) octets chacun dans le fichier, \(part) × les leurs",
      en: "\(events) events; \(stored) bytes each in the file, \(part) × their own"
    )
    let parts = tables.filter { Double($0.bytes) / each >= 0.05 }
      .map { "\($0.name) " + figure("%.1f", Double($0.bytes) / each) }
      .joined(separator: say(fr: " ; ", en: ", "))
    let shares = say(fr: "octets par événement : \(parts)", en: "bytes an event: \(parts)")
    let lines = rows.map { row in
      let ratio = ratio(of: row).map { figure("%9.3f × ", $0) } ?? ""
      let name = row.said.padding(toLength: Self.nameWidth, withPad: " ", startingAt: 0)
      let cost = figure("%13.3f µs  ±%3.0f %%  ", row.perThing * 1e6, row.spread * 50)
      let clock = row.clock.said.padding(toLength: Self.clockWidth, withPad: " ", startingAt: 0)
      return "  \(name)\(cost)\(clock)\(ratio)\(baseline(of: row)?.said ?? "")"
    }
    let gone = absent.map {
      say(fr: "  non mesuré : \($0.french)", en: "  not measured: \($0.english)")
    }
    return ([header, "  \(shares)"] + lines + gone).joined(separator: "\n")
  }

  var json: String {
    let lines = rows.map { row in
      #"{"name":"\#(row.name)","clock":"\#(row.clock.rawValue)","count":\#(row.count),"#
        + String(
          format: #""medianSeconds":%.9f,"minimumSeconds":%.9f,"maximumSeconds":%.9f"#,
          row.median,
          row.seconds[0],
          row.seconds.last ?? 0
        ) + (ratio(of: row).map { String(format: #","ratio":%.4f"#, $0) } ?? "")
        + (row.baseline.map { #","baseline":"\#($0)""# } ?? "") + "}"
    }
    let tables = space.tables.map { #""\#($0.name)":\#($0.bytes)"# }
    let gone = absent.map { #""\#($0.english.replacing("\"", with: "'"))""# }
    return #"{"events":\#(events),"runs":\#(runs),"eventBytes":\#(space.events),"#
      + #""tableBytes":{\#(tables.joined(separator: ","))},"absent":[\#(gone.joined(separator: ","))],"#
      + #""rows":[\#(lines.joined(separator: ","))]}"#
  }
}
