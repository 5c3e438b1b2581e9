import Declarations
import Foundation
import Ledger
import Projections
import PublicRegister
import TestSupport
import Testing

/// The register as it really was on three days; skipped where those files are not at hand.
@Suite(
  .enabled(
    if: SharedFolder.bdpm != nil,
    "the real files of the register are not beside the repository"
  )
)
struct `The real files` {
  @Test
  func `give the lists that were counted, and the same answers after later imports`() throws {
    let folder = try #require(SharedFolder.bdpm)
    let fixture = try RegisterFixture()
    let first = try fixture.importing(
      folder.appending(path: "2025-07-07"),
      on: "2025-07-07",
      published: "2024-12-19"
    )
    let size = try fixture.ledger.reader().size
    let day = try LegalDate(parsing: "2025-07-07")
    let then = try fixture.history
    let published = then.publishedList(asOf: day).map(\.json)
    let current = then.currentList(asOf: day).map(\.json)
    #expect(published.count == 8_107)
    #expect(current.count == 7_865)
    let files = Set(first.folder.files.map { "\($0.name.rawValue) \($0.rowCount)" })
    #expect(
      files == [
        "CIS_bdpm.txt 15788", "CIS_CIP_bdpm.txt 20882", "CIS_MITM.txt 8107",
        "CIS_CIP_Dispo_Spec.txt 957",
      ]
    )
    let second = try fixture.importing(folder.appending(path: "2026-01-02"), on: "2026-01-02")
    let third = try fixture.importing(
      folder.appending(path: "2026-01-27"),
      on: "2026-01-27",
      published: "2024-12-19"
    )
    #expect(second.submissions.count == 1_514)
    #expect(third.submissions.count == 319)

    // What was observed stays true for its day, and what was known stays known.
    let now = try fixture.history
    #expect(now.currentList(asOf: day).map(\.cis) == then.currentList(asOf: day).map(\.cis))
    #expect(now.publishedList(asOf: day).map(\.cis) == then.publishedList(asOf: day).map(\.cis))
    #expect(now.currentList(asOf: try LegalDate(parsing: "2026-01-27")).count == 7_708)
    let known = try fixture.ledger.reader().history(KnownAt(size: size))
    #expect(known.currentList(asOf: day).map(\.json) == current)
    #expect(known.publishedList(asOf: day).map(\.json) == published)

    for (name, publishedOn) in [("2025-07-07", "2024-12-19")] {
      let again = try fixture.importing(
        folder.appending(path: name),
        on: name,
        published: publishedOn
      )
      #expect(again.submissions.isEmpty)
    }
  }
}
