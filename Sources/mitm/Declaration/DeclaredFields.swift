import ArgumentParser
import Submissions

/// The fields of a declaration, each an option of its own.
struct DeclaredFields: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      say(
        fr: "Le numéro de dossier de Démarche numérique.",
        en: "The dossier number at Démarche numérique."
      ),
      valueName: say(fr: "n°", en: "number")
    )
  )
  var dossier: String?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Le fondement : vital, loss-of-chance, unspecified.",
        en: "The ground: vital, loss-of-chance, unspecified."
      ),
      valueName: say(fr: "mot", en: "word")
    )
  )
  var ground: String?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Le canal : demarche-numerique, annual-statement, letter.",
        en: "The channel: demarche-numerique, annual-statement, letter."
      ),
      valueName: say(fr: "mot", en: "word")
    )
  )
  var channel: String?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "La modification demandée : MITM, oui ou non.",
        en: "The modification asked for: MITM, yes or no."
      ),
      valueName: say(fr: "oui|non", en: "yes|no")
    )
  )
  var qualified: String?

  @Option(
    help: ArgumentHelp(
      say(fr: "L'exploitant.", en: "The operator."),
      valueName: say(fr: "labo", en: "lab")
    )
  )
  var `operator`: String?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Le dossier de la qualification préalable.",
        en: "The dossier of the prior qualification."
      ),
      valueName: say(fr: "n°", en: "number")
    )
  )
  var qualificationDossier: String?

  @Option(
    help: ArgumentHelp(
      say(fr: "Le jour prévu pour l'arrêt.", en: "The day planned for the stop."),
      valueName: "date"
    )
  )
  var plannedOn: String?

  @Option(
    help: ArgumentHelp(
      say(fr: "L'urgence est invoquée.", en: "Urgency is claimed."),
      valueName: say(fr: "oui|non", en: "yes|no")
    )
  )
  var urgent: String?

  @Option(
    help: ArgumentHelp(
      say(fr: "Le motif de l'arrêt.", en: "The motive of the stop."),
      valueName: say(fr: "texte", en: "text")
    )
  )
  var motive: String?

  @Option(
    help: ArgumentHelp(
      say(fr: "Le stock, en unités.", en: "The stock, in units."),
      valueName: say(fr: "unités", en: "units")
    )
  )
  var units: String?

  @Option(
    help: ArgumentHelp(
      say(fr: "Les ventes sur 12 mois, en unités.", en: "The sales over 12 months, in units."),
      valueName: say(fr: "unités", en: "units")
    )
  )
  var sales12m: String?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Les mois exclus des ventes, comme « 2024-05 : grève ; 2024-06 : grève ».",
        en: "The months left out of the sales, as “2024-05: strike; 2024-06: strike”."
      ),
      valueName: say(fr: "texte", en: "text")
    )
  )
  var excluded: String?

  @Option(
    help: ArgumentHelp(
      say(fr: "Le numéro de la déclaration de rupture.", en: "The id of the shortage file."),
      valueName: say(fr: "n°", en: "id")
    )
  )
  var file: String?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "La nature : stockout, risk, tension, supply-rupture.",
        en: "The kind: stockout, risk, tension, supply-rupture."
      ),
      valueName: say(fr: "mot", en: "word")
    )
  )
  var kind: String?

  @Option(
    help: ArgumentHelp(
      say(fr: "Les causes, divisées par « ; ».", en: "The causes, divided by “;”."),
      valueName: say(fr: "texte", en: "text")
    )
  )
  var causes: String?

  @Option(help: ArgumentHelp(say(fr: "Le code CIP13.", en: "The CIP13 code."), valueName: "code"))
  var cip13: String?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Le jour où la rupture a été connue.",
        en: "The day on which the shortage was known."
      ),
      valueName: "date"
    )
  )
  var knownOn: String?

  @Option(help: ArgumentHelp(say(fr: "La fin prévue.", en: "The expected end."), valueName: "date"))
  var expectedEndOn: String?

  @Option(
    help: ArgumentHelp(
      say(fr: "L'année du plan.", en: "The year of the plan."),
      valueName: say(fr: "année", en: "year")
    )
  )
  var year: String?

  @Option(
    help: ArgumentHelp(
      say(fr: "L'empreinte du plan.", en: "The digest of the plan."),
      valueName: "hex"
    )
  )
  var sha256: String?

  @Option(
    help: ArgumentHelp(
      say(fr: "Un motif, en clair.", en: "A reason, in plain words."),
      valueName: say(fr: "texte", en: "text")
    )
  )
  var reason: String?

  /// The fields that were given, by column.
  var given: [Column: String] {
    let fields: [Column: String?] = [
      .dossier: dossier,
      .ground: ground,
      .channel: channel,
      .qualified: qualified,
      .operator: self.operator,
      .qualificationDossier: qualificationDossier,
      .plannedOn: plannedOn,
      .urgent: urgent,
      .motive: motive,
      .units: units,
      .sales12m: sales12m,
      .excluded: excluded,
      .file: file,
      .kind: kind,
      .causes: causes,
      .cip13: cip13,
      .knownOn: knownOn,
      .expectedEndOn: expectedEndOn,
      .year: year,
      .sha256: sha256,
      .reason: reason,
    ]
    return fields.compactMapValues(\.self)
  }
}
