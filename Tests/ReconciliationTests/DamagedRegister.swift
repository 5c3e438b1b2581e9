import CanonicalJSON
import Declarations
import Reconciliation
import SampleLedger
import Submissions

/// A lab's true register, damaged in known ways, and what reconciling it must find.
struct DamagedRegister {
  private(set) var rows: [RegisterRow] = []
  private(set) var expected: [Finding] = []
  private let columns: [Column]
  private var clerk: Clerk
  private var number = 0

  /// A way of damaging the row of an event.
  private enum Damage {
    case none, dropped, doubled, day, dossier, cis, units
  }

  /// What a lab keeps of an event, but when it filed it and why.
  static let columns = Column.allCases.filter { $0 != .time && $0 != .reason }

  private init(_ columns: [Column], seed: UInt64) {
    self.columns = columns
    clerk = Clerk(random: SplitMix64(seed: seed &* 7_919 &+ 13))
  }

  /// The register, its rows in an order of their own.
  func register(shuffled seed: UInt64) -> Register {
    var random = SplitMix64(seed: seed)
    return Register(columns: columns, rows: rows.shuffled(using: &random))
  }

  // MARK: Registers

  /// A register with nothing wrong.
  static func intact(_ ledger: LabLedger, withIDs: Bool, seed: UInt64) -> DamagedRegister {
    var register = DamagedRegister(
      withIDs ? columns : columns.filter { $0 != .id },
      seed: seed
    )
    for event in ledger.inForce { register.write(event, .none) }
    return register
  }

  /// A register that kept the ids, damaged everywhere.
  static func withIDs(_ ledger: LabLedger, seed: UInt64) -> DamagedRegister {
    var register = DamagedRegister(columns, seed: seed)
    register.damageWithIDs(ledger)
    return register
  }

  /// A register without ids, damaged where one reading only is possible.
  static func withoutIDs(_ ledger: LabLedger, seed: UInt64) -> DamagedRegister {
    var register = DamagedRegister(columns.filter { $0 != .id }, seed: seed)
    register.damageWithoutIDs(ledger)
    return register
  }

  /// A register without ids, damaged everywhere; of what must be found nothing is known.
  static func ambiguous(_ ledger: LabLedger, seed: UInt64) -> DamagedRegister {
    var register = DamagedRegister(columns.filter { $0 != .id }, seed: seed)
    for event in ledger.inForce {
      let damage = register.pickDamage(of: event)
      register.write(event, damage)
    }
    for event in ledger.inForce.prefix(2) { register.invent(from: event, elsewhere: true) }
    for event in ledger.void.prefix(2) { register.add(event, .corrected) }
    return register
  }

  private mutating func damageWithIDs(_ ledger: LabLedger) {
    var events = ledger.inForce
    if clerk.random.chance(60), let (first, second) = Self.swappable(events) {
      writeSwapped(first, second)
      events.removeAll { [first.sequence, second.sequence].contains($0.sequence) }
    }
    var dropped: Set<String> = []
    for event in events {
      let damage = pickDamage(of: event)
      if damage == .dropped { dropped.insert(event.group) }
      write(event, damage)
    }
    // A row that looks like a dropped event would be taken for it, and rightly.
    if !events.isEmpty {
      for _ in 0..<(1 + clerk.random.below(3)) {
        let event = clerk.random.pick(events)
        let isElsewhere = dropped.contains(event.group) || clerk.random.chance(50)
        invent(from: event, elsewhere: isElsewhere)
      }
    }
    for event in ledger.void where clerk.random.chance(60) { add(event, .corrected) }
  }

  private mutating func damageWithoutIDs(_ ledger: LabLedger) {
    let events = ledger.inForce
    let sameDay = Dictionary(grouping: events, by: \.groupOfDay)
    // Where a product has two damages of one type, each could be read as the other.
    var damaged: Set<String> = []
    for event in events {
      let isAlone = sameDay[event.groupOfDay]?.count == 1
      if isAlone, clerk.random.chance(70), damaged.insert(event.group).inserted {
        let damage = pickDamage(of: event)
        write(event, damage)
      } else {
        write(event, .none)
      }
    }
    for event in events.prefix(2) { invent(from: event, elsewhere: true) }
    let shown = (events + ledger.void).map { $0.submission.signature }
    for event in ledger.void where !damaged.contains(event.group) {
      let signature = event.submission.signature
      if shown.count(where: { $0 == signature }) == 1 { add(event, .corrected) }
    }
  }

  /// Two events of different dossiers.
  private static func swappable(_ events: [Event]) -> (Event, Event)? {
    let filed = events.filter { $0.submission.stated(.dossier) != nil }
    guard let first = filed.first else { return nil }
    let dossier = first.submission.stated(.dossier)
    return filed.first { $0.submission.stated(.dossier) != dossier }.map { (first, $0) }
  }

  // MARK: Rows

  private mutating func pickDamage(of event: Event) -> Damage {
    var damages: [Damage] = [.none, .none, .dropped, .doubled, .day, .cis]
    if event.submission.stated(.dossier) != nil { damages += [.dossier, .dossier] }
    if event.submission.type == .stockReported { damages += [.units, .units, .units] }
    return clerk.random.pick(damages)
  }

  private mutating func write(_ event: Event, _ damage: Damage) {
    var values = clerk.row(event.submission, columns)
    number += 1
    switch damage {
    case .none: add(values, .matched, event)
    case .dropped: expected.append(Finding(kind: .missingInRegister, event: event.sequence))
    case .doubled:
      add(values, .matched, event)
      add(values, .duplicate, event)
    case .day:
      // By so few days that no other day of the history is met.
      let days = 2 + clerk.random.below(19)
      let day = event.submission.effectiveOn.adding(days: days)
      values[.effectiveon] = clerk.spelled(day)
      add(values, .differs, event, [.effectiveon])
    case .dossier:
      values[.dossier] = "906"
      add(values, .differs, event, [.dossier])
    case .cis:
      values[.cis] = unknownProduct
      if columns.contains(.id) {
        add(values, .differs, event, [.cis])
      } else {
        add(values, .missingInLedger, nil)
        expected.append(Finding(kind: .missingInRegister, event: event.sequence))
      }
    case .units:
      let units = event.submission.stated(.units)?.integer ?? 0
      values[.units] = clerk.spelled(Int(units) + 7)
      add(values, .differs, event, [.units])
    }
  }

  private mutating func writeSwapped(_ first: Event, _ second: Event) {
    var left = clerk.row(first.submission, columns)
    var right = clerk.row(second.submission, columns)
    let dossier = left[.dossier]
    left[.dossier] = right[.dossier]
    right[.dossier] = dossier
    number += 1
    add(left, .differs, first, [.dossier])
    number += 1
    add(right, .differs, second, [.dossier])
  }

  /// A row like that of an event, which the ledger does not have.
  private mutating func invent(from event: Event, elsewhere: Bool) {
    number += 1
    var values = clerk.row(event.submission, columns)
    if columns.contains(.id) { values[.id] = "new-\(number)" }
    if elsewhere { values[.cis] = unknownProduct }
    add(values, .missingInLedger, nil)
  }

  private mutating func add(_ event: Event, _ kind: Reconciliation.Class) {
    number += 1
    let values = clerk.row(event.submission, columns)
    add(values, kind, event)
  }

  private mutating func add(
    _ values: [Column: String],
    _ kind: Reconciliation.Class,
    _ event: Event?,
    _ differing: [Column] = []
  ) {
    rows.append(RegisterRow(number: number, values: values))
    expected.append(Finding(row: number, kind: kind, event: event?.sequence, columns: differing))
  }

  /// A product that no history is about, another for each row.
  private var unknownProduct: String { String(68_000_000 + number) }
}

/// One line of a result, as it is compared.
struct Finding: Hashable {
  var row: Int?
  let kind: Reconciliation.Class
  let event: Int?
  var columns: [Column] = []
}

extension [Finding] {
  /// The lines in an order that does not depend on theirs, readable.
  var sortedText: [String] {
    map { finding in
      let (row, event) = (finding.row ?? 0, finding.event ?? -1)
      let columns = finding.columns.map(\.rawValue).joined(separator: ", ")
      return "row \(row): \(finding.kind.rawValue), event \(event) [\(columns)]"
    }.sorted()
  }

  /// The lines whatever the rows of the register that they are about.
  var withoutRows: [Finding] {
    map { Finding(kind: $0.kind, event: $0.event, columns: $0.columns) }
  }
}

/// Writes down what a lab knows of its events, as people write it.
struct Clerk {
  var random: SplitMix64

  mutating func row(_ submission: Submission, _ columns: [Column]) -> [Column: String] {
    var values: [Column: String] = [:]
    for column in columns {
      guard let value = submission.stated(column) else {
        values[column] = ""
        continue
      }
      values[column] = spelled(value, in: column)
    }
    return values
  }

  private mutating func spelled(_ value: JSONValue, in column: Column) -> String {
    switch value {
    case .integer(let number): return spelled(Int(number))
    case .bool(let flag):
      return random.pick(flag ? ["oui", "Oui", "true", "x"] : ["non", "NON", "false", "0"])
    case .array(let elements):
      let months = elements.compactMap(\.object).map { month in
        "\(month["month"]?.string ?? ""): \(month["reason"]?.string ?? "")"
      }
      if !months.isEmpty { return months.joined(separator: "; ") }
      return elements.compactMap(\.string).joined(separator: ", ")
    case .object: return value.canonicalText
    case .string(let text):
      let days: Set<Column> = [.effectiveon, .plannedOn, .knownOn, .expectedEndOn]
      if days.contains(column), let day = try? LegalDate(parsing: text) { return spelled(day) }
      let isLong = column == .type && random.chance(50)
      return column == .type && !isLong ? String(text.dropFirst(8).dropLast(3)) : text
    }
  }

  mutating func spelled(_ day: LegalDate) -> String {
    let (year, month, number) = day.components
    switch random.below(4) {
    case 0: return "\(Self.two(number))/\(Self.two(month))/\(year)"
    case 1: return "\(number).\(month).\(year)"
    case 2: return "\(day)T00:00"
    default: return "\(day)"
    }
  }

  mutating func spelled(_ number: Int) -> String {
    let plain = String(number)
    guard number >= 1_000 else { return plain }
    switch random.below(3) {
    case 0: return plain
    case 1: return "\(plain),00"
    default:
      let space = random.pick([" ", "\u{A0}", "\u{202F}"])
      return "\(plain.dropLast(3))\(space)\(plain.suffix(3))"
    }
  }

  private static func two(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
