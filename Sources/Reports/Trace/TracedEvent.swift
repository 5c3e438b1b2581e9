import CanonicalJSON
package import Declarations
package import Projections

/// Where in a file that somebody brought an event was read.
package enum FilePlace: Sendable, Equatable {
  /// The line of an input that was sent.
  case line(Int, file: String)
  /// The row of a file of the register, by the key that names it; `dated` is the file that the effective
  /// day comes from, where that is another.
  case row(key: String, file: RegisteredFile, dated: RegisteredFile?)

  /// A file of the register as an observation recorded it.
  package struct RegisteredFile: Sendable, Equatable {
    /// What the register calls it, as `CIS_bdpm.txt`.
    package let name: String
    /// The SHA-256 of the file in hexadecimal.
    package let sha256: String

    /// States both.
    package init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }

    var json: JSONValue { .object(["name": .string(name), "sha256": .string(sha256)]) }
  }

  /// The files of the register that it comes from.
  var files: [RegisteredFile] {
    if case .row(_, let file, let dated) = self { [file, dated].compactMap(\.self) } else { [] }
  }

  var json: JSONObject {
    switch self {
    case .line(let line, let file):
      return ["file": .string(file), "line": .integer(Int64(line))]
    case .row(let key, let file, let dated):
      var object: JSONObject = ["file": file.json, "key": .string(key)]
      object["dated"] = dated?.json
      return object
    }
  }

  var wording: Wording {
    switch self {
    case .line(let line, let file):
      return Wording(fr: "fichier \(file), ligne \(line)", en: "file \(file), line \(line)")
    case .row(let key, let file, let dated):
      let text = "\(file.name) (SHA-256 \(file.sha256.prefix(12))…)"
      let day = dated.map { "\($0.name) (\($0.sha256.prefix(12))…)" }
      return Wording(
        fr: "fichier \(text), clé \(key)" + (day.map { " ; date d'après \($0)" } ?? ""),
        en: "file \(text), key \(key)" + (day.map { "; dated by \($0)" } ?? "")
      )
    }
  }
}

/// An event of a trace with all that is known about it.
package struct TracedEvent {
  /// The event as it was recorded.
  package let event: Event
  /// How it bears on the row of the product, on the day of the answer.
  package let bearing: Bearing
  /// The articles under which such events are stated.
  package let articles: [String]
  /// Where it was read; nil where that is not known, or not shown.
  package let place: FilePlace?
  /// The sequence of the event that it corrects.
  package let corrects: Int?
  /// The reviews of it that are in force.
  package let reviews: [Event]
  /// The fields of the row that it sets.
  package let sets: [String]

  /// States the fields.
  package init(
    _ event: Event,
    bearing: Bearing,
    articles: [String],
    place: FilePlace?,
    corrects: Int?,
    reviews: [Event],
    sets: [String]
  ) {
    self.event = event
    self.bearing = bearing
    self.articles = articles
    self.place = place
    self.corrects = corrects
    self.reviews = reviews
    self.sets = sets
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
    case .decides:
      Wording(
        fr: "● " + sets.map { Words.field($0).french }.joined(separator: ", "),
        en: "● " + sets.map { Words.field($0).english }.joined(separator: ", ")
      )
    case .superseded(let by): Wording(fr: "○ remplacé par \(by)", en: "○ superseded by \(by)")
    case .void(let by): Wording(fr: "✗ annulé par \(by)", en: "✗ void, by \(by)")
    case .pending: Wording(fr: "… à venir", en: "… to come")
    case .aside: Wording(fr: "·", en: "·")
    }
  }

  /// What it is, who stated it, from when.
  var title: Wording {
    let (type, day) = (event.submission.type.rawValue, event.submission.effectiveOn)
    let source = event.submission.source
    return Wording(
      fr: "\(event.sequence)  \(type) de \(source), effet au \(day)",
      en: "\(event.sequence)  \(type) from \(source), effective \(day)"
    )
  }

  /// When it was filed, or observed in the register, and when and by whom it was recorded.
  var statement: Wording {
    let filed = event.submission.time.text
    let recorded = event.recordedAt.recordedText.prefix(19) + "Z"
    let isObserved = place.map { !$0.files.isEmpty } ?? false
    let (french, english) =
      isObserved
      ? ("observé le \(event.submission.time.day)", "observed on \(event.submission.time.day)")
      : ("déposé \(filed)", "filed \(filed)")
    return Wording(
      fr: "\(french), enregistré \(recorded) par \(event.actor)",
      en: "\(english), recorded \(recorded) by \(event.actor)"
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
      let (conclusion, day) = (reviewed.conclusion.text, reviewed.asOf)
      let (number, size) = (review.sequence, reviewed.size)
      remarks.append(
        Wording(
          fr: "revu par \(review.actor) (événement \(number), base \(day)@\(size)) : \(conclusion)",
          en: "reviewed by \(review.actor) (event \(number), basis \(day)@\(size)): \(conclusion)"
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
      .measureEnded, .stockThresholdRaised, .stockThresholdLowered, .stockThresholdEnded,
      .dossierChanged, .commercialisationStopAnnounced, .presentationDescribed:
      false
    default: true
    }
  }
}
