// stock.safety, in integers. x is the number of excluded months of the report.
//
//   months   met if (12 − x) × units ≥ months × sales12m
//   days     met if W × units ≥ days × sales12m, W the days of the 12 months before the report
//   no report, no sales, or x ≥ 12 (months): not-assessable

import Declarations
import Projections

/// The safety stock of a listed product.
struct StockSafety: Duty {
  private let rule: Rule
  private let generalMonths: Int
  private let raisedAfterMonths: Int
  private let salesMonths: Int
  private let staleDays: Int

  init(_ book: Rulebook) throws(RulebookFault) {
    rule = book[.stockSafety]
    generalMonths = try rule.number("generalMonths")
    raisedAfterMonths = try rule.number("raisedAfterMonths")
    salesMonths = try rule.number("salesMonths")
    staleDays = try rule.number("staleDays")
  }

  private typealias Report = (recorded: RecordedFact, value: StockReported)

  func judge(_ product: ProductFile, into judgements: inout [Judgement]) {
    guard rule.isInForce(on: product.day), product.isListed(on: product.day) else { return }
    let threshold = threshold(of: product)
    let report = product.report.flatMap { recorded -> Report? in
      if case .stockReported(let report)? = recorded.fact { (recorded, report) } else { nil }
    }
    let (verdict, detail) = verdict(report, threshold.amount)
    let age = report.map { product.day.dayNumber - $0.recorded.effectiveOn.dayNumber } ?? 0
    judgements.append(
      Judgement(
        .stockSafety,
        lab: product.answering(on: product.day),
        cis: product.cis,
        verdict,
        since: report?.recorded.effectiveOn,
        evidence: [threshold.decision?.sequence, report?.recorded.sequence],
        detail: age > staleDays ? detail().stale(age) : detail(),
        remedy: remedy(for: verdict, report, threshold.amount)
      )
    )
  }

  /// The threshold of a product on the day of its file.
  func threshold(of product: ProductFile) -> Threshold {
    Threshold(of: product, general: generalMonths, delay: raisedAfterMonths)
  }

  /// The day on which the threshold changes by itself, if the last decision about it is such.
  func thresholdChange(
    of product: ProductFile
  ) -> (on: LegalDate, kind: DueDate.Kind, decision: RecordedFact)? {
    guard let decision = threshold(of: product).decision,
      let (day, kind) = decision.fact.flatMap(laterChange)
    else { return nil }
    return (day, kind, decision)
  }

  /// The day after that of a decision on which the threshold changes by it, if there is one.
  func laterChange(by fact: Fact) -> (on: LegalDate, kind: DueDate.Kind)? {
    switch fact {
    case .stockThresholdRaised(let raised):
      (raised.notifiedOn.adding(months: raisedAfterMonths), .thresholdRaised)
    case .stockThresholdLowered(let lowered):
      lowered.until.map { ($0.adding(days: 1), .thresholdEnds) }
    default: nil
    }
  }

  private func verdict(
    _ report: Report?,
    _ threshold: Threshold.Amount
  ) -> (Verdict, Words) {
    guard let report else {
      return (
        .notAssessable,
        { Wording(fr: "Aucun état de stock au registre.", en: "No stock report in the ledger.") }
      )
    }
    guard report.value.sales12m > 0 else {
      return (
        .notAssessable,
        {
          Wording(
            fr:
              "Aucune vente sur \(salesMonths) mois dans l'état au \(report.recorded.effectiveOn).",
            en:
              "No sales over \(salesMonths) months in the report of \(report.recorded.effectiveOn)."
          )
        }
      )
    }
    switch threshold {
    case .months(let months): return inMonths(report.value, months)
    case .days(let days): return inDays(report.value, days, report.recorded.effectiveOn)
    }
  }

  private func inMonths(_ report: StockReported, _ months: Int) -> (Verdict, Words) {
    let span = monthsThatCount(in: report)
    guard span > 0 else {
      return (
        .notAssessable,
        {
          Wording(
            fr: "Tous les mois de ventes sont exclus comme exceptionnels.",
            en: "Every month of sales is excluded as exceptional."
          )
        }
      )
    }
    let have = span * report.units
    let need = months * report.sales12m
    return (
      have >= need ? .met : .breached,
      {
        let comparison = comparison(span, report.units, months, report.sales12m)
        let tenths = have * 10 / report.sales12m
        return Wording(
          fr:
            "\(comparison.french) : couverture \(tenths / 10),\(tenths % 10) mois "
            + "(\(Figure(have).french)/\(Figure(report.sales12m).french)), seuil \(months) mois.",
          en:
            "\(comparison.english): coverage \(tenths / 10).\(tenths % 10) months "
            + "(\(Figure(have).english)/\(Figure(report.sales12m).english)), threshold \(months) months."
        )
      }
    )
  }

  /// What a report covers in percent of a threshold, rounded down; nil where it does not tell.
  ///
  /// - Parameters:
  ///   - report: The report.
  ///   - threshold: The threshold.
  ///   - reportedOn: The day of the report.
  /// - Returns: The percentage.
  func percent(
    _ report: StockReported,
    of threshold: Threshold.Amount,
    from reportedOn: LegalDate
  ) -> Int? {
    let (span, amount) =
      switch threshold {
      case .months(let months): (monthsThatCount(in: report), months)
      case .days(let days): (salesDays(before: reportedOn), days)
      }
    guard span > 0, report.sales12m > 0 else { return nil }
    let (have, need) = (span * report.units, amount * report.sales12m)
    // Of a threshold of nothing, and beyond a thousand years of stock, more is not told: it would not fit a word.
    guard need > 0, have / need < Self.plenty else { return Self.plenty * 100 }
    let rest = need.dividingFullWidth((have % need).multipliedFullWidth(by: 100))
    return have / need * 100 + rest.quotient
  }

  private static let plenty = 6_000

  /// 12 − x: the months of sales that are not excluded as exceptional; not above 0 where all are.
  private func monthsThatCount(in report: StockReported) -> Int {
    salesMonths - (report.excluded?.count ?? 0)
  }

  /// The days of the rolling months that end the day before a report.
  private func salesDays(before reportedOn: LegalDate) -> Int {
    reportedOn.dayNumber - reportedOn.adding(months: -salesMonths).dayNumber
  }

  private func inDays(
    _ report: StockReported,
    _ days: Int,
    _ reportedOn: LegalDate
  ) -> (Verdict, Words) {
    let span = salesDays(before: reportedOn)
    return (
      span * report.units >= days * report.sales12m ? .met : .breached,
      {
        let comparison = comparison(span, report.units, days, report.sales12m)
        let threshold = Wording(days, fr: "jour", en: "day")
        return Wording(
          fr: "\(comparison.french), seuil \(threshold.french).",
          en: "\(comparison.english), threshold \(threshold.english)."
        )
      }
    )
  }

  /// "12 × 1,999 = 23,988 < 2 × 12,000 = 24,000".
  private func comparison(_ span: Int, _ units: Int, _ amount: Int, _ sales: Int) -> Wording {
    let (have, need) = (span * units, amount * sales)
    let sign = have >= need ? "≥" : "<"
    return Wording(
      fr:
        "\(span) × \(Figure(units).french) = \(Figure(have).french) \(sign) \(amount) × "
        + "\(Figure(sales).french) = \(Figure(need).french)",
      en:
        "\(span) × \(Figure(units).english) = \(Figure(have).english) \(sign) \(amount) × "
        + "\(Figure(sales).english) = \(Figure(need).english)"
    )
  }

  private func remedy(
    for verdict: Verdict,
    _ reported: Report?,
    _ threshold: Threshold.Amount
  ) -> Wording? {
    guard verdict == .breached, let (recorded, report) = reported else {
      guard verdict == .notAssessable else { return nil }
      return Wording(
        fr: "Un état de stock (stock.reported) le rend vérifiable.",
        en: "A stock report (stock.reported) makes it assessable."
      )
    }
    let (amount, span) =
      switch threshold {
      case .months(let months): (months, monthsThatCount(in: report))
      case .days(let days): (days, salesDays(before: recorded.effectiveOn))
      }
    let needed = (amount * report.sales12m + span - 1) / span
    return Wording(
      fr: "À ces ventes il faut \(Figure(needed).french) unités.",
      en: "At these sales \(Figure(needed).english) units are needed."
    )
  }
}

extension Wording {
  /// With the age of a report that is too old to say much.
  fileprivate func stale(_ days: Int) -> Wording {
    Wording(
      fr: "\(french) État vieux de \(days) jours (périmé).",
      en: "\(english) The report is \(days) days old (stale)."
    )
  }
}
