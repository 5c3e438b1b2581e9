import Declarations

/// Qualifications go through the online form.
struct DeclarationChannel: Duty {
  private let rule: Rule

  init(_ book: Rulebook) throws(RulebookFault) {
    rule = book[.declarationChannel]
  }

  func judge(_ product: ProductFile, into judgements: inout [Judgement]) {
    // Most products have no filing, and are asked for every day.
    guard !product.facts.qualifications.isEmpty else { return }
    let filed = product.facts.qualifications.filter {
      $0.filing.filedOn <= product.day && rule.isInForce(on: $0.filing.filedOn)
    }
    for lab in Set(filed.compactMap(\.filing.source.lab)) {
      judgements.append(judge(lab, filed.filter { $0.filing.source == .lab(lab) }, product.cis))
    }
  }

  /// The worst of a lab's filings, since the first that is so bad.
  private func judge(_ lab: Lab, _ filings: [Filed<Qualification>], _ cis: CIS) -> Judgement {
    let elsewhere = filings.filter { $0.value.channel != .demarcheNumerique }
    let deciding = elsewhere.isEmpty ? filings : elsewhere
    let since = deciding.map(\.filing.filedOn).min()
    let date = since.map(\.description) ?? ""
    return Judgement(
      .declarationChannel,
      lab: lab,
      cis: cis,
      elsewhere.isEmpty ? .met : .breached,
      since: since,
      evidence: filings.map(\.filing.sequence),
      detail: elsewhere.isEmpty
        ? Wording(
          fr:
            "Déposé par la démarche numérique (dépôts : \(filings.count), le premier le \(date)).",
          en: "Filed through the online form (filings: \(filings.count), the first on \(date))."
        )
        : Wording(
          fr:
            "Déposé autrement que par la démarche numérique : \(elsewhere.count) sur "
            + "\(filings.count), le premier le \(date) (\(elsewhere[0].value.channel.rawValue)).",
          en:
            "Filed otherwise than through the online form: \(elsewhere.count) of "
            + "\(filings.count), the first on \(date) (\(elsewhere[0].value.channel.rawValue))."
        ),
      remedy: elsewhere.isEmpty
        ? nil
        : Wording(
          fr: "Un dépôt par la démarche numérique, qui remplace celui-ci (corrects).",
          en: "A filing through the online form that replaces this one (corrects)."
        )
    )
  }
}
