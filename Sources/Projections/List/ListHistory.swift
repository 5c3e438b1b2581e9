public import Declarations

/// The size of a list over time, with what moved it.
public struct ListHistory: Sendable {
  /// How long a period is.
  public enum Step: String, Sendable, CaseIterable {
    /// A day.
    case day
    /// A calendar month.
    case month
    /// A calendar year.
    case year
  }

  /// Movements that events of one type made.
  public struct Mover: Sendable, Equatable {
    /// The type.
    public let type: EventType
    /// How many products came.
    public let entered: Int
    /// How many went.
    public let left: Int
  }

  /// A period in which the list moved.
  public struct Period: Sendable {
    /// Its first day.
    public let from: LegalDate
    /// Its last day, which is never after the day that was asked for.
    public let to: LegalDate
    /// How many products are on the list at its end.
    public let size: Int
    /// What moved the list, by the number of movements; a product that came and went counts twice.
    public let movers: [Mover]

    /// How many products came.
    public var entered: Int { movers.reduce(0) { $0 + $1.entered } }
    /// How many went.
    public var left: Int { movers.reduce(0) { $0 + $1.left } }
  }

  /// How many products were on the list the day before the first.
  public let sizeBefore: Int
  /// The periods in which the list moved, by day.
  public let periods: [Period]

  /// Follows a list.
  ///
  /// - Parameters:
  ///   - history: What is known.
  ///   - list: Which list.
  ///   - first: The first day; nil for all that is known.
  ///   - last: The last day.
  ///   - step: How long a period is.
  public init(
    _ history: History,
    of list: ListKind,
    from first: LegalDate?,
    until last: LegalDate,
    by step: Step
  ) {
    let movements = history.movements(of: list, until: last)
    let begin = first.map { first in movements.firstIndex { $0.day >= first } ?? movements.count }
    let shown = movements[(begin ?? 0)...]
    var size = movements[..<(begin ?? 0)].reduce(0) { $0 + ($1.entered ? 1 : -1) }
    sizeBefore = size
    periods = Dictionary(grouping: shown) { step.beginning(of: $0.day) }
      .sorted { $0.key < $1.key }
      .map { beginning, moved in
        size += moved.reduce(0) { $0 + ($1.entered ? 1 : -1) }
        let start = first.map { max($0, beginning) } ?? beginning
        return Period(
          from: start,
          to: min(step.end(of: beginning), last),
          size: size,
          movers: Self.movers(moved)
        )
      }
  }

  private static func movers(_ movements: [ListMovement]) -> [Mover] {
    Dictionary(grouping: movements, by: \.type)
      .map { type, moved in
        let entered = moved.count { $0.entered }
        return Mover(type: type, entered: entered, left: moved.count - entered)
      }
      .sorted {
        ($1.entered + $1.left, $0.type.rawValue) < ($0.entered + $0.left, $1.type.rawValue)
      }
  }
}

extension ListHistory.Step {
  /// The first day of the period that a day is in.
  func beginning(of day: LegalDate) -> LegalDate {
    let (_, month, number) = day.components
    return switch self {
    case .day: day
    case .month: day.adding(days: 1 - number)
    case .year: day.adding(days: 1 - number).adding(months: 1 - month)
    }
  }

  /// The last day of the period that begins on a day.
  func end(of beginning: LegalDate) -> LegalDate {
    switch self {
    case .day: beginning
    case .month: beginning.adding(months: 1).adding(days: -1)
    case .year: beginning.adding(months: 12).adding(days: -1)
    }
  }
}
