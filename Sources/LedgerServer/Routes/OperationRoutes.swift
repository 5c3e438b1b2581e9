import CanonicalJSON
import Declarations
import Hummingbird
import Ledger
import Schema

/// Whether the server lives, and whether it can be asked.
struct OperationRoutes {
  let archive: Archive
  let access: AccessFile
  let metrics: Metrics

  func add(to router: Router<Caller>) {
    router.on(Route.health) { _, _ in
      Reply.response(Array("ok\n".utf8), as: "text/plain; charset=utf-8")
    }
    router.on(Route.openAPI) { _, _ in
      Reply.response(Array(Schema.openAPI.utf8), as: "application/yaml")
    }
    router.on(Route.metrics) { _, _ in
      let (size, signed) = try await archive.answer { archive in
        (try archive.reader.size, try archive.reader.lastCheckpoint?.size ?? 0)
      }
      return Reply.response(
        Array(metrics.text(size: size, signed: signed).utf8),
        as: "text/plain; version=0.0.4; charset=utf-8"
      )
    }
    router.on(Route.readiness) { _, caller in try await readiness(caller) }
  }

  /// Ready means that the ledger can be opened, its last checkpoint is signed by its key and fits its events, and
  /// that it is known who may ask.
  private func readiness(_ caller: Caller) async throws -> Response {
    _ = try access.open(to: caller) { () throws in try access.grants() }
    do {
      _ = try LedgerReader(at: archive.path)
    } catch let error as LedgerError {
      throw Problem(.serviceUnavailable, "not-ready", error.message)
    }
    return Reply.response(Array("ready\n".utf8), as: "text/plain; charset=utf-8")
  }
}
