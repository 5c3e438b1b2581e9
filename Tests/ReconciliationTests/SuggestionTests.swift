import CanonicalJSON
import Declarations
import Reconciliation
import Submissions
import Testing

/// Single rows against a ledger of a few events.
@Suite struct `A row of a register` {
  private let lab: Lab
  private let stock: [Column: String] = [
    .cis: "60234100", .type: "stock.reported", .effectiveon: "22/07/2025", .units: "12 000",
    .sales12m: "24000",
  ]
  private let shortage: [Column: String] = [
    .cis: "60234100", .type: "shortage.declared", .effectiveon: "22/07/2025", .file: "R-8",
    .kind: "risk", .causes: "demand",
  ]

  init() throws {
    lab = try Lab(parsing: "atlas")
  }

  private func submission(id: String = "s-1", cis: String = "60234100") -> JSONObject {
    [
      "specversion": "1.0", "id": .string(id), "source": "/labs/atlas",
      "type": "fr.mitm.stock.reported.v1", "subject": .string("cis/\(cis)"),
      "time": "2025-07-22T09:30:00+02:00", "effectiveon": "2025-07-22",
      "data": .object(["units": 12_000, "sales12m": 24_000]),
    ]
  }

  /// A ledger with one state of stock, or none.
  private func ledger(isEmpty: Bool = false) throws -> LabLedger {
    let submissions = isEmpty ? [] : [submission()]
    return LabLedger(try submissions.map { try Submission($0) }, of: lab)
  }

  private static func register(_ rows: [[Column: String]]) -> Register {
    let columns = Column.allCases.filter { column in rows.contains { $0[column] != nil } }
    let numbered = rows.enumerated().map { RegisterRow(number: $0 + 2, values: $1) }
    return Register(columns: columns, rows: numbered)
  }

  private static func with(
    _ text: String,
    in column: Column,
    _ row: [Column: String]
  ) -> [Column: String] {
    var values = row
    values[column] = text
    return values
  }

  // MARK: Suggestions

  @Test
  func `is settled by the correction that is suggested for it`() throws {
    let cells: [(Column, String)] = [
      (.units, "11 000"), (.sales12m, "24 001,00"), (.effectiveon, "23/07/2025"),
      (.time, "23/07/2025"), (.time, "2025-07-23T10:00:00+02:00"), (.time, "23/07/2025 10:12"),
    ]
    for (column, text) in cells {
      let register = Self.register([Self.with(text, in: column, stock)])
      let first = try ledger().reconcile(register)
      let row = try #require(first.rows.first)
      #expect(row.class == .differs && row.differences.map(\.column) == [column], "\(text)")
      let suggestion = try #require(row.suggestions.first, "\(column) \(text)")
      #expect(suggestion.corrects?.text == "/labs/atlas#s-1")
      let second = try ledger().reconcile(register, then: [suggestion])
      #expect(second.isSettled && second.rows.count == 1, "\(column) \(text)")
    }
  }

  /// Corrected, retracted, and corrected to another text that begins alike: two corrections, under two ids.
  @Test
  func `is corrected under an id for each text`() throws {
    var recorded = submission()
    recorded["type"] = "fr.mitm.shortage.declared.v1"
    recorded["data"] = .object(["file": "R-8", "kind": "risk", "causes": .array(["demand"])])
    let ledger = LabLedger([try Submission(recorded)], of: lab)
    let texts = ["é", "è", "a=b", "a b", String(repeating: "a", count: 99) + "b"]
    let ids = try (texts + [String(repeating: "a", count: 99) + "c"]).map { text in
      let register = Self.register([Self.with(text, in: .causes, shortage)])
      let suggestion = try ledger.reconcile(register).rows.first?.suggestions.first
      return try #require(suggestion).id.text
    }
    #expect(Set(ids).count == texts.count + 1, "\(ids)")
  }

  /// A correction that changes nothing would be suggested again for ever.
  @Test
  func `is given no correction that would not settle it`() throws {
    let cells: [(Column, String)] = [
      (.units, "beaucoup"), (.units, ""), (.sales12m, "-1"), (.effectiveon, ""),
      (.effectiveon, "bientôt"), (.dossier, "quatre"), (.time, "bientôt"),
      (.reason, "un autre motif"), (.corrects, "s-0"),
    ]
    for (column, text) in cells {
      let register = Self.register([Self.with(text, in: column, stock)])
      let first = try ledger().reconcile(register)
      let row = try #require(first.rows.first)
      #expect(row.class == .differs, "\(column) \(text)")
      guard let suggestion = row.suggestions.first else { continue }
      let second = try ledger().reconcile(register, then: [suggestion])
      #expect(second.isSettled, "\(column) \(text)")
    }
  }

  @Test(arguments: ["demand", "demand, supply", "demand; supply", "demand;supply"])
  func `is matched with what was suggested for its causes`(causes: String) throws {
    let register = Self.register([Self.with(causes, in: .causes, shortage)])
    let first = try ledger(isEmpty: true).reconcile(register)
    let row = try #require(first.rows.first)
    #expect(row.class == .missingInLedger)
    let suggestion = try #require(row.suggestions.first)
    let second = try ledger(isEmpty: true).reconcile(register, then: [suggestion])
    #expect(second.isSettled, "\(second.findings.sortedText)")
  }

  /// An id is taken once: the ledger refuses other bytes under it.
  @Test
  func `is given an id of its own`() throws {
    let other = Self.with("R-9", in: .file, shortage)
    let result = try ledger(isEmpty: true).reconcile(Self.register([shortage, other]))
    #expect(result.count(of: .missingInLedger) == 2)
    let ids = result.rows.flatMap(\.suggestions).map(\.id.text)
    #expect(ids.count == 2 && Set(ids).count == 2, "\(ids)")
  }

  /// A register may name what it declares as the templates do.
  @Test
  func `is of the type that the word of a template names`() throws {
    let register = Self.register([Self.with("stock", in: .type, stock)])
    let suggestion = try #require(
      ledger(isEmpty: true).reconcile(register).rows.first?.suggestions.first
    )
    #expect(suggestion.fact.type == .stockReported)
    #expect(try ledger(isEmpty: true).reconcile(register, then: [suggestion]).isSettled)
  }

  @Test
  func `is given no event when it does not say enough`() throws {
    let cells: [(Column, String)] = [
      (.cis, "6023"), (.type, "boxes"), (.effectiveon, "31/02/2025"),
    ]
    for (column, text) in cells {
      let register = Self.register([Self.with(text, in: column, stock)])
      let result = try ledger(isEmpty: true).reconcile(register)
      let row = try #require(result.rows.first)
      #expect(row.class == .missingInLedger && row.suggestions.isEmpty, "\(column) \(text)")
      // What keeps it from being one is said, in the words of whoever would refuse it.
      for language in Language.allCases {
        #expect(row.note?[language].contains(text) == true, "\(column) \(text): \(row.note as Any)")
      }
    }
  }

  // MARK: Duplicates

  /// Which of the two is the event and which the duplicate is no matter of order.
  @Test
  func `is a duplicate of another of its id in whatever order they stand`() throws {
    let good = Self.with("s-1", in: .id, stock)
    let bad = Self.with("11 000", in: .units, good)
    let forward = try ledger().reconcile(Self.register([good, bad]))
    let backward = try ledger().reconcile(Self.register([bad, good]))
    for result in [forward, backward] {
      #expect(result.count(of: .matched) == 1 && result.count(of: .duplicate) == 1)
    }
    let found = forward.findings.withoutRows.sortedText
    #expect(backward.findings.withoutRows.sortedText == found)
  }

  /// Two rows that say the same in other words are two rows of one event.
  @Test
  func `is a duplicate when it is written in another way`() throws {
    var other = Self.with("2025-07-22", in: .effectiveon, stock)
    other[.units] = "12000,00"
    other[.type] = "fr.mitm.stock.reported.v1"
    for rows in [[stock, other], [other, stock]] {
      let result = try ledger().reconcile(Self.register(rows))
      #expect(result.count(of: .matched) == 1 && result.count(of: .duplicate) == 1)
      #expect(result.rows.allSatisfy { $0.suggestions.isEmpty })
    }
  }

  // MARK: Refused

  private static func refused(_ bytes: [UInt8], of lab: Lab) -> RefusedRow? {
    let message = Wording(fr: "produit inconnu", en: "unknown product")
    return RefusedRow(bytes, of: lab, message: message)
  }

  private func isRefused(_ bytes: [UInt8]) -> Bool {
    Self.refused(bytes, of: lab) != nil
  }

  @Test
  func `is refused when what it shows was`() throws {
    let bytes = JSONValue.object(submission(id: "s-2", cis: "69999999")).canonicalBytes
    let row = try #require(Self.refused(bytes, of: lab))
    let unknown = Self.with("69999999", in: .cis, stock)
    let registers = [
      [Self.with("s-1", in: .id, stock), Self.with("s-2", in: .id, unknown)],
      [stock, unknown],
    ]
    for rows in registers {
      let result = try ledger().reconcile(Self.register(rows), refused: [row])
      let expected: [Reconciliation.Class] = [.matched, .refused]
      #expect(result.rows.map(\.class) == expected)
      #expect(result.rows.last?.note?.french == "produit inconnu")
      let other = try ledger().reconcile(Self.register(rows))
      let without: [Reconciliation.Class] = [.matched, .missingInLedger]
      #expect(other.rows.map(\.class) == without)
    }
    let byID = try ledger().reconcile(Self.register(registers[0]), refused: [row])
    let suggested = try #require(byID.rows.last?.suggestions.first)
    #expect(suggested.id.text == "s-2")
  }

  @Test
  func `is refused in a random ledger for what that lab was refused`() throws {
    let unknown = Self.with("68765432", in: .cis, stock)
    for seed in 0..<10 as Range<UInt64> {
      for ledger in try LabLedger.all(seed: seed) {
        var object = submission(id: "refused-1", cis: "68765432")
        object["source"] = .string("/labs/\(ledger.lab)")
        let bytes = JSONValue.object(object).canonicalBytes
        let row = try #require(Self.refused(bytes, of: ledger.lab))
        let intact = DamagedRegister.intact(ledger, withIDs: true, seed: seed)
        var rows = intact.rows
        let values = Self.with("refused-1", in: .id, unknown)
        rows.insert(RegisterRow(number: 999, values: values), at: rows.count / 2)
        let register = Register(columns: DamagedRegister.columns, rows: rows)
        let result = try ledger.reconcile(register, refused: [row])
        let expected = intact.expected + [Finding(row: 999, kind: .refused, event: nil)]
        #expect(result.findings.sortedText == expected.sortedText, "seed \(seed)")
      }
    }
  }

  @Test
  func `is not refused for what others were refused, or for what cannot be read`() throws {
    var object = submission(id: "s-2")
    #expect(isRefused(JSONValue.object(object).canonicalBytes))
    object["source"] = "/labs/zephyr-sante"
    #expect(!isRefused(JSONValue.object(object).canonicalBytes))
    object["source"] = nil
    #expect(!isRefused(JSONValue.object(object).canonicalBytes))
    for text in ["", "{", "[]", "12", #""/labs/atlas""#] {
      #expect(!isRefused(Array(text.utf8)), "\(text)")
    }
  }
}
