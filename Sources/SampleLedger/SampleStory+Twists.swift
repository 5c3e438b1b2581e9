import CanonicalJSON
import Declarations

extension SampleStory {
  /// What is particular about a product: every case that the ledger must get right has one.
  mutating func tellTwist(_ product: SampleProduct) throws {
    switch product.number % 20 {
    case 1: try tellStop(product)
    case 2: try tellTransfer(product)
    case 3: try tellOpposedWithdrawal(product)
    case 4: try tellAddition(product)
    case 5: try tellShortage(product)
    case 6: try tellSuspendedAuthorisation(product)
    case 7: try tellRetractedStop(product)
    case 8: try tellPendingWithdrawal(product)
    case 11: try tellRaisedThreshold(product)
    default: break
    }
  }

  /// A stop announced a year ahead, and confirmed on another day than planned.
  private mutating func tellStop(_ product: SampleProduct) throws {
    let subject = try product.subject()
    let source = Source.lab(try product.holder())
    let announced = StopAnnounced(
      plannedOn: try Self.day("2025-06-30"),
      urgent: false,
      motive: try FreeText(parsing: "arrêt de la fabrication")
    )
    try state(
      .commercialisationStopAnnounced(announced),
      by: source,
      about: subject,
      filed: try Self.day("2024-06-15")
    )
    try state(
      .commercialisationStopped(NoData()),
      by: source,
      about: subject,
      filed: try Self.day("2025-07-20"),
      from: try Self.day("2025-07-15")
    )
  }

  private mutating func tellTransfer(_ product: SampleProduct) throws {
    try state(
      .operatorAssigned(OperatorAssigned(operator: try Lab(parsing: product.nextLab))),
      by: .ansm,
      about: try product.subject(),
      filed: try Self.day("2024-11-20"),
      from: try Self.day("2025-01-01")
    )
  }

  private mutating func tellOpposedWithdrawal(_ product: SampleProduct) throws {
    let request = try tellWithdrawal(product, on: "2025-08-04")
    try state(
      .modificationOpposed(
        ModificationOpposed(
          decision: try Identifier(parsing: "DG-2025-\(product.number)"),
          notifiedOn: try Self.day("2025-09-22")
        )
      ),
      by: .ansm,
      about: try product.subject(),
      filed: try Self.day("2025-09-22"),
      reason: "aucune alternative disponible en quantité suffisante",
      cause: request
    )
  }

  private mutating func tellPendingWithdrawal(_ product: SampleProduct) throws {
    try tellWithdrawal(product, on: "2026-02-02")
  }

  @discardableResult
  private mutating func tellWithdrawal(
    _ product: SampleProduct,
    on day: String
  ) throws -> EventReference {
    let request = ModificationRequested(
      qualified: false,
      channel: .demarcheNumerique,
      dossier: try Dossier(field: .integer(Int64(product.dossier)))
    )
    return try state(
      .modificationRequested(request),
      by: .lab(try product.holder()),
      about: try product.subject(),
      filed: try Self.day(day)
    )
  }

  private mutating func tellAddition(_ product: SampleProduct) throws {
    try state(
      .qualificationAdded(
        QualificationDecided(
          decision: try Identifier(parsing: "DG-2024-\(product.number)"),
          notifiedOn: try Self.day("2024-11-15")
        )
      ),
      by: .ansm,
      about: try product.subject(),
      filed: try Self.day("2024-11-15"),
      reason: "perte de chance importante en cas d'interruption"
    )
  }

  private mutating func tellShortage(_ product: SampleProduct) throws {
    let file = try Identifier(parsing: "R-2023-\(product.number)")
    let declared = ShortageDeclared(
      file: file,
      kind: .stockout,
      knownOn: try Self.day("2023-11-02"),
      causes: [try FreeText(parsing: "retard de fabrication")]
    )
    try state(
      .shortageDeclared(declared),
      by: .lab(try product.holder()),
      about: try product.subject(),
      filed: try Self.day("2023-11-03")
    )
    try state(
      .measureTaken(MeasureChanged(file: file, measure: .quantitativeRationing)),
      by: .ansm,
      about: try product.subject(),
      filed: try Self.day("2023-11-10")
    )
    try state(
      .shortageEnded(ShortageEnded(file: file)),
      by: .lab(try product.holder()),
      about: try product.subject(),
      filed: try Self.day("2024-02-20")
    )
  }

  private mutating func tellSuspendedAuthorisation(_ product: SampleProduct) throws {
    try state(
      .productDescribed(product.described(.suspended)),
      by: .ansm,
      about: try product.subject(),
      filed: try Self.day("2025-04-01")
    )
    try state(
      .productDescribed(product.described()),
      by: .ansm,
      about: try product.subject(),
      filed: try Self.day("2025-10-01")
    )
  }

  /// A stop recorded for the wrong product, and retracted three months later: what was answered in
  /// between can be asked again as it was known then.
  private mutating func tellRetractedStop(_ product: SampleProduct) throws {
    let stop = try state(
      .commercialisationStopped(NoData()),
      by: .lab(try product.holder()),
      about: try product.subject(),
      filed: try Self.day("2025-05-12"),
      from: try Self.day("2025-05-01")
    )
    try state(
      .eventRetracted(NoData()),
      by: .lab(try product.holder()),
      about: try product.subject(),
      filed: try Self.day("2025-08-18"),
      reason: "arrêt déclaré par erreur pour cette spécialité",
      corrects: stop
    )
  }

  private mutating func tellRaisedThreshold(_ product: SampleProduct) throws {
    try state(
      .stockThresholdRaised(
        ThresholdRaised(
          months: 4,
          decision: try Identifier(parsing: "DG-2024-S\(product.number)"),
          notifiedOn: try Self.day("2024-09-10")
        )
      ),
      by: .ansm,
      about: try product.subject(),
      filed: try Self.day("2024-09-10"),
      reason: "ruptures régulières en 2022 et 2023"
    )
  }

  // MARK: What concerns more than one product

  /// ANSM publishes its first list; one product in twelve is not on it.
  mutating func tellFirstList(products: Int) throws {
    let id = try Identifier(parsing: "liste-2024")
    let published = try Self.day("2024-12-19")
    let listed = (0..<products).map(SampleProduct.init)
      .filter { $0.number % 10 != 9 && $0.number % 12 != 11 }
    let release = try state(
      .publicationReleased(
        PublicationReleased(
          publishedOn: published,
          count: listed.count,
          sha256: try Digest(parsing: String(repeating: "0", count: 64)),
          scopeOn: try Self.day("2024-10-31")
        )
      ),
      by: .ansm,
      about: .publication(id),
      filed: published
    )
    for product in listed {
      try state(
        .publicationEntered(
          PublicationEntered(
            publication: id,
            atc: try ATC(parsing: product.atc),
            denomination: try FreeText(parsing: product.denomination)
          )
        ),
        by: .ansm,
        about: try product.subject(),
        filed: published,
        recorded: published.adding(days: 1),
        cause: release
      )
    }
  }

  mutating func tellSanctions() throws {
    let lab = try Lab(parsing: SampleProduct.labs[3].0)
    let file = try Identifier(parsing: "C-2024-1")
    try state(
      .inspectionConducted(
        InspectionConducted(
          case: file,
          findings: [try FreeText(parsing: "stock de sécurité insuffisant")]
        )
      ),
      by: .ansm,
      about: .lab(lab),
      filed: try Self.day("2024-08-05")
    )
    let decision = try Identifier(parsing: "DEC-2024-1")
    try state(
      .sanctionPronounced(
        SanctionPronounced(
          case: file,
          decision: decision,
          article: try FreeText(parsing: "L. 5423-9"),
          amountCents: 12_000_000
        )
      ),
      by: .ansm,
      about: .lab(lab),
      filed: try Self.day("2024-09-24"),
      reason: "stock de quatre mois non constitué"
    )
    try state(
      .sanctionAmended(SanctionAmended(decision: decision, amountCents: 9_000_000, by: .court)),
      by: .ansm,
      about: .lab(lab),
      filed: try Self.day("2025-11-06"),
      reason: "jugement du tribunal administratif"
    )
  }
}
