import Declarations
import MerkleLog
import Projections

/// A row of CIS_CIP_Dispo_Spec.
private struct AvailabilityRow {
  enum Status: String {
    case stockout = "1"
    case tension = "2"
    case stopped = "3"
    case returned = "4"
  }

  let row: RegisterFile.Row
  let key: RegisterMemory.ShortageKey
  let status: Status
  let label: String
  let startOn: LegalDate?
  let updatedOn: LegalDate?
  let returnedOn: LegalDate?
  let sheet: String

  /// The key of the row in ids.
  var keyHash: String {
    RegisterImport.hash("\(key.cis)\t\(key.cip13?.text ?? "")\t\(sheet)")
  }
}

extension RegisterImport {
  /// The last day on which the start column held a date of update, by ANSM's own notice.
  private static let lastUpdateDay = LegalDate(year: 2023, month: 10, day: 6)

  /// Reads CIS_CIP_Dispo_Spec: shortages that opened, changed, ended, or vanished.
  mutating func deriveShortages(_ register: RegisterView, _ progress: (Int) -> Void) throws {
    guard let file = folder[.availability] else { return }
    var rows: [RegisterMemory.ShortageKey: AvailabilityRow] = [:]
    var order: [RegisterMemory.ShortageKey] = []
    var lines = try file.rows(columns: 8)
    while let row = try lines.next(&findings) {
      if row.line % 1_000 == 0 { progress(row.line) }
      guard let read = Self.availability(of: row, in: file, &findings) else {
        lines.leaveOut(row)
        continue
      }
      guard let other = rows[read.key] else {
        rows[read.key] = read
        order.append(read.key)
        continue
      }
      let isLater = read.updatedOn ?? Self.never > other.updatedOn ?? Self.never
      if isLater { rows[read.key] = read }
      let leftOut = isLater ? other : read
      findings.append(file.duplicate("\(leftOut.key.cis), \(leftOut.sheet)", leftOut.row.line))
    }
    if !memory.shortages.isEmpty { try lines.requireRows(order.count) }
    for key in order {
      guard let row = rows[key] else { continue }
      try submit(row, register, file)
    }
    try endVanished(rows.keys, leftOut: lines.leftOut)
  }

  private static let never = LegalDate.range.lowerBound

  private static func availability(
    of row: RegisterFile.Row,
    in file: RegisterFile,
    _ findings: inout [Finding]
  ) -> AvailabilityRow? {
    guard let cis = file.cis(of: row, &findings) else { return nil }
    let sheet = row.column(8)
    guard let status = AvailabilityRow.Status(rawValue: row.column(3)),
      (1...4_096).contains(sheet.utf8.count),
      let id = try? Identifier(parsing: "sha256:" + hash(sheet))
    else {
      findings.append(
        file.finding(
          .unreadable,
          row.line,
          Wording(
            fr: "Statut « \(row.column(3)) » ou lien illisible. Ligne laissée de côté.",
            en: "The status “\(row.column(3))” or the link cannot be read. The row was left out."
          )
        )
      )
      return nil
    }
    let cip13 = try? CIP13(parsing: row.column(2))
    if cip13 == nil && !row.column(2).isEmpty {
      findings.append(file.malformedCIP13(row.column(2), row.line))
    }
    return AvailabilityRow(
      row: row,
      key: .init(cis: cis, cip13: cip13, file: id),
      status: status,
      label: row.column(4),
      startOn: LegalDate(register: row.column(5)),
      updatedOn: LegalDate(register: row.column(6)),
      returnedOn: LegalDate(register: row.column(7)),
      sheet: sheet
    )
  }

  // MARK: One row

  private mutating func submit(
    _ row: AvailabilityRow,
    _ register: RegisterView,
    _ file: RegisterFile
  ) throws {
    reportStart(row, file)
    switch row.status {
    case .stockout: try open(row, .stockout)
    case .tension: try open(row, .tension)
    case .returned: try end(row, file)
    case .stopped: try announceStop(row, register, file)
    }
  }

  private mutating func open(_ row: AvailabilityRow, _ kind: ShortageKind) throws {
    if case .open(let known, let startOn)? = memory.shortages[row.key], known == kind,
      row.startOn == nil || row.startOn == startOn
    {
      return
    }
    let declared = ShortageDeclared(
      file: row.key.file,
      cip13: row.key.cip13,
      kind: kind,
      causes: []
    )
    try submit(.shortageDeclared(declared), row, from: row.startOn ?? request.observedOn)
  }

  private mutating func end(_ row: AvailabilityRow, _ file: RegisterFile) throws {
    guard let known = memory.shortages[row.key] else {
      findings.append(
        file.finding(
          .neverOpened,
          row.row.line,
          Wording(
            fr: "\(row.key.cis) : remise à disposition d'une rupture jamais vue ouverte.",
            en: "\(row.key.cis): a return to availability of a shortage never seen open."
          )
        )
      )
      return
    }
    guard case .open = known else { return }
    if row.returnedOn == nil {
      findings.append(
        file.finding(
          .noReturnDay,
          row.row.line,
          Wording(
            fr:
              "\(row.key.cis) : remise à disposition sans date (« \(row.row.column(7)) ») ; \(request.observedOn) est retenu.",
            en:
              "\(row.key.cis): a return without a day (“\(row.row.column(7))”); \(request.observedOn) is taken."
          )
        )
      )
    }
    if let day = row.returnedOn, day > request.observedOn {
      findings.append(file.implausible(row.row.column(7), row.row.line, isUsed: true))
    }
    try submitEnd(row, on: row.returnedOn ?? request.observedOn)
  }

  private mutating func announceStop(
    _ row: AvailabilityRow,
    _ register: RegisterView,
    _ file: RegisterFile
  ) throws {
    if case .open? = memory.shortages[row.key] { try submitEnd(row, on: request.observedOn) }
    guard isMarketed(row.key.cis, register) else {
      findings.append(
        file.finding(
          .stopOfUnmarketed,
          row.row.line,
          Wording(
            fr: "\(row.key.cis) : arrêt annoncé d'une spécialité qui n'est plus commercialisée.",
            en: "\(row.key.cis): a stop announced of a product that is marketed no longer."
          )
        )
      )
      return
    }
    let known = memory.announcements.contains { announcement in
      announcement.cis == row.key.cis && announcement.sheet == row.sheet
        && (row.startOn == nil || announcement.plannedOn == row.startOn)
    }
    guard !known else { return }
    let announced = StopAnnounced(
      plannedOn: row.startOn ?? request.observedOn,
      urgent: false,
      motive: try FreeText(parsing: row.label.isEmpty ? row.status.rawValue : row.label)
    )
    try submit(.commercialisationStopAnnounced(announced), row, from: request.observedOn)
  }

  /// Whether the product is marketed on the day of the import, once what the import states counts.
  private func isMarketed(_ cis: CIS, _ register: RegisterView) -> Bool {
    let known = memory.history.state(of: cis, asOf: request.observedOn).marketed.holds
    guard let products = register.products, case .some(.some(let observed)) = products[cis] else {
      return known
    }
    // What the ledger knows stands where the register did not change its mind: see the marketing.
    return (memory.marketing[cis] ?? false) == observed ? known : observed
  }

  private mutating func reportStart(_ row: AvailabilityRow, _ file: RegisterFile) {
    guard let startOn = row.startOn else {
      findings.append(file.implausible(row.row.column(5), row.row.line))
      return
    }
    guard let last = Self.lastUpdateDay, startOn <= last else { return }
    findings.append(
      file.finding(
        .updateDateAsStart,
        row.row.line,
        Wording(
          fr: "\(row.key.cis) : \(startOn) est une date de mise à jour, non de début ; gardée.",
          en: "\(row.key.cis): \(startOn) is a day of update, not of the start; kept."
        )
      )
    )
  }

  // MARK: Ends

  private mutating func submitEnd(_ row: AvailabilityRow, on day: LegalDate) throws {
    let ended = ShortageEnded(file: row.key.file, cip13: row.key.cip13)
    try submit(.shortageEnded(ended), row, from: day)
  }

  private mutating func submit(
    _ fact: Fact,
    _ row: AvailabilityRow,
    from effectiveOn: LegalDate
  ) throws {
    try submit(
      fact,
      by: .ansm,
      about: .product(row.key.cis),
      from: effectiveOn,
      file: .availability,
      key: row.keyHash,
      content: row.row.normalised,
      reason: row.sheet
    )
  }

  /// Ends the open shortages that the file does not name any more.
  private mutating func endVanished(
    _ named: some Collection<RegisterMemory.ShortageKey>,
    leftOut: Set<CIS>
  ) throws {
    let named = Set(named)
    let open = memory.shortages.filter { key, shortage in
      guard case .open = shortage, key.file.text.hasPrefix("sha256:") else { return false }
      return !named.contains(key) && !leftOut.contains(key.cis)
    }
    let sorted = open.keys.sorted { left, right in
      let leftKey = (left.cis, left.file.text, left.cip13?.text ?? "")
      return leftKey < (right.cis, right.file.text, right.cip13?.text ?? "")
    }
    for key in sorted {
      try submit(
        .shortageEnded(ShortageEnded(file: key.file, cip13: key.cip13)),
        by: .ansm,
        about: .product(key.cis),
        from: request.observedOn,
        file: .availability,
        key: Self.hash("\(key.cis)\t\(key.cip13?.text ?? "")\t\(key.file.text)"),
        content: "no longer published",
        reason: "no longer published"
      )
    }
  }
}
