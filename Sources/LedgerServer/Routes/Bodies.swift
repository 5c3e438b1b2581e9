import Declarations
import Hummingbird
import NIOCore
import ServiceLifecycle

/// Reads what is sent: so much of it, and no longer than so.
struct Bodies: Sendable {
  let timeout: Duration
  let access: AccessFile
  let clock: @Sendable () -> Instant

  /// The bytes of a body.
  ///
  /// - Parameters:
  ///   - request: What is sent.
  ///   - caller: Who sends it, whose token may be revoked while it arrives.
  ///   - limit: How many bytes at most.
  /// - Returns: The bytes.
  /// - Throws: ``Problem`` 408 where they take too long, 413 where they are too many, 401 where nobody may send them any more.
  func bytes(
    of request: Request,
    from caller: Caller,
    upTo limit: Int = Caller.Limits.body
  ) async throws -> [UInt8] {
    let buffer = try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
      group.addTask {
        do {
          return try await request.body.collect(upTo: limit)
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
          throw Problem(
            .contentTooLarge,
            "size",
            fr: "Le corps dépasse \(limit) octets.",
            en: "The body has more than \(limit) bytes.",
            headers: [.connection: "close"]
          )
        } catch let error where !(error is any HTTPResponseError) && !Task.isCancelled {
          // What arrives is no body, as a chunk of no length is none.
          throw Problem.unreadable
        }
      }
      group.addTask { [timeout] in
        try await Task.sleep(for: timeout)
        return nil
      }
      group.addTask {
        // A server that is told to end waits a moment for what is arriving.
        try await gracefulShutdown()
        try await Task.sleep(for: .seconds(1))
        return nil
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
    guard let buffer else {
      // What is left of it would be taken for the next request.
      throw Problem(
        .requestTimeout,
        "slow",
        fr: "Le corps n'est pas arrivé en \(timeout.components.seconds) s.",
        en: "The body did not arrive within \(timeout.components.seconds) s.",
        headers: [.connection: "close"]
      )
    }
    try access.require(caller, at: clock())
    return Array(buffer.readableBytesView)
  }

  /// The fields of a form.
  func form(
    of request: Request,
    from caller: Caller,
    upTo limit: Int = 64 << 10
  ) async throws -> Form {
    let type = request.headers[.contentType] ?? ""
    guard let form = Form(try await bytes(of: request, from: caller, upTo: limit), as: type) else {
      throw Problem(
        .badRequest,
        "form",
        fr: "Ce formulaire ne peut pas être lu.",
        en: "This form cannot be read."
      )
    }
    return form
  }
}
