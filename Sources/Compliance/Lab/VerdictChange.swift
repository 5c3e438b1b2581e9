package import CanonicalJSON
package import Declarations

/// A verdict that differs between two states of knowledge about one day.
package struct VerdictChange: Sendable {
  /// The verdict before; nil where there was none.
  package let before: Judgement?
  /// The verdict after; nil where there is none.
  package let after: Judgement?

  /// The verdicts that differ, in the order of answers.
  package static func all(from before: [LabCompliance], to after: [LabCompliance])
    -> [VerdictChange]
  {
    func byKey(_ labs: [LabCompliance]) -> [Judgement.Key: Judgement] {
      Dictionary(labs.flatMap(\.judgements).map { ($0.key, $0) }) { first, _ in first }
    }
    let (old, new) = (byKey(before), byKey(after))
    return Set(old.keys).union(new.keys).sorted().compactMap { key in
      guard old[key]?.verdict != new[key]?.verdict else { return nil }
      return VerdictChange(before: old[key], after: new[key])
    }
  }

  /// Whichever of the two there is, the later one first.
  package var judgement: Judgement? { after ?? before }

  package func json(in language: Language) -> JSONObject {
    var object = judgement?.json(in: language, namingLab: true) ?? [:]
    object["verdict"] = nil
    object["before"] = before.map { .string($0.verdict.rawValue) }
    object["after"] = after.map { .string($0.verdict.rawValue) }
    return object
  }
}
