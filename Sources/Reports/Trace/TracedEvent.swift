import CanonicalJSON
package import Declarations
package import Projections

/// Where in a file that somebody brought an event was read.
package struct FilePlace: Sendable, Equatable {
  /// The file's name, as it was given.
  package let file: String
  /// The row: the number of its line, or what names it in a file of the register.
  package let row: String
  /// The SHA-256 of the file in hexadecimal, where it was recorded.
  package let sha256: String?

  package init(file: String, row: String, sha256: String? = nil) {
    self.file = file
    self.row = row
    self.sha256 = sha256
  }

  var json: JSONObject {
    var object: JSONObject = ["file": .string(file), "row": .string(row)]
    object["sha256"] = sha256.map { .string($0) }
    return object
  }

  var wording: Wording {
    let digest = sha256.map { ", SHA-256 \($0.prefix(16))…" } ?? ""
    return Wording(
      fr: "fichier \(file), ligne \(row)\(digest)",
      en: "file \(file), row \(row)\(digest)"
    )
  }
}

/// An event of a trace with all that is known about it.
package struct TracedEvent {
  package let event: Event
  package let bearing: Bearing
  /// The articles under which such events are stated.
  package let articles: [String]
  package let place: FilePlace?
  /// The sequence of the event that it corrects.
  package let corrects: Int?
  /// The reviews of it that are in force.
  package let reviews: [Event]

  package init(
    _ event: Event,
    bearing: Bearing,
    articles: [String],
    place: FilePlace?,
    corrects: Int?,
    reviews: [Event]
  ) {
    self.event = event
    self.bearing = bearing
    self.articles = articles
    self.place = place
    self.corrects = corrects
    self.reviews = reviews
  }

  /// What the event itself does not say.
  var json: JSONObject {
    var object: JSONObject = [
      "articles": .array(articles.map { .string($0) }), "bearing": .string(code),
      "sequence": .integer(Int64(event.sequence)),
    ]
    object["from"] = place.map { .object($0.json) }
    object["corrects"] = corrects.map { .integer(Int64($0)) }
    if case .superseded(let by) = bearing { object["supersededBy"] = .integer(Int64(by)) }
    if !reviews.isEmpty {
      object["reviews"] = .array(reviews.map { .integer(Int64($0.sequence)) })
    }
    return object
  }

  private var code: String {
    switch bearing {
    case .decides: "decides"
    case .superseded: "superseded"
    case .void: "void"
    case .pending: "pending"
    case .aside: "aside"
    }
  }

  /// How it bears on the row, in a word.
  var mark: Wording {
    switch bearing {
    case .decides: Wording(fr: "● décide", en: "● decides")
    case .superseded(let by): Wording(fr: "○ remplacé par \(by)", en: "○ superseded by \(by)")
    case .void(let by): Wording(fr: "✗ annulé par \(by)", en: "✗ void, by \(by)")
    case .pending: Wording(fr: "… à venir", en: "… to come")
    case .aside: Wording(fr: "·", en: "·")
    }
  }

  /// What it is, from when.
  var title: Wording {
    let (type, day) = (event.submission.fact.type.rawValue, event.submission.effectiveOn)
    return Wording(
      fr: "\(event.sequence)  \(type), effet au \(day)",
      en: "\(event.sequence)  \(type), effective \(day)"
    )
  }

  /// Who stated it, and when it was filed and recorded.
  var statement: Wording {
    let (source, filed) = (event.submission.source, event.submission.time.text)
    let recorded = event.recordedAt.recordedText
    return Wording(
      fr: "déclaré par \(source), déposé \(filed), enregistré \(recorded) par \(event.actor)",
      en: "stated by \(source), filed \(filed), recorded \(recorded) by \(event.actor)"
    )
  }

  /// Where it was read, what it corrects and why, and who reviewed it.
  var remarks: [Wording] {
    var remarks: [Wording] = []
    if let place { remarks.append(place.wording) }
    if let corrects {
      remarks.append(
        Wording(fr: "corrige l'événement \(corrects)", en: "corrects event \(corrects)")
      )
    }
    if let reason = event.submission.reason?.text {
      remarks.append(Wording(fr: "motif : \(reason)", en: "reason: \(reason)"))
    }
    for review in reviews {
      guard case .reviewRecorded(let reviewed) = review.submission.fact else { continue }
      let conclusion = reviewed.conclusion.text
      remarks.append(
        Wording(
          fr: "revu par \(review.actor) (événement \(review.sequence)) : \(conclusion)",
          en: "reviewed by \(review.actor) (event \(review.sequence)): \(conclusion)"
        )
      )
    }
    return remarks
  }

  /// Whether it can move the product on or off the list.
  ///
  /// Most events of a product are stock reports, which never do; a person who asks why should not have
  /// to look between them.
  var movesTheList: Bool {
    switch event.submission.fact {
    case .stockReported, .planFiled, .shortageDeclared, .shortageEnded, .measureTaken,
      .measureEnded, .stockThresholdRaised, .stockThresholdLowered, .stockThresholdEnded:
      false
    default: true
    }
  }
}
