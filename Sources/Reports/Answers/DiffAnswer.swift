package import CanonicalJSON
package import Declarations
package import Projections

/// What changed between two bases.
package struct DiffAnswer: Answer {
  /// The first basis: what left was on its list.
  package let from: Basis
  /// The second basis: what entered is on its list.
  package let to: Basis
  /// What changed from the first basis to the second.
  package let diff: ListDiff

  package var bases: [Basis] { [from, to] }

  /// Puts an answer together; `diff` is that of the two bases, in this order.
  package init(from: Basis, to: Basis, diff: ListDiff) {
    self.from = from
    self.to = to
    self.diff = diff
  }

  package func json(in language: Language) -> JSONValue {
    func rows(_ changes: [ListDiff.Change]) -> JSONValue {
      .array(changes.map { .object($0.json) })
    }
    let causes = DiffCause.ofLists.map { cause in
      JSONObject.Member(cause.rawValue, .integer(Int64(diff.count(of: cause))))
    }
    return .object([
      "counts": .object([
        "causes": .object(JSONObject(causes)), "changed": .integer(Int64(diff.changed.count)),
        "entered": .integer(Int64(diff.entered.count)), "from": .integer(Int64(diff.sizeBefore)),
        "left": .integer(Int64(diff.left.count)), "to": .integer(Int64(diff.sizeAfter)),
      ]),
      "from": from.json,
      "to": to.json,
      "entered": rows(diff.entered),
      "left": rows(diff.left),
      "changed": rows(diff.changed),
    ])
  }

  package func csv(in language: Language) -> CSV {
    let header = [
      "change", "cis", "denomination", "before", "after", "fields", "cause", "evidence",
    ]
    return CSV.line(header)
      + sections.flatMap { name, _, changes in
        changes.map { change in
          CSV.line([
            name, change.after.cis.description, denomination(change),
            change.before.state.name.rawValue, change.after.state.name.rawValue,
            change.fields.joined(separator: " "), change.cause.rawValue,
            change.after.state.evidence.map(String.init).joined(separator: " "),
          ])
        }
      }.joined()
  }

  package func lines(in language: Language, width: Int?) -> [String] {
    var lines = [
      Wording(
        fr: "Différences de la liste en vigueur, du \(from.asOf) au \(to.asOf)",
        en: "What changed in the current list, from \(from.asOf) to \(to.asOf)"
      )[language]
    ]
    for (_, title, changes) in sections {
      let count = changes.count
      let heading = Wording(fr: "\(title.french) : \(count)", en: "\(title.english): \(count)")
      lines += ["", heading[language]]
      guard !changes.isEmpty else { continue }
      var table = TextTable([
        "CIS", Wording(fr: "Dénomination", en: "Name")[language],
        Wording(fr: "État maintenant", en: "State now")[language],
        Wording(fr: "Ce qui diffère", en: "What differs")[language],
        Wording(fr: "Cause", en: "Cause")[language],
        Wording(fr: "Événements", en: "Events")[language],
      ])
      for change in changes {
        table.add([
          change.after.cis.description, denomination(change),
          Words.state(change.after.state.name)[language],
          change.fields.map { Words.field($0)[language] }.joined(separator: ", "),
          Words.cause(change.cause)[language],
          change.after.state.evidence.map(String.init).joined(separator: " "),
        ])
      }
      lines += table.lines(width: width)
    }
    return lines + ["", sum[language], Words.basis(from)[language], Words.basis(to)[language]]
  }

  /// The totals, which add up, and the rows by their cause.
  private var sum: Wording {
    let causes = DiffCause.ofLists.map { cause in
      let (word, count) = (Words.cause(cause), diff.count(of: cause))
      return Wording(fr: "\(word.french) \(count)", en: "\(word.english) \(count)")
    }
    let (before, after) = (diff.sizeBefore, diff.sizeAfter)
    let (entered, left) = (diff.entered.count, diff.left.count)
    let moved = Words.moved(entered: entered, left: left)
    return Wording(
      fr: "\(before) + \(moved.french) = \(after) ; par cause : "
        + causes.map(\.french).joined(separator: ", "),
      en: "\(before) + \(moved.english) = \(after); by cause: "
        + causes.map(\.english).joined(separator: ", ")
    )
  }

  private var sections: [(name: String, title: Wording, changes: [ListDiff.Change])] {
    [
      ("entered", Wording(fr: "Entrées", en: "Entered"), diff.entered),
      ("left", Wording(fr: "Sorties", en: "Left"), diff.left),
      ("changed", Wording(fr: "Modifiées", en: "Changed"), diff.changed),
    ]
  }

  private func denomination(_ change: ListDiff.Change) -> String {
    (change.after.state.denomination ?? change.before.state.denomination)?.text ?? ""
  }
}
