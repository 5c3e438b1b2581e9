import CanonicalJSON
package import Declarations

/// One event on one line, for people: what, by whom, from when, recorded when.
package struct EventLine {
  /// The event as it was recorded.
  package let event: Event
  /// The sequence of the event that voids it; nil where it is in force.
  package let voidedBy: Int?

  /// States both.
  package init(_ event: Event, voidedBy: Int?) {
    self.event = event
    self.voidedBy = voidedBy
  }

  /// The columns of a table of events.
  package static func header(_ language: Language) -> [String] {
    [
      Wording(fr: "N°", en: "No.")[language],
      Wording(fr: "Enregistré", en: "Recorded")[language],
      Wording(fr: "Déposé", en: "Filed")[language],
      Wording(fr: "Effet", en: "Effective")[language], "Source", "Type",
      Wording(fr: "Sujet", en: "Subject")[language],
      Wording(fr: "Remarques", en: "Remarks")[language],
    ]
  }

  /// The columns that say what happened, which a narrow terminal must not cut.
  package static let wholeColumns: Set<Int> = [0, 1, 2, 3, 5, 6]

  /// The cells under ``header(_:)``.
  package func cells(_ language: Language) -> [String] {
    let submission = event.submission
    return [
      String(event.sequence), String(event.recordedAt.recordedText.prefix(16)) + "Z",
      submission.time.day.description, submission.effectiveOn.description, submission.source.text,
      submission.type.rawValue, submission.subject.text, remarks(language),
    ]
  }

  /// What corrects it, what it corrects, and why.
  package func remarks(_ language: Language) -> String {
    var remarks: [String] = []
    if let voidedBy {
      remarks.append(Wording(fr: "annulé par \(voidedBy)", en: "void, by \(voidedBy)")[language])
    }
    if let corrects = event.submission.corrects {
      remarks.append(Wording(fr: "corrige \(corrects)", en: "corrects \(corrects)")[language])
    }
    if let reason = event.submission.reason {
      remarks.append(Wording(fr: "motif : \(reason.text)", en: "reason: \(reason.text)")[language])
    }
    return remarks.joined(separator: language.semicolon)
  }

  /// The columns of an event in CSV, by their names in the event.
  package static let csvHeader = [
    "sequence", "recordedat", "actor", "source", "id", "type", "subject", "time", "effectiveon",
    "reason", "corrects", "causationid", "data", "voidedBy",
  ]

  /// The record under ``csvHeader``.
  package var csv: CSV {
    let submission = event.submission
    return CSV.line([
      String(event.sequence), event.recordedAt.recordedText, event.actor, submission.source.text,
      submission.id.text, submission.type.identifier, submission.subject.text,
      submission.time.text, submission.effectiveOn.description, submission.reason?.text ?? "",
      submission.corrects?.text ?? "", submission.cause?.text ?? "",
      JSONValue.object(submission.data).canonicalText, voidedBy.map(String.init) ?? "",
    ])
  }
}
