package import CanonicalJSON

// MARK: - Why and why not

extension NaiveModel {
  /// The `conditions` of `mitm trace`: "{"condition": "qualified|marketed|authorised", "holds",
  /// "evidence": [...], "nearest"?}".
  ///
  /// "**Evidence** of a condition: exactly the last applicable event that decides it, none when it
  /// holds or fails by default."
  package func conditions(cis: String, asOf: String) -> [JSONObject] {
    let conditions = [
      ("qualified", isQualified(cis, asOf), statusDecider(cis, asOf)),
      ("marketed", isMarketed(cis, asOf), marketingDecider(cis, asOf)),
      ("authorised", isAuthorised(cis, asOf), authorisationDecider(cis, asOf)),
    ]
    return conditions.map { condition, holds, decider in
      var answer: JSONObject = [
        "condition": .string(condition),
        "holds": .bool(holds),
        "evidence": .array(decider.map { [.integer(Int64($0.sequence))] } ?? []),
      ]
      if !holds { answer["nearest"] = .object(nearest(condition, cis: cis, asOf: asOf)) }
      return answer
    }
  }

  /// The fact that would make a failing condition hold.
  ///
  /// "**Why not**: each condition that fails, and the nearest fact that would make it hold, as a
  /// complete submission …: `effectiveon` = D, `time` = D at 00:00 in Paris, `id` =
  /// `nearest:<cis>:<condition>:<D>`."
  private func nearest(_ condition: String, cis: String, asOf: String) -> JSONObject {
    var fact: JSONObject
    switch condition {
    case "qualified": fact = nearestQualification(cis, asOf)
    case "marketed": fact = nearestCommercialisation(cis, asOf)
    default: fact = nearestDescription(cis, asOf)
    }
    fact["specversion"] = "1.0"
    fact["id"] = .string("nearest:\(cis):\(condition):\(asOf)")
    fact["subject"] = .string("cis/\(cis)")
    fact["time"] = .string(NaiveCalendar.parisMidnight(of: asOf))
    fact["effectiveon"] = .string(asOf)
    return fact
  }

  /// The lab that would state it.
  ///
  /// "by the operator, else the holder"
  private func answeringLab(_ cis: String, _ asOf: String) -> String? {
    (operatorDecider(cis, asOf)?.data["operator"] ?? description("holder", cis, asOf))?.string
  }

  /// Makes the product qualified.
  ///
  /// "Qualified: `qualification.declared` (`unspecified`, `demarche-numerique`) by the operator,
  /// else the holder, else `qualification.added` by `/ansm` (`decision` and `reason` `nearest`,
  /// `notifiedOn` = D)."
  private func nearestQualification(_ cis: String, _ asOf: String) -> JSONObject {
    guard let lab = answeringLab(cis, asOf) else {
      return [
        "type": "fr.mitm.qualification.added.v1",
        "source": "/ansm",
        "reason": "nearest",
        "data": .object(["decision": "nearest", "notifiedOn": .string(asOf)]),
      ]
    }
    return [
      "type": "fr.mitm.qualification.declared.v1",
      "source": .string("/labs/\(lab)"),
      "data": .object(["ground": "unspecified", "channel": "demarche-numerique"]),
    ]
  }

  /// Makes it marketed.
  ///
  /// "Marketed: `commercialisation.declared` by that lab, else by `/bdpm`."
  ///
  /// A lab names itself as `operator`, which events.md asks of a lab; BDPM does not know it.
  private func nearestCommercialisation(_ cis: String, _ asOf: String) -> JSONObject {
    var fact: JSONObject = [
      "type": "fr.mitm.commercialisation.declared.v1",
      "source": "/bdpm",
      "data": .object([:]),
    ]
    if let lab = answeringLab(cis, asOf) {
      fact["source"] = .string("/labs/\(lab)")
      fact["data"] = .object(["operator": .string(lab)])
    }
    return fact
  }

  /// Makes it authorised.
  ///
  /// "Authorised: the data of the last `product.described` with `active`, by its source."
  private func nearestDescription(_ cis: String, _ asOf: String) -> JSONObject {
    guard let described = authorisationDecider(cis, asOf) else {
      preconditionFailure("without a description a product is authorised by default")
    }
    var data = described.data
    data["authorisation"] = "active"
    return [
      "type": .string(described.type),
      "source": .string(described.source),
      "data": .object(data),
    ]
  }
}

// MARK: - Diff

extension NaiveModel {
  /// What differs between the current lists at two bases.
  ///
  /// "**Diff** of (D1, N1) and (D2, N2), N1 ≤ N2: every product that entered, left or changed (any
  /// key of its row but `since` and `evidence`), with exactly one cause."
  ///
  /// Each answer maps CIS codes to causes. Entered and left concern the current list; changed is
  /// what is on it at both ends.
  package static func diff(
    events: [JSONObject],
    from: (asOf: String, size: Int),
    to: (asOf: String, size: Int)
  ) -> (entered: [String: String], left: [String: String], changed: [String: String]) {
    precondition(from.size <= to.size && to.size <= events.count)
    let before = NaiveModel(events: Array(events.prefix(from.size)))
    let after = NaiveModel(events: Array(events.prefix(to.size)))
    var entered: [String: String] = [:]
    var left: [String: String] = [:]
    var changed: [String: String] = [:]
    for cis in after.products {
      let cause = cause(cis, before, after, from.asOf, to.asOf)
      switch (before.isListed(cis, from.asOf), after.isListed(cis, to.asOf)) {
      case (false, true): entered[cis] = cause
      case (true, false): left[cis] = cause
      case (true, true):
        let first = before.row(cis: cis, asOf: from.asOf)
        if !saysTheSame(first, after.row(cis: cis, asOf: to.asOf)) { changed[cis] = cause }
      case (false, false): break
      }
    }
    return (entered, left, changed)
  }

  /// The one cause of a difference.
  ///
  /// "Let *middle* be the row at (D1, N2). Row 1 ≠ middle: `corrected` when an event of row 1's
  /// evidence, or of the conditions that failed, is void at N2, else `recorded`. Row 1 = middle:
  /// `effective` when row 2 equals the row at (D2, N1), else `recorded`."
  ///
  /// A row is a row of the current list, so a product that is not listed has none; that is why the
  /// sentence speaks of the conditions that failed beside row 1's evidence.
  private static func cause(
    _ cis: String,
    _ before: NaiveModel,
    _ after: NaiveModel,
    _ day1: String,
    _ day2: String
  ) -> String {
    let row1 = listRow(cis, before, day1)
    let middle = listRow(cis, after, day1)
    if !saysTheSame(row1, middle) {
      let isCorrected = grounds(cis, before, day1).contains { !after.inForce.contains($0) }
      return isCorrected ? "corrected" : "recorded"
    }
    let row2 = listRow(cis, after, day2)
    return saysTheSame(row2, listRow(cis, before, day2)) ? "effective" : "recorded"
  }

  private static func listRow(_ cis: String, _ model: NaiveModel, _ day: String) -> JSONObject? {
    model.isListed(cis, day) ? model.row(cis: cis, asOf: day) : nil
  }

  private static func grounds(_ cis: String, _ model: NaiveModel, _ day: String) -> [Int] {
    if model.isListed(cis, day) { return model.evidence(cis, day) }
    return model.conditions(cis: cis, asOf: day).filter { $0["holds"] == .bool(false) }
      .flatMap { $0["evidence"]?.array ?? [] }.compactMap { $0.integer.map(Int.init) }
  }

  /// Whether two rows are equal, "`since` and `evidence`" left out: one equality for all of the
  /// diff, so that a change of evidence alone is never a cause where it is no change.
  private static func saysTheSame(_ left: JSONObject?, _ right: JSONObject?) -> Bool {
    var (left, right) = (left, right)
    for key in ["since", "evidence"] {
      left?[key] = nil
      right?[key] = nil
    }
    return left == right
  }
}

// MARK: - Calendar

/// Civil dates as the texts `YYYY-MM-DD`, which compare as days do.
package enum NaiveCalendar {
  /// The day as many days later, or earlier if negative.
  package static func day(_ text: String, plus days: Int) -> String {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    var (year, month, day) = (parts[0], parts[1], parts[2])
    for _ in 0..<max(days, 0) {
      day += 1
      if day > length(ofMonth: month, year) { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
    }
    for _ in 0..<max(-days, 0) {
      day -= 1
      if day < 1 { month -= 1 }
      if month < 1 { (year, month) = (year - 1, 12) }
      if day < 1 { day = length(ofMonth: month, year) }
    }
    return "\(year)-\(padded(month, to: 2))-\(padded(day, to: 2))"
  }

  /// RFC 3339 of a day at 00:00 in Paris.
  package static func parisMidnight(of day: String) -> String {
    "\(day)T00:00:00\(midnightOffset(on: day))"
  }

  /// The offset of Paris at 00:00.
  ///
  /// Summer time runs from the last Sunday of March to that of October, 01:00 UTC both: at 00:00 of
  /// the first it has not begun, of the last not ended.
  package static func midnightOffset(on day: String) -> String {
    let year = Int(day.prefix(4)) ?? 0
    // The last Sunday of a month of 31 days; these hold from 1900 to 2099.
    let begin = "\(year)-03-\(31 - (5 * year / 4 + 4) % 7)"
    let end = "\(year)-10-\(31 - (5 * year / 4 + 1) % 7)"
    return begin < day && day <= end ? "+02:00" : "+01:00"
  }

  /// A number with zeros in front.
  package static func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(width - digits.count, 0)) + digits
  }

  private static func length(ofMonth month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
