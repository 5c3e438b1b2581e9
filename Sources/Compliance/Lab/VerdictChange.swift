package import CanonicalJSON
package import Declarations

/// A verdict that differs between two answers.
package struct VerdictChange: Sendable {
  /// The verdict before; nil where there was none.
  package let before: Judgement?
  /// The verdict after; nil where there is none.
  package let after: Judgement?
  /// Whichever of the two there is, the later one first.
  package let judgement: Judgement

  /// Sets two side by side; nil where neither is there, or both say the same.
  package init?(before: Judgement?, after: Judgement?) {
    guard let judgement = after ?? before, before?.verdict != after?.verdict else { return nil }
    self.before = before
    self.after = after
    self.judgement = judgement
  }

  /// The verdicts that differ, in the order of answers.
  package static func all(from before: [LabCompliance], to after: [LabCompliance])
    -> [VerdictChange]
  {
    let (old, new) = (byKey(before), byKey(after))
    return Set(old.keys).union(new.keys).sorted().compactMap { key in
      VerdictChange(before: old[key], after: new[key])
    }
  }

  /// The verdicts of an answer, each under what makes it the same duty in another answer.
  static func byKey(_ labs: [LabCompliance]) -> [Judgement.Key: Judgement] {
    Dictionary(labs.flatMap(\.judgements).map { ($0.key, $0) }) { first, _ in first }
  }

  /// The change as answers carry it, in words of a language: the verdicts by name, and absent on the
  /// side where there is none.
  package func json(in language: Language) -> JSONObject {
    var object = judgement.json(in: language, namingLab: true)
    object["verdict"] = nil
    object["before"] = before.map { .string($0.verdict.rawValue) }
    object["after"] = after.map { .string($0.verdict.rawValue) }
    return object
  }
}
