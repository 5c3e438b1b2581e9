public import CanonicalJSON

/// The `data` of one type of event.
public protocol Payload: Sendable {
  /// Reads the fields of the type; what else stands in `data` the reader refuses.
  ///
  /// - Throws: ``Refusal`` with the field.
  init(reading fields: inout FieldReader) throws(Refusal)

  /// The fields as events carry them, those that are not known left out.
  var json: JSONObject { get }
}

/// The `data` of a type whose name says everything: `{}`.
public struct NoData: Payload {
  /// Nothing.
  public init() {}

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {}

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject { [:] }
}
