import CanonicalJSON
import Declarations
import Foundation
import Ledger
package import Logging

/// The log of the server, a JSON object a line, on standard error.
package struct JSONLog: LogHandler {
  package var logLevel: Logger.Level = .info
  package var metadata: Logger.Metadata = [:]
  private let label: String
  private let write: @Sendable (String) -> Void

  /// - Parameters:
  ///   - label: Whose log it is.
  ///   - write: Takes each line; standard error unless a test says otherwise.
  package init(
    label: String,
    write: @escaping @Sendable (String) -> Void = { line in
      FileHandle.standardError.write(Data(line.utf8))
    }
  ) {
    (self.label, self.write) = (label, write)
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var object: JSONObject = [:]
    for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
      // The framework's name for the number that answers carry as X-Request-Id.
      object[key == "hb.request.id" ? "request" : key] = .string(value.description)
    }
    object["at"] = .string(Instant.now().recordedText)
    object["level"] = .string(event.level.rawValue)
    object["logger"] = .string(label)
    object["message"] = .string(event.message.description)
    write(JSONValue.object(object).canonicalText + "\n")
  }
}
