import Compliance
import Declarations
import HTTPTypes
import Ledger
import Projections
import Questions

/// The ledger as the server reads it: one connection, and what was folded so far, so that a question costs what it
/// asks and not what the ledger holds.
actor Archive {
  let reader: LedgerReader
  let rulebook: Rulebook
  let duties: Duties
  private let clock: @Sendable () -> Instant
  private var lists: (size: Int, fold: HistoryFold)?
  private var whole = HistoryFold(keeping: .everything)

  init(_ reader: LedgerReader, clock: @escaping @Sendable () -> Instant) throws {
    self.reader = reader
    self.clock = clock
    rulebook = try Rulebook()
    duties = try Duties(rulebook)
  }

  /// Works with the ledger, one question after the other.
  func answer<Result: Sendable>(
    _ work: @Sendable (isolated Archive) throws -> Result
  ) rethrows -> Result {
    try work(self)
  }

  /// The basis of a question.
  func basis(of axes: Axes) throws -> Basis {
    let known: KnownAt
    do {
      known = try Known.resolve(axes.known, in: reader)
    } catch let refusal as Refusal {
      // Well asked, of a ledger that has not come so far.
      throw Problem(.notFound, refusal.rule.rawValue, refusal.message)
    }
    return try reader.basis(asOf: axes.day ?? ParisTime.day(of: clock()), known)
  }

  /// What lists depend on.
  func listHistory(_ known: KnownAt) throws -> History {
    let size = try reader.size
    if lists?.size != size {
      var fold = try reader.listFold(KnownAt(size: size))
      fold.placeMilestones()
      lists = (size, fold)
    }
    guard let fold = lists?.fold else { return try reader.listHistory(known) }
    return fold.history(known)
  }

  /// What the duties need.
  func wholeHistory(_ known: KnownAt) throws -> History {
    let size = try reader.size
    try reader.forEachEvent(in: whole.knownAt.size..<max(size, whole.knownAt.size)) {
      whole.record($0)
    }
    return whole.history(known)
  }

  // MARK: What is whose

  /// Whether a product concerns a lab: some fact about it names the lab, as its source, its operator or its holder.
  func concerns(_ lab: Lab, _ cis: CIS, _ known: KnownAt) throws -> Bool {
    try Self.concerns(lab, cis, in: wholeHistory(known))
  }

  private static func concerns(_ lab: Lab, _ cis: CIS, in history: History) -> Bool {
    history.factsInForce(about: cis).contains { $0.names(lab) }
  }

  /// Which events may be read by who reaches so far: a lab those that it stated, and those about it or a product of
  /// its.
  func readable(_ reach: Route.Reach, by lab: Lab?) throws -> (Event) -> Bool {
    guard reach != .everything else { return { _ in true } }
    guard reach == .own, let lab else { return { _ in false } }
    let history = try wholeHistory(KnownAt(size: reader.size))
    return { event in
      let submission = event.submission
      if submission.source == .lab(lab) || submission.subject == .lab(lab) { return true }
      return submission.subject.cis.map { Self.concerns(lab, $0, in: history) } ?? false
    }
  }
}
