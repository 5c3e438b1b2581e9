package import CanonicalJSON
package import Declarations
package import Projections
import Reconciliation

/// The published list against the current list, in the classes of a reconciliation.
package struct PublishedReconciliationAnswer: BasedAnswer {
  package let basis: Basis
  private let diff: PublishedDiff

  /// Puts an answer together; both lists are those of the basis.
  package init(_ diff: PublishedDiff, basis: Basis) {
    self.diff = diff
    self.basis = basis
  }

  private var counts: [(kind: Reconciliation.Class, count: Int)] {
    Reconciliation.Class.allCases.map { kind in
      switch kind {
      case .matched: (kind, diff.commonCount)
      case .missingInLedger: (kind, diff.publishedOnly.count)
      case .missingInRegister: (kind, diff.currentOnly.count)
      default: (kind, 0)
      }
    }
  }

  private var rows: [(kind: Reconciliation.Class, row: PublishedDiff.Row)] {
    diff.publishedOnly.map { (.missingInLedger, $0) }
      + diff.currentOnly.map { (.missingInRegister, $0) }
  }

  package func json(in language: Language) -> JSONValue {
    let counts = counts.map { JSONObject.Member($0.kind.rawValue, .integer(Int64($0.count))) }
    return .object([
      "basis": basis.json, "counts": .object(JSONObject(counts)),
      "rows": .array(
        rows.map { kind, row in
          var object: JSONObject = [
            "action": .string(Self.action(kind)[language]), "cis": .string(row.row.cis.description),
            "class": .string(kind.rawValue), "reason": .string(row.reason.rawValue),
          ]
          object["sequence"] = row.because.map { .integer(Int64($0)) }
          return .object(object)
        }
      ),
    ])
  }

  package func csv(in language: Language) -> CSV {
    CSV.line(["class", "cis", "denomination", "reason", "sequence", "action"])
      + rows.map { kind, row in
        CSV.line([
          kind.rawValue, row.row.cis.description, row.row.state.denomination?.text ?? "",
          row.reason.rawValue, row.because.map(String.init) ?? "", Self.action(kind)[language],
        ])
      }.joined()
  }

  package func lines(in language: Language, width: Int?) -> [String] {
    PublishedDiffAnswer(diff, basis: basis).lines(in: language, width: width)
  }

  private static func action(_ kind: Reconciliation.Class) -> Wording {
    kind == .missingInLedger
      ? Wording(
        fr: "à retirer de la prochaine publication, ou à déclarer",
        en: "to be left out of the next publication, or declared"
      )
      : Wording(fr: "à publier", en: "to be published")
  }
}
