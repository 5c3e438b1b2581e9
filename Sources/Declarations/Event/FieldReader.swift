public import CanonicalJSON

/// Takes the fields out of an object, each once, and finds those that nobody asked for.
public struct FieldReader {
  private let object: JSONObject
  private let place: String?
  /// The members that were asked for, by place.
  ///
  /// No type has 64 fields: of an object with more members, one of the first 64 is none of them.
  private var asked: UInt64 = 0

  /// Reads an object that stands at `place` in the submission; nil at the top.
  public init(_ object: JSONObject, at place: String? = nil) {
    self.object = object
    self.place = place
  }

  /// A field that must be there.
  ///
  /// - Throws: ``Refusal`` when it is absent or of another form.
  public mutating func required<Value: FieldValue>(_ key: String) throws(Refusal) -> Value {
    guard let value: Value = try optional(key) else {
      throw placed(
        Refusal(
          .missing,
          field: key,
          Wording(
            fr: "« \(key) » est obligatoire et manque.",
            en: "“\(key)” is mandatory and missing."
          )
        )
      )
    }
    return value
  }

  /// A field that may be absent.
  ///
  /// - Throws: ``Refusal`` when it is there and of another form.
  public mutating func optional<Value: FieldValue>(_ key: String) throws(Refusal) -> Value? {
    guard let place = object.index(of: key) else { return nil }
    if place < 64 { asked |= 1 << UInt64(place) }
    let json = object.members[place].value
    do throws(Refusal) {
      return try Value(field: json)
    } catch {
      throw placed(error.inside(key, value: json))
    }
  }

  /// An integer field that must be there, within limits.
  ///
  /// - Throws: ``Refusal`` when it is absent, no integer, or beyond the limits.
  public mutating func required(_ key: String, in range: ClosedRange<Int>) throws(Refusal) -> Int {
    let number: Int = try required(key)
    return try within(range, number, key)
  }

  /// An integer field that may be absent, within limits.
  ///
  /// - Throws: ``Refusal`` when it is there and no integer, or beyond the limits.
  public mutating func optional(_ key: String, in range: ClosedRange<Int>) throws(Refusal) -> Int? {
    guard let number: Int = try optional(key) else { return nil }
    return try within(range, number, key)
  }

  /// Ends the reading.
  ///
  /// - Throws: ``Refusal`` when the object has a field that was not asked for.
  public func finish() throws(Refusal) {
    for (place, member) in object.members.enumerated()
    where place >= 64 || asked & 1 << UInt64(place) == 0 {
      throw placed(
        Refusal(
          .unknownField,
          field: member.key,
          value: member.value.canonicalText,
          Wording(
            fr: "« \(member.key) » n'est pas un champ de ce type.",
            en: "“\(member.key)” is not a field of this type."
          )
        )
      )
    }
  }

  private func within(
    _ range: ClosedRange<Int>,
    _ number: Int,
    _ key: String
  ) throws(Refusal) -> Int {
    guard range.contains(number) else {
      throw placed(
        Refusal(
          .range,
          field: key,
          value: String(number),
          Wording(
            fr: "\(number) n'est pas entre \(range.lowerBound) et \(range.upperBound).",
            en: "\(number) is not from \(range.lowerBound) to \(range.upperBound)."
          )
        )
      )
    }
    return number
  }

  private func placed(_ refusal: Refusal) -> Refusal {
    place.map { refusal.inside($0) } ?? refusal
  }
}

extension JSONObject {
  /// An object of the fields that are known.
  init(fields: KeyValuePairs<String, (any FieldValue)?>) {
    self.init()
    for place in fields.indices {
      let (key, value) = fields[place]
      if let value { self[key] = value.json }
    }
  }
}
