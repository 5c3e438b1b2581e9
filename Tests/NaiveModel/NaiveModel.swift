package import CanonicalJSON

/// The semantics of the ledger, transcribed sentence by sentence from `semantics.md`.
///
/// Deliberately naive: no index and no state carried from one answer to the next, every question
/// reads every event again. It is the measure for the production code, so it shares nothing with
/// it but the JSON values.
package struct NaiveModel {
  /// The attributes of a recorded event that decide anything.
  package struct Fact {
    package let sequence: Int
    package let type: String
    /// The type as the catalogue names it, without the prefix and the version.
    package let kind: String
    package let source: String
    package let subject: String
    package let effectiveon: String
    /// `<source>#<id>`, the spelling in which `corrects` names an event.
    package let name: String
    package let corrects: String?
    package let data: JSONObject

    package init(_ event: JSONObject) {
      guard let sequence = Int(event["sequence"]?.string ?? "") else {
        preconditionFailure("not a recorded event: \(JSONValue.object(event).canonicalText)")
      }
      self.sequence = sequence
      type = event["type"]?.string ?? ""
      kind = String(type.dropFirst("fr.mitm.".count).dropLast(".v1".count))
      source = event["source"]?.string ?? ""
      subject = event["subject"]?.string ?? ""
      effectiveon = event["effectiveon"]?.string ?? ""
      name = "\(source)#\(event["id"]?.string ?? "")"
      corrects = event["corrects"]?.string
      data = event["data"]?.object ?? JSONObject()
    }

    /// Whether the type is one of these, named as the catalogue does.
    package func isOne(of names: String...) -> Bool {
      names.contains(kind)
    }
  }

  /// The first N events, by sequence.
  package let facts: [Fact]
  /// The sequences of the events in force.
  package let inForce: Set<Int>
  /// For each void event the event in force that corrects it, the latest if there are several.
  package let voidedBy: [Int: Int]

  /// Takes the first N recorded events.
  ///
  /// "Walk the first N events from the last to the first: an event is **in force** unless an event
  /// in force, later in sequence and below N, `corrects` it."
  package init(events: [JSONObject]) {
    facts = events.map(Fact.init)
    var inForce: Set<Int> = []
    var voidedBy: [Int: Int] = [:]
    for fact in facts.reversed() {
      let voider = facts.last { later in
        later.corrects == fact.name && later.sequence > fact.sequence
          && inForce.contains(later.sequence)
      }
      if let voider {
        voidedBy[fact.sequence] = voider.sequence
      } else {
        inForce.insert(fact.sequence)
      }
    }
    self.inForce = inForce
    self.voidedBy = voidedBy
  }

  // MARK: The last applicable event

  /// The last applicable event of those that decide something.
  ///
  /// "An event is **applicable** at D when it is in force and `effectiveon` ≤ D. *Last* means
  /// greatest (`effectiveon`, `sequence`)."
  package func last(_ cis: String, _ asOf: String, where decides: (Fact) -> Bool) -> Fact? {
    let subject = "cis/\(cis)"
    var last: Fact?
    for fact in facts
    where inForce.contains(fact.sequence) && fact.effectiveon <= asOf
      && fact.subject == subject && decides(fact)
    {
      guard let known = last else {
        last = fact
        continue
      }
      if (fact.effectiveon, fact.sequence) > (known.effectiveon, known.sequence) { last = fact }
    }
    return last
  }

  // MARK: Conditions

  /// The facts that bring a product onto the list of qualified ones.
  ///
  /// "*in*: `qualification.declared`, `qualification.added`, `modification.requested` with
  /// `qualified: true`, `modification.opposed`, `publication.entered`"
  package func bringsIn(_ fact: Fact) -> Bool {
    if fact.isOne(of: "modification.requested") { return fact.data["qualified"] == true }
    return fact.isOne(
      of: "qualification.declared",
      "qualification.added",
      "modification.opposed",
      "publication.entered"
    )
  }

  /// The facts that take it off.
  ///
  /// "*out*: `qualification.removed`, `publication.left`"
  package func takesOut(_ fact: Fact) -> Bool {
    fact.isOne(of: "qualification.removed", "publication.left")
  }

  /// The event that decides the status.
  ///
  /// "**MITM status**: the last applicable of these decides."
  package func statusDecider(_ cis: String, _ asOf: String) -> Fact? {
    last(cis, asOf) { bringsIn($0) || takesOut($0) }
  }

  /// Whether the status is *in*.
  ///
  /// "none applicable: *out*."
  package func isQualified(_ cis: String, _ asOf: String) -> Bool {
    statusDecider(cis, asOf).map(bringsIn) ?? false
  }

  /// Who decided the status.
  ///
  /// "Its **origin**: `lab` (declared, requested), `ansm` (added, opposed, removed), `publication`
  /// (entered, left)."
  package func origin(_ cis: String, _ asOf: String) -> String? {
    guard let decider = statusDecider(cis, asOf) else { return nil }
    if decider.isOne(of: "qualification.declared", "modification.requested") { return "lab" }
    if decider.isOne(of: "publication.entered", "publication.left") { return "publication" }
    return "ansm"
  }

  /// Whether a lab asked to take it off, unanswered.
  ///
  /// "**Withdrawal pending**: there is an applicable `modification.requested` with
  /// `qualified: false` later, by (`effectiveon`, `sequence`), than the event that decides the
  /// status, and the status is *in*."
  package func isWithdrawalPending(_ cis: String, _ asOf: String) -> Bool {
    guard isQualified(cis, asOf), let decider = statusDecider(cis, asOf) else { return false }
    let request = last(cis, asOf) { request in
      request.isOne(of: "modification.requested") && request.data["qualified"] == false
        && (request.effectiveon, request.sequence) > (decider.effectiveon, decider.sequence)
    }
    return request != nil
  }

  /// The event that decides whether it is marketed.
  ///
  /// "**Marketed**: last applicable of `commercialisation.declared`, `.resumed` (yes), `.stopped`,
  /// `.suspended` (no)."
  package func marketingDecider(_ cis: String, _ asOf: String) -> Fact? {
    last(cis, asOf) {
      $0.isOne(
        of: "commercialisation.declared",
        "commercialisation.resumed",
        "commercialisation.stopped",
        "commercialisation.suspended"
      )
    }
  }

  /// Whether it is marketed.
  ///
  /// "None: no."
  package func isMarketed(_ cis: String, _ asOf: String) -> Bool {
    marketingDecider(cis, asOf)?
      .isOne(of: "commercialisation.declared", "commercialisation.resumed") ?? false
  }

  /// The event that decides whether it is authorised.
  ///
  /// "the last applicable `product.described`"
  package func authorisationDecider(_ cis: String, _ asOf: String) -> Fact? {
    last(cis, asOf) { $0.isOne(of: "product.described") }
  }

  /// Whether it is authorised.
  ///
  /// "**Authorised**: `authorisation` of the last applicable `product.described` is `active`; none
  /// applicable: yes."
  package func isAuthorised(_ cis: String, _ asOf: String) -> Bool {
    authorisationDecider(cis, asOf).map { $0.data["authorisation"] == "active" } ?? true
  }

  // MARK: What the row says

  /// The event that names the operator.
  ///
  /// "**Operator**: `operator` of the last applicable of `operator.assigned` and those
  /// `commercialisation.declared` that name one"
  package func operatorDecider(_ cis: String, _ asOf: String) -> Fact? {
    last(cis, asOf) {
      $0.isOne(of: "operator.assigned")
        || $0.isOne(of: "commercialisation.declared") && $0.data["operator"] != nil
    }
  }

  /// A field of the description.
  ///
  /// "**Holder**, **denomination**, **ATC**: from the last applicable `product.described` that has
  /// the field; then from `publication.entered`."
  package func description(_ field: String, _ cis: String, _ asOf: String) -> JSONValue? {
    let described = last(cis, asOf) { $0.isOne(of: "product.described") && $0.data[field] != nil }
    let entered = last(cis, asOf) { $0.isOne(of: "publication.entered") && $0.data[field] != nil }
    return described?.data[field] ?? entered?.data[field]
  }

  /// Whether it is on the current list.
  ///
  /// "**Listed** = status *in* and marketed and authorised."
  package func isListed(_ cis: String, _ asOf: String) -> Bool {
    isQualified(cis, asOf) && isMarketed(cis, asOf) && isAuthorised(cis, asOf)
  }

  /// The name of the state.
  ///
  /// "State names: `listed`; `qualified-not-marketed` (in, authorised, not marketed);
  /// `qualified-not-authorised` (in, not authorised); `marketed-not-qualified` (out, marketed);
  /// `none`."
  package func state(_ cis: String, _ asOf: String) -> String {
    if isListed(cis, asOf) { return "listed" }
    if isQualified(cis, asOf) {
      return isAuthorised(cis, asOf) ? "qualified-not-marketed" : "qualified-not-authorised"
    }
    return isMarketed(cis, asOf) ? "marketed-not-qualified" : "none"
  }

  /// The day since which it is listed.
  ///
  /// "**Since**: the `effectiveon` from which it has been listed without a break up to D, at this
  /// N."
  ///
  /// Nothing changes between two days of `effectiveon`, so those days are all that need asking.
  package func since(_ cis: String, _ asOf: String) -> String? {
    let days = facts.filter { $0.subject == "cis/\(cis)" }.map(\.effectiveon)
    var since: String?
    for day in Set(days).sorted().reversed() where day <= asOf {
      guard isListed(cis, day) else { break }
      since = day
    }
    return since
  }

  /// The events on which a row rests.
  ///
  /// "**Evidence** … Of a row: those of status, marketed, authorised and operator, ascending, each
  /// once."
  package func evidence(_ cis: String, _ asOf: String) -> [Int] {
    let deciders = [
      statusDecider(cis, asOf), marketingDecider(cis, asOf), authorisationDecider(cis, asOf),
      operatorDecider(cis, asOf),
    ]
    return Set(deciders.compactMap { $0?.sequence }).sorted()
  }

  /// A row of `mitm list`, of any product.
  ///
  /// "what is not known is left out, never null; `operator` only when one is assigned …; `since`
  /// only for what is listed"
  package func row(cis: String, asOf: String) -> JSONObject {
    var row: JSONObject = [
      "cis": .string(cis),
      "state": .string(state(cis, asOf)),
      "withdrawalPending": .bool(isWithdrawalPending(cis, asOf)),
      "evidence": .array(evidence(cis, asOf).map { .integer(Int64($0)) }),
    ]
    for field in ["denomination", "atc", "holder"] {
      row[field] = description(field, cis, asOf)
    }
    row["operator"] = operatorDecider(cis, asOf)?.data["operator"]
    row["origin"] = origin(cis, asOf).map { .string($0) }
    if isListed(cis, asOf) { row["since"] = since(cis, asOf).map { .string($0) } }
    return row
  }

  // MARK: Lists

  /// Every CIS that an event is about, in force or not, sorted.
  package var products: [String] {
    let subjects = facts.map(\.subject).filter { $0.hasPrefix("cis/") }
    return Set(subjects.map { String($0.dropFirst("cis/".count)) }).sorted()
  }

  /// The current list.
  ///
  /// "The current MITM list at (D, N) is the listed products, sorted by CIS."
  package func currentList(asOf: String) -> [JSONObject] {
    list(state: "listed", asOf: asOf)
  }

  /// The list as ANSM last published it.
  ///
  /// "The **published list** at (D, N): CIS whose last applicable among `publication.entered`,
  /// `publication.left` is *entered*."
  package func publishedList(asOf: String) -> [JSONObject] {
    products.filter { cis in
      let decider = last(cis, asOf) { $0.isOne(of: "publication.entered", "publication.left") }
      return decider?.isOne(of: "publication.entered") ?? false
    }
    .map { row(cis: $0, asOf: asOf) }
  }

  /// The rows of `mitm list --state`: of the products that some event is about, those in a state.
  package func list(state: String, asOf: String) -> [JSONObject] {
    products.filter { self.state($0, asOf) == state }.map { row(cis: $0, asOf: asOf) }
  }
}
