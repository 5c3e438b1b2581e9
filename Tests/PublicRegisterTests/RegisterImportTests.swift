import CanonicalJSON
import Declarations
import Foundation
import Projections
import PublicRegister
import TestSupport
import Testing

@Suite struct `An import of the register` {
  private let first = "60000001"
  private let second = "60000002"

  private func types(_ imported: RegisterImport) -> [EventType: Int] {
    Dictionary(grouping: imported.submissions, by: \.fact.type).mapValues(\.count)
  }

  private func kinds(_ imported: RegisterImport) -> Set<Finding.Kind> {
    Set(imported.findings.map(\.kind))
  }

  @Test
  func `makes the two lists of the day`() throws {
    let fixture = try RegisterFixture()
    let folder = try fixture.folder([
      .products: [
        Row.product(first), Row.product(second, marketed: false),
        Row.product("60000003", authorisation: "Autorisation abrogée"), Row.product("60000004"),
      ],
      .presentations: [Row.pack(first, on: "16/03/2011"), Row.pack(first, on: "19/09/2010")],
      .list: [
        Row.listed(first), Row.listed(second), Row.listed("60000003"), Row.listed("60000009"),
      ],
    ])
    let imported = try fixture.importing(folder, on: "2025-07-07", published: "2024-12-19")
    #expect(try fixture.current("2025-07-07") == [first])
    #expect(
      try fixture.published("2025-07-07") == [first, second, "60000003", "60000009"]
    )
    #expect(try fixture.published("2024-12-18").isEmpty)
    #expect(kinds(imported) == [.publishedUnknown])
    #expect(
      types(imported) == [
        .registerObserved: 1, .labRegistered: 1, .productDescribed: 4,
        .commercialisationDeclared: 3, .publicationReleased: 1, .publicationEntered: 4,
      ]
    )
    let state = try fixture.state(first, "2025-07-07")
    #expect(state.since?.description == "2024-12-19")
    #expect(state.holder?.text == "pharma-sa")
    #expect(state.atc?.text == "A02BA01")
    #expect(try fixture.state(first, "2010-09-18").marketed.holds == false)
    #expect(try fixture.state(first, "2010-09-19").marketed.holds == true)
    let cause = try #require(imported.submissions.first?.reference)
    #expect(imported.submissions.dropFirst().allSatisfy { $0.cause == cause })
  }

  @Test
  func `adds nothing when the same folder comes again, in any order`() throws {
    let fixture = try RegisterFixture()
    let files: [RegisterFileName: [String]] = [
      .products: [Row.product(first), Row.product(second)],
      .list: [Row.listed(first)], .availability: [Row.availability(first, 1)],
    ]
    let folder = try fixture.folder(files)
    try fixture.importing(folder, on: "2025-07-07", published: "2024-12-19")
    #expect(
      try fixture.importing(folder, on: "2025-07-07", published: "2024-12-19").submissions.isEmpty
    )
    let later = try fixture.folder([.products: [Row.product(first, marketed: false)]])
    try fixture.importing(later, on: "2026-01-02")
    let again = try fixture.importing(folder, on: "2025-07-07", published: "2024-12-19")
    #expect(again.submissions.isEmpty)
    #expect(again.wasImported)
    #expect(try fixture.importing(later, on: "2026-01-02").submissions.isEmpty)
    // Observed on another day, it is one observation more, and nothing that it derives from.
    let sameLater = try fixture.importing(later, on: "2026-01-05")
    #expect(types(sameLater) == [.registerObserved: 1])
  }

  @Test
  func `reads the same in either encoding, with any line ending`() throws {
    let rows = [
      Row.product(first, name: "COMPRIMÉ À L’EAU"), Row.product(second, name: "\"GUILLEMET"),
    ]
    func imported(_ bytes: Data) throws -> [JSONValue?] {
      let fixture = try RegisterFixture()
      let folder = try fixture.folder(bytes: [.products: bytes])
      let imported = try fixture.importing(folder, on: "2025-07-07")
      #expect(imported.findings.isEmpty)
      return imported.submissions.dropFirst().map { $0.json["data"] }
    }
    func text(_ ending: String) -> String { rows.joined(separator: ending) }
    let windows = try #require(text("\r\n").data(using: .windowsCP1252))
    let expected = try imported(Data(text("\n").utf8))
    #expect(expected.count == 5)
    #expect(try imported(windows) == expected)
    #expect(try imported(Data(text("\r").utf8) + Data("\r\r\n \t\n".utf8)) == expected)
    #expect(try imported(Data([0xEF, 0xBB, 0xBF]) + Data(text("\r\n").utf8)) == expected)
    // A wrong conversion upstream left the C1 control U+0092 for the apostrophe.
    let leftover = text("\n").replacingOccurrences(of: "’", with: "\u{92}")
    #expect(try imported(Data(leftover.utf8)) == expected)
  }

  @Test
  func `says of every row that it leaves out where it stands and why`() throws {
    let fixture = try RegisterFixture()
    let folder = try fixture.folder([
      .products: [
        Row.product(first), "6000001\tX", "", "abc" + Row.product(first).dropFirst(8),
        Row.product("60000005", authorisation: "Autorisation inconnue"), Row.product(first),
        Row.product("60000006", name: ""), Row.product("60000007", authorisedOn: "30/02/2020"),
        Row.product("60000008", holder: "NE PAS UTILISER X"),
        Row.product("60000010", holder: "A;B"),
      ],
      .presentations: [
        Row.pack(first, on: "29/11/2924"), Row.pack(first, on: "19/01/1910"),
        Row.pack(first, state: "Autre", on: "01/01/2020"),
        Row.pack(first, on: "01/01/2020").replacingOccurrences(of: "3400949497294", with: "340"),
      ],
      .list: [Row.listed(first, atc: "A0"), Row.listed(first), "\(second)\tA02"],
      .availability: [
        Row.availability(first, 4), "x", Row.availability(first, 1, start: "?", sheet: "u"),
      ],
    ])
    let imported = try fixture.importing(folder, on: "2025-07-07", published: "2024-12-19")
    let found = imported.findings.map { "\($0.file):\($0.line ?? 0) \($0.kind.rawValue)" }.sorted()
    #expect(
      found == [
        "CIS_CIP_Dispo_Spec.txt:1 never-opened", "CIS_CIP_Dispo_Spec.txt:2 unreadable",
        "CIS_CIP_Dispo_Spec.txt:3 implausible-date", "CIS_CIP_bdpm.txt:1 implausible-date",
        "CIS_CIP_bdpm.txt:2 implausible-date", "CIS_CIP_bdpm.txt:3 unknown-value",
        "CIS_CIP_bdpm.txt:4 malformed-cip13", "CIS_MITM.txt:1 malformed-atc",
        "CIS_MITM.txt:2 duplicate", "CIS_MITM.txt:3 unreadable", "CIS_bdpm.txt:10 several-holders",
        "CIS_bdpm.txt:2 unreadable", "CIS_bdpm.txt:4 unreadable", "CIS_bdpm.txt:5 unreadable",
        "CIS_bdpm.txt:6 duplicate", "CIS_bdpm.txt:7 unreadable", "CIS_bdpm.txt:8 implausible-date",
        "CIS_bdpm.txt:9 do-not-use",
      ]
    )
    #expect(imported.folder[.products]?.rowCount == 9)
  }

  /// No row of the register is so long; the rows behind it are read all the same.
  @Test
  func `leaves out a row without end`() throws {
    let fixture = try RegisterFixture()
    let folder = try fixture.folder([
      .products: [
        String(repeating: "x", count: 3 << 20),
        Row.product("60000005", name: String(repeating: "A", count: 5_000)), Row.product(first),
      ]
    ])
    let imported = try fixture.importing(folder, on: "2025-07-07")
    let found = imported.findings.map { "\($0.file):\($0.line ?? 0) \($0.kind.rawValue)" }.sorted()
    #expect(found == ["CIS_bdpm.txt:1 unreadable", "CIS_bdpm.txt:2 unreadable"])
    #expect(imported.submissions.contains { $0.subject.cis?.description == first })
  }

  @Test
  func `follows marketing from one observation to the next`() throws {
    let fixture = try RegisterFixture()
    func products(_ marketed: Bool) -> [RegisterFileName: [String]] {
      [.products: [Row.product(first, marketed: marketed)]]
    }
    try fixture.importing(fixture.folder(products(true)), on: "2025-07-07")
    #expect(try fixture.state(first, "1998-03-12").marketed.holds)
    var stopped = products(false)
    stopped[.presentations] = [
      Row.pack(first, state: "Déclaration d'arrêt de commercialisation", on: "01/09/2025"),
      Row.pack(first, state: "Arrêt de commercialisation (…)", on: "01/01/2025"),
    ]
    try fixture.importing(fixture.folder(stopped), on: "2026-01-02")
    #expect(try fixture.state(first, "2025-08-31").marketed.holds)
    #expect(try !fixture.state(first, "2025-09-01").marketed.holds)
    // Back on the market: a date not after the last import is not believed.
    var back = products(true)
    back[.presentations] = [Row.pack(first, on: "05/12/2025")]
    let imported = try fixture.importing(fixture.folder(back), on: "2026-02-01")
    #expect(kinds(imported) == [.dateBeforeLastImport])
    #expect(try !fixture.state(first, "2026-01-31").marketed.holds)
    #expect(try fixture.state(first, "2026-02-01").marketed.holds)
    // The same content as in the first folder: its id carries the day.
    #expect(
      imported.submissions.last?.id.text.hasSuffix(":2026-02-01") == true
    )
  }

  @Test
  func `leaves to a lab what a lab declared`() throws {
    let fixture = try RegisterFixture()
    let folder = try fixture.folder([.products: [Row.product(first, marketed: false)]])
    try fixture.importing(folder, on: "2025-07-07")
    try fixture.ledger.append(
      #"{"specversion":"1.0","id":"1","source":"/labs/pharma-sa","#
        + #""type":"fr.mitm.commercialisation.declared.v1","subject":"cis/\#(first)","#
        + #""time":"2025-08-01T10:00:00+02:00","effectiveon":"2025-08-02","#
        + #""data":{"operator":"pharma-sa"}}"#
    )
    let still = try fixture.importing(folder, on: "2025-09-01")
    #expect(types(still) == [.registerObserved: 1])
    #expect(kinds(still) == [.marketingContradicted])
    let caughtUp = try fixture.folder([.products: [Row.product(first)]])
    let agreed = try fixture.importing(caughtUp, on: "2025-10-01")
    #expect(types(agreed) == [.registerObserved: 1])
    #expect(agreed.findings.isEmpty)
  }

  @Test
  func `keeps what is gone from the file, and says so`() throws {
    let fixture = try RegisterFixture()
    try fixture.importing(
      fixture.folder([
        .products: [Row.product(first), Row.product(second)], .list: [Row.listed(first)],
      ]),
      on: "2025-07-07",
      published: "2024-12-19"
    )
    let later = try fixture.folder([.products: [Row.product(second)]])
    let imported = try fixture.importing(later, on: "2026-01-02")
    #expect(kinds(imported) == [.gone])
    #expect(try fixture.current("2026-01-02") == [first])
    #expect(types(imported) == [.registerObserved: 1])
  }

  @Test
  func `follows the published list`() throws {
    let fixture = try RegisterFixture()
    func list(_ cis: [String]) throws -> URL {
      try fixture.folder([.list: cis.map { Row.listed($0) }])
    }
    try fixture.importing(list([first, second]), on: "2025-07-07", published: "2024-12-19")
    let next = try list([second, "60000003"])
    let imported = try fixture.importing(next, on: "2026-03-20", published: "2026-03-13")
    #expect(
      types(imported) == [
        .registerObserved: 1, .publicationReleased: 1, .publicationEntered: 1, .publicationLeft: 1,
      ]
    )
    #expect(try fixture.published("2026-03-12") == [first, second])
    #expect(try fixture.published("2026-03-13") == [second, "60000003"])
    let earlier = try list(["60000004"])
    let refusal = #expect(throws: Refusal.self) {
      try fixture.importing(earlier, on: "2026-03-21", published: "2026-03-01")
    }
    #expect(refusal?.rule == .order)
    // The first content again: no second release, but the list follows the file.
    let back = try fixture.importing(
      list([first, second]),
      on: "2026-04-01",
      published: "2026-03-30"
    )
    #expect(types(back)[.publicationReleased] == nil)
    #expect(try fixture.published("2026-04-01") == [first, second])
    let again = try fixture.importing(
      list([first, second]),
      on: "2026-04-02",
      published: "2026-03-31"
    )
    #expect(kinds(again) == [.publicationDay])
    #expect(types(again) == [.registerObserved: 1])
  }

  /// What a server sends in place of a file would take away all that it does not name.
  @Test(arguments: [RegisterFileName.list, .availability])
  func `refuses another file under its name`(name: RegisterFileName) throws {
    let fixture = try RegisterFixture()
    try fixture.importing(
      fixture.folder([.list: [Row.listed(first)], .availability: [Row.availability(first, 1)]]),
      on: "2025-07-07",
      published: "2024-12-19"
    )
    let page = try fixture.folder([name: ["<!doctype html>", "<title>503</title>"]])
    let refusal = #expect(throws: Refusal.self) {
      try fixture.importing(page, on: "2025-08-01", published: "2025-08-01")
    }
    #expect(refusal?.value == name.rawValue)
    #expect(try fixture.published("2025-08-01") == [first])
    let rows = try fixture.folder([
      name: ["<!doctype html>", name == .list ? Row.listed(first) : Row.availability(first, 1)]
    ])
    #expect(
      try kinds(fixture.importing(rows, on: "2025-08-02", published: "2025-08-02")) == [.unreadable]
    )
  }

  @Test
  func `takes an older folder only when asked, and leaves later days as they were`() throws {
    let fixture = try RegisterFixture()
    try fixture.importing(
      fixture.folder([.products: [Row.product(first, name: "NOUVEAU", marketed: true)]]),
      on: "2026-01-02"
    )
    let older = try fixture.folder([
      .products: [Row.product(first, name: "ANCIEN", marketed: false)]
    ])
    let refusal = #expect(throws: Refusal.self) {
      try fixture.importing(older, on: "2025-07-07")
    }
    #expect(refusal?.rule == .order)
    let before = try fixture.state(first, "2026-01-02")
    try fixture.importing(older, on: "2025-07-07", allowsOlder: true)
    let then = try fixture.state(first, "2025-07-07")
    #expect(then.denomination?.text == "ANCIEN")
    let after = try fixture.state(first, "2026-01-02")
    #expect(after.denomination?.text == before.denomination?.text)
    #expect(after.marketed.holds == before.marketed.holds)
  }

  @Test
  func `follows a list that comes back, and refuses one published before that`() throws {
    let fixture = try RegisterFixture()
    func list(_ cis: [String]) throws -> URL {
      try fixture.folder([.list: cis.map { Row.listed($0) }])
    }
    try fixture.importing(list([first]), on: "2025-01-10", published: "2025-01-05")
    try fixture.importing(list([second]), on: "2025-02-10", published: "2025-02-05")
    let back = try fixture.importing(list([first]), on: "2025-03-10", published: "2025-03-05")
    #expect(back.findings.isEmpty)
    let between = try list(["60000003"])
    #expect(throws: Refusal.self) {
      try fixture.importing(between, on: "2025-04-10", published: "2025-02-20")
    }
    let next = try fixture.importing(between, on: "2025-04-10", published: "2025-04-05")
    guard case .publicationLeft(let left)? = next.submissions.last?.fact else {
      Issue.record("nothing left the list")
      return
    }
    #expect(left.previous != left.publication)
    #expect(try fixture.published("2025-04-10") == ["60000003"])
  }

  @Test
  func `does not take a row that cannot be read for silence`() throws {
    let fixture = try RegisterFixture()
    let rows = [Row.availability(first, 1)]
    try fixture.importing(
      fixture.folder([
        .products: [Row.product(first)], .list: [Row.listed(first)], .availability: rows,
      ]),
      on: "2025-07-07",
      published: "2024-12-19"
    )
    let long = String(repeating: "x", count: 5_000)
    let later = try fixture.importing(
      fixture.folder([
        .products: [Row.product(first, holder: long)], .list: [Row.listed(first, name: "")],
        .availability: [rows[0].replacingOccurrences(of: "\t1\tRupture", with: "\t5\tRupture")],
      ]),
      on: "2026-01-02",
      published: "2026-01-01"
    )
    #expect(types(later) == [.registerObserved: 1, .publicationReleased: 1])
    #expect(later.findings.map(\.kind) == [.unreadable, .unreadable, .unreadable])
    #expect(try fixture.current("2026-01-02") == [first])
  }

  @Test
  func `refuses a file in another encoding, and says what it makes of an empty one`() throws {
    let fixture = try RegisterFixture()
    let wide = try #require(Row.listed(first).data(using: .utf16))
    let folder = try fixture.folder(bytes: [.list: wide])
    let refusal = #expect(throws: Refusal.self) { try RegisterFolder(at: folder) }
    #expect(refusal?.rule == .malformed)
    let empty = try fixture.folder([.availability: []])
    #expect(kinds(try fixture.importing(empty, on: "2025-07-07")) == [.empty])
  }

  @Test
  func `refuses a folder without a file of the register`() throws {
    let fixture = try RegisterFixture()
    let folder = try fixture.folder([:])
    let refusal = #expect(throws: Refusal.self) { try RegisterFolder(at: folder) }
    #expect(refusal?.rule == .empty)
  }
}
