import CanonicalJSON
import Declarations

extension DossierEvents {
  /// Appends what became of a dossier, as far as the ledger does not have it; the state that it is in, too,
  /// where no step leads to it.
  mutating func addSteps(
    of dossier: DemarcheDossier,
    _ known: [DossierRecord.Standing.Step],
    subject: JSONValue?
  ) {
    var unmatched = known
    var dated = known.filter(\.isInForce).map { ($0.state, $0.at) }
    for step in dossier.steps {
      guard let state = state(step.state, of: dossier.number) else { continue }
      dated.append((state, step.at.instant))
      // The one source dates the filing itself, the other what the platform made of it a moment later.
      let isFiling = state == .enConstruction && step.at.instant == dossier.filedAt?.instant
      if isFiling && known.contains(where: { $0.state == state }) { continue }
      let place = unmatched.firstIndex { $0.state == state && $0.at.isAlike(step.at.instant) }
      if let place {
        unmatched.remove(at: place)
      } else {
        append(dossier.number, state, step.at, subject: subject)
      }
    }
    let last = dated.map(\.1).max()
    guard let state = state(dossier.state, of: dossier.number),
      !dated.contains(where: { $0 == state && $1 == last })
    else { return }
    guard let modifiedAt = dossier.modifiedAt else {
      return keepOut(
        dossier.number,
        "undated-state",
        "L'état « \(dossier.state) » n'est daté par rien : il n'est pas enregistré.",
        "The state “\(dossier.state)” is dated by nothing: it is not recorded."
      )
    }
    guard last.map({ $0 < modifiedAt.instant }) ?? true else {
      return note(
        dossier.number,
        "older",
        "L'état « \(dossier.state) » est plus ancien que ce qui est enregistré.",
        "The state “\(dossier.state)” is older than what is recorded."
      )
    }
    append(dossier.number, state, modifiedAt, subject: subject)
    note(
      dossier.number,
      "dated-by-modification",
      "Aucun traitement ne date l'état « \(dossier.state) » : il est enregistré au jour de la dernière "
        + "mise à jour.",
      "No step of processing dates the state “\(dossier.state)”: it is recorded as of the last modification."
    )
  }

  private mutating func state(_ text: String, of number: Int) -> DossierState? {
    if let state = mapping.state(text) { return state }
    keepOut(
      number,
      "unknown-state",
      "L'état « \(text) » n'est pas connu.",
      "The state “\(text)” is not known."
    )
    return nil
  }

  /// Appends that a dossier changed; the same step has the same id whenever it is read.
  mutating func append(
    _ number: Int,
    _ state: DossierState,
    _ time: FilingTime,
    subject: JSONValue?
  ) {
    let moment = time.instant.recordedText.prefix(19)
    var object: JSONObject = [
      "data": .object(["dossier": .integer(Int64(number)), "state": .string(state.rawValue)]),
      "effectiveon": .string(time.day.description),
      "id": .string("\(DossierRecord.prefix(of: number))\(state.rawValue):\(moment)"),
      "source": .string(Source.ansm.text), "specversion": "1.0", "time": .string(time.text),
      "type": .string(EventType.dossierChanged.identifier),
    ]
    object["subject"] = subject
    submissions.append(object)
  }
}

extension Instant {
  /// Whether two readings may be of one moment: the export cuts off the seconds that the API has.
  fileprivate func isAlike(_ other: Instant) -> Bool {
    if self == other { return true }
    let (mine, others) = (recordedText, other.recordedText)
    let isCut = [mine, others].contains { $0.hasSuffix(":00.000000Z") }
    return isCut && mine.prefix(16) == others.prefix(16)
  }
}
