package import CanonicalJSON
package import Declarations
package import Projections
package import Reconciliation
import Submissions

/// A lab's register against the ledger.
package struct ReconciliationAnswer: BasedAnswer {
  package let basis: Basis
  private let lab: Lab
  private let reconciliation: Reconciliation
  private let threeWay: ThreeWay?
  private let assertions: [Assertion.Checked]

  /// Puts an answer together.
  ///
  /// - Parameters:
  ///   - reconciliation: The rows.
  ///   - lab: The lab.
  ///   - threeWay: The register, the current and the published list side by side, where that was asked.
  ///   - assertions: What the lab holds to be so, checked.
  ///   - basis: What it is a function of.
  package init(
    _ reconciliation: Reconciliation,
    of lab: Lab,
    threeWay: ThreeWay? = nil,
    assertions: [Assertion.Checked] = [],
    basis: Basis
  ) {
    self.reconciliation = reconciliation
    self.lab = lab
    self.threeWay = threeWay
    self.assertions = assertions
    self.basis = basis
  }

  /// Whether nothing is left to do.
  package var isSettled: Bool {
    reconciliation.isSettled && assertions.allSatisfy(\.holds)
      && threeWay?.rows.allSatisfy(\.isSettled) ?? true
  }

  package func json(in language: Language) -> JSONValue {
    let counts = Reconciliation.Class.allCases.map { kind in
      JSONObject.Member(kind.rawValue, .integer(Int64(reconciliation.count(of: kind))))
    }
    var answer: JSONObject = [
      "basis": basis.json, "counts": .object(JSONObject(counts)), "lab": lab.json,
      "rows": .array(reconciliation.rows.map { json($0, language) }),
    ]
    answer["threeWay"] = threeWay.map { .array($0.rows.map { .object($0.json) }) }
    if !assertions.isEmpty {
      answer["assertions"] = .array(assertions.map { .object($0.json) })
    }
    return .object(answer)
  }

  private func json(_ row: Reconciliation.Row, _ language: Language) -> JSONValue {
    var object: JSONObject = [
      "action": .string(Self.action(row)[language]), "class": .string(row.class.rawValue),
    ]
    object["row"] = row.row.map { .integer(Int64($0.number)) }
    object["sequence"] = row.event.map { .integer(Int64($0.sequence)) }
    object["id"] = (row.event?.submission.id.text ?? row.row?.id).map { .string($0) }
    object["cis"] = Self.cis(row).map { .string($0) }
    object["type"] = Self.type(row).map { .string($0) }
    object["effectiveon"] = Self.day(row).map { .string($0) }
    object["note"] = row.note.map { .string($0[language]) }
    if !row.suggestions.isEmpty {
      object["events"] = .array(row.suggestions.map { .object($0.json) })
    }
    if !row.differences.isEmpty {
      object["fields"] = .array(
        row.differences.map { difference in
          var object: JSONObject = [
            "field": .string(difference.column.rawValue), "register": .string(difference.register),
          ]
          object["ledger"] = difference.ledger
          return .object(object)
        }
      )
    }
    return .object(object)
  }

  package func csv(in language: Language) -> CSV {
    CSV.line([
      "class", "row", "sequence", "id", "cis", "type", "effectiveon", "fields", "note", "action",
    ])
      + reconciliation.rows.map { row in
        CSV.line([
          row.class.rawValue, row.row.map { String($0.number) } ?? "",
          row.event.map { String($0.sequence) } ?? "",
          row.event?.submission.id.text ?? row.row?.id ?? "", Self.cis(row) ?? "",
          Self.type(row) ?? "", Self.day(row) ?? "",
          row.differences.map { Self.text($0)[language] }.joined(separator: language.semicolon),
          row.note?[language] ?? "", Self.action(row)[language],
        ])
      }.joined()
  }

  /// Whose register, and how many rows are open.
  package var title: Wording {
    let open = reconciliation.rows.count { !$0.class.isSettled }
    return Wording(
      fr: "Registre de \(lab) et registre des déclarations ; lignes à traiter : \(open)",
      en: "The register of \(lab) and the ledger; rows to settle: \(open)"
    )
  }

  /// How many rows each class has.
  package func counts(in language: Language) -> [String] {
    Reconciliation.Class.allCases.map { kind in
      "\(Words.reconciled(kind)[language])\(language.colon)\(reconciliation.count(of: kind))"
    }
  }

  package func lines(in language: Language, width: Int?) -> [String] {
    var lines = [title[language], ""] + counts(in: language).map { "  \($0)" } + [""]
    let open = table(in: language)
    if !open.rows.isEmpty { lines += open.lines(width: width) + [""] }
    if let (title, table) = sideBySide(in: language) {
      lines += [title[language]] + (table.rows.isEmpty ? [] : table.lines(width: width)) + [""]
    }
    lines += assertions.map { $0.line[language] }
    return lines + [sum[language], Words.basis(basis)[language]]
  }

  /// The products on which the register, the current and the published list do not agree; nil where that was not
  /// asked.
  package func sideBySide(in language: Language) -> (title: Wording, table: TextTable)? {
    guard let threeWay else { return nil }
    let open = threeWay.rows.filter { !$0.isSettled }
    let (agreed, others) = (threeWay.rows.count - open.count, open.count)
    let title = Wording(
      fr: "Registre, liste en vigueur et liste publiée : \(agreed) d'accord, \(others) non",
      en: "Register, current list and published list: \(agreed) in agreement, \(others) not"
    )
    var table = TextTable(
      [
        "CIS", Wording(fr: "Registre", en: "Register")[language],
        Wording(fr: "En vigueur", en: "Current")[language],
        Wording(fr: "Publiée", en: "Published")[language],
      ]
    )
    func mark(_ isThere: Bool) -> String { isThere ? "✓" : "–" }
    for row in open {
      table.add([
        row.cis.description, mark(row.isRegistered), mark(row.isCurrent), mark(row.isPublished),
      ])
    }
    return (title, table)
  }

  /// The rows that are not settled, for people.
  package func table(in language: Language) -> TextTable {
    let header = [
      Wording(fr: "Classe", en: "Class"), Wording(fr: "Ligne", en: "Row"),
      Wording(fr: "N°", en: "No."), Wording(fr: "CIS", en: "CIS"), Wording(fr: "Type", en: "Type"),
      Wording(fr: "Effet", en: "Effective"), Wording(fr: "Quoi", en: "What"),
      Wording(fr: "À faire", en: "To do"),
    ].map { $0[language] }
    var table = TextTable(header, whole: [0, 1, 2, 3, 5])
    for row in reconciliation.rows where !row.class.isSettled {
      let what =
        row.differences.map { Self.text($0)[language] } + [row.note?[language]].compactMap(\.self)
      table.add([
        Words.reconciled(row.class)[language], row.row.map { String($0.number) } ?? "",
        row.event.map { String($0.sequence) } ?? "", Self.cis(row) ?? "", Self.type(row) ?? "",
        Self.day(row) ?? "", what.joined(separator: language.semicolon), Self.action(row)[language],
      ])
    }
    return table
  }

  /// Both sides, which add up.
  package var sum: Wording {
    let rows = reconciliation.rows.count { $0.row != nil }
    let paired = reconciliation.count(of: .matched) + reconciliation.count(of: .differs)
    let missing = reconciliation.count(of: .missingInRegister)
    let others = Wording(rows - paired, fr: "autre", en: "other")
    let lines = Wording(paired, fr: "rapprochée", en: "").french
    let events = Wording(paired, fr: "rapproché", en: "").french
    let absent = Wording(missing, fr: "absent", en: "").french
    return Wording(
      fr:
        "Lignes : \(rows) = \(lines) + \(others.french) ; événements en vigueur : "
        + "\(paired + missing) = \(events) + \(absent) du registre",
      en:
        "Rows: \(rows) = \(paired) paired + \(others.english); events in force: \(paired + missing) = "
        + "\(paired) paired + \(missing) missing in the register"
    )
  }

  // MARK: Cells

  private static func cis(_ row: Reconciliation.Row) -> String? {
    row.event?.submission.subject.cis?.description ?? row.row?.values[.cis]
  }

  private static func type(_ row: Reconciliation.Row) -> String? {
    row.event?.submission.type.rawValue ?? row.row?.values[.type]
  }

  private static func day(_ row: Reconciliation.Row) -> String? {
    row.event?.submission.effectiveOn.description ?? row.row?.values[.effectiveon]
  }

  private static func text(_ difference: Reconciliation.Difference) -> Wording {
    let column = difference.column
    let known = difference.ledger.map { $0.string ?? $0.canonicalText } ?? "–"
    let kept = difference.register.isEmpty ? "–" : difference.register
    return Wording(
      fr: "\(column.french) : \(kept) au registre du laboratoire, \(known) ici",
      en: "\(column.rawValue): \(kept) in the register, \(known) here"
    )
  }

  /// What would settle a row.
  private static func action(_ row: Reconciliation.Row) -> Wording {
    let isReady = !row.suggestions.isEmpty
    return switch row.class {
    case .matched: Wording(fr: "rien", en: "nothing")
    // Paired for want of anything nearer: corrected, what the ledger has of its own day would be lost.
    case .differs
    where isReady && row.row?.id == nil && row.event?.submission.type == .stockReported
      && row.differences.contains { $0.column == .effectiveon }:
      Wording(
        fr:
          "un autre état de stock : le déclarer ; le même : corriger le registre, ou enregistrer l'événement proposé",
        en:
          "another report: declare it; the same: correct the register, or append the suggested event"
      )
    case .differs where isReady:
      Wording(
        fr: "corriger le registre, ou enregistrer l'événement proposé",
        en: "correct the register, or append the suggested event"
      )
    case .differs:
      Wording(
        fr: "corriger le registre, ou rétracter et déclarer à nouveau",
        en: "correct the register, or retract and declare again"
      )
    case .missingInLedger where isReady:
      Wording(fr: "enregistrer l'événement proposé", en: "append the suggested event")
    case .missingInLedger:
      Wording(fr: "compléter la ligne, puis déclarer", en: "complete the row, then declare")
    case .missingInRegister: Wording(fr: "ajouter au registre", en: "add to the register")
    case .duplicate: Wording(fr: "retirer du registre", en: "take out of the register")
    case .refused: Wording(fr: "corriger et envoyer à nouveau", en: "correct and send again")
    case .corrected: Wording(fr: "mettre le registre à jour", en: "bring the register up to date")
    }
  }
}

extension Assertion.Checked {
  fileprivate var line: Wording {
    let (day, expected) = (assertion.day, assertion.count)
    return holds
      ? Wording(fr: "✓ \(expected) MITM au \(day)", en: "✓ \(expected) MITM on \(day)")
      : Wording(
        fr: "✗ \(expected) MITM au \(day) : il y en a \(found)",
        en: "✗ \(expected) MITM on \(day): there are \(found)"
      )
  }
}
