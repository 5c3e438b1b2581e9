/// A verdict, but for its sentence.
package struct NaiveVerdict: Hashable {
  package var lab: String?
  package var rule: String
  package var cis: String?
  package var file: String?
  package var `case`: String?
  package var verdict: String
  package var since: String?
  package var evidence: [Int]

  package init(
    lab: String? = nil,
    rule: String,
    cis: String? = nil,
    file: String? = nil,
    `case`: String? = nil,
    verdict: String,
    since: String? = nil,
    evidence: [Int]
  ) {
    self.lab = lab
    self.rule = rule
    self.cis = cis
    self.file = file
    self.`case` = `case`
    self.verdict = verdict
    self.since = since
    self.evidence = evidence
  }
}

/// A sanction and what became of it.
package struct NaiveSanction: Hashable {
  package var lab: String
  package var `case`: String
  package var decision: String
  package var amountCents: Int
  package var amountAfterCents: Int
  package var settled: Bool
  package var evidence: [Int]

  package init(
    lab: String,
    `case`: String,
    decision: String,
    amountCents: Int,
    amountAfterCents: Int,
    settled: Bool,
    evidence: [Int]
  ) {
    self.lab = lab
    self.`case` = `case`
    self.decision = decision
    self.amountCents = amountCents
    self.amountAfterCents = amountAfterCents
    self.settled = settled
    self.evidence = evidence
  }
}
