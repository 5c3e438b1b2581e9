import Declarations
import Foundation
import Ledger
import Projections

/// What is asked over HTTP, on loopback, with wrk, against the same server answering a constant.
enum Serving {
  private static let constant = "a constant, over HTTP"
  private static let list = "list at a past date, over HTTP"
  private static let page = "list at a past date, as a page, over HTTP"
  private static let product = "one product, over HTTP"
  private static let append = "one append, over HTTP"
  private static let names = [constant, list, page, product, append]
  private static let connections = 8

  static func measure(
    _ ledger: BenchmarkLedger,
    _ arguments: Arguments,
    _ table: inout Measurements
  ) throws {
    guard names.contains(where: table.isMeant) else { return }
    guard let mitm = arguments.mitm else {
      return table.note(
        fr: "par HTTP : --mitm ne nomme aucun programme",
        en: "over HTTP: --mitm names no program"
      )
    }
    guard let wrk = program("wrk") else {
      return table.note(fr: "par HTTP : il manque wrk", en: "over HTTP: needs wrk")
    }
    let server = try Server(mitm, ledger)
    defer { server.end() }
    let day = BenchmarkLedger.days.upperBound.adding(days: -300)
    let known = ledger.events / 10 * 9
    let reader = try LedgerReader(at: ledger.path)
    // A lab appends about the products for which it answers, as many as it has.
    let history = try reader.listHistory(KnownAt(size: reader.size))
    let answering = history.subjects.map { cis in
      (cis, history.standing(of: cis, asOf: BenchmarkLedger.days.upperBound).answering)
    }
    guard let declarant = answering.lazy.compactMap(\.1).first else {
      return table.note(fr: "par HTTP : aucune spécialité", en: "over HTTP: no product")
    }
    let products = answering.filter { $0.1 == declarant }.map(\.0)
    let inspector = try server.token("inspector")
    let lab = try server.token("lab", of: declarant)
    let script = ledger.path + ".lua"
    try Self.script(products, declarant).write(toFile: script, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: script) }
    let questions: [(name: String, french: String, path: String, more: [String])] = [
      (constant, "une constante, par HTTP", "/healthz", []),
      (
        list, "liste à une date passée, par HTTP",
        "/api/v1/list?asOf=\(day)&knownAt=\(known)", []
      ),
      (
        page, "liste à une date passée, en page, par HTTP",
        "/list?asOf=\(day)&knownAt=\(known)", []
      ),
      (
        Self.product, "une spécialité, par HTTP",
        "/api/v1/products/\(products[0])?asOf=\(day)&knownAt=\(known)", []
      ),
      (append, "un ajout, par HTTP", "/api/v1/events", ["-s", script]),
    ]
    for question in questions where table.isMeant(question.name) {
      let token = question.more.isEmpty ? inspector : lab
      // The first answer reads what the later ones need no more.
      _ = try ask(wrk, server.address + question.path, token, seconds: 1, question.more)
      var runs: [Answered] = []
      for _ in 0..<table.runs {
        runs.append(try ask(wrk, server.address + question.path, token, seconds: 2, question.more))
      }
      let baseline = question.name == constant ? nil : constant
      table.add(
        question.name,
        fr: question.french,
        each: 1,
        by: .wall,
        runs.map { 1 / $0.rate },
        against: baseline
      )
      for (name, read) in [("p50", \Answered.median), ("p99", \Answered.late)] {
        table.add(
          "  \(name) of it",
          fr: "  dont \(name)",
          each: 1,
          by: .wall,
          runs.map { $0[keyPath: read] },
          against: nil
        )
      }
    }
  }

  /// What wrk says of a run.
  private struct Answered {
    /// Requests a second.
    let rate: Double
    /// Seconds.
    let median: Double
    let late: Double
  }

  private struct Wrong: Error {
    let said: String
  }

  private static func ask(
    _ wrk: String,
    _ address: String,
    _ token: String,
    seconds: Int,
    _ more: [String]
  ) throws -> Answered {
    let said = try output(
      of: wrk,
      ["-t1", "-c\(connections)", "-d\(seconds)s", "--latency"] + more
        + ["-H", "Authorization: Bearer \(token)", address]
    )
    guard !said.contains("Non-2xx"), let rate = number(after: "Requests/sec:", in: said),
      let median = number(after: " 50%", in: said), let late = number(after: " 99%", in: said)
    else { throw Wrong(said: said) }
    return Answered(rate: rate, median: median, late: late)
  }

  /// The number behind a word, in seconds where it has a unit of time.
  private static func number(after word: String, in text: String) -> Double? {
    guard let place = text.range(of: word) else { return nil }
    let number = text[place.upperBound...].split(whereSeparator: \.isWhitespace).first ?? ""
    let units: [(String, Double)] = [("us", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60)]
    for (unit, factor) in units where number.hasSuffix(unit) {
      return Double(number.dropLast(unit.count)).map { $0 * factor }
    }
    return Double(number)
  }

  /// Sends reports of stock that nobody sent before, of one product after the other.
  private static func script(_ products: [CIS], _ lab: Lab) -> String {
    """
    local products = {\(products.map(\.description).joined(separator: ", "))}
    local count = 0
    local start = os.time()
    request = function()
      count = count + 1
      local id = start .. ":" .. tostring(count) .. ":" .. tostring(math.random(1e12))
      local body = '{"specversion":"1.0","id":"' .. id .. '","source":"/labs/\(lab)",' ..
        '"type":"fr.mitm.stock.reported.v1","subject":"cis/' .. products[count % #products + 1] .. '","time":"2026-01-15T10:00:00+01:00",' ..
        '"effectiveon":"2026-01-15","data":{"units":100,"sales12m":1200}}'
      return wrk.format("POST", nil, {["Content-Type"] = "application/cloudevents+json",
        ["Authorization"] = wrk.headers["Authorization"]}, body)
    end
    """
  }

  private static func program(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile)
  }

  private static func output(of program: String, _ words: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = words
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let said = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return said
  }

  /// A server of its own, which ends with the measurement.
  private final class Server {
    let address: String
    private let mitm: String
    private let ledger: BenchmarkLedger
    private let process = Process()

    init(_ mitm: String, _ ledger: BenchmarkLedger) throws {
      (self.mitm, self.ledger) = (mitm, ledger)
      let key = ledger.path + ".key"
      try ledger.writeKey(to: key)
      process.executableURL = URL(fileURLWithPath: mitm)
      process.arguments = ["serve", "--port", "0", "--rate", "0", "--ledger", ledger.path]
      let pipe = Pipe()
      process.standardError = pipe
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      var said = ""
      while !said.contains("http://") {
        let more = pipe.fileHandleForReading.availableData
        guard !more.isEmpty else { throw Wrong(said: said) }
        said += String(decoding: more, as: UTF8.self)
      }
      // Its log goes on, and nobody may have to wait until it is read.
      Thread.detachNewThread {
        while !pipe.fileHandleForReading.availableData.isEmpty {}
      }
      let place = said.range(of: "http://")?.lowerBound ?? said.startIndex
      address = String(said[place...].prefix { !$0.isWhitespace })
    }

    /// A token for a role.
    func token(_ role: String, of lab: Lab? = nil) throws -> String {
      let lab = lab.map { ["--lab", $0.text] } ?? []
      let said = try output(
        of: mitm,
        ["access", "create", "--role", role, "--name", "benchmark", "--ledger", ledger.path] + lab
      )
      guard
        let token = said.split(whereSeparator: \.isWhitespace).first(where: {
          $0.hasPrefix("mitm_")
        })
      else { throw Wrong(said: said) }
      return String(token)
    }

    func end() {
      process.terminate()
      process.waitUntilExit()
      for ending in [".key", ".access", ".reads"] {
        try? FileManager.default.removeItem(atPath: ledger.path + ending)
      }
    }
  }
}
