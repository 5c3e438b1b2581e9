import Declarations
import Foundation
import PublicRegister
import Testing

@Suite struct `An import of shortages` {
  private let cis = "60000001"

  private func summary(_ imported: RegisterImport) -> [String] {
    imported.submissions.dropFirst().filter { $0.source == .ansm }
      .map { "\($0.fact.type.rawValue) \($0.effectiveOn)" }
  }

  private func step(
    _ fixture: RegisterFixture,
    _ rows: [String],
    on day: String,
    marketed: Bool = true
  ) throws -> RegisterImport {
    let folder = try fixture.folder([
      .products: [Row.product(cis, marketed: marketed)], .availability: rows,
    ])
    return try fixture.importing(folder, on: day)
  }

  @Test
  func `opens, changes and ends with the file`() throws {
    let fixture = try RegisterFixture()
    let opened = try step(fixture, [Row.availability(cis, 1)], on: "2025-07-07")
    #expect(summary(opened) == ["shortage.declared 2025-07-03"])
    #expect(opened.submissions.last?.reason?.text == "https://example.org/sheet")

    let updated = [Row.availability(cis, 1, updated: "01/08/2025")]
    #expect(try summary(step(fixture, updated, on: "2025-08-02")).isEmpty)
    let tension = [Row.availability(cis, 2)]
    #expect(
      try summary(step(fixture, tension, on: "2025-08-03")) == ["shortage.declared 2025-07-03"]
    )
    let moved = [Row.availability(cis, 2, start: "20/07/2025")]
    #expect(
      try summary(step(fixture, moved, on: "2025-08-04")) == ["shortage.declared 2025-07-20"]
    )
    let undated = [Row.availability(cis, 2, start: "bientôt")]
    #expect(try summary(step(fixture, undated, on: "2025-08-05")).isEmpty)
    let returned = [Row.availability(cis, 4, returned: "10/08/2025")]
    #expect(
      try summary(step(fixture, returned, on: "2025-08-12")) == ["shortage.ended 2025-08-10"]
    )
    #expect(try summary(step(fixture, returned, on: "2025-08-13")).isEmpty)
  }

  @Test
  func `ends on the day of the import what vanished, or came back without a day`() throws {
    let fixture = try RegisterFixture()
    let rows = [Row.availability(cis, 1), Row.availability(cis, 1, sheet: "other")]
    _ = try step(fixture, rows, on: "2025-07-07")
    let imported = try step(fixture, [Row.availability(cis, 4)], on: "2025-08-01")
    #expect(summary(imported) == ["shortage.ended 2025-08-01", "shortage.ended 2025-08-01"])
    #expect(imported.submissions.last?.reason?.text == "no longer published")
    #expect(imported.findings.map(\.kind) == [.noReturnDay])
  }

  @Test
  func `announces a stop only of what is still marketed`() throws {
    let fixture = try RegisterFixture()
    _ = try step(fixture, [Row.availability(cis, 2)], on: "2025-07-07")
    let stop = [Row.availability(cis, 3, start: "01/03/2026")]
    let announced = try step(fixture, stop, on: "2025-08-01")
    #expect(
      summary(announced) == [
        "shortage.ended 2025-08-01", "commercialisation.stop-announced 2025-08-01",
      ]
    )
    guard case .commercialisationStopAnnounced(let fact)? = announced.submissions.last?.fact else {
      Issue.record("no announcement")
      return
    }
    #expect(fact.plannedOn.description == "2026-03-01")
    #expect(fact.motive.text == "Arrêt de commercialisation")
    #expect(!fact.urgent)
    #expect(try summary(step(fixture, stop, on: "2025-09-01")).isEmpty)
    let unmarketed = try step(fixture, stop, on: "2025-10-01", marketed: false)
    #expect(unmarketed.findings.map(\.kind) == [.stopOfUnmarketed])
  }

  @Test
  func `takes of several rows with one key the one updated last`() throws {
    let fixture = try RegisterFixture()
    let rows = [
      Row.availability(cis, 2, updated: "19/01/2025"),
      Row.availability(cis, 1, updated: "20/01/2025"),
      Row.availability(cis, 2, updated: "18/01/2025"),
    ]
    let imported = try step(fixture, rows, on: "2025-07-07")
    #expect(imported.findings.map(\.line) == [1, 3])
    guard case .shortageDeclared(let fact)? = imported.submissions.last?.fact else {
      Issue.record("no declaration")
      return
    }
    #expect(fact.kind == .stockout)
  }

  @Test
  func `keeps the packs of a product apart`() throws {
    let fixture = try RegisterFixture()
    let rows = [
      Row.availability(cis, 1), Row.availability(cis, 2, cip13: "3400949497294"),
    ]
    #expect(try summary(step(fixture, rows, on: "2025-07-07")).count == 2)
    #expect(
      try summary(step(fixture, [rows[1]], on: "2025-07-08")) == ["shortage.ended 2025-07-08"]
    )
  }

  @Test
  func `says that an early start is a day of update`() throws {
    let fixture = try RegisterFixture()
    let rows = [
      Row.availability(cis, 1, start: "06/10/2023"),
      Row.availability(cis, 1, start: "07/10/2023", sheet: "other"),
    ]
    let imported = try step(fixture, rows, on: "2025-07-07")
    #expect(imported.findings.map(\.kind) == [.updateDateAsStart])
    #expect(imported.findings.map(\.line) == [1])
  }
}
