import Declarations
import Foundation
@testable import Ledger
import Projections
import TestSupport
import Testing

@Suite struct `A correction` {
  /// Appends lines one by one and gives the rule that the last one breaks, if it does.
  private func rule(after lines: [String]) throws -> Refusal.Rule? {
    let ledger = try TemporaryLedger()
    for line in lines.dropLast() {
      #expect(try ledger.append(line).appended == 1)
    }
    let last = try ledger.append(lines.last ?? "")
    #expect(try ledger.reader().verify().isClean)
    return last.refused.first?.refusal.rule
  }

  private func replacement(
    id: String,
    of reference: String,
    lab: String = "acme",
    cis: String = "60234100"
  ) -> String {
    Sample.qualification(
      id: id,
      cis: cis,
      lab: lab,
      extra: #""corrects":"\#(reference)","reason":"a typing error","#
    )
  }

  @Test
  func `replaces an event of its own source`() throws {
    #expect(
      try rule(after: [Sample.qualification(id: "1"), replacement(id: "2", of: "/labs/acme#1")])
        == nil
    )
  }

  @Test
  func `replaces an earlier line of the same input`() throws {
    let ledger = try TemporaryLedger()
    let text = Sample.qualification(id: "1") + "\n" + replacement(id: "2", of: "/labs/acme#1")
    #expect(try ledger.append(text).appended == 2)
  }

  @Test(arguments: ["/labs/acme#9", "/labs/other#1", "/ansm#1"])
  func `needs a target that is recorded`(target: String) throws {
    let lines = [Sample.qualification(id: "1"), replacement(id: "2", of: target)]
    #expect(try rule(after: lines) == .correction)
  }

  @Test
  func `needs a target that is in force`() throws {
    let lines = [
      Sample.qualification(id: "1"), replacement(id: "2", of: "/labs/acme#1"),
      replacement(id: "3", of: "/labs/acme#1"),
    ]
    #expect(try rule(after: lines) == .correction)
  }

  @Test
  func `needs the same subject, type and source`() throws {
    let first = Sample.qualification(id: "1")
    let otherSubject = replacement(id: "2", of: "/labs/acme#1", cis: "60234101")
    #expect(try rule(after: [first, otherSubject]) == .correction)
    let otherSource = replacement(id: "2", of: "/labs/acme#1", lab: "other")
    #expect(try rule(after: [first, otherSource]) == .correction)
    let otherType = replacement(id: "2", of: "/labs/acme#0")
    #expect(try rule(after: [Sample.marketing(id: "0"), otherType]) == .correction)
  }

  @Test
  func `may be a retraction by its source or by ANSM`() throws {
    let first = Sample.qualification(id: "1")
    let of = "/labs/acme#1"
    #expect(try rule(after: [first, Sample.retraction(id: "2", of: of)]) == nil)
    #expect(try rule(after: [first, Sample.retraction(id: "2", of: of, by: "/ansm")]) == nil)
    #expect(
      try rule(after: [first, Sample.retraction(id: "2", of: of, by: "/labs/other")])
        == .correction
    )
  }

  @Test
  func `brings back what it voided when it is voided itself`() throws {
    let lines = [
      Sample.qualification(id: "1"), Sample.retraction(id: "2", of: "/labs/acme#1"),
      Sample.retraction(id: "3", of: "/labs/acme#2"),
      // 1 is in force again, so it can be corrected again.
      replacement(id: "4", of: "/labs/acme#1"),
    ]
    #expect(try rule(after: lines) == nil)
    #expect(try rule(after: lines + [replacement(id: "5", of: "/labs/acme#1")]) == .correction)
  }

  @Test
  func `decides the same in the index as in the fold, over long chains`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "0"))
    for index in 1...40 {
      try ledger.append(Sample.retraction(id: "\(index)", of: "/labs/acme#\(index - 1)"))
      let history = try ledger.reader().history(.init(size: index + 1))
      let names = try ledger.reader().names()
      for sequence in 0...index {
        let isInForce = try names.isInForce(sequence)
        #expect(isInForce == (history.voidedBy[sequence] == nil), "event \(sequence) of \(index)")
      }
    }
  }
}
