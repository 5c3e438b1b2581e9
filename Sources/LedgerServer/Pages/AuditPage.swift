import Compliance
import Declarations
import Ledger
import MerkleLog
import Projections
import Reports

/// What an auditor takes away: the signed heads, the key that verifies them, a verification, the exports, who wrote
/// what, and how to check all of it without us.
struct AuditPage {
  /// How many checkpoints and events are shown.
  static let shown = 25

  let origin: String
  let verifierKey: String
  let size: Int
  let root: String
  /// The last ones, the last first.
  let checkpoints: [StoredCheckpoint]
  /// The last events, the last first; none for who may not read them.
  let lastEvents: [Event]
  /// The verification that is under way, or the last one.
  let run: (startedAt: Instant, state: Verifying.State)?

  func html(_ frame: Frame) -> HTML {
    let language = frame.language
    let body: HTML = """
      <dl>
      <dt>\(Wording(fr: "Registre", en: "Ledger")[language])</dt><dd>\(origin)</dd>
      <dt>\(Wording(fr: "Événements", en: "Events")[language])</dt><dd>\(Wording(fr: Figure(size).french, en: Figure(size).english)[language])</dd>
      <dt>\(Wording(fr: "Racine", en: "Root")[language])</dt><dd><code>\(root)</code></dd>
      <dt>\(Wording(fr: "Clé de vérification", en: "Verifier key")[language])</dt><dd><code>\(verifierKey)</code></dd>
      </dl>
      <h2>\(Wording(fr: "Dernier point de contrôle signé", en: "Last signed checkpoint")[language])</h2>
      <pre tabindex="0">\(HTML(lines: checkpoints.first?.note ?? ""))</pre>
      <p><a href="/api/v1/checkpoint">\(Wording(fr: "Le télécharger", en: "Download it")[language])</a></p>
      \(signed(frame))
      \(proofs(frame))
      \(verification(frame))
      \(exports(frame))
      \(writes(frame))
      <h2>\(Wording(fr: "Vérifier sans nous", en: "Check it without us")[language])</h2>
      <p>\(Self.how[language])</p>
      """
    return frame.page(Wording(fr: "Preuves", en: "Evidence"), in: .audit, body)
  }

  private func signed(_ frame: Frame) -> HTML {
    let language = frame.language
    let title = Wording(fr: "Points de contrôle signés", en: "Signed checkpoints")[language]
    let table = frame.table(
      title,
      [
        Wording(fr: "Événements", en: "Events"), Wording(fr: "Racine", en: "Root"),
      ],
      checkpoints.map { checkpoint in
        "<tr><td class=\"number\">\(checkpoint.size)</td><td><code>\(checkpoint.root.base64)</code></td></tr>\n"
      }
    )
    let all = Wording(fr: "Tous, en JSON", en: "All of them, as JSON")[language]
    return """
      <details><summary>\(title)</summary>
      \(table)<p><a href="/api/v1/checkpoints">\(all)</a></p></details>
      """
  }

  private func proofs(_ frame: Frame) -> HTML {
    let language = frame.language
    return """
      <h2>\(Wording(fr: "Preuves à emporter", en: "Proofs to take away")[language])</h2>
      <form class="question" method="get" action="/audit/proof">
      <label>\(Wording(fr: "Accusé de l'événement n°", en: "Receipt of event no.")[language])
      <input name="sequence" inputmode="numeric" required size="10"></label>
      \(frame.submit(Wording(fr: "Obtenir", en: "Get")))</form>
      <form class="question" method="get" action="/api/v1/consistency">
      <label>\(Wording(fr: "Que le registre n'a fait que croître, de", en: "That the ledger only grew, from")[language])
      <small>\(Wording(fr: "événements", en: "events")[language])</small>
      <input name="from" inputmode="numeric" required size="10"></label>
      <label>\(Wording(fr: "à", en: "to")[language])
      <small>\(Wording(fr: "événements", en: "events")[language])</small>
      <input name="to" inputmode="numeric" required size="10" value="\(String(size))"></label>
      \(frame.submit(Wording(fr: "Prouver", en: "Prove")))</form>
      """
  }

  // MARK: Verifying

  private func verification(_ frame: Frame) -> HTML? {
    guard Route.verify.reach(of: frame.role) == .everything else { return nil }
    let language = frame.language
    let form: HTML = """
      <form class="question" method="post" action="/audit/verify">\(frame.acting)
      \(frame.submit(Wording(fr: "Vérifier tout le registre", en: "Verify the whole ledger")))</form>
      """
    return """
      <h2 id="verification">\(Wording(fr: "Vérification", en: "Verification")[language])</h2>
      \(run.map { state($0.startedAt, $0.state, language) })
      \(form)
      """
  }

  private func state(_ start: Instant, _ state: Verifying.State, _ language: Language) -> HTML {
    let since = start.toTheSecond
    switch state {
    case .running(let events):
      let text = Wording(
        fr: "Commencée à \(since) ; événements lus : \(Figure(events).french).",
        en: "Begun at \(since); events read: \(Figure(events).english)."
      )
      let again = Wording(fr: "Actualiser", en: "Look again")[language]
      return """
        <p class="card" role="status">\(text[language]) <a href="/audit?lang=\(language.rawValue)#verification">\(again)</a></p>
        """
    case .failed(let wording):
      return "<p class=\"card bad\" role=\"alert\">\(wording[language])</p>"
    case .found(let found):
      guard found.isClean else {
        let problems: [HTML] = found.problems.prefix(50).map { problem in
          let place = problem.sequence.map { "\($0)\(language.colon)" } ?? ""
          return "<li>\(place)\(problem.message[language])</li>\n"
        }
        let title = Wording(
          fr: "Altéré ou endommagé : \(found.problems.count)",
          en: "Altered or damaged: \(found.problems.count)"
        )
        return """
          <section class="card bad" role="alert"><h2>\(title[language])</h2><ul>\(problems)</ul></section>
          """
      }
      let size = Wording(fr: Figure(found.size).french, en: Figure(found.size).english)
      let events = Wording(found.size, fr: "événement", en: "event", as: size)
      let text = Wording(
        fr: "Intact : \(events.french), racine \(found.root.base64) (\(since)).",
        en: "Intact: \(events.english), root \(found.root.base64) (\(since))."
      )
      return "<p class=\"card good\" role=\"status\">\(text[language])</p>"
    }
  }

  // MARK: Exports and acts

  private func exports(_ frame: Frame) -> HTML? {
    guard Route.export.reach(of: frame.role) == .everything else { return nil }
    let language = frame.language
    let export = Wording(
      fr: "Tous les événements, octet pour octet (NDJSON)",
      en: "Every event, byte for byte (NDJSON)"
    )
    let reads: HTML? =
      Route.readsPage.reach(of: frame.role) == .everything
      ? """
      <li><a href="/audit/reads?lang=\(language.rawValue)">\(ReadsPage.title[language])</a></li>
      """ : nil
    return """
      <h2>\(Wording(fr: "Exports", en: "Exports")[language])</h2>
      <ul><li><a href="/api/v1/export?knownAt=\(size)">\(export[language])</a></li>
      <li><a href="/list.csv?lang=\(language.rawValue)">\(Wording(fr: "La liste en vigueur (CSV)", en: "The current list (CSV)")[language])</a></li>
      \(reads)</ul>
      """
  }

  private func writes(_ frame: Frame) -> HTML? {
    guard !lastEvents.isEmpty else { return nil }
    let language = frame.language
    let title = Wording(fr: "Qui a écrit quoi : les derniers", en: "Who wrote what: the last")
    let rows: [HTML] = lastEvents.map { event in
      """
      <tr><td class="code"><a href="/api/v1/events/\(event.sequence)">\(event.sequence)</a></td>\
      <td class="code">\(event.recordedAt.toTheSecond)</td><td>\(event.actor)</td>\
      <td>\(event.submission.source.text)</td><td>\(frame.type(of: event))</td>\
      <td>\(event.submission.subject.text)</td></tr>

      """
    }
    let header = [
      Wording(fr: "N°", en: "No."), Wording(fr: "Enregistré", en: "Recorded"),
      Wording(fr: "Par", en: "By"), Wording(fr: "Source", en: "Source"),
      Wording(fr: "Type", en: "Type"), Wording(fr: "Objet", en: "About"),
    ]
    return "<h2>\(title[language])</h2>\(frame.table(title[language], header, rows))"
  }

  private static let how = Wording(
    fr:
      "Gardez un point de contrôle : « mitm verify --checkpoint » prouve que le registre d'aujourd'hui le prolonge. "
      + "L'accusé d'un événement (tlog-proof) se vérifie hors ligne par « mitm receipt verify » ou Tools/verify.py.",
    en:
      "Keep a checkpoint: “mitm verify --checkpoint” proves that today's ledger continues it. The receipt of an event "
      + "(tlog-proof) is verified offline by “mitm receipt verify” or Tools/verify.py."
  )
}

/// Who read what of the labs.
struct ReadsPage {
  /// The last ones, the last first.
  let reads: [ReadLog.Line]

  static let title = Wording(fr: "Qui a lu quoi", en: "Who read what")

  func html(_ frame: Frame) -> HTML {
    let language = frame.language
    let header = [
      Wording(fr: "Quand", en: "When"), Wording(fr: "Qui", en: "Who"),
      Wording(fr: "Rôle", en: "Role"), Wording(fr: "Quoi", en: "What"),
      Wording(fr: "Réponse", en: "Answer"), Wording(fr: "Demande", en: "Request"),
    ]
    let bad = Wording(fr: "Ligne illisible :", en: "A line that cannot be read:")[language]
    let rows: [HTML] = reads.map { line in
      switch line {
      case .entry(let read):
        """
        <tr><td class="code">\(read.at.toTheSecond)</td><td>\(read.name) (\(read.grant))</td>\
        <td>\(Role.word(named: read.role)[language])</td><td><code>\(read.question)</code></td><td class="number">\(read.status)</td>\
        <td class="code">\(read.request)</td></tr>

        """
      case .unreadable(let text):
        """
        <tr><td colspan="6"><span class="bad">\(bad)</span> <code>\(text)</code></td></tr>

        """
      }
    }
    let about = Wording(
      fr: "Chaque lecture de ce que les laboratoires déclarent, les dernières d'abord.",
      en: "Every reading of what labs declare, the last first."
    )
    let whole = Wording(fr: "En JSON", en: "As JSON")[language]
    return frame.page(
      Self.title,
      in: .audit,
      """
      <p>\(about[language]) <a href="/api/v1/reads?limit=10000">\(whole)</a></p>
      \(frame.table(Self.title[language], header, rows))
      """
    )
  }
}

extension Instant {
  /// For people: to the second, and said to be UTC.
  fileprivate var toTheSecond: String { recordedText.prefix(19) + "Z" }
}
