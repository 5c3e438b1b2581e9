package import CanonicalJSON
import SampleLedger

/// The data of the types that only the duties look at.
extension HistoryWriter {
  package mutating func threshold(_ name: String) -> JSONObject {
    var data: JSONObject = ["decision": .string("D-\(events.count)")]
    switch name {
    case "stock.threshold-raised":
      data["months"] = .integer(Int64(3 + random.below(2)))
      data["notifiedOn"] = .string(pickDay())
    case "stock.threshold-lowered":
      data["days"] = .integer(Int64(random.pick([0, 7, 30, 366])))
      data["notifiedOn"] = .string(pickDay())
      data["ground"] = pickText("shelf-life", "per-patient", "seasonal", "other")
      if random.chance(50) { data["until"] = .string(pickDay()) }
    default: break
    }
    return data
  }

  package mutating func injunction(_ name: String) -> JSONObject {
    var data: JSONObject = ["case": .string("C-\(1 + random.below(3))")]
    guard name == "injunction.issued" else { return data }
    data["complyBy"] = .string(pickDay())
    if random.chance(50) { data["cis"] = .string(random.pick(RandomHistory.products)) }
    return data
  }

  package mutating func sanction(_ name: String) -> JSONObject {
    var data: JSONObject = ["decision": .string("S-\(1 + random.below(3))")]
    if name != "sanction.settled" {
      data["amountCents"] = .integer(Int64(random.below(5) * 1_000_000))
    }
    switch name {
    case "sanction.pronounced":
      data["case"] = .string("C-\(1 + random.below(3))")
      data["article"] = "L. 5471-1"
      if random.chance(40) { data["dailyPenaltyCents"] = 500_000 }
      if random.chance(40) { data["cis"] = .string(random.pick(RandomHistory.products)) }
    case "sanction.amended": data["by"] = pickText("court", "ansm")
    default: break
    }
    return data
  }
}
