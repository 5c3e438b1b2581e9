// Facts of every product, flat: an entry a fact, sorted as the rules look at it, and what it states left packed until
// somebody needs it. A list of any day, as known at any size, is one walk over the entries of each product that decide
// lists; ten million events have some hundred thousand of these, and as many reports of stock as there are.

import Declarations

/// Facts of one sort about every product that any event is about: those that decide lists, or the reports of stock.
struct FactTable: Sendable {
  /// The products by their codes, where ``isOrdered``.
  private(set) var order: [Int] = []
  /// Whether new products are put where they belong; while packed facts are read they wait for ``sort()``.
  private var isOrdered = true
  private(set) var products: [CIS] = []
  /// The first event about each.
  private(set) var first: [Int] = []
  /// The facts of each, in their order; those that were packed and came in one go lie behind one another, so that whoever
  /// asks about all of them waits less.
  private var entries: [ArraySlice<FactEntry>] = []
  /// What the first facts of each product come to; empty until ``placeMilestones()``.
  private var milestones: [[Milestone]] = []
  /// Packed facts that are not among the entries of their products yet, each with the number of its product: handing it
  /// over as it comes would touch another place in memory for every fact.
  private var waiting: [(number: Int32, entry: FactEntry)] = []
  /// The products whose packed facts are with them, but not in order yet.
  private var mixed: Set<Int> = []
  /// The facts that have a correction and are not marked yet.
  private var unmarked: [(target: Int, number: Int)] = []
  private var numbers = ProductNumbers()
  /// What the entries of complete runs state, packed, run by run from the first event.
  private var runs: [[UInt8]] = []
  /// The first event that is read in no run.
  private var packedEnd = 0
  /// What the entries from there on state, packed.
  private var rest: [UInt8] = []
  private let patience: Int

  /// A table without facts.
  ///
  /// - Parameter patience: How many packed facts wait at most: what waits is in memory twice while it is handed out.
  init(patience: Int = 1 << 20) {
    self.patience = patience
  }

  // MARK: Reading facts

  /// Reads that a product is known from an event on, whatever that says.
  @discardableResult
  mutating func mention(_ cis: CIS, at sequence: Int) -> Int {
    if let number = numbers[cis] {
      first[number] = min(first[number], sequence)
      return number
    }
    let number = products.count
    numbers.append(cis)
    products.append(cis)
    first.append(sequence)
    entries.append([])
    order.insert(number, at: isOrdered ? place(of: cis) : number)
    return number
  }

  /// Where a product that is new belongs among the others; mostly behind them.
  private func place(of cis: CIS) -> Int {
    guard let last = order.last, products[last] > cis else { return order.count }
    var (low, high) = (0, order.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if products[order[middle]] < cis { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Reads the next fact.
  mutating func record(_ narrow: NarrowFact) {
    guard let (cis, recorded) = narrow.product, let fact = recorded.fact else { return }
    let number = mention(cis, at: narrow.sequence)
    let offset = rest.count
    var writer = PackedWriter(rest)
    rest = []
    writer.write(recorded, fact)
    rest = writer.bytes
    insert(
      FactEntry(
        day: Int32(recorded.effectiveOn.dayNumber),
        kinds: FactKinds(fact),
        type: UInt8(NarrowFacts.place(of: fact.type)),
        offset: offset,
        sequence: narrow.sequence
      ),
      number
    )
    if let target = narrow.target { mark(target, number) }
  }

  /// Begins to read the packed facts of a run of events.
  ///
  /// - Parameters:
  ///   - bytes: The packed facts.
  ///   - start: The first event of the run.
  ///   - size: Events from this one on are left out.
  /// - Returns: Whether the run is the next.
  mutating func begin(_ bytes: [UInt8], from start: Int, below size: Int) -> Bool {
    guard start == runs.count * NarrowFacts.run else { return false }
    runs.append(bytes)
    packedEnd = min(start + NarrowFacts.run, size)
    isOrdered = false
    return true
  }

  /// Reads a fact of the bytes that were begun with; it is in its order once ``sort()`` was called.
  mutating func record(_ header: NarrowFacts.Header, about cis: CIS) {
    if waiting.count == patience { handOut(areLast: false) }
    let number = mention(cis, at: header.sequence)
    if let target = header.target { unmarked.append((target, number)) }
    waiting.append(
      (
        number: Int32(number),
        entry: FactEntry(
          day: header.day,
          kinds: header.kinds,
          type: header.type,
          offset: header.payload,
          sequence: header.sequence
        )
      )
    )
  }

  /// Makes room for packed facts, so that they need not move as they become more.
  mutating func reserve(_ facts: Int) {
    waiting.reserveCapacity(min(facts, patience))
  }

  /// Puts packed facts among those of their products, by (`effectiveOn`, `sequence`).
  mutating func sort() {
    if !isOrdered { renumber() }
    handOut(areLast: true)
    waiting = []
    for number in mixed.sorted() { entries[number].sort(by: FactEntry.isEarlier) }
    mixed = []
    for (target, number) in unmarked { mark(target, number) }
    unmarked = []
  }

  /// Numbers the products by their codes, so that whoever asks about all of them goes through memory once.
  private mutating func renumber() {
    let earlier = products.enumerated().map { UInt64($1.number) << 32 | UInt64($0) }.sorted()
      .map { Int($0 & 0xFFFF_FFFF) }
    order = Array(earlier.indices)
    var later = order
    for (number, earlier) in earlier.enumerated() { later[earlier] = number }
    (products, first) = (earlier.map { products[$0] }, earlier.map { first[$0] })
    (entries, milestones) = (earlier.map { entries[$0] }, [])
    numbers = ProductNumbers()
    for cis in products { numbers.append(cis) }
    for place in waiting.indices {
      waiting[place].number = Int32(later[Int(waiting[place].number)])
    }
    mixed = Set(mixed.map { later[$0] })
    unmarked = unmarked.map { ($0.target, later[$0.number]) }
    isOrdered = true
  }

  /// Hands the facts that wait to their products; where these are the last, and the first of a product, in their order.
  private mutating func handOut(areLast: Bool) {
    guard !waiting.isEmpty else { return }
    /// Whether a product has no others, now or later.
    func areAll(of number: Int) -> Bool { areLast && entries[number].isEmpty }
    var ends = [Int](repeating: 0, count: products.count)
    for fact in waiting { ends[Int(fact.number)] += 1 }
    var start = 0
    for number in ends.indices {
      (ends[number], start) = (start, start + ends[number])
    }
    var rest: [(target: Int, number: Int)] = []
    let sorted = [FactEntry](unsafeUninitializedCapacity: waiting.count) { facts, count in
      for fact in waiting {
        facts.initializeElement(at: ends[Int(fact.number)], to: fact.entry)
        ends[Int(fact.number)] += 1
      }
      count = waiting.count
      // All facts of a product are put in order where they lie.
      start = 0
      for (number, end) in ends.enumerated() where end > start {
        if areAll(of: number) {
          var own = UnsafeMutableBufferPointer(rebasing: facts[start..<end])
          own.sort(by: FactEntry.isEarlier)
        }
        start = end
      }
      for (target, number) in unmarked {
        let own = (number == 0 ? 0 : ends[number - 1])..<ends[number]
        if areAll(of: number),
          let place = own.first(where: { facts[$0].sequence == target })
        {
          facts[place].kinds.insert(.corrected)
        } else {
          rest.append((target, number))
        }
      }
    }
    unmarked = rest
    start = 0
    for (number, end) in ends.enumerated() where end > start {
      if areAll(of: number) {
        entries[number] = sorted[start..<end]
      } else {
        entries[number] += sorted[start..<end]
        mixed.insert(number)
      }
      start = end
    }
    waiting.removeAll(keepingCapacity: true)
  }

  private mutating func insert(_ entry: FactEntry, _ number: Int) {
    let place = entries[number].reversed().prefix { $0.day > entry.day }.count
    removeMilestones(number, behind: entries[number].count - place)
    entries[number].insert(entry, at: entries[number].endIndex - place)
  }

  /// Notes that a fact has a correction: only then is it asked whether it is in force.
  private mutating func mark(_ target: Int, _ number: Int) {
    guard let place = entries[number].firstIndex(where: { $0.sequence == target }) else { return }
    entries[number][place].kinds.insert(.corrected)
    removeMilestones(number, behind: place - entries[number].startIndex)
  }

  /// Notes what the first eight facts of each product come to, and the first sixteen, and so on, so that a question
  /// need not begin at the first: worth it for whoever asks more than once.
  mutating func placeMilestones() {
    milestones += Array(repeating: [], count: products.count - milestones.count)
    for number in milestones.indices {
      Milestone.extend(&milestones[number], over: entries[number])
    }
  }

  private mutating func removeMilestones(_ number: Int, behind place: Int) {
    guard number < milestones.count else { return }
    let count = min(milestones[number].count, place / Milestone.step)
    milestones[number].removeLast(milestones[number].count - count)
  }

  // MARK: Answering

  func number(of cis: CIS) -> Int? { numbers[cis] }

  /// What decides the state of a product on a day, among the first events that are in force.
  func deciding(
    _ number: Int,
    on day: LegalDate,
    _ known: KnownAt,
    _ voidedBy: [Int: Int]
  ) -> DecidingFacts {
    let last = Int32(day.dayNumber)
    let start =
      number < milestones.count ? Milestone.last(of: milestones[number], on: last, known) : nil
    var deciding = start?.deciding ?? DecidingFacts()
    entries[number].withUnsafeBufferPointer { facts in
      for place in (start?.end ?? 0)..<facts.count {
        let entry = facts[place]
        if entry.day > last { break }
        guard isInForce(entry, known, voidedBy) else { continue }
        deciding.take(day: entry.day, entry.kinds, at: DecidingFacts.Place(place))
      }
    }
    return deciding
  }

  /// What a product is from each day on which it became something else, by the first events that are in force.
  func standings(
    _ number: Int,
    _ known: KnownAt,
    _ voidedBy: [Int: Int]
  ) -> [(from: LegalDate, standing: Standing)] {
    var standings: [(from: LegalDate, standing: Standing)] = []
    var deciding = DecidingFacts()
    for (place, entry) in entries[number].enumerated() where isInForce(entry, known, voidedBy) {
      deciding.take(day: entry.day, entry.kinds, at: DecidingFacts.Place(place))
      let day = LegalDate(dayNumber: Int(entry.day))
      if standings.last?.from == day { standings.removeLast() }
      let standing = Standing(deciding, number, self)
      if standings.last?.standing != standing { standings.append((day, standing)) }
    }
    return standings
  }

  private func isInForce(_ entry: FactEntry, _ known: KnownAt, _ voidedBy: [Int: Int]) -> Bool {
    entry.sequence < known.size
      && !(entry.kinds.contains(.corrected) && voidedBy[entry.sequence] != nil)
  }

  /// A fact of a product.
  func entry(_ number: Int, at place: DecidingFacts.Place) -> FactEntry {
    entries[number][entries[number].startIndex + Int(place)]
  }

  /// The first facts about a product, void ones too, by sequence.
  func facts(about cis: CIS, _ known: KnownAt) -> [RecordedFact] {
    guard let number = numbers[cis] else { return [] }
    return entries[number].filter { $0.sequence < known.size }.sorted { $0.sequence < $1.sequence }
      .compactMap(recordedFact)
  }

  /// The last fact of a product that is applicable on a day, among those that are meant.
  func last(about cis: CIS, on day: LegalDate, where isMeant: (Int) -> Bool) -> RecordedFact? {
    guard let number = numbers[cis] else { return nil }
    let facts = entries[number]
    // Mostly a day near the last fact is asked for.
    var (low, high, step) = (facts.endIndex, facts.endIndex, 1)
    while low > facts.startIndex, facts[low - 1].day > day.dayNumber {
      (low, high, step) = (max(low - step, facts.startIndex), low - 1, step * 2)
    }
    while low < high {
      let middle = (low + high) / 2
      if facts[middle].day <= day.dayNumber { low = middle + 1 } else { high = middle }
    }
    return facts[..<low].last { isMeant($0.sequence) }.flatMap(recordedFact)
  }

  /// Facts of two sorts, by sequence.
  static func merged(_ facts: [RecordedFact], _ others: [RecordedFact]) -> [RecordedFact] {
    others.isEmpty ? facts : (facts + others).sorted { $0.sequence < $1.sequence }
  }

  private func recordedFact(_ entry: FactEntry) -> RecordedFact? {
    var reader = reader(of: entry)
    return reader.recordedFact(
      EventType.allCases[entry.type],
      entry.sequence,
      on: Int(entry.day)
    )
  }

  /// The operator that an entry names.
  func namedOperator(_ entry: FactEntry) -> Lab? {
    var reader = reader(of: entry)
    return reader.value()
  }

  /// What a row shows of a description, or of an entry on the published list.
  func shown(_ entry: FactEntry) -> (denomination: FreeText?, atc: ATC?, holder: Lab?) {
    var reader = reader(of: entry)
    let denomination: FreeText? = reader.value()
    let atc: ATC?? = reader.optional()
    let holder: Lab?? = entry.kinds.contains(.description) ? reader.optional() : nil
    return (denomination, atc ?? nil, holder ?? nil)
  }

  private func reader(of entry: FactEntry) -> PackedReader {
    let bytes = entry.sequence < packedEnd ? runs[entry.sequence / NarrowFacts.run] : rest
    return PackedReader(bytes, from: Int(entry.offset))
  }
}
