// A country that reports its stocks, as long as one likes: the register first, then 95 % reports of stock, the
// rest from the other families, one event in a hundred a correction, one in ten about a day long past. As many labs
// declare as hold medicines in the public register, a few of them much and most of them little. For measuring; nothing
// in it is real.

import CanonicalJSON
package import Declarations

/// Submissions without end, one after the other.
package struct SampleCountry: Sendable {
  /// How many products the register has.
  package let products: Int
  /// Over how many submissions the years of the story are spread.
  private let count: Int
  private var random: SplitMix64
  private var number = 0
  /// The products whose register is still to be told.
  private var untold: Int
  /// The last reports, which may be corrected, each once.
  private var reports: [Submission] = []

  /// Begins a story.
  ///
  /// - Parameters:
  ///   - seed: The same seed tells the same story.
  ///   - count: How many submissions will be asked for.
  ///   - start: The number of the first, where others were told before: the register is told then.
  package init(seed: UInt64, count: Int, from start: Int = 0) {
    self.count = max(count, 1)
    products = min(15_000, max(count / 8, 1))
    untold = max(products * 3 - start, 0)
    random = SplitMix64(seed: seed &+ UInt64(start))
    number = start
  }

  /// How many products each lab holds.
  ///
  /// - Throws: ``Declarations/Refusal`` only if the story broke the catalogue, which the tests exclude.
  package func holdings() throws -> [Lab: Int] {
    try (0..<products).reduce(into: [:]) { $0[try Self.product($1).holder(), default: 0] += 1 }
  }

  /// The holders (*titulaires*) of the public register of 27 January 2026, whose largest has a twentieth of the
  /// medicines.
  private static let labs = 671

  /// A product, whose lab is drawn by its number: of the labs in a row, the first k hold √(k ∕ all) of the products.
  private static func product(_ number: Int) -> SampleProduct {
    let draw = (number &* 2_654_435_761) >> 8 & 0xFFFF
    let lab = (labs * draw * draw) >> 32
    return SampleProduct(
      number: number,
      lab: "labo-\(lab + 1)",
      nextLab: "labo-\((lab + 1) % labs + 1)"
    )
  }

  /// The next submission.
  ///
  /// - Throws: ``Declarations/Refusal`` only if the story broke the catalogue, which the tests exclude.
  package mutating func next() throws -> Submission {
    defer { number += 1 }
    if untold > 0 {
      untold -= 1
      return try register(Self.product(untold / 3), step: 2 - untold % 3)
    }
    if random.below(100) == 0, let report = reports.popLast() { return try correction(of: report) }
    let product = Self.product(random.below(products))
    if random.below(100) < 95 { return try report(product) }
    return try other(product)
  }

  /// The day of the story: eleven years from 2015 on.
  private var today: LegalDate { LegalDate(dayNumber: 16_436 + number * 4_018 / count) }

  /// A day that a fact may hold from: mostly today, at times long past, at times to come.
  private mutating func effectiveDay() -> LegalDate {
    let draw = random.below(100)
    if draw < 10 { return today.adding(days: -random.below(180)) }
    return draw < 15 ? today.adding(days: random.below(60)) : today
  }

  private mutating func state(
    _ fact: Fact,
    by source: Source,
    about product: SampleProduct
  ) throws -> Submission {
    try Submission(
      id: try Identifier(parsing: "\(fact.type.rawValue)-\(number)"),
      source: source,
      subject: try product.subject(),
      time: FilingTime(midnightOf: today),
      effectiveOn: effectiveDay(),
      reason: fact.type.needsReason ? try FreeText(parsing: "sans objet") : nil,
      fact: fact
    )
  }

  /// What the register knows of a product: its description, that it is marketed, and of most of them that
  /// they are MITM.
  private mutating func register(_ product: SampleProduct, step: Int) throws -> Submission {
    let lab = try product.holder()
    switch step {
    case 0: return try state(.productDescribed(try product.described()), by: .bdpm, about: product)
    case 1:
      return try state(
        .commercialisationDeclared(.init(operator: lab)),
        by: .lab(lab),
        about: product
      )
    default:
      guard product.number % 100 < 54 else { return try report(product) }
      return try state(
        .qualificationDeclared(.init(ground: .vital, channel: .annualStatement)),
        by: .lab(lab),
        about: product
      )
    }
  }

  private mutating func report(_ product: SampleProduct) throws -> Submission {
    let sales = 1_000 + random.below(90_000)
    let report = try state(
      .stockReported(.init(units: random.below(sales), sales12m: sales)),
      by: .lab(try product.holder()),
      about: product
    )
    if reports.count < 1_000 { reports.append(report) } else { reports[number % 1_000] = report }
    return report
  }

  private mutating func correction(of report: Submission) throws -> Submission {
    var object = report.json
    object["id"] = .string("correction-\(number)")
    object["corrects"] = .string(report.reference.text)
    object["reason"] = "erreur de saisie"
    object["data"] = .object([
      "units": .integer(Int64(random.below(1_000))), "sales12m": .integer(12_000),
    ])
    return try Submission(object)
  }

  private mutating func other(_ product: SampleProduct) throws -> Submission {
    let lab = try product.holder()
    let decision = try Identifier(parsing: "D-\(number)")
    let nothing = NoData()
    let fact: Fact
    var source = Source.lab(lab)
    switch random.below(10) {
    case 0: fact = .modificationRequested(.init(qualified: false, channel: .demarcheNumerique))
    case 1: fact = .modificationRequested(.init(qualified: true, channel: .demarcheNumerique))
    case 2:
      fact = .qualificationAdded(.init(decision: decision, notifiedOn: today))
      source = .ansm
    case 3:
      fact = .qualificationRemoved(.init(decision: decision, notifiedOn: today))
      source = .ansm
    case 4: fact = .commercialisationSuspended(nothing)
    case 5: fact = .commercialisationResumed(nothing)
    case 6:
      fact = .productDescribed(try product.described(random.chance(80) ? .active : .suspended))
      source = .bdpm
    case 7: fact = .operatorAssigned(.init(operator: try Lab(parsing: product.nextLab)))
    case 8: fact = .planFiled(.init(year: today.components.year))
    default:
      let file = try Identifier(parsing: "F-\(number)")
      fact = .shortageDeclared(
        .init(file: file, kind: .risk, causes: [try FreeText(parsing: "demande")])
      )
    }
    return try state(fact, by: source, about: product)
  }
}
