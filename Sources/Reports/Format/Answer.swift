package import CanonicalJSON
package import Declarations
package import Projections

/// An answer in the forms that every answer has.
package protocol Answer {
  /// What it is a function of; a table of data has no room for it.
  var bases: [Basis] { get }

  /// For programs: keys and codes are English, `language` changes sentences only.
  func json(in language: Language) -> JSONValue

  /// Rows to compute with; codes as in JSON.
  func csv(in language: Language) -> CSV

  /// For people, cut to the columns of a terminal where there is one.
  func lines(in language: Language, width: Int?) -> [String]
}

extension Answer where Self: BasedAnswer {
  package var bases: [Basis] { [basis] }
}

/// An answer about one basis.
package protocol BasedAnswer: Answer {
  /// What it is a function of: a day, and what was known.
  var basis: Basis { get }
}
