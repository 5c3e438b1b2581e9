import CanonicalJSON
import Declarations
import Projections

/// What CIS_bdpm says on the day of the import.
struct RegisterView {
  /// Every product of the file, and whether it is marketed, where the file says so; nil without the
  /// file.
  var products: [CIS: Bool?]?
}

/// A row of CIS_bdpm.
private struct ProductRow {
  let cis: CIS
  let denomination: FreeText
  let form: FreeText?
  let authorisation: Authorisation
  let procedure: FreeText?
  let isMarketed: Bool?
  let authorisationDate: String
  let holder: String
}

extension RegisterImport {
  /// Reads CIS_bdpm: labs, products and their marketing, and the products that are gone from it.
  mutating func deriveProducts(
    dates: [CIS: MarketingDates],
    list: PublishedFile?,
    _ progress: (Int) -> Void
  ) throws -> RegisterView {
    guard let file = folder[.products] else { return RegisterView(products: nil) }
    var products: [CIS: Bool?] = [:]
    var labs = LabNames(memory)
    var rows = try file.rows(columns: 11)
    while let row = try rows.next(&findings) {
      if row.line % 1_000 == 0 { progress(row.line) }
      guard let product = product(of: row, in: file) else {
        rows.leaveOut(row)
        continue
      }
      guard products[product.cis] == nil else {
        findings.append(file.duplicate(product.cis.description, row.line))
        continue
      }
      products.updateValue(product.isMarketed, forKey: product.cis)
      let holder = try submitHolder(product.holder, row.line, &labs, file)
      try describe(product, row, holder: holder, list: list)
      try submitMarketing(product, row, dates[product.cis], file)
    }
    // A row that could not be read tells nothing of its product, and not that it is gone.
    for cis in rows.leftOut where products[cis] == nil { products.updateValue(nil, forKey: cis) }
    reportGone(products, file)
    return RegisterView(products: products)
  }

  // MARK: Reading

  private mutating func product(of row: RegisterFile.Row, in file: RegisterFile) -> ProductRow? {
    guard let cis = file.cis(of: row, &findings) else { return nil }
    guard let authorisation = Self.authorisation(row.column(5)),
      let denomination = try? FreeText(parsing: row.column(2))
    else {
      findings.append(
        file.finding(
          .unreadable,
          row.line,
          Wording(
            fr: "Dénomination ou statut « \(row.column(5)) » illisible. Ligne laissée de côté.",
            en: "The name or the status “\(row.column(5))” cannot be read. The row was left out."
          )
        )
      )
      return nil
    }
    let isMarketed = Self.marketed(row.column(7))
    if isMarketed == nil { findings.append(file.unknown(row.column(7), row.line)) }
    if case .implausible = plausibility.judge(row.column(8)) {
      findings.append(file.implausible(row.column(8), row.line))
    }
    return ProductRow(
      cis: cis,
      denomination: denomination,
      form: try? FreeText(parsing: row.column(3)),
      authorisation: authorisation,
      procedure: try? FreeText(parsing: row.column(6)),
      isMarketed: isMarketed,
      authorisationDate: row.column(8),
      holder: row.column(11)
    )
  }

  private static func authorisation(_ status: String) -> Authorisation? {
    switch status {
    case "Autorisation active": .active
    case "Autorisation suspendue": .suspended
    case "Autorisation archivée": .archived
    case "Autorisation abrogée": .repealed
    case "Autorisation retirée": .withdrawn
    default: nil
    }
  }

  private static func marketed(_ state: String) -> Bool? {
    switch state {
    case "Commercialisée": true
    case "Non commercialisée": false
    default: nil
    }
  }

  // MARK: Labs

  /// The lab of a holder's name, registered when it is not known yet.
  private mutating func submitHolder(
    _ name: String,
    _ line: Int,
    _ labs: inout LabNames,
    _ file: RegisterFile
  ) throws -> Lab? {
    guard !name.isEmpty else { return nil }
    if labs.isNewInThisImport(name) { reportName(name, line, file) }
    if let known = labs.lab(named: name) { return known }
    let lab = try labs.register(name)
    try submit(
      .labRegistered(LabRegistered(name: try FreeText(parsing: name))),
      by: .bdpm,
      about: .lab(lab),
      from: request.observedOn,
      file: .products,
      key: lab.text,
      content: name
    )
    return lab
  }

  private mutating func reportName(_ name: String, _ line: Int, _ file: RegisterFile) {
    if name.contains("NE PAS UTILISER") {
      findings.append(
        file.finding(
          .doNotUse,
          line,
          Wording(
            fr: "Le titulaire « \(name) » dit de lui-même de ne pas l'utiliser ; gardé tel quel.",
            en: "The holder “\(name)” says of itself not to be used; kept as it is."
          )
        )
      )
    }
    if name.contains(";") {
      findings.append(
        file.finding(
          .severalHolders,
          line,
          Wording(
            fr: "« \(name) » nomme plusieurs titulaires ; gardé comme un seul nom.",
            en: "“\(name)” names several holders; kept as one name."
          )
        )
      )
    }
  }

  // MARK: Descriptions

  private mutating func describe(
    _ product: ProductRow,
    _ row: RegisterFile.Row,
    holder: Lab?,
    list: PublishedFile?
  ) throws {
    let known = memory.history.description(of: product.cis, asOf: request.observedOn)
    // The class stands in the published list only; where that does not name the product, the last
    // class that was described stands and is no change.
    let atc =
      list?.entries[product.cis]?.atc
      ?? memory.history.describedATC(of: product.cis, asOf: request.observedOn)
    let described = ProductDescribed(
      denomination: product.denomination,
      atc: atc,
      form: product.form,
      holder: holder,
      authorisation: product.authorisation,
      procedure: product.procedure,
      authorisedOn: LegalDate(register: product.authorisationDate)
    )
    guard known?.json != described.json else { return }
    let firstDay = isFirst ? plausibility.plausible(product.authorisationDate) : nil
    try submit(
      .productDescribed(described),
      by: .bdpm,
      about: .product(product.cis),
      from: firstDay ?? request.observedOn,
      file: .products,
      key: product.cis.description,
      content: row.normalised + "\t" + (atc?.text ?? "")
    )
    try restateDescription(of: product.cis, unlike: described, row)
  }

  /// What a later folder observed stays true for then: where it rested on a fact that the older
  /// one now overrides, it is stated again for its own day.
  private mutating func restateDescription(
    of cis: CIS,
    unlike described: ProductDescribed,
    _ row: RegisterFile.Row
  ) throws {
    guard let next = nextObservation,
      let later = memory.history.description(of: cis, asOf: next), later.json != described.json,
      memory.history.description(of: cis, asOf: request.observedOn)?.json == later.json
    else { return }
    try submit(
      .productDescribed(later),
      by: .bdpm,
      about: .product(cis),
      from: next,
      file: .products,
      key: cis.description,
      content: row.normalised + "\t" + next.description
    )
  }

  // MARK: Marketing

  private mutating func submitMarketing(
    _ product: ProductRow,
    _ row: RegisterFile.Row,
    _ dates: MarketingDates?,
    _ file: RegisterFile
  ) throws {
    guard let isMarketed = product.isMarketed else { return }
    let state = memory.history.state(of: product.cis, asOf: request.observedOn)
    guard state.marketed.holds != isMarketed else { return }
    guard (memory.marketing[product.cis] ?? false) != isMarketed else {
      reportContradiction(product, row.line, isMarketed: isMarketed, file)
      return
    }
    let effectiveOn = isMarketed ? declaredOn(product, dates) : stoppedOn(state, dates)
    let day = isMarketed ? dates?.earliestDeclared : dates?.latestStopped
    if day == nil, let tooEarly = dates?.tooEarly, let pack = folder[.presentations] {
      findings.append(
        pack.finding(
          .dateBeforeLastImport,
          tooEarly.line,
          Wording(
            fr:
              "« \(tooEarly.text) » n'est pas postérieure au dernier import, qui observait "
              + "autrement \(product.cis) ; \(effectiveOn) est retenu.",
            en:
              "“\(tooEarly.text)” is not later than the last import, which observed \(product.cis) "
              + "otherwise; \(effectiveOn) is taken."
          )
        )
      )
    }
    try submit(
      Self.marketing(isMarketed),
      by: .bdpm,
      about: .product(product.cis),
      from: effectiveOn,
      file: .products,
      key: product.cis.description,
      content: row.normalised
    )
    try restateMarketing(of: product.cis, after: isMarketed, row)
  }

  private mutating func restateMarketing(
    of cis: CIS,
    after isMarketed: Bool,
    _ row: RegisterFile.Row
  ) throws {
    guard let next = nextObservation else { return }
    let later = memory.history.state(of: cis, asOf: next).marketed
    let now = memory.history.state(of: cis, asOf: request.observedOn).marketed
    guard later.holds != isMarketed, later == now else { return }
    try submit(
      Self.marketing(later.holds),
      by: .bdpm,
      about: .product(cis),
      from: next,
      file: .products,
      key: cis.description,
      content: row.normalised + "\t" + next.description
    )
  }

  private static func marketing(_ isMarketed: Bool) -> Fact {
    isMarketed
      ? .commercialisationDeclared(CommercialisationDeclared())
      : .commercialisationStopped(NoData())
  }

  private func declaredOn(_ product: ProductRow, _ dates: MarketingDates?) -> LegalDate {
    let authorised = isFirst ? plausibility.plausible(product.authorisationDate) : nil
    return dates?.earliestDeclared ?? authorised ?? request.observedOn
  }

  /// The last day on which a pack stopped, if the product was marketed before it.
  private func stoppedOn(_ state: ProductState, _ dates: MarketingDates?) -> LegalDate {
    guard let stopped = dates?.latestStopped,
      let start = memory.history.marketingStart(of: state.cis, asOf: request.observedOn),
      stopped > start
    else { return request.observedOn }
    return stopped
  }

  private mutating func reportContradiction(
    _ product: ProductRow,
    _ line: Int,
    isMarketed: Bool,
    _ file: RegisterFile
  ) {
    let register =
      isMarketed ? ("Commercialisée", "marketed") : ("Non commercialisée", "not marketed")
    findings.append(
      file.finding(
        .marketingContradicted,
        line,
        Wording(
          fr:
            "\(product.cis) : la base publique dit « \(register.0) », une déclaration au registre dit le "
            + "contraire ; rien n'est ajouté.",
          en:
            "\(product.cis): the register says \(register.1), a declaration in the ledger says the "
            + "contrary; nothing is added."
        )
      )
    )
  }

  private mutating func reportGone(_ products: [CIS: Bool?], _ file: RegisterFile) {
    for cis in memory.described.sorted() where products[cis] == nil {
      let isListed = memory.history.state(of: cis, asOf: request.observedOn).isListed
      findings.append(
        file.finding(
          .gone,
          nil,
          Wording(
            fr: "\(cis) n'est plus dans le fichier"
              + (isListed ? " ; il reste sur la liste." : "."),
            en: "\(cis) is in the file no longer" + (isListed ? "; it stays on the list." : ".")
          )
        )
      )
    }
  }
}

/// The labs that names stand for.
private struct LabNames {
  private var labs: [String: Lab]
  private var taken: Set<Lab>
  private var seen: Set<String> = []

  init(_ memory: RegisterMemory) {
    labs = memory.labs
    taken = memory.slugs
  }

  func lab(named name: String) -> Lab? {
    labs[name]
  }

  /// Whether the name was not met before in this import.
  mutating func isNewInThisImport(_ name: String) -> Bool {
    seen.insert(name).inserted
  }

  /// Gives a name its id.
  mutating func register(_ name: String) throws -> Lab {
    let slug = Slug(name)
    var lab = try Lab(parsing: slug.text)
    if taken.contains(lab) { lab = try Lab(parsing: slug.distinguished(for: name)) }
    labs[name] = lab
    taken.insert(lab)
    return lab
  }
}
