package import CanonicalJSON
package import Declarations
package import Projections

/// A product that a lab took over from another, with what it takes over (*transfert d'exploitation*).
///
/// The transfer moves the product, its status and its threshold, not the breaches of before.
package struct InheritedProduct: Sendable {
  /// The product.
  package let cis: CIS
  /// Who answered for it before.
  package let predecessor: Lab
  /// The day from which the successor answers.
  package let takenOverOn: LegalDate
  /// Its state on the day that was asked for.
  package let state: ProductState
  /// The threshold of its stock on that day.
  package let threshold: Threshold.Amount
  /// The verdicts that stand under others, and stay there.
  package let judgements: [Judgement]

  /// The product as answers carry it, in words of a language.
  package func json(in language: Language) -> JSONObject {
    var object: JSONObject = [
      "cis": .string(cis.description), "from": predecessor.json,
      "on": .string(takenOverOn.description), "state": .string(state.name.rawValue),
      "verdicts": .array(judgements.map { .object($0.json(in: language, namingLab: true)) }),
    ]
    switch threshold {
    case .months(let months): object["thresholdMonths"] = .integer(Int64(months))
    case .days(let days): object["thresholdDays"] = .integer(Int64(days))
    }
    return object
  }
}

extension Duties {
  /// What a lab took over from others, by product.
  package func inherited(
    by lab: Lab,
    in docket: Docket,
    asOf day: LegalDate
  ) -> [InheritedProduct] {
    docket.history.subjects.compactMap { cis in
      guard docket.history.standing(of: cis, asOf: day).answering == lab,
        let (takenOverOn, predecessor) = takeover(of: cis, by: lab, in: docket.history, asOf: day)
      else { return nil }
      return InheritedProduct(
        cis: cis,
        predecessor: predecessor,
        takenOverOn: takenOverOn,
        state: docket.history.state(of: cis, asOf: day),
        threshold: threshold(of: cis, in: docket, asOf: day),
        judgements: judge(cis, in: docket, asOf: day).filter { $0.lab != lab }
          .sorted { $0.key < $1.key }
      )
    }
  }

  /// The day from which a lab has answered without a break, and who did before.
  private func takeover(
    of cis: CIS,
    by lab: Lab,
    in history: History,
    asOf day: LegalDate
  ) -> (LegalDate, Lab)? {
    let days = Set(history.factsInForce(about: cis).map(\.effectiveOn)).filter { $0 <= day }
    var start: LegalDate?
    for turn in days.sorted(by: >) {
      let answering = history.standing(of: cis, asOf: turn).answering
      guard answering == lab else {
        guard let start, let answering else { return nil }
        return (start, answering)
      }
      start = turn
    }
    return nil
  }
}
