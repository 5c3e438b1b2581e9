import Declarations
import Reconciliation
import Spreadsheets
import Submissions
import Testing

/// Registers that are true but for a damage that is known, over random ledgers.
@Suite struct `A damaged register` {
  private static func seeds(_ block: Int) -> Range<UInt64> {
    let first = UInt64(block * 5)
    return first..<(first + 5)
  }

  /// Every row of the register and every event in force stands in the result once.
  private static func expectAddedUp(
    _ result: Reconciliation,
    _ register: Register,
    _ ledger: LabLedger,
    _ place: String
  ) {
    let withRow = result.rows.compactMap(\.row)
    #expect(withRow.count == register.rows.count, "\(place)")
    #expect(withRow.map(\.number).sorted() == register.rows.map(\.number).sorted(), "\(place)")
    let classes: [Reconciliation.Class] = [.matched, .differs, .missingInRegister]
    let once = result.rows.filter { classes.contains($0.class) }.compactMap(\.event?.sequence)
    #expect(once.sorted() == ledger.inForce.map(\.sequence), "\(place)")
    let inForce = result.count(of: .matched) + result.count(of: .differs)
    #expect(inForce + result.count(of: .missingInRegister) == ledger.inForce.count, "\(place)")
    for row in result.rows {
      #expect((row.class == .differs) == !row.differences.isEmpty, "\(place)")
      // What is void is told, also where the row found another event.
      #expect(row.class != .corrected || row.note != nil, "\(place)")
    }
  }

  /// What is in force for a lab is about products: the counts leave nothing out.
  @Test
  func `leaves out no event of a lab`() throws {
    for seed in 0..<20 as Range<UInt64> {
      for ledger in try LabLedger.all(seed: seed) {
        #expect(ledger.inForce.count == ledger.record().resolved().inForce.count, "seed \(seed)")
      }
    }
  }

  @Test(arguments: 0..<12, [true, false])
  func `is matched whole when nothing is wrong`(block: Int, withIDs: Bool) throws {
    for seed in Self.seeds(block) {
      for ledger in try LabLedger.all(seed: seed) {
        let intact = DamagedRegister.intact(ledger, withIDs: withIDs, seed: seed)
        let register = intact.register(shuffled: seed)
        let result = try ledger.reconcile(register)
        let place = "seed \(seed), \(ledger.lab)"
        let wrong = result.findings.filter { $0.kind != .matched }
        #expect(wrong.isEmpty, "\(place): \(wrong.sortedText)")
        #expect(result.isSettled)
        #expect(result.count(of: .matched) == ledger.inForce.count, "\(place)")
        Self.expectAddedUp(result, register, ledger, place)
      }
    }
  }

  @Test(arguments: 0..<12)
  func `shows exactly its damage when it kept the ids`(block: Int) throws {
    for seed in Self.seeds(block) {
      for ledger in try LabLedger.all(seed: seed) {
        let damaged = DamagedRegister.withIDs(ledger, seed: seed)
        let register = damaged.register(shuffled: seed)
        let result = try ledger.reconcile(register)
        let place = "seed \(seed), \(ledger.lab)"
        #expect(result.findings.sortedText == damaged.expected.sortedText, "\(place)")
        Self.expectAddedUp(result, register, ledger, place)
      }
    }
  }

  @Test(arguments: 0..<12)
  func `shows exactly its damage without ids where one reading is possible`(block: Int) throws {
    for seed in Self.seeds(block) {
      for ledger in try LabLedger.all(seed: seed) {
        let damaged = DamagedRegister.withoutIDs(ledger, seed: seed)
        let register = damaged.register(shuffled: seed)
        let result = try ledger.reconcile(register)
        let place = "seed \(seed), \(ledger.lab)"
        // Of two rows that say the same, either may be either event.
        let (found, expected) = (result.findings.withoutRows, damaged.expected.withoutRows)
        #expect(found.sortedText == expected.sortedText, "\(place)")
        Self.expectAddedUp(result, register, ledger, place)
      }
    }
  }

  /// The result is a matter of what the rows say, never of where they stand.
  @Test(arguments: 0..<12)
  func `shows the same in whatever order its rows stand`(block: Int) throws {
    for seed in Self.seeds(block) {
      for ledger in try LabLedger.all(seed: seed) {
        let registers = [
          DamagedRegister.withIDs(ledger, seed: seed),
          DamagedRegister.withoutIDs(ledger, seed: seed),
          DamagedRegister.ambiguous(ledger, seed: seed),
        ]
        for (index, damaged) in registers.enumerated() {
          let place = "seed \(seed), \(ledger.lab), register \(index)"
          let first = damaged.register(shuffled: 0)
          let result = try ledger.reconcile(first)
          Self.expectAddedUp(result, first, ledger, place)
          let found = result.findings.withoutRows.sortedText
          for order in 1...3 as ClosedRange<UInt64> {
            let again = try ledger.reconcile(damaged.register(shuffled: order))
            #expect(again.findings.withoutRows.sortedText == found, "\(place), order \(order)")
          }
        }
      }
    }
  }

  @Test(arguments: 0..<12)
  func `is settled by what is suggested for it`(block: Int) throws {
    for seed in Self.seeds(block) {
      for ledger in try LabLedger.all(seed: seed) {
        let damaged = DamagedRegister.ambiguous(ledger, seed: seed)
        let register = damaged.register(shuffled: seed)
        let first = try ledger.reconcile(register)
        let place = "seed \(seed), \(ledger.lab)"
        for row in first.rows {
          // A row that shows what was voided on purpose has a note that says so, and no suggestion.
          let isSuggested =
            row.class == .differs && row.note == nil || row.class == .missingInLedger
          #expect(!row.suggestions.isEmpty == isSuggested, "\(place): \(row.class)")
        }
        let second = try ledger.reconcile(register, then: first.rows.flatMap(\.suggestions))
        // The rows of the register come first, in their order, in both results.
        for (before, after) in zip(first.rows, second.rows).prefix(register.rows.count)
        where !before.suggestions.isEmpty {
          let number = before.row?.number ?? 0
          #expect(before.row?.number == after.row?.number, "\(place)")
          #expect(
            after.class != .differs && after.class != .missingInLedger,
            "\(place): row \(number) was \(before.class) and is \(after.class)"
          )
        }
      }
    }
  }

  /// The same, through a file as a spreadsheet of the country writes it.
  @Test
  func `shows the same when it is read from a file`() throws {
    for seed in 0..<10 as Range<UInt64> {
      for ledger in try LabLedger.all(seed: seed) {
        let damaged = DamagedRegister.withIDs(ledger, seed: seed)
        let register = damaged.register(shuffled: seed)
        var text = register.columns.map(\.french).joined(separator: ";") + "\r\n"
        for row in register.rows {
          let cells = register.columns.map { row.values[$0] ?? "" }
          text += cells.map { $0.contains(";") ? "\"\($0)\"" : $0 }.joined(separator: ";") + "\r\n"
        }
        let read = try Register(Sheet(Array(text.utf8)), needing: [.cis, .type], or: .id)
        #expect(read.columns == register.columns && read.ignored.isEmpty)
        #expect(read.rows.map(\.values) == register.rows.map(\.values), "seed \(seed)")
        let result = try ledger.reconcile(read)
        #expect(
          result.findings.withoutRows.sortedText == damaged.expected.withoutRows.sortedText,
          "seed \(seed), \(ledger.lab)"
        )
      }
    }
  }

  /// Registers that are never damaged in some way would prove nothing about it.
  @Test
  func `is damaged in every way over the random ledgers`() throws {
    var (withIDs, withoutIDs): (Set<Finding>, Set<Finding>) = ([], [])
    func kinds(_ damaged: DamagedRegister) -> [Finding] {
      damaged.expected.map { Finding(kind: $0.kind, event: nil, columns: $0.columns) }
    }
    for seed in 0..<60 as Range<UInt64> {
      for ledger in try LabLedger.all(seed: seed) {
        withIDs.formUnion(kinds(.withIDs(ledger, seed: seed)))
        withoutIDs.formUnion(kinds(.withoutIDs(ledger, seed: seed)))
      }
    }
    var expected: Set<Finding> = [
      Finding(kind: .differs, event: nil, columns: [.effectiveon]),
      Finding(kind: .differs, event: nil, columns: [.dossier]),
      Finding(kind: .differs, event: nil, columns: [.units]),
    ]
    for kind in Reconciliation.Class.allCases where kind != .refused && kind != .differs {
      expected.insert(Finding(kind: kind, event: nil))
    }
    #expect(withoutIDs == expected)
    expected.insert(Finding(kind: .differs, event: nil, columns: [.cis]))
    #expect(withIDs == expected)
  }
}
