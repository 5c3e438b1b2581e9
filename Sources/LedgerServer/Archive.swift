import Compliance
import Declarations
import HTTPTypes
import Ledger
import MerkleLog
import Projections
import Questions
import Reports

/// The ledger as the server reads it: one connection, and what was folded so far, so that a question costs what it
/// asks and not what the ledger holds.
actor Archive {
  /// The path of the file.
  nonisolated let path: String
  private(set) var reader: LedgerReader
  /// How often another file was found in place of the one that was read.
  private(set) var replacements = 0
  private var file: FileIdentity?
  /// All events that were folded, and perhaps more: a file without them is another ledger.
  private var folded: (size: Int, root: Hash)
  private let lane = Lane("archive")
  nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }
  let rulebook: Rulebook
  let duties: Duties
  private let clock: @Sendable () -> Instant
  private let follower: Follower?
  private var lists: (size: Int, fold: HistoryFold)?
  private var whole = HistoryFold(keeping: .everything)
  private var docket: Docket?

  init(
    at path: String,
    following follower: Follower? = nil,
    clock: @escaping @Sendable () -> Instant
  ) throws {
    self.follower = follower
    // Looked at before it is opened: one that takes its place in between is found at the first question.
    file = FileIdentity(of: path)
    let reader = try LedgerReader(at: path)
    let size = try reader.size
    folded = (size, try reader.root(of: KnownAt(size: size)))
    self.reader = reader
    self.path = reader.path
    self.clock = clock
    rulebook = try Rulebook()
    duties = try Duties(rulebook)
  }

  /// Works with the ledger, one question after the other.
  func answer<Result: Sendable>(
    _ work: @Sendable (isolated Archive) throws -> Result
  ) throws -> Result {
    try reopenIfReplaced()
    return try work(self)
  }

  /// Begins anew where another file lies there.
  ///
  /// Whoever restores a ledger puts another file in its place, or copies one over it: what was folded is of the one
  /// before. A file that was only written to has the events that were folded.
  ///
  /// - Throws: ``Problem`` 503 where the other one cannot be opened.
  private func reopenIfReplaced() throws {
    let found = FileIdentity(of: path)
    guard found == nil || found != file else { return }
    do {
      reader = try LedgerReader(at: path)
    } catch let error as LedgerError {
      throw Problem(.serviceUnavailable, "not-ready", error.message)
    }
    file = found
    let size = try reader.size
    if folded.size <= size, try reader.root(of: KnownAt(size: folded.size)) == folded.root {
      return
    }
    folded = (size, try reader.root(of: KnownAt(size: size)))
    (lists, whole, docket) = (nil, HistoryFold(keeping: .everything), nil)
    replacements += 1
  }

  private func noteFolded(_ size: Int) throws {
    guard size > folded.size else { return }
    folded = (size, try reader.root(of: KnownAt(size: size)))
  }

  var today: LegalDate { ParisTime.day(of: clock()) }

  /// The basis of a question.
  func basis(of axes: Axes) throws -> Basis {
    if case .size(let size)? = axes.known, let follower, try size > reader.size {
      // Recorded on another node a moment ago, perhaps: whoever was told the size may read what it recorded.
      follower.lookAtOnce()
    }
    let known: KnownAt
    do {
      known = try Known.resolve(axes.known, in: reader)
    } catch let refusal as Refusal {
      // Well asked, of a ledger that has not come so far.
      throw Problem(.notFound, refusal.rule.rawValue, refusal.message)
    }
    return try reader.basis(asOf: axes.day ?? today, known)
  }

  /// What lists depend on.
  func listHistory(_ known: KnownAt) throws -> History {
    try listFold().history(known)
  }

  private func listFold() throws -> HistoryFold {
    let size = try reader.size
    if let lists, lists.size == size { return lists.fold }
    try noteFolded(size)
    var fold = try reader.listFold(KnownAt(size: size))
    fold.placeMilestones()
    lists = (size, fold)
    return fold
  }

  /// On which days a product was listed, as it was known after each event that changed that.
  ///
  /// - Parameters:
  ///   - cis: The product.
  ///   - known: How many events are known.
  ///   - day: The last day that is looked at.
  /// - Returns: A row for each event that changed it.
  /// - Throws: ``Ledger/LedgerError`` that names the sequence of an event that cannot be read.
  func knowledge(of cis: CIS, _ known: KnownAt, until day: LegalDate) throws -> [AxesChart.Row] {
    let fold = try listFold()
    var rows: [AxesChart.Row] = []
    for recorded in fold.facts(about: cis)
    where recorded.sequence < known.size && recorded.fact != nil {
      let history = fold.history(KnownAt(size: recorded.sequence + 1), about: [cis])
      let series = ListQuestion.listed(cis).series(in: history, until: day)
      let row = AxesChart.Row(event: recorded.sequence, stretches: Self.stretches(of: series))
      if rows.last?.hasSameDays(as: row) ?? row.stretches.isEmpty { continue }
      rows.append(row)
    }
    return rows
  }

  private static func stretches(of series: Series) -> [(from: LegalDate, to: LegalDate?)] {
    var stretches: [(from: LegalDate, to: LegalDate?)] = []
    for change in series.changes {
      guard case .day(let day) = change.place else { continue }
      if change.value == .flag(true) {
        stretches.append((day, nil))
      } else if let last = stretches.popLast() {
        stretches.append((last.from, day.adding(days: -1)))
      }
    }
    return stretches
  }

  /// What the duties need.
  func wholeHistory(_ known: KnownAt) throws -> History {
    let size = try reader.size
    try noteFolded(size)
    if try whole.knownAt.size == 0 || !reader.extend(&whole, to: KnownAt(size: size)) {
      whole = try reader.wholeFold(KnownAt(size: size))
    }
    return whole.history(known)
  }

  /// What the duties look at in what was known, kept for the next question about as much.
  func docket(_ known: KnownAt) throws -> Docket {
    if let docket, docket.history.knownAt == known { return docket }
    // What one holds of the fold is copied where the fold goes on.
    docket = nil
    let kept = Docket(try wholeHistory(known), isKept: true)
    docket = kept
    return kept
  }

  // MARK: What is whose

  /// Holds a question about a product to those of the caller.
  ///
  /// Whose a product is does not depend on what is asked: a lab that has handed it on reads nothing more about it.
  ///
  /// - Throws: ``Problem`` 403 where it is another's, or nothing is known of it.
  func require(_ cis: CIS, within reach: Route.Reach, of lab: Lab?) throws {
    guard reach == .own else { return }
    let owners = try owners()
    guard let lab, !whole.facts(about: cis).isEmpty, try owners(cis).mayRead(lab, on: today) else {
      throw Problem.forbidden
    }
  }

  /// Whose each product is by all that is known, looked up once for each.
  private func owners() throws -> (CIS) throws -> ProductOwners {
    try owners(KnownAt(size: reader.size))
  }

  /// Whose each product is by what was known once, looked up once for each.
  func owners(_ known: KnownAt) throws -> (CIS) throws -> ProductOwners {
    let history = try wholeHistory(known)
    var found: [CIS: ProductOwners] = [:]
    return { cis in
      if let owners = found[cis] { return owners }
      let owners = try ProductOwners(of: cis, in: history) {
        Set(self.facts(about: cis).filter { $0.sequence < known.size }.map(\.source))
      } recordedBy: {
        try self.reader.event(at: $0).actor
      }
      found[cis] = owners
      return owners
    }
  }

  /// The products of which something but a report of stock was recorded from an event on, and anything ever named a lab.
  func productsNaming(_ lab: Lab, recordedFrom size: Int) -> [CIS] {
    whole.products { facts in
      (facts.last?.sequence ?? -1) >= size
        && facts.contains { recorded in
          if case .productDescribed(let described)? = recorded.fact {
            return described.holder == lab
          }
          return recorded.fact?.namedOperator == lab
        }
    }
  }

  /// Every fact about a product that was folded, by sequence.
  func facts(about cis: CIS) -> [RecordedFact] { whole.facts(about: cis) }

  /// Which products a caller is told its verdicts of: a lab those that are or were its own, whatever is said of who
  /// operates them.
  func judged(_ caller: Caller, _ route: Route) throws -> (CIS?) throws -> Bool {
    guard try caller.reach(route) == .own, let lab = caller.grant?.role.lab else {
      return { _ in true }
    }
    let owners = try owners()
    return { cis in try cis.map { try owners($0).wasOwn(lab) } ?? true }
  }

  /// Which events may be read by who reaches so far: a lab those that it stated, and those about it or a product of
  /// its.
  func readable(_ reach: Route.Reach, by lab: Lab?) throws -> (Event) throws -> Bool {
    guard reach != .everything else { return { _ in true } }
    guard reach == .own, let lab else { return { _ in false } }
    let (owners, today) = (try owners(), today)
    return { event in
      let submission = event.submission
      if submission.source == .lab(lab) || submission.subject == .lab(lab) { return true }
      return try submission.subject.cis.map { try owners($0).mayRead(lab, on: today) } ?? false
    }
  }
}
