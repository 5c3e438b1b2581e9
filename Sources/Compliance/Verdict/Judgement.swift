package import CanonicalJSON
package import Declarations

/// The words of a verdict, found when somebody reads them: of most verdicts nobody does.
typealias Words = @Sendable () -> Wording

/// A verdict on one duty, with what it rests on.
///
/// A class, since an answer has tens of thousands that are grouped and sorted, and none ever changes.
package final class Judgement: Sendable {
  /// The duty.
  package let rule: RuleID
  /// Under whom it stands; nil where nobody is known to answer.
  package let lab: Lab?
  /// The product; nil of an injunction that is about none.
  package let cis: CIS?
  /// The shortage file, of `shortage.declared` alone.
  package let file: Identifier?
  /// The case, of `injunction.met` alone.
  package let `case`: Identifier?
  /// What the duty comes to.
  package let verdict: Verdict
  /// The day of the deed that is judged; nil where there is none, as without a stock report.
  package let since: LegalDate?
  /// The sequences of every event that the rule named in deciding, ascending.
  package let evidence: [Int]
  private let describe: Words
  private let mend: @Sendable () -> Wording?

  /// What was compared, with the arithmetic.
  package var detail: Wording { describe() }

  /// What would mend it; nil where nothing is to be mended, or nothing can.
  package var remedy: Wording? { mend() }

  init(
    _ rule: RuleID,
    lab: Lab?,
    cis: CIS? = nil,
    file: Identifier? = nil,
    case: Identifier? = nil,
    _ verdict: Verdict,
    since: LegalDate?,
    evidence: [Int?],
    detail: @escaping @autoclosure Words,
    remedy: @escaping @autoclosure @Sendable () -> Wording? = nil
  ) {
    self.rule = rule
    self.lab = lab
    self.cis = cis
    self.file = file
    self.case = `case`
    self.verdict = verdict
    self.since = since
    self.evidence = Self.ascending(evidence)
    describe = detail
    mend = remedy
  }

  private static func ascending(_ evidence: [Int?]) -> [Int] {
    let sequences = evidence.compactMap(\.self)
    let isAscending = zip(sequences, sequences.dropFirst()).allSatisfy { $0 < $1 }
    return isAscending ? sequences : Set(sequences).sorted()
  }

  /// The verdict as answers carry it, in words of a language; with its lab where it does not stand
  /// under one.
  package func json(in language: Language, namingLab: Bool = false) -> JSONObject {
    var object: JSONObject = [
      "rule": .string(rule.rawValue), "verdict": .string(verdict.rawValue),
      "evidence": .array(evidence.map { .integer(Int64($0)) }),
      "detail": .string(explanation[language]),
    ]
    if namingLab { object["lab"] = lab?.json }
    object["cis"] = cis.map { .string($0.description) }
    object["file"] = file?.json
    object["case"] = `case`?.json
    object["since"] = since.map { .string($0.description) }
    return object
  }

  /// What was compared, and what would mend it.
  package var explanation: Wording {
    let detail = detail
    guard let remedy else { return detail }
    return Wording(
      fr: "\(detail.french) \(remedy.french)",
      en: "\(detail.english) \(remedy.english)"
    )
  }

  /// What it is about: the product, the shortage file or the case.
  package var about: String {
    [cis?.description, file?.text, `case`?.text].compactMap(\.self).joined(separator: ", ")
  }

  /// What makes it the same duty on another day.
  package struct Key: Hashable, Sendable, Comparable {
    /// Under whom it stands; nil where nobody is known to answer.
    package let lab: Lab?
    /// The duty.
    package let rule: RuleID
    /// The product; nil where it is about none.
    package let cis: CIS?
    /// The shortage file; empty where it is about none.
    package let file: String
    /// The case; empty where it is about none.
    package let `case`: String

    /// By lab, nobody last; then the rulebook's order, product, file and case.
    package static func < (left: Key, right: Key) -> Bool {
      if left.lab != right.lab {
        guard let lab = left.lab, let other = right.lab else { return left.lab != nil }
        return lab < other
      }
      if left.rule != right.rule { return left.rule.order < right.rule.order }
      if left.cis != right.cis {
        guard let cis = left.cis, let other = right.cis else { return left.cis == nil }
        return cis < other
      }
      return left.file != right.file ? left.file < right.file : left.case < right.case
    }
  }

  /// What makes it the same duty on another day, or in another answer.
  package var key: Key {
    Key(lab: lab, rule: rule, cis: cis, file: file?.text ?? "", case: `case`?.text ?? "")
  }
}
