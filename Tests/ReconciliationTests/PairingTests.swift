import CanonicalJSON
import Declarations
import Reconciliation
import Submissions
import Testing

/// Rows whose ids do not tell all, against a ledger of a few events.
@Suite struct `A row that is not what its id says` {
  private static func stock(
    _ id: String,
    _ units: Int,
    cis: String = "60234100",
    on day: String = "2025-07-22",
    corrects: String? = nil
  ) throws -> Submission {
    var object: JSONObject = [
      "specversion": "1.0", "id": .string(id), "source": "/labs/atlas",
      "type": "fr.mitm.stock.reported.v1", "subject": .string("cis/\(cis)"),
      "time": "2025-07-22T09:30:00+02:00", "effectiveon": .string(day),
      "data": .object(["units": .integer(Int64(units)), "sales12m": 24_000]),
    ]
    if let corrects {
      object["corrects"] = .string("/labs/atlas#\(corrects)")
      object["reason"] = "faute de frappe"
    }
    return try Submission(object)
  }

  private static func register(_ rows: [[Column: String]]) -> Register {
    let columns: [Column] = [.id, .cis, .type, .effectiveon, .units]
    let filled = rows.enumerated().map { index, row in
      let known: [Column: String] = [.cis: "60234100", .type: "stock.reported"]
      return RegisterRow(number: index + 2, values: known.merging(row) { $1 })
    }
    return Register(columns: columns, rows: filled)
  }

  private static func classes(
    _ events: [Submission],
    _ rows: [[Column: String]]
  ) throws -> [String] {
    let lab = try Lab(parsing: "atlas")
    let result = try LabLedger(events, of: lab).reconcile(register(rows))
    return result.rows.map { row in
      let fields = row.differences.map(\.column.rawValue)
      let event = row.event.map { " \($0.submission.id.text)" } ?? ""
      return "\(row.class.rawValue)\(event)" + (fields.isEmpty ? "" : " \(fields)")
    }
  }

  @Test
  func `is no duplicate of another product`() throws {
    let events = [try Self.stock("s-1", 10), try Self.stock("s-2", 20, cis: "60000002")]
    let rows: [[Column: String]] = [
      [.id: "s-1", .cis: "60000002", .effectiveon: "2025-07-22", .units: "20"],
      [.id: "s-1", .effectiveon: "2025-07-25", .units: "10"],
    ]
    #expect(
      try Self.classes(events, rows) == ["differs s-2 [\"id\"]", "differs s-1 [\"effectiveon\"]"]
    )
  }

  @Test
  func `is the event that replaced the one with its id, when it was brought up to date`() throws {
    let events = [try Self.stock("s-1", 10), try Self.stock("s-2", 11, corrects: "s-1")]
    func row(_ id: String, _ units: String) -> [[Column: String]] {
      [[.id: id, .effectiveon: "2025-07-22", .units: units]]
    }
    #expect(try Self.classes(events, row("s-1", "11")) == ["matched s-2"])
    #expect(try Self.classes(events, row("s-1", "12")) == ["differs s-2 [\"units\"]"])
    #expect(
      try Self.classes(events, row("s-1", "10")) == ["corrected s-1", "missing-in-register s-2"]
    )
    // The same without an id.
    #expect(try Self.classes(events, row("", "11")) == ["matched s-2"])
    #expect(try Self.classes(events, row("", "12")) == ["differs s-2 [\"units\"]"])
    #expect(
      try Self.classes(events, row("", "10")) == ["corrected s-1", "missing-in-register s-2"]
    )
  }

  @Test
  func `is suggested under an id that is free`() throws {
    let lab = try Lab(parsing: "atlas")
    let events = [try Self.stock("stock.reported:60234100:2025-08-01", 1, on: "2025-07-01")]
    let rows: [[Column: String]] = ["10", "20"].map { [.effectiveon: "2025-08-01", .units: $0] }
    let register = Register(
      columns: [.cis, .type, .effectiveon, .units, .sales12m],
      rows: Self.register(rows).rows.map { row in
        RegisterRow(number: row.number, values: row.values.merging([.sales12m: "5"]) { $1 })
      }
    )
    let result = try LabLedger(events, of: lab).reconcile(register)
    let suggestions = result.rows.flatMap(\.suggestions)
    #expect(Set(suggestions.map(\.id.text)).count == suggestions.count)
    let settled = try LabLedger(events, of: lab).reconcile(register, then: suggestions)
    #expect(settled.isSettled)
  }

  private static let asked: [Column: String] = [
    .cis: "60234100", .type: "stock.reported", .effectiveon: "2025-07-22", .units: "10",
    .sales12m: "24000",
  ]

  private static func rows(_ differing: [[Column: String]], _ columns: [Column]) -> Register {
    Register(
      columns: columns,
      rows: differing.enumerated().map { index, row in
        RegisterRow(number: index + 2, values: asked.merging(row) { $1 })
      }
    )
  }

  private static let columns: [Column] = [.id, .cis, .type, .effectiveon, .units, .sales12m]

  @Test
  func `is settled without bringing back what was corrected before`() throws {
    let lab = try Lab(parsing: "atlas")
    let events = [
      try Self.stock("s-1", 10), try Self.stock("s-2", 11, corrects: "s-1"),
      try Self.stock("s-3", 12, on: "2025-08-01"),
    ]
    let ledger = LabLedger(events, of: lab)
    let register = Self.rows(
      [[.units: "13"], [.units: "12", .effectiveon: "2025-08-01"]],
      Self.columns.filter { $0 != .id }
    )
    let open = try ledger.reconcile(register)
    let suggested = open.rows.flatMap(\.suggestions)
    #expect(suggested.map(\.fact.type) == [.eventRetracted, .stockReported])
    let settled = try ledger.reconcile(register, then: suggested)
    #expect(settled.isSettled && settled.rows.count == 2)
    // The same for a row that has the id of the correction.
    let kept = Self.rows([[.id: "s-2", .units: "13"]], Self.columns)
    let again = try ledger.reconcile(kept).rows.flatMap(\.suggestions)
    let rows = try ledger.reconcile(kept, then: again).rows
    #expect(rows.map(\.class) == [.matched, .missingInRegister])
  }

  /// The events of a chain in which a correction of a correction has brought the first back.
  private static func revived() throws -> [Submission] {
    [
      try stock("a", 10), try stock("b", 11, corrects: "a"), try stock("c", 12, corrects: "b"),
    ]
  }

  private static func retraction(_ id: String, of target: String) throws -> Submission {
    var object = try stock(id, 1, corrects: target).json
    object["type"] = "fr.mitm.event.retracted.v1"
    object["data"] = .object([:])
    return try Submission(object)
  }

  @Test(arguments: [false, true])
  func `is settled without touching what else is in force`(isRetracted: Bool) throws {
    let lab = try Lab(parsing: "atlas")
    let undo = isRetracted ? [try Self.retraction("r", of: "a")] : []
    let ledger = LabLedger(try Self.revived() + undo, of: lab)
    let rows: [[Column: String]] = (isRetracted ? [] : [[.id: "a"]]) + [[.id: "c", .units: "13"]]
    let register = Self.rows(rows, Self.columns)
    let open = try ledger.reconcile(register)
    #expect(open.rows.map(\.class) == (isRetracted ? [.differs] : [.matched, .differs]))
    let settled = try ledger.reconcile(register, then: open.rows.flatMap(\.suggestions))
    #expect(settled.rows.map(\.class) == Array(repeating: .matched, count: rows.count))
  }

  @Test
  func `gives way to the row that has the event's own id`() throws {
    let events = [
      try Self.stock("a", 12, on: "2025-05-01"),
      try Self.stock("b", 11, on: "2025-03-01", corrects: "a"),
    ]
    func row(_ id: String, _ units: String, _ day: String, _ cis: String = "60234100")
      -> [Column: String]
    {
      [.id: id, .units: units, .effectiveon: day, .cis: cis]
    }
    #expect(
      try Self.classes(
        events,
        [row("a", "11", "2025-05-01"), row("b", "11", "2025-03-01", "60000003")]
      ) == ["corrected a", "differs b [\"cis\"]"]
    )
    #expect(
      try Self.classes(events, [row("a", "11", "2025-03-01"), row("b", "11", "2025-03-01")]) == [
        "duplicate b", "matched b",
      ]
    )
    #expect(
      try Self.classes(events, [row("a", "99", "2025-04-01"), row("b", "11", "2025-03-01")]) == [
        "corrected a", "matched b",
      ]
    )
  }

  @Test
  func `is a retraction as it is recorded, and one that it does not have is not missed`() throws {
    let lab = try Lab(parsing: "atlas")
    let events = [
      try Self.stock("a", 10), try Self.stock("b", 11, corrects: "a"),
      try Self.retraction("r", of: "b"), try Self.stock("c", 12, corrects: "a"),
    ]
    let ledger = LabLedger(events, of: lab)
    func classes(_ ids: [String]) throws -> [String] {
      let rows = ids.map { id -> [Column: String] in
        id == "r"
          ? [.id: id, .type: "event.retracted", .units: "", .sales12m: ""]
          : [.id: id, .units: id == "a" ? "10" : id == "b" ? "11" : "12"]
      }
      return try ledger.reconcile(Self.rows(rows, Self.columns)).rows.map(\.class.rawValue)
    }
    #expect(try classes(["a", "b", "r", "c"]) == ["corrected", "corrected", "matched", "matched"])
    #expect(try classes(["c"]) == ["matched"])
    // A retraction that was retracted is void as any event.
    let undone = LabLedger(events + [try Self.retraction("s", of: "r")], of: lab)
    let retractions = ["r", "s"].map { id -> [Column: String] in
      [.id: id, .type: "event.retracted", .units: "", .sales12m: ""]
    }
    let shown = try undone.reconcile(Self.rows(retractions, Self.columns)).rows.prefix(2)
    #expect(shown.map(\.class) == [.corrected, .matched])
    let shifted = Self.rows(
      [retractions[0].merging([.effectiveon: "2025-06-01"]) { $1 }],
      Self.columns
    )
    #expect(try ledger.reconcile(shifted).rows[0].suggestions.isEmpty)
    #expect(try classes(["r"]) == ["matched", "missing-in-register"])
  }

  @Test
  func `that says less leaves the event to the row that says more`() throws {
    let lab = try Lab(parsing: "atlas")
    let columns = Self.columns.filter { $0 != .id } + [.time, .reason]
    func filed(_ id: String, _ time: String) throws -> Submission {
      let report = try Self.stock(id, 10)
      var json = report.json
      json["time"] = .string(time)
      return try Submission(json)
    }
    let ledger = LabLedger(
      [try filed("b", "2025-08-01T00:00:00+02:00"), try filed("c", "2025-08-02T00:00:00+02:00")],
      of: lab
    )
    for rows in [[[:], [.time: "2025-08-01"]], [[.time: "2025-08-01"], [:]]] as [[[Column: String]]]
    {
      let result = try ledger.reconcile(Self.rows(rows, columns))
      #expect(result.rows.map(\.class) == [.matched, .matched])
    }
    // The reason that the register gives is what the correction gives.
    let differing = Self.rows([[.units: "11", .time: "2025-08-01", .reason: "t"]], columns)
    let corrected = LabLedger(
      [try Self.stock("a", 9), try Self.stock("b", 10, corrects: "a")],
      of: lab
    )
    let kept = Self.rows([[.units: "11", .reason: "faute de frappe"]], columns)
    let suggested = try corrected.reconcile(kept).rows.flatMap(\.suggestions)
    #expect(try corrected.reconcile(kept, then: suggested).isSettled)
    #expect(try ledger.reconcile(differing).rows[0].suggestions.isEmpty)
  }

  @Test
  func `is not suggested under an id that rows share`() throws {
    let lab = try Lab(parsing: "atlas")
    let ledger = LabLedger([try Self.stock("e", 10)], of: lab)
    let register = Self.rows(
      [[.id: "n"], [.id: "n", .effectiveon: "2025-09-01", .units: "11"]],
      Self.columns
    )
    let result = try ledger.reconcile(register)
    #expect(result.rows.map(\.class) == [.differs, .missingInLedger])
    #expect(result.rows.flatMap(\.suggestions).isEmpty)
  }

  @Test
  func `is the same event again, whichever of the two kept its id`() throws {
    let lab = try Lab(parsing: "atlas")
    let ledger = LabLedger(
      [try Self.stock("s-1", 10), try Self.stock("s-2", 11, on: "2025-08-01")],
      of: lab
    )
    for (first, second) in [("s-1", ""), ("", "s-1"), ("", ""), ("s-1", "s-1")] {
      let register = Self.rows([[.id: first], [.id: second]], Self.columns)
      let result = try ledger.reconcile(register)
      #expect(
        result.rows.map(\.class.rawValue).sorted() == [
          "duplicate", "matched", "missing-in-register",
        ]
      )
      #expect(result.rows.flatMap(\.suggestions).isEmpty)
    }
    // Where the ledger lacks it, it is missing once.
    for (first, second) in [("k", ""), ("", "k"), ("", ""), ("k", "k")] {
      let register = Self.rows([[.id: first], [.id: second]], Self.columns)
      let result = try LabLedger([], of: lab).reconcile(register)
      #expect(result.rows.map(\.class.rawValue).sorted() == ["duplicate", "missing-in-ledger"])
      #expect(result.rows.flatMap(\.suggestions).count == 1)
    }
    let two = Self.rows([[.id: "k"], [.id: "l"]], Self.columns)
    #expect(try LabLedger([], of: lab).reconcile(two).count(of: .missingInLedger) == 2)
  }

  @Test
  func `is not sent again when it is recorded under another id`() throws {
    let lab = try Lab(parsing: "atlas")
    let ledger = LabLedger([try Self.stock("y", 10)], of: lab)
    let message = Wording(fr: "non", en: "no")
    let bytes = JSONValue.object(try Self.stock("x", 99).json).canonicalBytes
    let refused = try #require(RefusedRow(bytes, of: lab, message: message))
    let result = try ledger.reconcile(Self.rows([[.id: "x"]], Self.columns), refused: [refused])
    #expect(result.rows.map(\.class) == [.differs] && result.rows[0].suggestions.isEmpty)
    let other = Self.rows([[.id: "x", .units: "99"]], Self.columns)
    let refusal = try ledger.reconcile(other, refused: [refused])
    #expect(refusal.rows.map(\.class) == [.refused, .missingInRegister])
  }

  @Test
  func `was refused only if what was refused is what it says`() throws {
    let sent = try Self.stock("x", 7).json
    let lab = try Lab(parsing: "atlas")
    let refusal = Wording(fr: "non", en: "no")
    let refused = try #require(
      RefusedRow(JSONValue.object(sent).canonicalBytes, of: lab, message: refusal)
    )
    for (units, expected) in [("7", "refused"), ("8", "missing-in-ledger")] {
      let register = Self.register([[.effectiveon: "2025-07-22", .units: units]])
      let result = try LabLedger([], of: lab).reconcile(register, refused: [refused])
      #expect(result.rows.map(\.class.rawValue) == [expected])
    }
  }
}

/// What labs hold to be so, in a file that people edit.
@Suite struct `A file of assertions` {
  @Test
  func `keeps what each lab asserts, the last of a day, and every comment`() throws {
    var book = try AssertionBook(
      parsing:
        "\u{FEFF}# nos comptes\r\natlas 2026-03-13=41 # vu\r\n\n boreal  01/01/2026 = 3\n2026-01-02=5\n"
    )
    let (atlas, boreal) = (try Lab(parsing: "atlas"), try Lab(parsing: "boreal"))
    func held(_ lab: Lab) -> [String] {
      book.assertions(of: lab).map { "\($0.day)=\($0.count)" }
    }
    #expect(held(atlas) == ["2026-03-13=41", "2026-01-02=5"])
    #expect(held(boreal) == ["2026-01-01=3", "2026-01-02=5"])
    book.keep(try Assertion(parsing: "13/03/2026=42"), of: atlas)
    #expect(held(atlas) == ["2026-01-02=5", "2026-03-13=42"])
    #expect(book.text.hasPrefix("# nos comptes\n\n boreal") && book.text.hasSuffix("=42\n"))
    let again = try AssertionBook(parsing: book.text)
    #expect(again.text == book.text)
  }

  @Test(arguments: ["atlas 41", "x\n", "Atlas 2026-03-13=41", "atlas 2026-02-30=1"])
  func `names the line that is none`(line: String) {
    do throws(Refusal) {
      _ = try AssertionBook(parsing: "atlas 2026-03-13=41\n\(line)")
      Issue.record("taken")
    } catch {
      #expect(error.message.english.hasPrefix("line 2: "))
    }
  }
}
