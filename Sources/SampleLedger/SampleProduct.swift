import Declarations

/// A product that no register knows.
struct SampleProduct {
  static let labs = [
    ("laboratoires-atlas", "LABORATOIRES ATLAS"), ("boreal-pharma", "BORÉAL PHARMA"),
    ("cigale-sante", "CIGALE SANTÉ"), ("delta-generiques", "DELTA GÉNÉRIQUES"),
    ("etoile-therapies", "ÉTOILE THÉRAPIES"), ("faubourg-medical", "FAUBOURG MÉDICAL"),
  ]
  private static let stems = [
    "ALPHAZOL", "BRENOPRIL", "CORVIDINE", "DANUMAB", "ELIXOR", "FLUVERAL", "GALENIUM", "HEMOSTOR",
    "IBERIX", "JUVENAL",
  ]
  private static let forms = ["comprimé", "solution injectable", "gélule", "poudre pour solution"]
  private static let classes = ["A02BA01", "C09AA05", "L01XC99", "J01CA04", "N03AX14"]

  let number: Int
  /// The lab that holds it, and the one to which it goes on.
  let lab, nextLab: String

  /// A product of one of the few labs of the sample.
  init(number: Int) {
    let (lab, next) = (number % Self.labs.count, (number + 1) % Self.labs.count)
    self.init(number: number, lab: Self.labs[lab].0, nextLab: Self.labs[next].0)
  }

  init(number: Int, lab: String, nextLab: String) {
    (self.number, self.lab, self.nextLab) = (number, lab, nextLab)
  }

  var cis: String { String(69_000_001 + number * 7) }
  var form: String { Self.forms[number % Self.forms.count] }
  var atc: String { Self.classes[number % Self.classes.count] }
  var dossier: Int { 20_000_000 + number * 131 }

  var denomination: String {
    "\(Self.stems[number % Self.stems.count]) \((number / 10 + 1) * 5) mg, \(form)"
  }

  func subject() throws -> Subject { .product(try CIS(parsing: cis)) }
  func holder() throws -> Lab { try Lab(parsing: lab) }

  func described(_ authorisation: Authorisation = .active) throws -> ProductDescribed {
    ProductDescribed(
      denomination: try FreeText(parsing: denomination),
      atc: try ATC(parsing: atc),
      form: try FreeText(parsing: form),
      holder: try holder(),
      authorisation: authorisation,
      procedure: try FreeText(parsing: "Procédure nationale"),
      authorisedOn: try LegalDate(parsing: "2012-03-0\(number % 9 + 1)")
    )
  }
}
