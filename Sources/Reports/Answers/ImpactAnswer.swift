package import CanonicalJSON
package import Compliance
package import Declarations
package import Projections

/// Which earlier answers events change.
package struct ImpactAnswer: BasedAnswer {
  package let basis: Basis
  private let impact: Impact

  package init(_ impact: Impact, basis: Basis) {
    self.impact = impact
    self.basis = basis
  }

  package func json(in language: Language) -> JSONValue {
    .object(["basis": basis.json, "impact": impact.json(in: language)])
  }

  package func csv(in language: Language) -> CSV {
    let listings = impact.listings.map { listing in
      [
        "list", listing.cis.description, "", "", listing.days.from.description,
        listing.days.to.description, Self.state(listing.before), Self.state(listing.after),
      ]
    }
    let verdicts = impact.verdicts.map { judged in
      [
        "verdict", judged.change.judgement.about, judged.change.judgement.lab?.text ?? "",
        judged.change.judgement.rule.rawValue, judged.days.from.description,
        judged.days.to.description, judged.change.before?.verdict.rawValue ?? "",
        judged.change.after?.verdict.rawValue ?? "",
      ]
    }
    let seals = impact.seals.flatMap { seal in
      seal.products.map { cis in
        let day = seal.sealed.asOf.description
        return ["seal", cis.description, "", String(seal.sequence), day, day, "", ""]
      }
    }
    let receipts = impact.receipts.map { receipt in
      [
        "receipt", String(receipt.sequence), "", "", "", "", "",
        receipt.voidedBy.map { "void by \($0)" } ?? "in force",
      ]
    }
    return CSV.line(["what", "about", "lab", "rule", "from", "to", "before", "after"])
      + (listings + verdicts + seals + receipts).map(CSV.line).joined()
  }

  private static func state(_ row: ListRow?) -> String {
    row == nil ? "" : "listed"
  }

  package func lines(in language: Language, width: Int?) -> [String] {
    let last = impact.first + impact.count - 1
    let title =
      impact.count == 1
      ? Wording(
        fr: "Ce que l'événement \(last) change aux réponses d'avant",
        en: "What event \(last) changes in earlier answers"
      )
      : Wording(
        fr: "Ce que les événements \(impact.first) à \(last) changent aux réponses d'avant",
        en: "What events \(impact.first) to \(last) change in earlier answers"
      )
    return [title[language]] + impact.lines(in: language) + ["", Words.basis(basis)[language]]
  }
}

extension Impact {
  /// How many of each a person is shown.
  private static let shown = 20

  package func json(in language: Language) -> JSONValue {
    .object([
      "count": .integer(Int64(count)), "first": .integer(Int64(first)),
      "list": .array(
        listings.map { listing in
          var object: JSONObject = [
            "cis": .string(listing.cis.description), "from": .string(listing.days.from.description),
            "to": .string(listing.days.to.description),
          ]
          object["before"] = listing.before.map { .object($0.json) }
          object["after"] = listing.after.map { .object($0.json) }
          return .object(object)
        }
      ),
      "receipts": .array(
        receipts.map { receipt in
          var object: JSONObject = ["sequence": .integer(Int64(receipt.sequence))]
          object["voidedBy"] = receipt.voidedBy.map { .integer(Int64($0)) }
          return .object(object)
        }
      ),
      "seals": .array(
        seals.map { seal in
          .object([
            "asOf": .string(seal.sealed.asOf.description),
            "products": .array(seal.products.map { .string($0.description) }),
            "sequence": .integer(Int64(seal.sequence)),
          ])
        }
      ),
      "until": .string(until.description),
      "verdicts": .array(
        verdicts.map { judged in
          var object = judged.change.json(in: language)
          object["from"] = .string(judged.days.from.description)
          object["to"] = .string(judged.days.to.description)
          return .object(object)
        }
      ),
    ])
  }

  /// What changes, for people.
  package func lines(in language: Language) -> [String] {
    guard !isNone else {
      return [
        Wording(
          fr: "  Rien : aucune réponse sur les jours passés, jusqu'au \(until), n'en est changée.",
          en: "  Nothing: no answer about past days, up to \(until), is changed by it."
        )[language]
      ]
    }
    var lines: [String] = []
    func add(_ items: [String]) {
      lines += items.prefix(Self.shown).map { "  " + $0 }
      let rest = items.count - Self.shown
      guard rest > 0 else { return }
      let more = Wording(
        fr: "  … et \(rest) de plus (--format json)",
        en: "  … and \(rest) more (--format json)"
      )
      lines.append(more[language])
    }
    add(listings.map { $0.line[language] })
    add(verdicts.map { $0.line[language] })
    add(seals.map { $0.line[language] })
    add(receipts.map { $0.line[language] })
    return lines
  }
}

extension Stretch {
  fileprivate var wording: Wording {
    from == to
      ? Wording(fr: "le \(from)", en: "on \(from)")
      : Wording(fr: "du \(from) au \(to)", en: "from \(from) to \(to)")
  }
}

extension Impact.Listing {
  fileprivate var line: Wording {
    let days = days.wording
    let what: Wording =
      switch (before, after) {
      case (nil, _): Wording(fr: "est maintenant sur la liste", en: "is now on the list")
      case (_, nil): Wording(fr: "n'est plus sur la liste", en: "is no longer on the list")
      default: Wording(fr: "a une autre ligne", en: "has another row")
      }
    return Wording(
      fr: "liste : \(cis) \(what.french) \(days.french)",
      en: "list: \(cis) \(what.english) \(days.english)"
    )
  }
}

extension Impact.Judged {
  fileprivate var line: Wording {
    let judgement = change.judgement
    let (lab, rule) = (Words.lab(judgement.lab), Words.rule(judgement.rule))
    let (before, after) = (Words.verdict(change.before), Words.verdict(change.after))
    let (days, about) = (days.wording, judgement.about)
    return Wording(
      fr:
        "conformité : \(lab.french), \(rule.french), \(about) : \(before.french) → \(after.french) "
        + days.french,
      en:
        "compliance: \(lab.english), \(rule.english), \(about): \(before.english) → \(after.english) "
        + days.english
    )
  }
}

extension Impact.Seal {
  fileprivate var line: Wording {
    let (day, count) = (sealed.asOf, products.count)
    return Wording(
      fr:
        "liste scellée au \(day) (événement \(sequence)) : lignes qui y seraient autres : \(count) ; "
        + "le sceau reste ce qu'on savait alors",
      en:
        "list sealed as of \(day) (event \(sequence)): rows that would be others on it: \(count); the "
        + "seal stays what was known then"
    )
  }
}

extension Impact.Receipt {
  fileprivate var line: Wording {
    guard let voidedBy else {
      return Wording(
        fr: "accusé de l'événement \(sequence) : l'événement est de nouveau en vigueur",
        en: "receipt of event \(sequence): the event is in force again"
      )
    }
    return Wording(
      fr: "accusé de l'événement \(sequence) : enregistré, mais annulé par \(voidedBy)",
      en: "receipt of event \(sequence): recorded, but void, by \(voidedBy)"
    )
  }
}
