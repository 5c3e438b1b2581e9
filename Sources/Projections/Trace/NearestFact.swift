import Declarations

extension History {
  /// The nearest fact that would make a condition hold on a day, as a complete submission.
  ///
  /// - Throws: ``Declarations/Refusal`` only if it broke the catalogue, which the tests exclude.
  func nearestFact(
    making condition: ListingCondition,
    holdFor state: ProductState,
    asOf day: LegalDate
  ) throws(Refusal) -> Submission? {
    switch condition {
    case .qualified:
      guard let lab = state.answering else {
        let word = try Identifier(parsing: "nearest")
        return try nearest(
          condition,
          for: state.cis,
          on: day,
          by: .ansm,
          reason: try FreeText(parsing: "nearest"),
          .qualificationAdded(QualificationDecided(decision: word, notifiedOn: day))
        )
      }
      let declared = QualificationDeclared(ground: .unspecified, channel: .demarcheNumerique)
      return try nearest(
        condition,
        for: state.cis,
        on: day,
        by: .lab(lab),
        .qualificationDeclared(declared)
      )
    case .marketed:
      return try nearest(
        condition,
        for: state.cis,
        on: day,
        by: state.answering.map(Source.lab) ?? .bdpm,
        .commercialisationDeclared(CommercialisationDeclared(operator: state.answering))
      )
    case .authorised:
      guard let last = facts(of: state.cis)?.descriptions.last(on: day)?.value else { return nil }
      return try nearest(
        condition,
        for: state.cis,
        on: day,
        by: last.source,
        .productDescribed(last.described.with(authorisation: .active))
      )
    }
  }

  private func nearest(
    _ condition: ListingCondition,
    for cis: CIS,
    on day: LegalDate,
    by source: Source,
    reason: FreeText? = nil,
    _ fact: Fact
  ) throws(Refusal) -> Submission {
    try Submission(
      id: try Identifier(parsing: "nearest:\(cis):\(condition.rawValue):\(day)"),
      source: source,
      subject: .product(cis),
      time: FilingTime(midnightOf: day),
      effectiveOn: day,
      reason: reason,
      fact: fact
    )
  }
}

extension ProductDescribed {
  /// The same description with another state of the authorisation.
  fileprivate func with(authorisation: Authorisation) -> ProductDescribed {
    ProductDescribed(
      denomination: denomination,
      atc: atc,
      form: form,
      holder: holder,
      authorisation: authorisation,
      procedure: procedure,
      authorisedOn: authorisedOn
    )
  }
}
