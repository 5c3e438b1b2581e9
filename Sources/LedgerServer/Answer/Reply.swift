import CanonicalJSON
import Compliance
import Declarations
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Projections
import Reports

/// How answers leave the server.
enum Reply {
  /// One answer, in a language.
  static func response(
    _ json: JSONValue,
    as type: String = "application/json",
    status: HTTPResponse.Status = .ok,
    in language: Language
  ) -> Response {
    var bytes: [UInt8] = []
    JSONWriter.append(json, to: &bytes)
    bytes.append(0x0A)
    var response = response(bytes, as: type, status: status)
    response.headers[.contentLanguage] = language.rawValue
    return response
  }

  /// Bytes as they are.
  static func response(
    _ bytes: [UInt8],
    as type: String,
    status: HTTPResponse.Status = .ok
  ) -> Response {
    Response(
      status: status,
      headers: [.contentType: type],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
    )
  }

  /// One answer about bases: the same for ever where the question names day and knowledge, and asked again
  /// by its tag where it does not.
  ///
  /// What a lab is told of its own changes with what is its own, whatever the basis: nobody keeps that.
  static func response(
    _ answer: some Answer,
    to request: Request,
    isFixed: Bool,
    within reach: Route.Reach = .everything,
    as variant: String = ""
  ) -> Response {
    let language = Preference.language(of: request)
    guard reach == .everything else {
      return Self.response(answer.json(in: language), in: language)
    }
    let tag = tag(of: answer.bases, "\(language.rawValue)\(variant)")
    let caching = isFixed ? "private, max-age=31536000, immutable" : "private, no-cache"
    var response =
      request.knows(tag)
      ? Response(status: .notModified) : Self.response(answer.json(in: language), in: language)
    response.headers[.eTag] = tag
    response.headers[.cacheControl] = caching
    return response
  }

  /// What an answer is a function of, beside the question.
  private static func tag(of bases: [Basis], _ variant: String) -> String {
    let parts = bases.map { "\($0.asOf)@\($0.knownAt.size)-\($0.root.prefix(12))-\($0.rulebook)" }
    return "\"\((parts + [variant]).joined(separator: "~"))\""
  }
}

extension Request {
  /// Whether whoever asks has the answer with this tag already (RFC 9110, `If-None-Match`).
  fileprivate func knows(_ tag: String) -> Bool {
    (headers[.ifNoneMatch] ?? "").split(separator: ",").contains { part in
      let known = part.trimmingCharacters(in: .whitespacesAndNewlines)
      return known == "*" || (known.hasPrefix("W/") ? String(known.dropFirst(2)) : known) == tag
    }
  }
}
