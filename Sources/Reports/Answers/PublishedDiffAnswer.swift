package import CanonicalJSON
package import Declarations
package import Projections

/// How the published list differs from the current list, with the reason of each row.
package struct PublishedDiffAnswer: BasedAnswer {
  package let basis: Basis
  private let diff: PublishedDiff

  /// Puts an answer together; both lists are those of the basis.
  package init(_ diff: PublishedDiff, basis: Basis) {
    self.diff = diff
    self.basis = basis
  }

  package func json(in language: Language) -> JSONValue {
    func rows(_ rows: [PublishedDiff.Row]) -> JSONValue { .array(rows.map { .object($0.json) }) }
    return .object([
      "basis": basis.json,
      "counts": .object([
        "common": .integer(Int64(diff.commonCount)), "current": .integer(Int64(diff.currentCount)),
        "currentOnly": .integer(Int64(diff.currentOnly.count)),
        "published": .integer(Int64(diff.publishedCount)),
        "publishedOnly": .integer(Int64(diff.publishedOnly.count)),
      ]),
      "currentOnly": rows(diff.currentOnly), "publishedOnly": rows(diff.publishedOnly),
    ])
  }

  package func csv(in language: Language) -> CSV {
    CSV.line(["list", "cis", "denomination", "state", "reason", "because"])
      + sections.flatMap { name, _, rows in
        rows.map { row in
          CSV.line([
            name, row.row.cis.description, row.row.state.denomination?.text ?? "",
            row.row.state.name.rawValue, row.reason.rawValue, row.because.map(String.init) ?? "",
          ])
        }
      }.joined()
  }

  package func lines(in language: Language, width: Int?) -> [String] {
    let day = basis.asOf
    let title = Wording(
      fr: "Liste publiée et liste en vigueur au \(day)",
      en: "Published list and current list on \(day)"
    )
    var lines = [title[language]]
    for (_, heading, rows) in sections {
      lines += ["", heading[language] + language.colon + String(rows.count)]
      guard !rows.isEmpty else { continue }
      var table = TextTable(
        [
          "CIS", Wording(fr: "Dénomination", en: "Name")[language],
          Wording(fr: "État", en: "State")[language], Wording(fr: "Motif", en: "Reason")[language],
          Wording(fr: "Événement", en: "Event")[language],
        ],
        whole: [0, 4]
      )
      for row in rows {
        table.add([
          row.row.cis.description, row.row.state.denomination?.text ?? "",
          Words.state(row.row.state.name)[language], Self.reason(row)[language],
          row.because.map(String.init) ?? "",
        ])
      }
      lines += table.lines(width: width)
    }
    return lines + ["", sum[language], Words.basis(basis)[language]]
  }

  private var sections: [(name: String, title: Wording, rows: [PublishedDiff.Row])] {
    [
      (
        "published-only", Wording(fr: "Publiées, pas en vigueur", en: "Published, not current"),
        diff.publishedOnly
      ),
      (
        "current-only", Wording(fr: "En vigueur, pas publiées", en: "Current, not published"),
        diff.currentOnly
      ),
    ]
  }

  private var sum: Wording {
    let (published, current, common) = (diff.publishedCount, diff.currentCount, diff.commonCount)
    let (more, less) = (diff.publishedOnly.count, diff.currentOnly.count)
    // English has one word for any number.
    let released = Wording(published, fr: "publiée", en: "").french
    let shared = Wording(common, fr: "commune", en: "").french
    return Wording(
      fr: "\(released) = \(shared) + \(more) ; \(current) en vigueur = \(shared) + \(less)",
      en:
        "\(published) published = \(common) common + \(more); \(current) current = \(common) common "
        + "+ \(less)"
    )
  }

  private static func reason(_ row: PublishedDiff.Row) -> Wording {
    let isByDefault = row.because == nil
    return switch row.reason {
    case .notMarketed where isByDefault:
      Wording(fr: "aucune commercialisation connue", en: "no commercialisation known")
    case .notMarketed:
      Wording(fr: "commercialisation cessée ou suspendue", en: "marketing stopped or suspended")
    case .notAuthorised: Wording(fr: "AMM non active", en: "not authorised")
    case .removed: Wording(fr: "retirée depuis", en: "taken off since")
    case .declared:
      Wording(
        fr: "qualifiée par le laboratoire, pas encore publiée",
        en: "declared, not published yet"
      )
    case .decided:
      Wording(
        fr: "ajoutée ou maintenue par l'ANSM, pas encore publiée",
        en: "added or kept by ANSM, not published yet"
      )
    case .omitted:
      Wording(
        fr: "omise de la dernière publication, postérieure à sa qualification",
        en: "left out of the last publication, which came after it was qualified"
      )
    }
  }
}
