package import CanonicalJSON
package import SampleLedger

/// A history of recorded events that is random, valid per `events.md`, and the same for one seed.
///
/// Made to be hard on the order of events: few products, few days, so that many facts tie on one
/// day, are recorded late or hold from later on, and are corrected, some of them several times.
package struct RandomHistory {
  /// The recorded events, by sequence.
  package let events: [JSONObject]

  /// What a history is about.
  package enum Theme {
    /// The types that decide lists, and a few that must not matter to them.
    case lists
    /// The types that the duties look at too.
    case duties
  }

  /// Writes `count` events from a seed.
  package init(seed: UInt64, count: Int, about theme: Theme = .lists) {
    var writer = HistoryWriter(seed: seed, about: theme)
    for _ in 0..<count { writer.write() }
    events = writer.events
  }

  /// Every day worth asking about: each of the pool, the day before and the day after.
  package static func days() -> [String] {
    let days = pool.flatMap { day in (-1...1).map { NaiveCalendar.day(day, plus: $0) } }
    return Set(days).sorted()
  }

  /// The days on which facts hold: ends of years and of February, days on which the law changed
  /// and on which the clocks do, the day of recording.
  package static let pool = [
    "2019-12-28", "2021-09-01", "2023-12-31", "2024-01-01", "2024-02-29", "2024-12-31",
    "2025-03-30", "2025-07-22", "2025-10-26", "2026-03-13", "2028-02-29", "2031-12-31",
  ]
  package static let products = ["63283221", "60234100", "69999999", "60002283", "61266250"]
  package static let labs = ["atlas", "b2-pharma", "zephyr-sante"]
}

/// Writes one history, event after event.
package struct HistoryWriter {
  /// A type of the catalogue: how often it is written, and who may state it (`lab` = any lab).
  package struct Kind {
    package let name: String
    package let weight: Int
    package let sources: [String]
  }

  /// The types that decide the list, then a few that must not matter to it.
  package static let kinds = [
    Kind(name: "product.described", weight: 10, sources: ["/bdpm", "/ansm"]),
    Kind(name: "operator.assigned", weight: 5, sources: ["lab", "/ansm", "/bdpm"]),
    Kind(name: "qualification.declared", weight: 9, sources: ["lab"]),
    Kind(name: "qualification.added", weight: 5, sources: ["/ansm"]),
    Kind(name: "qualification.removed", weight: 5, sources: ["/ansm"]),
    Kind(name: "modification.requested", weight: 9, sources: ["lab"]),
    Kind(name: "modification.opposed", weight: 3, sources: ["/ansm"]),
    Kind(name: "commercialisation.declared", weight: 14, sources: ["lab", "lab", "/bdpm"]),
    Kind(name: "commercialisation.suspended", weight: 3, sources: ["lab", "/bdpm", "/ansm"]),
    Kind(name: "commercialisation.resumed", weight: 5, sources: ["lab", "/bdpm", "/ansm"]),
    Kind(name: "commercialisation.stopped", weight: 4, sources: ["lab", "/bdpm", "/ansm"]),
    Kind(name: "publication.entered", weight: 8, sources: ["/ansm"]),
    Kind(name: "publication.left", weight: 4, sources: ["/ansm"]),
    Kind(name: "commercialisation.stop-announced", weight: 2, sources: ["lab", "/ansm"]),
    Kind(name: "dossier.changed", weight: 2, sources: ["lab", "/ansm"]),
    Kind(name: "stock.reported", weight: 2, sources: ["lab"]),
    Kind(name: "plan.filed", weight: 1, sources: ["lab"]),
    Kind(name: "shortage.declared", weight: 1, sources: ["lab", "/ansm"]),
    Kind(name: "lab.registered", weight: 1, sources: ["/ansm", "/bdpm"]),
  ]

  /// The types that only the duties look at.
  package static let duties = [
    Kind(name: "commercialisation.stop-announced", weight: 10, sources: ["lab", "lab", "/ansm"]),
    Kind(name: "stock.reported", weight: 12, sources: ["lab"]),
    Kind(name: "stock.threshold-raised", weight: 6, sources: ["/ansm"]),
    Kind(name: "stock.threshold-lowered", weight: 6, sources: ["/ansm"]),
    Kind(name: "stock.threshold-ended", weight: 3, sources: ["/ansm"]),
    Kind(name: "plan.filed", weight: 8, sources: ["lab"]),
    Kind(name: "shortage.declared", weight: 10, sources: ["lab", "/ansm"]),
    Kind(name: "injunction.issued", weight: 6, sources: ["/ansm"]),
    Kind(name: "injunction.lifted", weight: 5, sources: ["/ansm"]),
    Kind(name: "sanction.pronounced", weight: 5, sources: ["/ansm"]),
    Kind(name: "sanction.amended", weight: 4, sources: ["/ansm"]),
    Kind(name: "sanction.settled", weight: 3, sources: ["/ansm"]),
  ]

  /// The types that events.md wants a reason for.
  package static let reasoned = [
    "qualification.added", "qualification.removed", "modification.opposed",
    "stock.threshold-raised", "stock.threshold-lowered", "injunction.issued",
    "sanction.pronounced", "sanction.amended",
  ]

  private(set) var events: [JSONObject] = []
  package var random: SplitMix64
  private let products: [String]
  /// The few days on which most facts of this history hold.
  private let favourites: [String]
  private let kinds: [Kind]

  package init(seed: UInt64, about theme: RandomHistory.Theme) {
    kinds = theme == .lists ? Self.kinds : Self.kinds + Self.duties
    var random = SplitMix64(seed: seed)
    products = Array(RandomHistory.products.prefix(3 + random.below(3)))
    favourites = (0..<4).map { _ in random.pick(RandomHistory.pool) }
    self.random = random
  }

  // MARK: Events

  /// Writes the next event, one of four a correction of an event in force.
  package mutating func write() {
    let target = random.chance(25) ? pickTarget() : nil
    if let target { correct(target) } else { state() }
  }

  /// States a new fact.
  private mutating func state() {
    let kind = pickKind()
    let source = pickSource(of: kind)
    let isAboutLab = ["lab.", "injunction.", "sanction."].contains { kind.name.hasPrefix($0) }
    let subject =
      isAboutLab
      ? "lab/\(random.pick(RandomHistory.labs))" : "cis/\(random.pick(products))"
    var submission = submission(of: kind.name, by: source, about: subject)
    if Self.reasoned.contains(kind.name) || random.chance(5) {
      submission["reason"] = .string("reason \(events.count)")
    }
    if let cause = events.last, random.chance(5) {
      submission["causationid"] = .string(Self.reference(to: cause))
    }
    record(submission)
  }

  /// Replaces or retracts.
  ///
  /// "A source may replace its own events only; it may retract its own,
  /// `/ansm` any."
  private mutating func correct(_ target: JSONObject) {
    let name = Self.name(of: target)
    let source = target["source"]?.string ?? ""
    let subject = target["subject"]?.string ?? ""
    let isRetraction = name == "event.retracted" || random.chance(40)
    var submission = submission(
      of: isRetraction ? "event.retracted" : name,
      by: isRetraction && random.chance(50) ? "/ansm" : source,
      about: subject
    )
    submission["corrects"] = .string(Self.reference(to: target))
    submission["reason"] = .string("correction \(events.count)")
    // The time of a correction is that of the filing, unless that is what was wrong.
    if random.chance(80) { submission["time"] = target["time"] }
    record(submission)
  }

  /// An event in force, half of the time a correction if there is one.
  ///
  /// Drawn evenly, chains of corrections would be rare.
  private mutating func pickTarget() -> JSONObject? {
    let inForce = NaiveModel(events: events).inForce
    let targets = events.indices.filter(inForce.contains).map { events[$0] }
    let corrections = targets.filter { $0["corrects"] != nil }
    let retractions = corrections.filter { Self.name(of: $0) == "event.retracted" }
    let replacements = corrections.filter { Self.name(of: $0) != "event.retracted" }
    let group = random.pick([retractions, replacements, targets, targets])
    if !group.isEmpty { return random.pick(group) }
    return targets.isEmpty ? nil : random.pick(targets)
  }

  /// The attributes that every submission has.
  private mutating func submission(
    of name: String,
    by source: String,
    about subject: String
  ) -> JSONObject {
    let effectiveon = pickDay()
    let filedOn = random.chance(70) ? effectiveon : pickDay()
    let clock = random.pick(["00:00:00", "09:30:00", "23:59:59"])
    let offset = NaiveCalendar.midnightOffset(on: filedOn)
    // An id may have the sign that parts source and id in a reference.
    let id = random.chance(10) ? "h#\(events.count)" : "h-\(events.count)"
    var submission: JSONObject = [
      "specversion": "1.0",
      "id": .string(id),
      "source": .string(source),
      "type": .string("fr.mitm.\(name).v1"),
      "subject": .string(subject),
      "time": .string("\(filedOn)T\(clock)\(offset)"),
      "effectiveon": .string(effectiveon),
      "data": .object(data(of: name, by: source)),
    ]
    if random.chance(20) { submission["datacontenttype"] = "application/json" }
    return submission
  }

  /// Adds what the ledger sets.
  private mutating func record(_ submission: JSONObject) {
    var event = submission
    let microseconds = NaiveCalendar.padded(events.count, to: 6)
    event["actor"] = "cli:test"
    event["recordedat"] = .string("2026-03-13T10:11:12.\(microseconds)Z")
    event["sequence"] = .string(String(events.count))
    event["salt"] = .string(pickSalt())
    events.append(event)
  }

  private static func name(of event: JSONObject) -> String {
    String((event["type"]?.string ?? "").dropFirst("fr.mitm.".count).dropLast(".v1".count))
  }

  private static func reference(to event: JSONObject) -> String {
    "\(event["source"]?.string ?? "")#\(event["id"]?.string ?? "")"
  }

  // MARK: Draws

  private mutating func pickKind() -> Kind {
    var left = random.below(kinds.reduce(0) { $0 + $1.weight })
    for kind in kinds {
      if left < kind.weight { return kind }
      left -= kind.weight
    }
    preconditionFailure("the draw is below the sum of the weights")
  }

  private mutating func pickSource(of kind: Kind) -> String {
    let source = random.pick(kind.sources)
    return source == "lab" ? "/labs/\(random.pick(RandomHistory.labs))" : source
  }

  package mutating func pickDay() -> String {
    random.pick(random.chance(75) ? favourites : RandomHistory.pool)
  }

  /// 16 bytes in base64url: 21 characters of 6 bits and one of 2, whose low 4 bits are 0.
  private mutating func pickSalt() -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    let characters = (0..<21).map { _ in random.pick(alphabet) }
    return String(characters + [random.pick(Array("AQgw"))])
  }

  package mutating func pickText(_ texts: String...) -> JSONValue {
    .string(random.pick(texts))
  }

  private mutating func pickDossier() -> JSONValue {
    .integer(Int64(1 + random.below(5)))
  }

  // MARK: Data

  private mutating func data(of name: String, by source: String) -> JSONObject {
    switch name {
    case "product.described": description()
    case "operator.assigned": ["operator": .string(random.pick(RandomHistory.labs))]
    case "qualification.declared": qualification()
    case "modification.requested": modification()
    case "qualification.added", "qualification.removed", "modification.opposed":
      ["decision": .string("D-\(events.count)"), "notifiedOn": .string(pickDay())]
    case "commercialisation.declared": commercialisation(by: source)
    case "publication.entered": publication()
    case "publication.left": ["publication": "mitm-2025-04", "previous": "mitm-2024-02"]
    case "commercialisation.stop-announced":
      [
        "plannedOn": .string(pickDay()), "urgent": .bool(random.chance(30)),
        "motive": pickText("low sales", "site closed"),
      ]
    case "dossier.changed":
      [
        "dossier": pickDossier(),
        "state": pickText(
          "en-construction",
          "en-instruction",
          "accepted",
          "refused",
          "closed",
          "deleted"
        ),
      ]
    case "stock.reported": stock()
    case "stock.threshold-raised", "stock.threshold-lowered", "stock.threshold-ended":
      threshold(name)
    case "injunction.issued", "injunction.lifted": injunction(name)
    case "sanction.pronounced", "sanction.amended", "sanction.settled": sanction(name)
    case "plan.filed": plan()
    case "shortage.declared": shortage()
    case "lab.registered": registration()
    default: [:]
    }
  }

  private mutating func description() -> JSONObject {
    var data: JSONObject = [
      "denomination": pickText("ALPHA 10 mg, comprimé", "BÊTA 5 mg, gélule", "GAMMA, sirop"),
      "authorisation": "active",
    ]
    if random.chance(30) {
      data["authorisation"] = pickText("suspended", "archived", "repealed", "withdrawn")
    }
    if random.chance(60) { data["atc"] = pickText("N", "N02", "N02B", "N02BE", "N02BE01") }
    if random.chance(60) { data["holder"] = .string(random.pick(RandomHistory.labs)) }
    if random.chance(30) { data["form"] = pickText("comprimé", "gélule") }
    if random.chance(20) { data["procedure"] = "Procédure nationale" }
    if random.chance(20) { data["authorisedOn"] = "1998-06-15" }
    return data
  }

  private mutating func qualification() -> JSONObject {
    var data: JSONObject = [
      "ground": pickText("vital", "loss-of-chance", "unspecified"),
      "channel": pickText("demarche-numerique", "annual-statement", "letter"),
    ]
    if random.chance(60) { data["dossier"] = pickDossier() }
    return data
  }

  private mutating func modification() -> JSONObject {
    var data: JSONObject = [
      "qualified": .bool(random.chance(45)),
      "channel": pickText("demarche-numerique", "annual-statement", "letter"),
    ]
    if random.chance(60) { data["dossier"] = pickDossier() }
    return data
  }

  /// A lab must name the operator, often another lab; BDPM does not know it.
  private mutating func commercialisation(by source: String) -> JSONObject {
    var data: JSONObject = [:]
    if source != "/bdpm" { data["operator"] = .string(random.pick(RandomHistory.labs)) }
    if random.chance(40) { data["qualificationDossier"] = pickDossier() }
    return data
  }

  private mutating func publication() -> JSONObject {
    var data: JSONObject = [
      "publication": pickText("mitm-2024-02", "mitm-2025-04"),
      "denomination": pickText("ALPHA 10 MG CPR", "BETA 5 MG GEL"),
    ]
    if random.chance(50) { data["atc"] = pickText("C", "C07", "C07AB02") }
    return data
  }

  private mutating func stock() -> JSONObject {
    let sales = random.chance(10) ? 0 : 12 * (1 + random.below(500))
    // On both sides of 2, 3 and 4 months, and on them.
    let units = max(sales / 12 * (1 + random.below(5)) + random.below(3) - 1, 0)
    var data: JSONObject = ["units": .integer(Int64(units)), "sales12m": .integer(Int64(sales))]
    if random.chance(30) {
      let months = (1...random.pick([1, 2, 11, 12, 13])).map { month in
        let year = month > 12 ? 2024 : 2023
        let number = NaiveCalendar.padded(month > 12 ? month - 12 : month, to: 2)
        return JSONValue.object(["month": .string("\(year)-\(number)"), "reason": "flu"])
      }
      data["excluded"] = .array(months)
    }
    return data
  }

  private mutating func plan() -> JSONObject {
    var data: JSONObject = ["year": .integer(Int64(2022 + random.below(4)))]
    if random.chance(50) { data["sha256"] = .string(String(repeating: "0a", count: 32)) }
    return data
  }

  private mutating func shortage() -> JSONObject {
    var data: JSONObject = [
      "file": .string("R-\(1 + random.below(3))"),
      "kind": pickText("stockout", "risk", "tension", "supply-rupture"),
      "causes": .array(["demand"]),
    ]
    if random.chance(50) { data["knownOn"] = .string(pickDay()) }
    if random.chance(50) { data["expectedEndOn"] = .string(pickDay()) }
    return data
  }

  private mutating func registration() -> JSONObject {
    var data: JSONObject = ["name": pickText("Atlas", "B2 Pharma", "Zéphyr Santé")]
    if random.chance(40) { data["siren"] = "732829320" }
    if random.chance(40) { data["aliases"] = .array(["LABORATOIRE"]) }
    return data
  }
}
