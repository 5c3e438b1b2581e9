import Declarations
import MerkleLog
import Projections

/// What CIS_MITM says.
struct PublishedFile {
  /// A product of the published list.
  struct Entry {
    let line: Int
    let atc: ATC?
    let denomination: FreeText
    let content: String
  }

  var entries: [CIS: Entry] = [:]
  /// The products in the order of the file.
  var order: [CIS] = []
  /// The products of rows that were left out, which the file names all the same.
  var leftOut: Set<CIS> = []
}

extension RegisterImport {
  /// Reads CIS_MITM.
  mutating func readPublishedList(_ progress: (Int) -> Void) throws -> PublishedFile? {
    guard let file = folder[.list] else { return nil }
    var list = PublishedFile()
    var rows = try file.rows(columns: 3)
    while let row = try rows.next(&findings) {
      if row.line % 1_000 == 0 { progress(row.line) }
      guard let cis = file.cis(of: row, &findings) else {
        rows.leaveOut(row)
        continue
      }
      guard let denomination = try? FreeText(parsing: row.column(3)) else {
        findings.append(
          file.finding(
            .unreadable,
            row.line,
            Wording(
              fr: "Dénomination illisible. Ligne laissée de côté.",
              en: "The name cannot be read. The row was left out."
            )
          )
        )
        rows.leaveOut(row)
        continue
      }
      guard list.entries[cis] == nil else {
        findings.append(file.duplicate(cis.description, row.line))
        continue
      }
      let atc = try? ATC(parsing: row.column(2))
      if atc == nil && !row.column(2).isEmpty {
        findings.append(
          file.finding(
            .malformedATC,
            row.line,
            Wording(
              fr: "« \(row.column(2)) » n'est pas un code ATC ; il n'est pas repris.",
              en: "“\(row.column(2))” is not an ATC code; it is not taken over."
            )
          )
        )
      }
      list.entries[cis] = .init(
        line: row.line,
        atc: atc,
        denomination: denomination,
        content: row.normalised
      )
      list.order.append(cis)
    }
    if memory.lastPublication != nil { try rows.requireRows(list.order.count) }
    list.leftOut = rows.leftOut
    return list
  }

  /// States the publication, and who entered and left the published list by it.
  mutating func derivePublication(_ list: PublishedFile, _ register: RegisterView) throws {
    guard let file = folder[.list], let publishedOn = request.publishedOn else { return }
    let id = try Identifier(parsing: "bdpm-\(file.digest.hex.prefix(16))")
    let last = memory.lastPublication
    try checkOrder(of: publishedOn, id, after: last)
    let known = memory.releases.first { $0.id == id }
    if known == nil { try release(id, on: publishedOn, count: list.order.count, file) }
    let count = submissions.count
    let history = memory.history
    let before = history.subjects.filter { history.isPublished($0, asOf: request.observedOn) }
    try submitEntries(list, id, from: publishedOn, before: Set(before))
    for cis in before where list.entries[cis] == nil && !list.leftOut.contains(cis) {
      try submit(
        .publicationLeft(PublicationLeft(publication: id, previous: last?.id ?? id)),
        by: .ansm,
        about: .product(cis),
        from: publishedOn,
        file: .list,
        key: cis.description,
        content: id.text
      )
    }
    if let known, known.publishedOn != publishedOn, submissions.count == count {
      reportDay(known, publishedOn, file)
    }
    guard let products = register.products else { return }
    for cis in list.order where products[cis] == nil {
      findings.append(
        file.finding(
          .publishedUnknown,
          list.entries[cis]?.line,
          Wording(
            fr: "\(cis) est publié, CIS_bdpm ne le connaît pas ; inscrit tout de même.",
            en: "\(cis) is published, CIS_bdpm does not know it; entered all the same."
          )
        )
      )
    }
  }

  private func checkOrder(
    of publishedOn: LegalDate,
    _ id: Identifier,
    after last: RegisterMemory.Release?
  ) throws {
    guard let last, last.id != id, publishedOn < last.publishedOn else { return }
    throw Refusal(
      .order,
      value: publishedOn.description,
      Wording(
        fr:
          "Cette liste serait publiée le \(publishedOn), avant une autre du \(last.publishedOn) "
          + "(\(last.id.text)) déjà au registre.",
        en:
          "This list would be published on \(publishedOn), before another of \(last.publishedOn) "
          + "(\(last.id.text)) that the ledger has."
      )
    )
  }

  private mutating func release(
    _ id: Identifier,
    on publishedOn: LegalDate,
    count: Int,
    _ file: RegisterFile
  ) throws {
    let released = PublicationReleased(
      publishedOn: publishedOn,
      count: count,
      sha256: try Digest(parsing: file.digest.hex)
    )
    try submit(
      .publicationReleased(released),
      by: .ansm,
      about: .publication(id),
      from: publishedOn,
      file: .list,
      key: id.text,
      content: file.digest.hex
    )
  }

  private mutating func submitEntries(
    _ list: PublishedFile,
    _ id: Identifier,
    from publishedOn: LegalDate,
    before: Set<CIS>
  ) throws {
    for cis in list.order where !before.contains(cis) {
      guard let entry = list.entries[cis] else { continue }
      try submit(
        .publicationEntered(
          PublicationEntered(publication: id, atc: entry.atc, denomination: entry.denomination)
        ),
        by: .ansm,
        about: .product(cis),
        from: publishedOn,
        file: .list,
        key: cis.description,
        content: entry.content
      )
    }
  }

  private mutating func reportDay(
    _ known: RegisterMemory.Release,
    _ publishedOn: LegalDate,
    _ file: RegisterFile
  ) {
    findings.append(
      file.finding(
        .publicationDay,
        nil,
        Wording(
          fr:
            "Cette liste est au registre comme publiée le \(known.publishedOn), pas le "
            + "\(publishedOn) ; rien n'est changé.",
          en:
            "The ledger has this list as published on \(known.publishedOn), not on "
            + "\(publishedOn); nothing is changed."
        )
      )
    )
  }
}
