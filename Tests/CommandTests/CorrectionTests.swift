import Foundation
import Testing

/// Corrections, causes and reviews on the command line: what is allowed, and what is refused how.
@Suite struct CorrectionTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.append([.stock("a")])
  }

  /// Appends one line that must be refused, and looks at how.
  private func expectRefused(
    _ draft: Draft,
    rule: String,
    field: String,
    naming word: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let size = try workspace.size
    let answer = try workspace.append([draft], expecting: 65, sourceLocation: sourceLocation)
    let refusal = answer["refusals"][0]
    #expect(refusal["rule"].text == rule, sourceLocation: sourceLocation)
    #expect(refusal["field"].text == field, sourceLocation: sourceLocation)
    let said = (refusal["message"].text ?? "") + " " + (refusal["value"].text ?? "")
    #expect(said.contains(word), "\(said)", sourceLocation: sourceLocation)
    #expect(try workspace.refusedBodies().last == Data(draft.line.utf8))
    try workspace.expectIntact(size: size, sourceLocation: sourceLocation)
  }

  /// The event that voids each event of the product, by sequence; none where it is in force.
  private func voidedBy() throws -> [Int?] {
    let trace = try workspace.mitm("trace", Workspace.product, "--format", "json").json()
    return trace["timeline"].list.map { $0["voidedBy"].number }
  }

  // MARK: Replacing

  @Test func `a source replaces its own event`() throws {
    try workspace.append([Draft.stock("b", units: 12).correcting("/labs/acme#a")])
    #expect(try voidedBy() == [1, nil])
  }

  @Test func `a missing event cannot be corrected`() throws {
    try expectRefused(
      Draft.stock("b").correcting("/labs/acme#zz"),
      rule: "correction",
      field: "corrects",
      naming: "/labs/acme#zz"
    )
  }

  @Test func `a void event cannot be corrected`() throws {
    try workspace.append([Draft.stock("b", units: 12).correcting("/labs/acme#a")])
    let draft = Draft.stock("c", units: 13).correcting("/labs/acme#a")
    try expectRefused(draft, rule: "correction", field: "corrects", naming: "void")
    let retraction = Draft.retraction("r", of: "/labs/acme#a", by: "/ansm")
    try expectRefused(retraction, rule: "correction", field: "corrects", naming: "void")
  }

  @Test func `another's event cannot be replaced, nor retracted`() throws {
    let source = "/labs/beta"
    let draft = Draft.stock("b", by: source).correcting("/labs/acme#a")
    try expectRefused(draft, rule: "correction", field: "corrects", naming: source)
    let retraction = Draft.retraction("r", of: "/labs/acme#a", by: source)
    try expectRefused(retraction, rule: "correction", field: "corrects", naming: source)
    let byAuthority = Draft.stock("b").with("source", "/ansm").correcting("/labs/acme#a")
    try expectRefused(byAuthority, rule: "source", field: "source", naming: "/ansm")
  }

  @Test func `what replaces has the type and the subject of its target`() throws {
    let other = Draft.stock("b").with("subject", "cis/60234101").correcting("/labs/acme#a")
    try expectRefused(other, rule: "correction", field: "corrects", naming: "cis/60234100")
    let plan = Draft.stock("b").with("type", "fr.mitm.plan.filed.v1")
      .with("data", json: #"{"year":2024}"#).correcting("/labs/acme#a")
    try expectRefused(plan, rule: "correction", field: "corrects", naming: "stock.reported")
  }

  @Test func `a correction without a reason is refused`() throws {
    let draft = Draft.stock("b").correcting("/labs/acme#a").without("reason")
    try expectRefused(draft, rule: "reason", field: "reason", naming: "corrects")
  }

  @Test func `an event may be corrected by a later line of the same file`() throws {
    let draft = Draft.stock("c", units: 4).correcting("/labs/acme#b")
    try workspace.append([.stock("b"), draft])
    #expect(try voidedBy() == [nil, 2, nil])
  }

  // MARK: Retracting

  @Test(arguments: ["/labs/acme", "/ansm"])
  func `a source retracts its own event and /ansm any`(source: String) throws {
    try workspace.append([.retraction("r", of: "/labs/acme#a", by: source)])
    #expect(try voidedBy() == [1, nil])
  }

  @Test func `a retraction names its target`() throws {
    let draft = Draft.retraction("r", of: "/labs/acme#a", by: "/ansm").without("corrects")
    try expectRefused(draft, rule: "missing", field: "corrects", naming: "retraction")
  }

  @Test func `voiding a correction brings back what it voided`() throws {
    try workspace.append([Draft.stock("b", units: 12).correcting("/labs/acme#a")])
    try workspace.append([.retraction("r1", of: "/labs/acme#b", by: "/ansm")])
    #expect(try voidedBy() == [nil, 2, nil], "a is in force again")
    try workspace.append([.retraction("r2", of: "/ansm#r1", by: "/ansm")])
    #expect(try voidedBy() == [1, nil, 3, nil], "b is in force again, and a void")
    let again = Draft.stock("c", units: 13).correcting("/labs/acme#a")
    try expectRefused(again, rule: "correction", field: "corrects", naming: "void")
  }

  @Test func `a product comes back to the list when its retraction is retracted`() throws {
    try workspace.append(Draft.listed)
    func count() throws -> Int? {
      try workspace.mitm("list", "--as-of", "2025-08-01", "--format", "json").json()["count"].number
    }
    #expect(try count() == 1)
    try workspace.append([.retraction("r1", of: "/labs/acme#q1", by: "/labs/acme")])
    #expect(try count() == 0)
    try workspace.append([.retraction("r2", of: "/labs/acme#r1", by: "/labs/acme")])
    #expect(try count() == 1)
  }

  // MARK: Causes, reviews, sources

  @Test func `a cause is recorded already or on an earlier line`() throws {
    try workspace.append([
      Draft.stock("b").with("causationid", "/labs/acme#a"), .stock("c"),
      Draft.stock("d").with("causationid", "/labs/acme#c"),
    ])
    try workspace.expectIntact(size: 4)
    let unknown = Draft.stock("e").with("causationid", "/labs/acme#f")
    try expectRefused(unknown, rule: "causation", field: "causationid", naming: "/labs/acme#f")
    let answer = try workspace.append([unknown, .stock("f")], expecting: 65)
    #expect(answer["refusals"][0]["line"].number == 1)
    try workspace.expectIntact(size: 4)
  }

  @Test func `nobody states as the ledger`() throws {
    let draft = Draft(
      "s",
      "list.sealed",
      by: "/ledger",
      about: "ledger",
      data: """
        {"asOf":"2025-07-02","size":1,"rows":0,\
        "root":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","rulebook":"1"}
        """
    )
    try expectRefused(draft, rule: "source", field: "source", naming: "/ledger")
  }

  @Test func `nobody reviews what he recorded himself`() throws {
    let draft = Draft(
      "rv",
      "review.recorded",
      by: "/ansm",
      about: "ledger",
      data: #"{"size":1,"asOf":"2025-07-02","conclusion":"conforme"}"#
    )
    try expectRefused(draft, rule: "missing", field: "causationid", naming: "causationid")
    let review = draft.with("causationid", "/labs/acme#a")
    try expectRefused(review, rule: "review", field: "causationid", naming: "reviewer")
  }
}
