package import CanonicalJSON
package import Declarations
package import Projections

/// A list with its basis.
package struct ListAnswer: BasedAnswer {
  /// Which list it is.
  package enum Kind: Equatable {
    case current
    /// The published list; of it the products in a state, where one is named.
    case published(StateName?)
    case state(StateName)

    /// The kind that a question asks for.
    package init(isPublished: Bool, state: StateName?) {
      self = isPublished ? .published(state) : state.map { .state($0) } ?? .current
    }
  }

  /// The list that was asked for, or the state; people read it in the title.
  package let kind: Kind
  package let basis: Basis
  /// The products, in the order in which they are shown.
  package let rows: [ListRow]
  /// Whether whoever asks sees the published list and nothing else.
  private let isForAnybody: Bool

  /// Puts an answer together; `isForAnybody` for whoever may see what is published and nothing else.
  package init(_ kind: Kind, basis: Basis, rows: [ListRow], isForAnybody: Bool = false) {
    self.kind = kind
    self.basis = basis
    self.rows = rows
    self.isForAnybody = isForAnybody
  }

  package func json(in language: Language) -> JSONValue {
    .object([
      "basis": basis.json,
      "count": .integer(Int64(rows.count)),
      "rows": .array(rows.map { .object(json(of: $0)) }),
    ])
  }

  /// A row, to anybody what is published of it and no more: neither what labs declared nor what was decided since, nor by
  /// its absence.
  private func json(of row: ListRow) -> JSONObject {
    guard isForAnybody else { return row.json }
    var shown = JSONObject()
    for member in row.json.members
    where ["cis", "denomination", "atc", "holder"].contains(member.key) {
      shown[member.key] = member.value
    }
    return shown
  }

  package func csv(in language: Language) -> CSV {
    let keys = [
      "cis", "denomination", "atc", "holder", "operator", "state", "since", "origin",
      "withdrawalPending", "evidence",
    ]
    return CSV.line(keys) + rows.map { CSV.line(keys.map(cell(of: $0))) }.joined()
  }

  private func cell(of row: ListRow) -> (String) -> String {
    let json = json(of: row)
    return { key in
      switch json[key] {
      case .string(let text): text
      case .array(let elements): elements.map(\.canonicalText).joined(separator: " ")
      case let value?: value.canonicalText
      case nil: ""
      }
    }
  }

  package func lines(in language: Language, width: Int?) -> [String] {
    let header = [
      "CIS", Wording(fr: "Dénomination", en: "Name")[language], "ATC",
      Wording(fr: "Répond du produit", en: "Answers for it")[language],
      Wording(fr: "État", en: "State")[language], Wording(fr: "Depuis", en: "Since")[language],
      Wording(fr: "Origine", en: "Origin")[language],
    ]
    var table = TextTable(header, whole: [0, 2, 5])
    for row in rows {
      let state = row.state
      let name = Words.state(state.name)[language]
      let pending = Wording(fr: "retrait demandé", en: "withdrawal requested")[language]
      table.add([
        state.cis.description, state.denomination?.text ?? "", state.atc?.text ?? "",
        state.answering?.text ?? "", state.isWithdrawalPending ? "\(name), \(pending)" : name,
        state.since?.description ?? "", state.origin.map { Words.origin($0)[language] } ?? "",
      ])
    }
    return [title[language], ""] + table.lines(width: width) + ["", Words.basis(basis)[language]]
  }

  private var title: Wording {
    let day = basis.asOf
    let count = rows.count
    return switch kind {
    case .current:
      Wording(
        fr: "MITM, liste en vigueur au \(day). Spécialités : \(count)",
        en: "MITM, current list on \(day). Products: \(count)"
      )
    case .published(nil):
      Wording(
        fr: "MITM, liste publiée au \(day). Spécialités : \(count)",
        en: "MITM, published list on \(day). Products: \(count)"
      )
    case .published(let name?):
      Wording(
        fr: "MITM, liste publiée au \(day), état « \(Words.state(name).french) ». "
          + "Spécialités : \(count)",
        en: "MITM, published list on \(day), state “\(Words.state(name).english)”. "
          + "Products: \(count)"
      )
    case .state(let name):
      Wording(
        fr: "État « \(Words.state(name).french) » au \(day). Spécialités : \(count)",
        en: "State “\(Words.state(name).english)” on \(day). Products: \(count)"
      )
    }
  }
}
