import CanonicalJSON
import Declarations

/// Texts that the forms of the catalogue take, and texts that they do not.
enum FormTexts {
  static func taken(_ form: SpecForm) -> [String] {
    switch form {
    case .instant: instants.taken
    case .reason: reasons
    case .reference: references.taken
    case .text: texts.taken
    case .identifier: identifiers.taken
    case .date: dates.taken
    case .month: months.taken
    case .lab: labs.taken
    case .cis: products.taken
    case .cip13: packs.taken
    case .atc: classes.taken
    case .siren: companies.taken
    case .sha256: digests.taken
    case .root: roots.taken
    default: []
    }
  }

  static func broken(_ form: SpecForm) -> [BrokenValue] {
    switch form {
    case .only(let word): only(word)
    case .source: malformed(sources)
    case .typeName: broken(typeNames, .unknownType)
    case .subject: malformed(subjects)
    case .instant: malformed(instants.broken) + malformed(unrealInstants, isBeyondSchema: true)
    case .reason: texts.broken + broken(blanks, .reason)
    case .reference: malformed(references.broken)
    case .text: texts.broken
    case .identifier: malformed(identifiers.broken)
    case .date: malformed(dates.broken) + malformed(unrealDays, isBeyondSchema: true)
    case .month: malformed(months.broken)
    case .lab: malformed(labs.broken)
    case .cis: malformed(products.broken)
    case .cip13: malformed(packs.broken) + malformed(["3400949497293"], isBeyondSchema: true)
    case .atc: malformed(classes.broken)
    case .siren:
      malformed(companies.broken)
        + malformed(["732829321", "732829230", "000000001"], isBeyondSchema: true)
    case .sha256: malformed(digests.broken)
    case .root: malformed(roots.broken)
    default: []
    }
  }

  private static func malformed(_ texts: [String], isBeyondSchema: Bool = false) -> [BrokenValue] {
    broken(texts, .malformed, isBeyondSchema: isBeyondSchema)
  }

  private static func broken(
    _ texts: [String],
    _ rule: Refusal.Rule,
    isBeyondSchema: Bool = false
  ) -> [BrokenValue] {
    texts.map { text in
      let shown =
        text.utf8.count <= 60
        ? text : "\(text.prefix(8))…\(text.suffix(2)) of \(text.utf8.count) bytes"
      return BrokenValue(
        what: "\"\(shown)\"",
        value: .string(text),
        rule: rule,
        isBeyondSchema: isBeyondSchema
      )
    }
  }

  private static func only(_ word: String) -> [BrokenValue] {
    broken([""], .range)
      + malformed(["\(word)0", "\(word)\n", " \(word)", word.uppercased() + "!", "2"])
  }

  private static func times(_ count: Int, _ text: String) -> String {
    String(repeating: text, count: count)
  }

  // MARK: Texts

  private static let texts = (
    taken: [
      "Rupture d'approvisionnement", "x", " ", "\u{0}\u{1F}\"\\/\n\r\t", "e\u{301} et \u{E9}",
      "\u{85}\u{2028}\u{1F48A}", times(4_096, "a"), times(2_048, "é"), times(1_024, "\u{1F48A}"),
    ],
    broken: broken(["", times(4_097, "a"), times(4_097, "é")], .range)
      + broken([times(2_049, "é"), times(1_025, "\u{1F48A}")], .range, isBeyondSchema: true)
  )

  private static let reasons = [
    "Art. R. 5124-49-6", ".", " x ", "\u{A0}x", "\u{200B}", "\u{FEFF}", "\u{180E}", "\u{1F}",
    times(2_048, "é"),
  ]

  /// Every character with the property White_Space of Unicode 15, and some of them together.
  private static let blanks = [
    " ", "\t", "\n", "\u{B}", "\u{C}", "\r", "\u{85}", "\u{A0}", "\u{1680}", "\u{2000}", "\u{2001}",
    "\u{2002}", "\u{2003}", "\u{2004}", "\u{2005}", "\u{2006}", "\u{2007}", "\u{2008}", "\u{2009}",
    "\u{200A}", "\u{2028}", "\u{2029}", "\u{202F}", "\u{205F}", "\u{3000}", " \t\r\n\u{A0} ",
  ]

  // MARK: Names

  private static let identifiers = (
    taken: [
      "0198c7a2-5b1e-7c3d-9f00-3a5b7c9d1e2f", "!", "~", "a/b#c", "\"\\", times(128, "x"),
    ],
    broken: [
      "", " ", "a b", "a\n", "a\u{7F}", "a\u{0}", "é", "e\u{301}", "a\u{A0}", times(129, "x"),
    ]
  )

  private static let labs = (
    taken: ["atlas", "a", "0", "b2-", "a--b", times(64, "z")],
    broken: ["", "-a", "Atlas", "a_b", "a b", "a\n", "é", "a\u{301}", "a.b", times(65, "z")]
  )

  private static let sources = [
    "", "/", "/labs", "/labs/", "/labs/-a", "/labs/Atlas", "/labs/atlas\n", "/labs/atlas/",
    "/labs/a b", "/labs/" + times(65, "z"), "/lab/atlas", "labs/atlas", "/ANSM", "/ansm/",
    "/ansm\n", "ansm", "/bdpm ", "/ledger/1", "/other", "/ansm\u{301}",
  ]

  private static let subjects = [
    "", "/", "cis", "cis/", "cis/6023410", "cis/602341000", "cis/6023410a", "cis/60234100\n",
    "cis/6023410\n", "cis/60234100/1", "cis//60234100", "CIS/60234100", "60234100",
    "cis/\u{FF16}0234100", "cis/-6023410", "lab/", "lab/-a", "lab/Atlas", "lab/atlas\n",
    "lab/" + times(65, "z"), "publication/", "publication/a b", "publication/a\n",
    "publication/" + times(129, "x"), "ledger/", "ledger/1", "ledger\n", "Ledger", "other/1",
  ]

  private static let typeNames = [
    "", "fr.mitm.v1", "fr.mitm..v1", "stock.reported", "fr.mitm.stock.reported",
    "fr.mitm.stock.reported.v2", "fr.mitm.stock.reported.v1\n", "fr.mitm.stock.reported.v1 ",
    "fr.mitm.stock.reported.v1\u{301}", "FR.MITM.STOCK.REPORTED.V1", "fr.mitm.nothing.happened.v1",
    "com.mitm.stock.reported.v1",
  ]

  private static let references = (
    taken: [
      "/ansm#1", "/labs/atlas#x#y", "/labs/0#" + times(128, "~"), "/bdpm##", "/ledger#/labs/a",
      "/labs/" + times(64, "z") + "#1",
    ],
    broken: [
      "", "#", "/ansm", "/ansm#", "#1", "ansm#1", "/ANSM#1", "/labs/#1", "/labs/Atlas#1",
      "/labs/" + times(65, "z") + "#1", "/other#1", "/ansm#a b", "/ansm#é", "/ansm#1\n",
      "/ansm\n#1", "/ansm #1", "/ansm#" + times(129, "x"), "/ansm/1", "/ansm#\u{301}",
    ]
  )

  // MARK: Days and moments

  private static let dates = (
    taken: ["2026-03-13", "1900-01-01", "2199-12-31", "2024-02-29", "2000-02-29", "2025-12-31"],
    broken: [
      "", "29/11/2924", "29/11/2024", "1899-12-31", "2200-01-01", "2924-11-29", "2025-13-01",
      "2025-00-01", "2025-01-00", "2025-01-32", "2025-1-1", "2025-1-001", "20250101", "2025-W01-1",
      "2025-01-01\n", "2025-01-1\n", "2025-01-01 ", "2025-01-01Z", "2025-01-01T00:00:00Z",
      "25-01-01", "+2025-01-1", "\u{FF12}025-01-01", "2025\u{2010}01\u{2010}01",
    ]
  )

  private static let unrealDays = [
    "2025-02-30", "2025-02-29", "1900-02-29", "2100-02-29", "2024-02-30", "2025-04-31",
    "2025-06-31", "2025-09-31", "2025-11-31",
  ]

  private static let months = (
    taken: ["2025-09", "1900-01", "2199-12"],
    broken: [
      "", "2025-13", "2025-00", "2025-9", "1899-12", "2200-01", "2025-09-01", "09/2025",
      "2025-09\n",
      "2025-9\n", "202509", "2025-\u{FF10}9",
    ]
  )

  private static let instants = (
    taken: [
      "2026-03-13T10:11:12+01:00", "2026-03-13T10:11:12Z", "2026-03-13t10:11:12z",
      "2026-03-13T00:00:00.1-00:00", "2026-03-13T23:59:59.123456789+14:00",
      "2024-02-29T23:59:59-12:00", "1900-01-01T00:00:00+23:59",
      "2199-12-31T23:59:59.999999999-23:59",
    ],
    broken: [
      "", "2026-03-13", "2026-03-13T10:11:12", "2026-03-13T10:11Z", "2026-03-13 10:11:12Z",
      "2026-03-13T24:00:00Z", "2026-03-13T10:60:00Z", "2026-03-13T10:11:61Z",
      "2026-03-13T10:11:12+24:00", "2026-03-13T10:11:12+01:60", "2026-03-13T10:11:12+0100",
      "2026-03-13T10:11:12+01", "2026-03-13T10:11:12+1:00", "2026-03-13T10:11:12.Z",
      "2026-03-13T10:11:12,5Z", "2026-03-13T10:11:12 Z", "2026-03-13T10:11:12Z\n",
      "2026-03-13T10:11:12+01:00\n", "2026-03-13T10:11:12Z+01:00", "2026-03-13T1:11:12Z",
      "1899-12-31T23:59:59Z", "2200-01-01T00:00:00Z", "2026-13-01T00:00:00Z",
      "2026-01-32T00:00:00Z", "13/03/2026 10:11:12", "2026-03-13T10:11:12\u{2212}01:00",
      "2026-03-13T\u{FF11}0:11:12Z", "20260313T101112Z",
    ]
  )

  private static let unrealInstants = ["2025-02-30T10:00:00Z", "2100-02-29T10:00:00.5+01:00"]

  // MARK: Codes

  private static let products = (
    taken: ["60234100", "00000000", "99999999"],
    broken: [
      "", "6023410", "602341000", "6023410a", "ABCDEFGH", "6023410\n", "60234100\n", "6023410 ",
      "-6023410", "+6023410", "\u{FF16}0234100", "cis/60234100",
    ]
  )

  private static let packs = (
    taken: ["3400949497294", "3400900000006", "3400999999991"],
    broken: [
      "", "340094949729", "34009494972940", "3400812345677", "3401099997", "2400912345677",
      "340094949729A", "3400949497294\n", "340094949729\n", "4949729", "\u{FF13}400949497294",
    ]
  )

  private static let classes = (
    taken: ["A", "A10", "A10B", "A10BA", "A10BA02"],
    broken: ["", "A1", "A10BA0", "A10BA020", "A10\n", "A1 ", "A-0", "É10", "A10BA\n"]
  )

  private static let companies = (
    taken: ["732829320", "552100554", "000000000"],
    broken: [
      "", "73282932", "7328293200", "73282932A", "732 829 320", "73282932\n", "732829320\n",
      "\u{FF17}32829320",
    ]
  )

  private static let digests = (
    taken: [times(64, "0"), times(64, "f"), times(8, "01234567"), times(8, "89abcdef")],
    broken: [
      "", times(63, "0"), times(65, "0"), times(64, "g"), times(63, "0") + "\n",
      times(64, "0") + "\n", times(63, "0") + "é",
    ]
  )

  private static let roots = (
    taken: [times(43, "A") + "=", times(42, "/") + "8=", times(42, "+") + "w="],
    broken: [
      "", times(43, "A"), times(44, "A"), times(42, "A") + "B=", times(42, "A") + "==",
      times(42, "-") + "A=", times(41, "_") + "AA=", times(43, "A") + "=\n", times(42, "A") + "A\n",
      times(44, "A") + "=", times(42, "A") + "A\u{FF1D}", times(64, "0"),
    ]
  )
}
