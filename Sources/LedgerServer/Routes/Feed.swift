// The feed of events for those who follow it by its links. What a lab may read changes with who operates what, also of
// events that the feed has passed; so the link carries by which rights those were passed, and what has come within
// reach since is handed over before what is new.

import CanonicalJSON
import Declarations
import Ledger
import MerkleLog
import Projections

/// Where whoever follows the feed has come to.
struct FeedPlace {
  /// What decides what a lab may read: who operated what, of so many events, on a day.
  struct Rights: Equatable {
    let size: Int
    let day: LegalDate

    var text: String { "\(size)@\(day)" }
  }

  /// Rights that grew, and the last of the earlier events that was handed over since.
  struct Growth {
    let rights: Rights
    let last: Int
  }

  /// The last event that was looked at; -1 before the first.
  var after: Int
  /// The beginning of the root over the events up to it; nil where the place was not given by a link.
  var root: String?
  /// Seconds to wait for the next event.
  let wait: Int
  let limit: Int
  /// By which rights a lab was shown what lies there or before; nil where that is not known, or nothing depends on it.
  var rights: Rights?
  /// What is being handed over of what came within reach; nil where nothing is.
  var growth: Growth?

  static let names = ["after", "limit", "wait", "root", "rights", "growth"]

  init(_ query: Query) throws(Refusal) {
    after = try query.number("after", in: 0...Int(Int32.max)) ?? -1
    limit = try query.number("limit", in: 1...Caller.Limits.page) ?? 100
    wait = try query.number("wait", in: 0...30) ?? 0
    root = query["root"]
    rights = try query.value("rights") { text throws(Refusal) in try Self.rights(text) }
    growth = try query.value("growth") { text throws(Refusal) in
      let parts = text.split(separator: "@", omittingEmptySubsequences: false)
      guard parts.count == 3, let last = Int(parts[2]), last >= 0 else {
        throw Self.malformed(text)
      }
      return Growth(rights: try Self.rights("\(parts[0])@\(parts[1])"), last: last)
    }
    // Rights grow with what is recorded, and from day to day: nothing else stands in a link.
    if let growth {
      guard let rights, rights.size <= growth.rights.size, rights.day <= growth.rights.day else {
        throw Self.malformed(query["growth"] ?? "").inside("growth")
      }
    }
  }

  private static func rights(_ text: String) throws(Refusal) -> Rights {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, let size = Int(parts[0]), size >= 0 else { throw malformed(text) }
    return Rights(size: size, day: try LegalDate(parsing: String(parts[1])))
  }

  private static func malformed(_ text: String) -> Refusal {
    Refusal(
      .malformed,
      value: text,
      Wording(
        fr: "« \(Refusal.shortened(text)) » : ce qui figure dans le lien « next » est attendu.",
        en: "“\(Refusal.shortened(text))”: what stands in the link “next” is expected."
      )
    )
  }

  /// The address of the next page, behind an event.
  var link: String {
    var link = "\(Route.events.path)?after=\(after)&limit=\(limit)"
    if wait > 0 { link += "&wait=\(wait)" }
    if let root { link += "&root=\(root)" }
    if let rights { link += "&rights=\(rights.text)" }
    if let growth { link += "&growth=\(growth.rights.text)@\(growth.last)" }
    return link
  }
}

extension Archive {
  /// A page of the feed, and where that comes to.
  ///
  /// - Parameters:
  ///   - place: Where whoever asks has come to.
  ///   - reach: How far it may read.
  ///   - lab: The lab that it is, if it is one.
  /// - Returns: The events, and the place behind them.
  /// - Throws: ``Ledger/LedgerError`` that names the sequence of an event that cannot be read.
  func feed(
    from place: FeedPlace,
    _ reach: Route.Reach,
    of lab: Lab?
  ) throws -> (events: [JSONValue], next: FeedPlace) {
    var next = place
    let size = try reader.size
    let now = FeedPlace.Rights(size: size, day: today)
    let mayRead = try readable(reach, by: lab)
    if reach == .own, let lab {
      if let rights = place.rights, place.after >= 0 {
        let growth = place.growth ?? FeedPlace.Growth(rights: now, last: -1)
        let missed = try missed(by: lab, from: rights, to: growth, until: place.after)
        var events: [JSONValue] = []
        for sequence in missed where events.count < place.limit {
          let event = try reader.event(at: sequence)
          guard try mayRead(event) else {
            // Meanwhile the product went away again: what rights grew to is looked at anew.
            next.growth = nil
            return (events, next)
          }
          events.append(.object(event.json))
          next.growth = FeedPlace.Growth(rights: growth.rights, last: sequence)
        }
        if events.count == place.limit, next.growth?.last != missed.last { return (events, next) }
        (next.growth, next.rights) = (nil, growth.rights)
        if place.growth != nil || !events.isEmpty { return (events, next) }
      }
      next.rights = now
    }
    let end = min(place.after + 1 + place.limit, size)
    var events: [JSONValue] = []
    guard place.after + 1 < end else { return (events, next) }
    try reader.forEachEvent(in: place.after + 1..<end) { event in
      next.after = event.sequence
      if try mayRead(event) { events.append(.object(event.json)) }
    }
    return (events, next)
  }

  /// What tells a ledger that was restored, and has grown since, from the one that somebody followed.
  func mark(upTo sequence: Int) throws -> String {
    String(try reader.root(of: KnownAt(size: sequence + 1)).hex.prefix(16))
  }

  /// The sequences of the events that a lab was not shown when it passed them, and may read by rights that grew since.
  private func missed(
    by lab: Lab,
    from rights: FeedPlace.Rights,
    to growth: FeedPlace.Growth,
    until last: Int
  ) throws -> [Int] {
    guard rights.size < growth.rights.size else { return [] }
    let before = try owners(KnownAt(size: rights.size))
    let after = try owners(KnownAt(size: growth.rights.size))
    // Rights grow by events alone, and by those that name a lab; a report of stock names none.
    let products = productsNaming(lab, recordedFrom: rights.size)
    return try products.filter { cis in
      try !before(cis).mayRead(lab, on: rights.day)
        && after(cis).mayRead(lab, on: growth.rights.day)
    }.flatMap { cis in
      // What it stated itself it was shown.
      facts(about: cis).filter { $0.source != .lab(lab) }.map(\.sequence)
    }.filter { $0 > growth.last && $0 <= last }.sorted()
  }
}
