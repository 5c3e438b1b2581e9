import Declarations
import Ledger
import Projections

/// What goes over everything again.
enum Rereading {
  static func measure(_ ledger: BenchmarkLedger, _ table: inout Measurements) throws {
    let reader = try LedgerReader(at: ledger.path)
    let known = KnownAt(size: try reader.size)
    try table.measure(
      "lists, from the runs",
      fr: "listes, depuis les séries",
      each: known.size,
      against: Baselines.loop
    ) {
      _ = try reader.listHistory(known)
    }
    try table.measure(
      "index, from the bytes",
      fr: "index, depuis les octets",
      each: known.size,
      against: Baselines.loop
    ) {
      guard try ledger.writer().rebuildIndex(isCheck: true).isEqual else { throw Altered() }
    }
    try table.measure(
      "verify",
      fr: "vérification",
      each: known.size,
      by: .wall,
      against: Baselines.hash
    ) {
      guard try reader.verify().isClean else { throw Altered() }
    }
    if known.size <= 2_000_000 {
      try table.measure(
        "fold of every event",
        fr: "repli de tous les événements",
        each: known.size,
        against: Baselines.loop
      ) {
        _ = try reader.history(known)
      }
    } else {
      table.note(
        fr: "le repli de tous les événements : l'index est là pour que personne n'en ait besoin",
        en: "the fold of every event: the index is there so that nobody needs it"
      )
    }
  }

  private struct Altered: Error {}
}
