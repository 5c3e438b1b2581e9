import Declarations
import Projections

/// Qualifications go through the online form.
struct DeclarationChannel: Duty {
  private let rule: Rule

  init(_ book: Rulebook) throws(RulebookFault) {
    rule = book[.declarationChannel]
  }

  func judge(_ product: ProductFile) -> [Judgement] {
    let filed = product.qualifications.filter {
      $0.recorded.filedOn <= product.day && rule.isInForce(on: $0.recorded.filedOn)
    }
    return Dictionary(grouping: filed) { $0.recorded.source.lab }
      .compactMap { lab, filings in lab.map { judge($0, filings, product.cis) } }
  }

  /// The worst of a lab's filings, since the first that is so bad.
  private func judge(_ lab: Lab, _ filings: [Qualification], _ cis: CIS) -> Judgement {
    let elsewhere = filings.filter { $0.channel != .demarcheNumerique }
    let deciding = elsewhere.isEmpty ? filings : elsewhere
    let since = deciding.map(\.recorded.filedOn).min()
    let date = since.map(\.description) ?? ""
    return Judgement(
      .declarationChannel,
      lab: lab,
      cis: cis,
      elsewhere.isEmpty ? .met : .breached,
      since: since,
      evidence: filings.map(\.recorded.sequence),
      detail: elsewhere.isEmpty
        ? Wording(
          fr:
            "Déposé par la démarche numérique (dépôts : \(filings.count), le premier le \(date)).",
          en: "Filed through the online form (filings: \(filings.count), the first on \(date))."
        )
        : Wording(
          fr:
            "Déposé autrement que par la démarche numérique : \(elsewhere.count) sur "
            + "\(filings.count), le premier le \(date) (\(elsewhere[0].channel.rawValue)).",
          en:
            "Filed otherwise than through the online form: \(elsewhere.count) of "
            + "\(filings.count), the first on \(date) (\(elsewhere[0].channel.rawValue))."
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
