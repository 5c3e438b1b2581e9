// Matching, as the contract orders it: by id; by dossier, CIS and type; by CIS, type and effective day; by
// CIS, type and the nearest effective day among what is left. Never by order: within a stage the pairs that
// agree best come first, and rows that say the same are alike.

import CanonicalJSON
package import Declarations
package import Submissions

extension Reconciliation {
  /// Reconciles a register with what the ledger has of the lab.
  ///
  /// - Parameters:
  ///   - register: The lab's register.
  ///   - record: The lab's events among those that are known.
  ///   - refused: What the lab sent and was refused.
  ///   - lab: The lab.
  ///   - day: The day on which what is suggested would be filed.
  package init(
    _ register: Register,
    with record: LabRecord,
    refused: [RefusedRow],
    lab: Lab,
    asOf day: LegalDate
  ) {
    var matching = Matching(register, record.resolved())
    matching.pairByID()
    matching.markRefused(refused, evenIfRecorded: false)
    matching.markStale()
    matching.pair { row in
      guard let dossier = row.dossier, let cis = row.cis, let type = row.type else { return nil }
      return Matching.Key(number: dossier, cis: cis, type: type)
    } _: { submission in
      guard let dossier = submission.value(of: .dossier)?.integer, let cis = submission.subject.cis
      else {
        return nil
      }
      return Matching.Key(number: Int(dossier), cis: cis, type: submission.type)
    }
    matching.pair { row in
      guard let day = row.effectiveOn, let cis = row.cis, let type = row.type else { return nil }
      return Matching.Key(number: day.dayNumber, cis: cis, type: type)
    } _: { submission in
      submission.subject.cis.map {
        Matching.Key(number: submission.effectiveOn.dayNumber, cis: $0, type: submission.type)
      }
    }
    matching.markDuplicates()
    matching.markRefused(refused, evenIfRecorded: true)
    matching.pair { row in
      guard let cis = row.cis, let type = row.type else { return nil }
      return Matching.Key(number: 0, cis: cis, type: type)
    } _: { submission in
      submission.subject.cis.map { Matching.Key(number: 0, cis: $0, type: submission.type) }
    }
    matching.settleRest(refused)
    matching.markRepeated()
    self.init(rows: matching.rows(lab, asOf: day))
  }
}

/// The state of a matching: which rows and which events are taken.
struct Matching {
  let register: Register
  let record: LabRecord.Resolved
  /// The events in force, then the retractions, where the register has rows of those.
  let events: [Event]
  /// The void events, then the void retractions, where the register has rows of those.
  let void: [LabRecord.Voided]
  private let likelyVoid: Likely<LabRecord.Voided>
  private let likelyPlaces: Likely<Int>
  /// Rows that keep the id of an event which the one they are paired with has replaced.
  private(set) var isRenamed: Set<Int> = []
  /// For each row of the register, what it came to.
  private(set) var outcomes: [Outcome?]
  private(set) var isTaken: [Bool]

  enum Outcome {
    case pair(Int)
    /// Another row is the same event, which the ledger may lack.
    case duplicate(Int?)
    case corrected(LabRecord.Voided)
    case refused(Wording)
    case missing
  }

  init(_ register: Register, _ record: LabRecord.Resolved) {
    self.register = register
    self.record = record
    let hasRetractions = register.rows.contains { $0.type == .eventRetracted }
    let events = record.inForce + (hasRetractions ? record.retractions : [])
    self.events = events
    let void = record.void + (hasRetractions ? record.voidRetractions : [])
    self.void = void
    likelyVoid = Likely(void, in: register, \.event.submission)
    likelyPlaces = Likely(events.indices, in: register) { events[$0].submission }
    outcomes = Array(repeating: nil, count: register.rows.count)
    isTaken = Array(repeating: false, count: events.count)
  }

  // MARK: Stages

  mutating func pairByID() {
    let places = Dictionary(events.enumerated().map { ($1.submission.id.text, $0) }) { $1 }
    let voided = Dictionary(void.map { ($0.event.submission.id.text, $0) }) { $1 }
    var rowsOfPlace: [Int: [Int]] = [:]
    var renamed: [Int: [Int]] = [:]
    for (index, row) in register.rows.enumerated() {
      guard let id = row.id else { continue }
      if let place = places[id] {
        rowsOfPlace[place, default: []].append(index)
      } else if let voided = voided[id] {
        // A row that was brought up to date under the id that it had is the event in its place.
        if let place = voided.successor.flatMap({ places[$0.submission.id.text] }),
          !isSame(row, voided.event.submission)
        {
          renamed[place, default: []].append(index)
        } else {
          outcomes[index] = .corrected(voided)
        }
      }
    }
    for (place, indices) in rowsOfPlace {
      // An id that was pasted on another product does not make it the same event.
      let alike = indices.filter { register.rows[$0].isAbout(events[place].submission) }
      pair(alike.isEmpty ? indices : alike, [place])
      for index in alike where outcomes[index] == nil { outcomes[index] = .duplicate(place) }
    }
    for (place, indices) in renamed {
      if !isTaken[place] { pair(indices, [place]) }
      for index in indices {
        guard outcomes[index] == nil else {
          isRenamed.insert(index)
          continue
        }
        let row = register.rows[index]
        let isSame = differences(row, events[place].submission).allSatisfy { $0.column == .id }
        if isSame {
          outcomes[index] = .duplicate(place)
        } else if let id = row.id, let voided = voided[id] {
          outcomes[index] = .corrected(voided)
        }
      }
    }
  }

  /// A row without an id that shows what is void, and nothing that is in force, was not brought up to date.
  mutating func markStale() {
    for (index, row) in register.rows.enumerated() where outcomes[index] == nil && row.id == nil {
      guard let shown = shownVoid(by: row) else { continue }
      let isCurrent = likelyPlaces[row].contains { isSame(row, events[$0].submission) }
      if !isCurrent { outcomes[index] = .corrected(shown) }
    }
  }

  /// Pairs rows and events of one key, those that agree best first.
  mutating func pair(
    _ rowKey: (RegisterRow) -> Key?,
    _ eventKey: (Submission) -> Key?
  ) {
    var rowsByKey: [Key: [Int]] = [:]
    for (index, row) in register.rows.enumerated() where outcomes[index] == nil {
      if let key = rowKey(row) { rowsByKey[key, default: []].append(index) }
    }
    // Of the events, those that no row asks for are many.
    guard !rowsByKey.isEmpty else { return }
    var byKey: [Key: [Int]] = [:]
    for (place, event) in events.enumerated() where !isTaken[place] {
      guard let key = eventKey(event.submission), rowsByKey[key] != nil else { continue }
      byKey[key, default: []].append(place)
    }
    for (key, places) in byKey { pair(rowsByKey[key] ?? [], places) }
  }

  /// What a row and an event have alike at a stage: the product, the type, and the dossier or the day.
  struct Key: Hashable {
    let number: Int
    let cis: CIS
    let type: EventType
  }

  /// A candidate: the lower it sorts, the better the row and the event agree.
  private struct Candidate: Comparable {
    let distance: Int
    let differences: Int
    /// How much of what it need not say the row says: who says more has less to choose from.
    let claims: Int
    let sequence: Int
    let content: String
    let row: Int
    let place: Int

    static func < (left: Candidate, right: Candidate) -> Bool {
      (left.distance, left.differences, -left.claims, left.sequence, left.content, left.row)
        < (
          right.distance, right.differences, -right.claims, right.sequence, right.content, right.row
        )
    }
  }

  /// How many pairs of rows and events are compared field by field.
  private static let comparedPairs = 10_000

  private mutating func pair(_ rows: [Int], _ places: [Int]) {
    if rows.count == 1, places.count == 1 {
      outcomes[rows[0]] = .pair(places[0])
      isTaken[places[0]] = true
      return
    }
    // Among very many, fields are not compared for every pair: the day and the sequence decide.
    guard rows.count * places.count <= Self.comparedPairs else { return pairByDay(rows, places) }
    let candidates = rows.flatMap { index in
      let content = self.content(register.rows[index])
      return places.map { place in
        let (row, submission) = (register.rows[index], events[place].submission)
        let day = row.effectiveOn?.dayNumber ?? submission.effectiveOn.dayNumber
        return Candidate(
          distance: abs(day - submission.effectiveOn.dayNumber),
          differences: differences(row, submission).count,
          claims: row.claims,
          sequence: events[place].sequence,
          content: content,
          row: index,
          place: place
        )
      }
    }
    for candidate in candidates.sorted() {
      guard outcomes[candidate.row] == nil, !isTaken[candidate.place] else { continue }
      outcomes[candidate.row] = .pair(candidate.place)
      isTaken[candidate.place] = true
    }
  }

  private mutating func pairByDay(_ rows: [Int], _ places: [Int]) {
    let nearest = NearestPairs(
      rows.map { index in
        let row = register.rows[index]
        return NearestPairs.Row(
          index: index,
          day: row.effectiveOn?.dayNumber,
          claims: row.claims,
          content: content(row)
        )
      },
      places.map { place in
        NearestPairs.Place(
          index: place,
          day: events[place].submission.effectiveOn.dayNumber,
          sequence: events[place].sequence
        )
      }
    )
    for (row, place) in nearest.pairs {
      outcomes[row] = .pair(place)
      isTaken[place] = true
    }
  }

  /// A row that says what another has said that has its event already, or what that event says, is that
  /// one again.
  mutating func markDuplicates() {
    guard outcomes.contains(where: { if case nil = $0 { true } else { false } }) else { return }
    var paired: [String: Int] = [:]
    for (index, row) in register.rows.enumerated() {
      if case .pair(let place)? = outcomes[index] { paired[content(row)] = place }
    }
    for (index, row) in register.rows.enumerated() where outcomes[index] == nil {
      let place =
        paired[content(row)]
        ?? likelyPlaces[row].first { isTaken[$0] && isSame(row, events[$0].submission) }
      if let place { outcomes[index] = .duplicate(place) }
    }
  }

  /// A row under whose id something was received and refused; one that is recorded under another id may
  /// find its event first.
  mutating func markRefused(_ refused: [RefusedRow], evenIfRecorded: Bool) {
    let refused = Dictionary(refused.map { ($0.id, $0) }) { $1 }
    for (index, row) in register.rows.enumerated() where outcomes[index] == nil {
      guard let id = row.id, let refusal = refused[id], evenIfRecorded || !isRecorded(row)
      else { continue }
      outcomes[index] = .refused(refusal.message)
    }
  }

  /// Whether an event in force says all that a row says, whatever their ids.
  func isRecorded(_ row: RegisterRow) -> Bool {
    likelyPlaces[row].contains {
      differences(row, events[$0].submission).allSatisfy { $0.column == .id }
    }
  }

  /// Of rows that say the same and that the ledger lacks, the first is missing there, and the others are
  /// that one again; two that have ids of their own are two.
  mutating func markRepeated() {
    let missing = register.rows.indices.filter {
      if case .missing? = outcomes[$0] { true } else { false }
    }
    var seen: Set<String> = []
    for index in missing where register.rows[index].id != nil {
      let row = register.rows[index]
      seen.insert(contentWithoutID(row))
      if !seen.insert(content(row)).inserted { outcomes[index] = .duplicate(nil) }
    }
    for index in missing where register.rows[index].id == nil {
      let isNew = seen.insert(contentWithoutID(register.rows[index])).inserted
      if !isNew { outcomes[index] = .duplicate(nil) }
    }
  }

  /// What no event in force is left for: shows what is void, was refused, or is unknown.
  mutating func settleRest(_ refused: [RefusedRow]) {
    let refusedByProduct = Dictionary(grouping: refused, by: \.cis)
    for (index, row) in register.rows.enumerated() where outcomes[index] == nil {
      let shown = shownVoid(by: row)
      let refusal =
        row.id == nil
        ? refusedByProduct[row.code]?.last { $0.isMeant(by: row, register.columns) } : nil
      if let shown {
        outcomes[index] = .corrected(shown)
      } else if let refusal {
        outcomes[index] = .refused(refusal.message)
      } else {
        outcomes[index] = .missing
      }
    }
  }

  /// The void event that a row says the same as.
  func shownVoid(by row: RegisterRow) -> LabRecord.Voided? {
    likelyVoid[row].first { isSame(row, $0.event.submission) }
  }

  /// Whether a row says nothing that an event does not say.
  private func isSame(_ row: RegisterRow, _ submission: Submission) -> Bool {
    register.columns.allSatisfy { row.agrees($0, with: submission.value(of: $0)) }
  }

  func differences(
    _ row: RegisterRow,
    _ submission: Submission
  ) -> [Reconciliation.Difference] {
    register.columns.compactMap { column in
      let (text, value) = (row[column], submission.value(of: column))
      return row.agrees(column, with: value)
        ? nil : Reconciliation.Difference(column: column, register: text, ledger: value)
    }
  }
}

extension Matching {
  /// What a row says, among those of its register: what that has no column for is the same in all of them.
  func content(_ row: RegisterRow) -> String { row.content(of: register.columns) }

  private func contentWithoutID(_ row: RegisterRow) -> String {
    "\u{1F}" + row.content(of: register.columns.filter { $0 != .id })
  }
}

extension RegisterRow {
  /// Whether the row names the product and the type of an event, or none.
  fileprivate func isAbout(_ submission: Submission) -> Bool {
    (self[.cis].isEmpty || cis == submission.subject.cis)
      && (self[.type].isEmpty || type == submission.type)
  }

  /// How many of the cells that need not be filled are.
  fileprivate var claims: Int { Column.withoutClaim.count { !self[$0].isEmpty } }

  /// What the row says in some columns, whatever its number and however it is spelled.
  fileprivate func content(of columns: [Column]) -> String {
    columns.map { column in
      column == .type
        ? type?.rawValue ?? self[column] : column.value(of: self[column]).canonicalText
    }.joined(separator: "\u{1F}")
  }
}
