import Declarations
import Reports

/// What an auditor takes away: the signed head, the key that verifies it, and how to check all of it without us.
struct AuditPage {
  let origin: String
  let verifierKey: String
  let size: Int
  let root: String
  let checkpoint: String?

  func html(_ frame: Frame) -> HTML {
    let language = frame.language
    let title = Wording(fr: "Preuves", en: "Evidence")
    let body: HTML = """
      <dl>
      <dt>\(Wording(fr: "Registre", en: "Ledger")[language])</dt><dd>\(origin)</dd>
      <dt>\(Wording(fr: "Événements", en: "Events")[language])</dt><dd>\(size)</dd>
      <dt>\(Wording(fr: "Racine", en: "Root")[language])</dt><dd><code>\(root)</code></dd>
      <dt>\(Wording(fr: "Clé de vérification", en: "Verifier key")[language])</dt><dd><code>\(verifierKey)</code></dd>
      </dl>
      <h2>\(Wording(fr: "Dernier point de contrôle signé", en: "Last signed checkpoint")[language])</h2>
      <pre tabindex="0">\(checkpoint ?? "")</pre>
      <p><a href="/api/v1/checkpoint">\(Wording(fr: "Le télécharger", en: "Download it")[language])</a></p>
      <h2>\(Wording(fr: "Vérifier sans nous", en: "Check it without us")[language])</h2>
      <p>\(how[language])</p>
      """
    return frame.page(title, in: .audit, body)
  }

  private let how = Wording(
    fr:
      "Gardez un point de contrôle : « mitm verify --checkpoint » prouve que le registre d'aujourd'hui le prolonge. "
      + "L'accusé d'un événement (tlog-proof) se vérifie hors ligne par « mitm receipt verify » ou Tools/verify.py.",
    en:
      "Keep a checkpoint: “mitm verify --checkpoint” proves that today's ledger continues it. The receipt of an event "
      + "(tlog-proof) is verified offline by “mitm receipt verify” or Tools/verify.py."
  )
}
