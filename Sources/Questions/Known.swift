package import Declarations
package import Ledger
package import Projections

/// How a person names a state of knowledge.
package enum Known: Sendable {
  case size(Int)
  case moment(Instant)

  /// Reads the first N events, an instant, or a day, which is known to its end in Paris.
  ///
  /// - Throws: ``Declarations/Refusal`` with what is expected.
  package init(parsing text: String) throws(Refusal) {
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      // More than can be counted is more than there are.
      self = .size(Int(text) ?? Int.max)
    } else if let day = try? LegalDate(parsing: text) {
      let end = ParisTime.midnight(day.adding(days: 1))
      self = .moment(Instant(nanoseconds: end.nanoseconds - 1))
    } else if let moment = try? Instant(parsing: text) {
      self = .moment(moment)
    } else {
      throw Refusal(
        .malformed,
        value: text,
        Wording(
          fr:
            "« \(text) » : un nombre d'événements, un instant RFC 3339 ou une date AAAA-MM-JJ est "
            + "attendu.",
          en:
            "“\(text)”: a number of events, an RFC 3339 instant or a date YYYY-MM-DD is expected."
        )
      )
    }
  }

  /// Resolves once to a number of events; nil means everything.
  ///
  /// - Throws: ``Declarations/Refusal`` for more events than there are; ``Ledger/LedgerError``.
  package static func resolve(_ known: Known?, in reader: LedgerReader) throws -> KnownAt {
    switch known {
    case nil: return KnownAt(size: try reader.size)
    case .moment(let moment)?: return try reader.knownAt(moment)
    case .size(let size)?:
      let all = try reader.size
      guard size <= all else {
        let asked = size == .max ? "≥ \(size)" : String(size)
        throw Refusal(
          .range,
          value: asked,
          Wording(
            fr: "\(asked) \(size == 1 ? "événement connu" : "événements connus") : le registre "
              + "n'en a que \(all).",
            en: "\(asked) known \(size == 1 ? "event" : "events"): the ledger has only \(all)."
          )
        )
      }
      return KnownAt(size: size)
    }
  }
}
