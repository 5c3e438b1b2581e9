// The envelope and the catalogue of `events.md`, version 1, transcribed by hand from its tables.
//
// Nothing here is taken from Sources/Declarations: what stands twice can be compared.

/// The tables of `events.md`.
enum SpecCatalogue {
  /// What a declarant may send around `data`, and what must be there.
  static let envelope: [SpecField] = [
    .required("specversion", .only("1.0")),
    .required("id", .identifier),
    .required("source", .source),
    .required("type", .typeName),
    .required("subject", .subject),
    .required("time", .instant),
    .required("effectiveon", .date),
    .optional("reason", .reason),
    .optional("corrects", .reference),
    .optional("causationid", .reference),
    .optional("datacontenttype", .only("application/json")),
    .required("data", .data),
  ]

  static let ledgerAttributes = ["actor", "recordedat", "sequence", "salt"]

  static let types: [SpecType] =
    reference + qualification + dossiers + modification + commercialisation + stock + shortages
    + sanction + publication + ledger

  private static let reference: [SpecType] = [
    SpecType("lab.registered", about: .lab, from: [.ansm, .bdpm]).data(
      .required("name", .text),
      .optional("siren", .siren),
      .optional("aliases", .list(.text))
    ),
    SpecType("product.described", about: .cis, from: [.bdpm, .ansm]).data(
      .required("denomination", .text),
      .optional("atc", .atc),
      .optional("form", .text),
      .optional("holder", .lab),
      .required("authorisation", .words("active suspended archived repealed withdrawn")),
      .optional("procedure", .text),
      .optional("authorisedOn", .date)
    ),
    SpecType("presentation.described", about: .cis, from: [.bdpm, .ansm]).data(
      .required("cip13", .cip13),
      .required("label", .text),
      .required("state", .words("marketed stop-announced stopped suspended unknown")),
      .optional("unitsPerPack", .quantity)
    ),
    SpecType("operator.assigned", about: .cis, from: [.lab, .ansm, .bdpm]).data(
      .required("operator", .lab)
    ),
  ]

  private static let qualification: [SpecType] = [
    SpecType("qualification.declared", about: .cis, from: [.lab]).data(
      .required("ground", .words("vital loss-of-chance unspecified")),
      .required("channel", .channel),
      .optional("dossier", .dossier)
    ),
    SpecType("qualification.added", about: .cis, from: [.ansm], needs: ["reason"]).data(
      .required("decision", .identifier),
      .required("notifiedOn", .date)
    ),
    SpecType("qualification.removed", about: .cis, from: [.ansm], needs: ["reason"]).data(
      .required("decision", .identifier),
      .required("notifiedOn", .date)
    ),
  ]

  private static let dossiers: [SpecType] = [
    SpecType("dossier.changed", about: .cis, from: [.lab, .ansm]).data(
      .required("dossier", .dossier),
      .required("state", .words("en-construction en-instruction accepted refused closed deleted"))
    )
  ]

  private static let modification: [SpecType] = [
    SpecType("modification.requested", about: .cis, from: [.lab]).data(
      .required("qualified", .flag),
      .required("channel", .channel),
      .optional("dossier", .dossier)
    ),
    SpecType("modification.opposed", about: .cis, from: [.ansm], needs: ["reason"]).data(
      .required("decision", .identifier),
      .required("notifiedOn", .date)
    ),
  ]

  private static let commercialisation: [SpecType] = [
    SpecType("commercialisation.declared", about: .cis, from: [.lab, .bdpm]).data(
      .requiredFromLab("operator", .lab),
      .optional("qualificationDossier", .dossier)
    ),
    SpecType("commercialisation.suspended", about: .cis, from: [.lab, .bdpm, .ansm]),
    SpecType("commercialisation.resumed", about: .cis, from: [.lab, .bdpm, .ansm]),
    SpecType("commercialisation.stopped", about: .cis, from: [.lab, .bdpm, .ansm]),
    SpecType("commercialisation.stop-announced", about: .cis, from: [.lab, .ansm]).data(
      .required("plannedOn", .date),
      .required("urgent", .flag),
      .required("motive", .text)
    ),
  ]

  private static let stock: [SpecType] = [
    SpecType("stock.reported", about: .cis, from: [.lab]).data(
      .required("units", .quantity),
      .required("sales12m", .quantity),
      .optional(
        "excluded",
        .records([.required("month", .month), .required("reason", .text)], once: "month")
      )
    ),
    SpecType("stock.threshold-raised", about: .cis, from: [.ansm], needs: ["reason"]).data(
      .required("months", .whole(3...4)),
      .required("decision", .identifier),
      .required("notifiedOn", .date)
    ),
    SpecType("stock.threshold-lowered", about: .cis, from: [.ansm], needs: ["reason"]).data(
      .required("days", .whole(0...366)),
      .required("decision", .identifier),
      .required("notifiedOn", .date),
      .required("ground", .words("shelf-life per-patient seasonal other")),
      .optional("until", .date)
    ),
    SpecType("stock.threshold-ended", about: .cis, from: [.ansm]).data(
      .required("decision", .identifier)
    ),
    SpecType("plan.filed", about: .cis, from: [.lab]).data(
      .required("year", .count),
      .optional("sha256", .sha256)
    ),
  ]

  private static let shortages: [SpecType] = [
    SpecType("shortage.declared", about: .cis, from: [.lab, .ansm]).data(
      .required("file", .identifier),
      .optional("cip13", .cip13),
      .required("kind", .words("stockout risk tension supply-rupture")),
      .optional("knownOn", .date),
      .required("causes", .list(.text)),
      .optional("expectedEndOn", .date)
    ),
    SpecType("shortage.ended", about: .cis, from: [.lab, .ansm]).data(
      .required("file", .identifier),
      .optional("cip13", .cip13)
    ),
    SpecType("measure.taken", about: .cis, from: [.ansm]).data(
      .optional("file", .identifier),
      .required("measure", .measure)
    ),
    SpecType("measure.ended", about: .cis, from: [.ansm]).data(
      .optional("file", .identifier),
      .required("measure", .measure)
    ),
  ]

  private static let sanction: [SpecType] = [
    SpecType("inspection.conducted", about: .lab, from: [.ansm]).data(
      .required("case", .identifier),
      .optional("cis", .cis),
      .required("findings", .list(.text))
    ),
    SpecType("injunction.issued", about: .lab, from: [.ansm], needs: ["reason"]).data(
      .required("case", .identifier),
      .optional("cis", .cis),
      .required("complyBy", .date)
    ),
    SpecType("injunction.lifted", about: .lab, from: [.ansm]).data(
      .required("case", .identifier)
    ),
    SpecType("sanction.pronounced", about: .lab, from: [.ansm], needs: ["reason"]).data(
      .required("case", .identifier),
      .required("decision", .identifier),
      .optional("cis", .cis),
      .required("article", .text),
      .required("amountCents", .quantity),
      .optional("dailyPenaltyCents", .quantity),
      .optional("publishedUntil", .date)
    ),
    SpecType("sanction.amended", about: .lab, from: [.ansm], needs: ["reason"]).data(
      .required("decision", .identifier),
      .required("amountCents", .quantity),
      .required("by", .words("court ansm"))
    ),
    SpecType("sanction.settled", about: .lab, from: [.ansm]).data(
      .required("decision", .identifier)
    ),
  ]

  private static let publication: [SpecType] = [
    SpecType("publication.released", about: .publication, from: [.ansm]).data(
      .required("publishedOn", .date),
      .required("count", .count),
      .required("sha256", .sha256),
      .optional("scopeOn", .date),
      .optional("additions", .count),
      .optional("url", .text)
    ),
    SpecType("publication.entered", about: .cis, from: [.ansm]).data(
      .required("publication", .identifier),
      .optional("atc", .atc),
      .required("denomination", .text)
    ),
    SpecType("publication.left", about: .cis, from: [.ansm]).data(
      .required("publication", .identifier),
      .required("previous", .identifier)
    ),
  ]

  private static let ledger: [SpecType] = [
    SpecType(
      "event.retracted",
      about: nil,
      from: SpecSource.allCases,
      needs: ["corrects", "reason"]
    ),
    SpecType("list.sealed", about: .ledger, from: [.ledger]).data(
      .required("asOf", .date),
      .required("size", .count),
      .required("rows", .count),
      .required("root", .root),
      .required("rulebook", .text)
    ),
    SpecType("review.recorded", about: .ledger, from: [.ansm], needs: ["causationid"]).data(
      .required("size", .count),
      .required("asOf", .date),
      .required("conclusion", .text)
    ),
    SpecType("register.observed", about: .ledger, from: [.bdpm]).data(
      .required("observedOn", .date),
      .required(
        "files",
        .records(
          [.required("name", .text), .required("sha256", .sha256), .required("rows", .count)],
          once: nil
        )
      )
    ),
    SpecType("ledger.restored", about: .ledger, from: [.ledger]).data(
      .required("size", .count),
      .required("root", .root),
      .optional("lostSize", .count)
    ),
  ]
}
