import CanonicalJSON
import Compliance
import Declarations
import Foundation
import Ledger
import Projections
import TestSupport
import Testing

/// The edge cases of the domain, by their numbers: events as they are recorded, and what must be answered.
///
/// `EdgeCases/README.md` has the table of all of them.
@Suite("The edge cases") struct EdgeCaseTests {
  /// One case as the file states it.
  struct Case: CustomTestStringConvertible, Sendable {
    let number: Int
    let title: String
    let events: [JSONObject]
    let asks: [Ask]
    var testDescription: String { "\(number): \(title)" }

    init(_ json: [String: Any]) {
      number = json["number"] as? Int ?? 0
      title = json["title"] as? String ?? ""
      events = EdgeCaseTests.objects(json["events"])
      asks = (json["asks"] as? [[String: Any]] ?? []).map(Ask.init)
    }
  }

  /// A question about a day and a size, and what must be answered.
  struct Ask: Sendable {
    let asOf: String
    let knownAt: Int?
    let states: [String: String]
    let pending: [String: Bool]
    let published: [String]?
    let headlines: [String: String]
    let verdicts: [JSONObject]
    let absent: [JSONObject]
    let sanctions: [JSONObject]?

    init(_ json: [String: Any]) {
      asOf = json["asOf"] as? String ?? ""
      knownAt = json["knownAt"] as? Int
      states = json["states"] as? [String: String] ?? [:]
      pending = json["pending"] as? [String: Bool] ?? [:]
      published = json["published"] as? [String]
      headlines = json["headlines"] as? [String: String] ?? [:]
      verdicts = EdgeCaseTests.objects(json["verdicts"])
      absent = EdgeCaseTests.objects(json["absent"])
      sanctions = json["sanctions"].map(EdgeCaseTests.objects)
    }

    /// How many answers are expected.
    var count: Int {
      states.count + pending.count + (published == nil ? 0 : 1) + headlines.count + verdicts.count
        + absent.count + (sanctions == nil ? 0 : 1)
    }
  }

  /// Objects of the profile, read by the ledger's own reader.
  static func objects(_ json: Any?) -> [JSONObject] {
    guard let json, let data = try? JSONSerialization.data(withJSONObject: json) else { return [] }
    return (try? JSONReader.value(of: Array(data)))?.array?.compactMap(\.object) ?? []
  }

  private static let folder = Repository.root.appending(path: "Tests/ComplianceTests/EdgeCases")

  static let cases: [Case] = {
    let data = (try? Data(contentsOf: folder.appending(path: "cases.json"))) ?? Data()
    let json = try? JSONSerialization.jsonObject(with: data)
    return (json as? [[String: Any]] ?? []).map(Case.init)
  }()

  @Test(arguments: cases)
  func `are answered as the semantics say`(edge: Case) throws {
    let ledger = try record(edge)
    let duties = try Duties(Rulebook())
    #expect(!edge.asks.isEmpty)
    for ask in edge.asks {
      #expect(ask.count > 0)
      let day = try LegalDate(parsing: ask.asOf)
      let size = try ask.knownAt ?? ledger.reader().size
      let history = try ledger.reader().wholeHistory(KnownAt(size: size))
      let place = "case \(edge.number) at (\(day), \(size))"
      try checkLists(ask, history, day, place)
      let labs = duties.compliance(in: Docket(history), asOf: day)
      checkVerdicts(ask, labs, place)
      checkSanctions(ask, labs, place)
    }
  }

  @Test(arguments: [("README.md", "yes"), ("README.fr.md", "oui")])
  func `are all seventy in the table, and those that are tested in the file`(
    page: String,
    yes: String
  ) throws {
    let table = try String(contentsOf: Self.folder.appending(path: page), encoding: .utf8)
    let rows = table.split(separator: "\n").compactMap { line -> (Int, String)? in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count >= 3, let number = Int(cells[0]) else { return nil }
      return (number, cells[2])
    }
    #expect(rows.map(\.0).sorted() == Array(1...70))
    let tested = Set(rows.filter { $0.1.hasPrefix(yes) }.map(\.0))
    #expect(tested == Set(Self.cases.map(\.number)))
    #expect(Self.cases.count == tested.count)
  }

  /// Records the events one by one; each must be taken or refused as the case says.
  private func record(_ edge: Case) throws -> TemporaryLedger {
    let ledger = try TemporaryLedger()
    ledger.clock.now = try Instant(parsing: "2026-11-01T12:00:00Z")
    let writer = try ledger.writer()
    for event in edge.events {
      var submission = event
      submission["refused"] = nil
      submission["specversion"] = "1.0"
      submission["type"] = .string("fr.mitm.\(event["type"]?.string ?? "").v1")
      let bytes = JSONValue.object(submission).canonicalBytes
      let outcome = try writer.append(
        [("case \(edge.number)", DeliveryReader(bytes: bytes, piece: 4_096))],
        as: .commandLine(user: "test")
      )[0]
      let rule = outcome.refused.first?.refusal.rule.rawValue
      #expect(
        rule == event["refused"]?.string,
        "case \(edge.number), \(event["id"]?.string ?? ""): \(outcome.refused)"
      )
      #expect(outcome.duplicates == 0)
    }
    return ledger
  }

  private func checkLists(
    _ ask: Ask,
    _ history: History,
    _ day: LegalDate,
    _ place: String
  ) throws {
    for state in ask.states {
      let name = history.state(of: try CIS(parsing: state.key), asOf: day).name.rawValue
      #expect(name == state.value, "\(place): \(state.key)")
    }
    for pending in ask.pending {
      let cis = try CIS(parsing: pending.key)
      let isPending = history.state(of: cis, asOf: day).isWithdrawalPending
      #expect(isPending == pending.value, "\(place): \(pending.key)")
    }
    if let published = ask.published {
      let list = history.publishedList(asOf: day).map(\.cis.description)
      #expect(list == published, "\(place)")
    }
  }

  private func checkVerdicts(_ ask: Ask, _ labs: [LabCompliance], _ place: String) {
    let found = labs.flatMap { entry in
      entry.judgements.map { judgement in
        var row = judgement.json(in: .english)
        row["lab"] = entry.lab?.json
        return row
      }
    }
    for verdict in ask.verdicts {
      let times = found.count { row in
        ["lab", "rule", "cis", "file", "case", "verdict"].allSatisfy { row[$0] == verdict[$0] }
          && (verdict["since"] == nil || row["since"] == verdict["since"])
      }
      let alike = found.filter { $0["rule"] == verdict["rule"] }
      #expect(times == 1, "\(place): \(verdict.members.map(\.value.canonicalText)) in \(alike)")
    }
    for absent in ask.absent {
      let isThere = found.contains { row in absent.members.allSatisfy { row[$0.key] == $0.value } }
      #expect(!isThere, "\(place): \(absent)")
    }
    for headline in ask.headlines {
      let entry = labs.first { $0.lab?.text == headline.key }
      #expect(entry?.headline.rawValue == headline.value, "\(place): \(headline.key)")
    }
  }

  private func checkSanctions(_ ask: Ask, _ labs: [LabCompliance], _ place: String) {
    guard let expected = ask.sanctions else { return }
    let found = labs.flatMap { entry in
      entry.sanctions.map { sanction in
        var row = sanction.json
        row["lab"] = entry.lab?.json
        row["evidence"] = nil
        return row
      }
    }
    #expect(found.count == expected.count, "\(place)")
    for sanction in expected {
      #expect(found.contains(sanction), "\(place): \(sanction) in \(found)")
    }
  }
}
