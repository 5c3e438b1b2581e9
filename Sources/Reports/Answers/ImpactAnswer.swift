package import CanonicalJSON
package import Compliance
package import Declarations
package import Projections

/// Which earlier answers events change.
package struct ImpactAnswer: BasedAnswer {
  package let basis: Basis
  private let impact: Impact

  /// Puts an answer together; the basis is that of what is known with the events.
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
        listing.days.to.description, listing.before.state.name.rawValue,
        listing.after.state.name.rawValue,
      ]
    }
    let sanctions = impact.sanctions.map { sanctioned in
      [
        "sanctions", "", sanctioned.lab.text, "", sanctioned.days.from.description,
        sanctioned.days.to.description, String(sanctioned.before.total),
        String(sanctioned.after.total),
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
      + (listings + sanctions + verdicts + seals + receipts).map(CSV.line).joined()
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
          .object([
            "after": .object(listing.after.json), "before": .object(listing.before.json),
            "cis": .string(listing.cis.description), "from": .string(listing.days.from.description),
            "isPublished": .bool(listing.isPublished), "to": .string(listing.days.to.description),
            "wasPublished": .bool(listing.wasPublished),
          ])
        }
      ),
      "receipts": .array(
        receipts.map { receipt in
          var object: JSONObject = ["sequence": .integer(Int64(receipt.sequence))]
          object["voidedBy"] = receipt.voidedBy.map { .integer(Int64($0)) }
          return .object(object)
        }
      ),
      "sanctions": .array(
        sanctions.map { sanctioned in
          .object([
            "after": .array(sanctioned.after.map { .object($0.json) }),
            "before": .array(sanctioned.before.map { .object($0.json) }),
            "from": .string(sanctioned.days.from.description), "lab": sanctioned.lab.json,
            "to": .string(sanctioned.days.to.description),
          ])
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
          fr:
            "  Rien : ni liste, ni verdict, ni sanction des jours passés, jusqu'au \(until), n'en change ; "
            + "ni sceau, ni accusé.",
          en:
            "  Nothing: no list, verdict or sanction of past days, up to \(until), changes by it; no seal "
            + "or receipt."
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
    add(sanctions.map { $0.line[language] })
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
      switch (before.state.isListed, after.state.isListed, wasPublished, isPublished) {
      case (false, true, _, _): Wording(fr: "est maintenant sur la liste", en: "is now on the list")
      case (true, false, _, _):
        Wording(fr: "n'est plus sur la liste", en: "is no longer on the list")
      case (_, _, false, true):
        Wording(fr: "est maintenant sur la liste publiée", en: "is now on the published list")
      case (_, _, true, false):
        Wording(fr: "n'est plus sur la liste publiée", en: "is no longer on the published list")
      default:
        Wording(
          fr: "a une autre ligne (\(Words.state(after.state.name).french))",
          en: "has another row (\(Words.state(after.state.name).english))"
        )
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

extension Impact.Sanctioned {
  fileprivate var line: Wording {
    let (old, new, days) = (Words.euros(before.total), Words.euros(after.total), days.wording)
    return Wording(
      fr: "sanctions : \(lab), \(before.count) → \(after.count), après recours \(old.french) → "
        + "\(new.french) \(days.french)",
      en: "sanctions: \(lab), \(before.count) → \(after.count), after appeal \(old.english) → "
        + "\(new.english) \(days.english)"
    )
  }
}

extension [Sanction] {
  /// The amounts after appeal, in euro cents.
  fileprivate var total: Int { reduce(0) { $0 + $1.amountAfterCents } }
}
