import CanonicalJSON
import Declarations

extension PackedWriter {
  private mutating func write(_ source: Source) {
    switch source {
    case .lab(let lab):
      write(0)
      write(lab.text)
    case .ansm: write(1)
    case .bdpm: write(2)
    case .ledger: write(3)
    }
  }

  /// A number that may be absent; none of them is 0.
  private mutating func write(_ dossier: Dossier?) {
    write(dossier?.number ?? 0)
  }

  /// A day that may be absent.
  private mutating func write(_ day: LegalDate?) {
    write(day == nil ? 0 : 1)
    if let day { write(signed: day.dayNumber) }
  }

  /// What a fact states, then when it was filed, and by whom; of one that decides lists what rows show comes
  /// first, so that they need read no more.
  mutating func write(_ recorded: RecordedFact, _ fact: Fact) {
    write(fact)
    // Most are filed on a full second.
    let (seconds, nanoseconds) = Int(recorded.filedAt.nanoseconds)
      .quotientAndRemainder(dividingBy: Self.second)
    write(signed: seconds)
    write(signed: nanoseconds)
    write(recorded.source)
  }

  fileprivate static let second = 1_000_000_000

  private mutating func write(_ fact: Fact) {
    switch fact {
    case .qualificationDeclared(let declared):
      write(declared.ground)
      write(declared.channel)
      write(declared.dossier)
    case .modificationRequested(let request):
      write(request.qualified ? 1 : 0)
      write(request.channel)
      write(request.dossier)
    case .qualificationAdded(let decided), .qualificationRemoved(let decided):
      write(decided.decision.text)
      write(signed: decided.notifiedOn.dayNumber)
    case .modificationOpposed(let opposed):
      write(opposed.decision.text)
      write(signed: opposed.notifiedOn.dayNumber)
    case .publicationEntered(let entered):
      write(entered.denomination.text)
      write(entered.atc)
      write(entered.publication.text)
    case .publicationLeft(let left):
      write(left.publication.text)
      write(left.previous.text)
    case .commercialisationDeclared(let declared):
      write(declared.operator)
      write(declared.qualificationDossier)
    case .productDescribed(let described):
      write(described.denomination.text)
      write(described.atc)
      write(described.holder)
      write(described.form)
      write(described.authorisation)
      write(described.procedure)
      write(described.authorisedOn)
    case .operatorAssigned(let assigned): write(assigned.operator.text)
    case .commercialisationSuspended, .commercialisationResumed, .commercialisationStopped,
      .eventRetracted:
      break
    case .stockReported(let report) where report.excluded == nil:
      write(report.units + 1)
      write(report.sales12m)
    // Few, and lists need none of them: as they are recorded.
    default:
      write(0)
      write(JSONValue.object(fact.payload.json).canonicalText)
    }
  }
}

extension PackedReader {
  private mutating func source() -> Source? {
    switch number() {
    case 0: value().map { .lab($0) }
    case 1: .ansm
    case 2: .bdpm
    case 3: .ledger
    default: nil
    }
  }

  /// A day of the years that events may name.
  private mutating func day() -> LegalDate? {
    guard let day = signedNumber().map({ LegalDate(dayNumber: $0) }) else { return nil }
    return LegalDate.range.contains(day) ? day : nil
  }

  /// The seconds of those years, and some around them.
  private static let times = -9_000_000_000...9_000_000_000

  private mutating func optionalDay() -> LegalDate?? {
    switch number() {
    case 0: .some(nil)
    case 1: day().map { .some($0) }
    default: nil
    }
  }

  private mutating func dossier() -> Dossier?? {
    guard let number = number() else { return nil }
    if number == 0 { return .some(nil) }
    return (try? Dossier(field: .integer(Int64(number)))).map { .some($0) }
  }

  /// A fact of a type, with when it was filed and by whom.
  ///
  /// - Parameters:
  ///   - type: The type.
  ///   - sequence: Its event.
  ///   - day: The number of its effective day.
  /// - Returns: The fact; nil where the bytes are none of it.
  mutating func recordedFact(_ type: EventType, _ sequence: Int, on day: Int) -> RecordedFact? {
    guard let fact = fact(type), let seconds = signedNumber(), let nanoseconds = signedNumber(),
      (-PackedWriter.second...PackedWriter.second).contains(nanoseconds),
      Self.times.contains(seconds), let source = source()
    else { return nil }
    return RecordedFact(
      sequence: sequence,
      effectiveOn: LegalDate(dayNumber: day),
      filedAt: Instant(nanoseconds: Int64(seconds * PackedWriter.second + nanoseconds)),
      source: source,
      fact: fact
    )
  }

  /// What a fact of a type states.
  private mutating func fact(_ type: EventType) -> Fact? {
    switch type {
    case .qualificationDeclared:
      guard let ground: Ground = word(), let channel: Channel = word(), let dossier = dossier()
      else { return nil }
      return .qualificationDeclared(.init(ground: ground, channel: channel, dossier: dossier))
    case .modificationRequested:
      guard let flag = number(), let channel: Channel = word(), let dossier = dossier() else {
        return nil
      }
      return .modificationRequested(.init(qualified: flag == 1, channel: channel, dossier: dossier))
    case .qualificationAdded: return decided().map { .qualificationAdded($0) }
    case .qualificationRemoved: return decided().map { .qualificationRemoved($0) }
    case .modificationOpposed:
      return decided().map {
        .modificationOpposed(.init(decision: $0.decision, notifiedOn: $0.notifiedOn))
      }
    case .publicationEntered, .publicationLeft: return publication(type)
    case .commercialisationDeclared:
      guard let lab: Lab? = optional(), let dossier = dossier() else { return nil }
      return .commercialisationDeclared(.init(operator: lab, qualificationDossier: dossier))
    case .productDescribed: return described().map { .productDescribed($0) }
    case .operatorAssigned: return value().map { .operatorAssigned(.init(operator: $0)) }
    case .commercialisationResumed: return .commercialisationResumed(NoData())
    case .commercialisationStopped: return .commercialisationStopped(NoData())
    case .commercialisationSuspended: return .commercialisationSuspended(NoData())
    case .eventRetracted: return .eventRetracted(NoData())
    default:
      guard let form = number() else { return nil }
      if form == 0 { return recordedData().flatMap { try? Fact(type, recorded: $0) } }
      guard type == .stockReported, form > 0, Limits.quantity.contains(form - 1),
        let sales = number(),
        Limits.quantity.contains(sales)
      else { return nil }
      return .stockReported(StockReported(units: form - 1, sales12m: sales))
    }
  }

  private mutating func recordedData() -> JSONObject? {
    text().flatMap { try? JSONReader.value(of: Array($0.utf8)).object }
  }

  private mutating func decided() -> QualificationDecided? {
    guard let decision: Identifier = value(), let day = day() else { return nil }
    return QualificationDecided(decision: decision, notifiedOn: day)
  }

  private mutating func publication(_ type: EventType) -> Fact? {
    if type == .publicationLeft {
      guard let publication: Identifier = value() else { return nil }
      return value().map { .publicationLeft(.init(publication: publication, previous: $0)) }
    }
    guard let denomination: FreeText = value(), let atc: ATC? = optional(),
      let publication: Identifier = value()
    else { return nil }
    return .publicationEntered(
      .init(publication: publication, atc: atc, denomination: denomination)
    )
  }

  private mutating func described() -> ProductDescribed? {
    guard let denomination: FreeText = value(), let atc: ATC? = optional(),
      let holder: Lab? = optional(), let form: FreeText? = optional(),
      let authorisation: Authorisation = word(), let procedure: FreeText? = optional(),
      let authorisedOn = optionalDay()
    else { return nil }
    return ProductDescribed(
      denomination: denomination,
      atc: atc,
      form: form,
      holder: holder,
      authorisation: authorisation,
      procedure: procedure,
      authorisedOn: authorisedOn
    )
  }
}
