import CanonicalJSON
import Declarations

extension SampleStory {
  mutating func tellLabs() throws {
    for (id, name) in SampleProduct.labs {
      let lab = try Lab(parsing: id)
      try state(
        .labRegistered(LabRegistered(name: try FreeText(parsing: name))),
        by: .ansm,
        about: .lab(lab),
        filed: try Self.day("2021-09-01")
      )
    }
  }

  /// The life of one product; its number decides which.
  mutating func tell(_ product: SampleProduct) throws {
    let subject = try product.subject()
    let lab = try product.holder()
    try state(
      .productDescribed(product.described()),
      by: .ansm,
      about: subject,
      filed: try Self.day("2021-09-01"),
      from: try Self.day("2012-03-0\(product.number % 9 + 1)")
    )
    let isNew = product.number % 10 == 9
    let qualified = try qualify(product, isNew: isNew)
    let marketed = try Self.day(isNew ? "2025-10-01" : "2021-10-0\(product.number % 9 + 1)")
    try state(
      .commercialisationDeclared(
        CommercialisationDeclared(operator: lab, qualificationDossier: qualified)
      ),
      by: .lab(lab),
      about: subject,
      filed: marketed
    )
    try tellStocks(product, from: isNew ? "2025-11-03" : "2022-01-03")
    try tellTwist(product)
  }

  /// Declares a product a MITM: in an annual statement, or on the platform for a new one.
  private mutating func qualify(_ product: SampleProduct, isNew: Bool) throws -> Dossier? {
    // One in ten is not declared by its lab; ANSM adds it later.
    guard product.number % 10 != 4 else { return nil }
    let dossier = isNew ? try Dossier(field: .integer(Int64(product.dossier))) : nil
    let declared = QualificationDeclared(
      ground: product.number % 3 == 0 ? .vital : .lossOfChance,
      channel: isNew ? .demarcheNumerique : .annualStatement,
      dossier: dossier
    )
    try state(
      .qualificationDeclared(declared),
      by: .lab(try product.holder()),
      about: try product.subject(),
      filed: try Self.day(isNew ? "2025-09-15" : "2022-03-1\(product.number % 10)")
    )
    return dossier
  }

  /// A stock report every month, one in forty of them wrong and corrected a week later.
  private mutating func tellStocks(_ product: SampleProduct, from first: String) throws {
    let source = Source.lab(try product.holder())
    let subject = try product.subject()
    let sales = 6_000 + random.below(90_000)
    var day = try Self.day(first)
    let end = try Self.day("2026-03-01")
    while day < end {
      let units = sales / 12 * (2 + random.below(3)) + random.below(500)
      let isWrong = random.below(40) == 0
      let reported = try state(
        .stockReported(StockReported(units: isWrong ? units / 10 : units, sales12m: sales)),
        by: source,
        about: subject,
        filed: day.adding(days: 2),
        from: day
      )
      if isWrong {
        try state(
          .stockReported(StockReported(units: units, sales12m: sales)),
          by: source,
          about: subject,
          filed: day.adding(days: 2),
          from: day,
          recorded: day.adding(days: 9),
          reason: "une décimale oubliée dans le relevé",
          corrects: reported
        )
      }
      day = day.adding(months: 1)
    }
    for year in 2022...2025 where product.number % 7 != 3 {
      try state(
        .planFiled(PlanFiled(year: year)),
        by: source,
        about: subject,
        filed: try Self.day("\(year)-06-1\(product.number % 10)")
      )
    }
  }
}
