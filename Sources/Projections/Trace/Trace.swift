public import CanonicalJSON
public import Declarations

/// Why a product is listed on a day, or is not: each condition with its evidence and, where it
/// fails, the nearest fact that would make it hold.
public struct Trace: Sendable {
  /// One condition of the list.
  public struct Step: Sendable {
    /// The condition.
    public let condition: ListingCondition
    /// Whether it holds, and the event that decides it.
    public let verdict: ProductState.Verdict
    /// What would make it hold, if it fails.
    public let nearest: Submission?
  }

  /// An event about the product.
  public struct Entry: Sendable {
    /// Its sequence.
    public let sequence: Int
    /// How it bears on the row of the day.
    public let bearing: Bearing

    /// The event that voids it, if one does.
    public var voidedBy: Int? {
      if case .void(let voidedBy) = bearing { voidedBy } else { nil }
    }
  }

  /// The state of the product.
  public let state: ProductState
  /// The conditions, in the order in which the list names them.
  public let steps: [Step]
  /// For each field of the row, the events that set it.
  public let blame: Blame
  /// Every event about the product that was known, ascending, whatever its `effectiveon`.
  public let timeline: [Entry]

  /// Traces a product.
  ///
  /// - Throws: ``Declarations/Refusal`` only if a nearest fact broke the catalogue, which the tests
  ///   exclude.
  public init(_ cis: CIS, in history: History, asOf day: LegalDate) throws(Refusal) {
    let state = history.state(of: cis, asOf: day)
    var steps: [Step] = []
    for condition in ListingCondition.allCases {
      let verdict = state.verdict(on: condition)
      let nearest =
        verdict.holds
        ? nil
        : try history.nearestFact(making: condition, holdFor: state, asOf: day)
      steps.append(Step(condition: condition, verdict: verdict, nearest: nearest))
    }
    let blame = Blame(cis, in: history, asOf: day)
    self.state = state
    self.steps = steps
    self.blame = blame
    let product = history.facts(of: cis)
    timeline = history.timeline(of: cis).map { sequence in
      Entry(
        sequence: sequence,
        bearing: history.bearing(of: sequence, product, blame, asOf: day)
      )
    }
  }

  /// What of the row an event sets: the conditions that it decides, and the fields.
  public func fields(setBy sequence: Int) -> [String] {
    steps.filter { $0.verdict.evidence == sequence }.map(\.condition.rawValue)
      + blame.fields.filter { field in
        !["state", "since", "origin"].contains(field.key) && field.evidence.contains(sequence)
      }.map(\.key)
  }

  /// The conditions as answers carry them.
  public var conditionsJSON: JSONValue {
    .array(
      steps.map { step in
        var object: JSONObject = [
          "condition": .string(step.condition.rawValue),
          "holds": .bool(step.verdict.holds),
          "evidence": .array(step.verdict.evidence.map { [.integer(Int64($0))] } ?? []),
        ]
        object["nearest"] = step.nearest.map { .object($0.json) }
        return .object(object)
      }
    )
  }
}
