import ArgumentParser
import Declarations
import Foundation
import Ledger

/// What ends a command before it is done: an exit code and a sentence for standard error.
struct Failure: Error {
  /// The exit codes of the command contract.
  enum Status: Int32 {
    case difference = 1
    case usage = 64
    case badData = 65
    case noInput = 66
    case bug = 70
    case cannotCreate = 73
    case inputOutput = 74
    case busy = 75
  }

  let status: Status
  let message: String?

  /// Ends with a sentence.
  init(_ status: Status, fr french: String, en english: String) {
    self.status = status
    message = say(fr: french, en: english)
  }

  /// Ends with a sentence that a room below worded.
  init(_ status: Status, _ message: Wording) {
    self.status = status
    self.message = message.said
  }

  /// Ends without a word: the answer is already there.
  init(silently status: Status) {
    self.status = status
    message = nil
  }

  private init(_ error: LedgerError) {
    let status: Status =
      switch error.kind {
      case .notFound, .noKey: .noInput
      case .unusable, .damaged, .forked: .badData
      case .cannotCreate: .cannotCreate
      case .inputOutput: .inputOutput
      case .busy: .busy
      }
    self.init(status, error.message)
  }

  private init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as LedgerError: self.init(error)
    case let refusal as Refusal: self.init(.badData, refusal.message)
    case let error as CocoaError: self.init(error)
    default:
      self.init(
        .bug,
        fr: "Défaut du programme : \(error). Merci de le signaler avec la commande.",
        en: "A bug: \(error). Please report it with the command."
      )
    }
  }

  /// Words for a file that Foundation cannot read or write.
  private init(_ error: CocoaError) {
    let path = error.filePath ?? error.url?.path ?? "?"
    let code = (error.underlying as? POSIXError)?.code
    let isMissing = error.code == .fileNoSuchFile || error.code == .fileReadNoSuchFile
    let isDenied = error.code == .fileReadNoPermission || code == .EACCES
    if isMissing {
      self.init(.noInput, fr: "« \(path) » n'existe pas.", en: "“\(path)” does not exist.")
    } else if isDenied {
      self.init(
        .inputOutput,
        fr: "« \(path) » : accès refusé.",
        en: "“\(path)”: permission denied."
      )
    } else {
      self.init(
        .inputOutput,
        fr:
          "« \(path) » ne peut pas être lu ou écrit\(code.map { " : \(SystemReason.wording($0.rawValue).french)" } ?? "").",
        en:
          "“\(path)” cannot be read or written\(code.map { ": \(SystemReason.wording($0.rawValue).english)" } ?? "")."
      )
    }
  }

  /// Ends the process for an error of a command that runs.
  static func exit(running error: any Error) -> Never {
    // Help is a command that runs, and a command may find fault with its own arguments.
    let isOfTheParser = [.success, .validationFailure].contains(Mitm.exitCode(for: error))
    if isOfTheParser { exit(parsing: error) }
    let failure = Failure(error)
    if let message = failure.message { Notice.write("mitm: \(message)") }
    if failure.status == .usage {
      Notice.write(say(fr: "« mitm --help » en dit plus.", en: "“mitm --help” says more."))
    }
    Foundation.exit(failure.status.rawValue)
  }

  /// Ends the process for what the parser of arguments throws: help too.
  static func exit(parsing error: any Error) -> Never {
    let message = HelpText.translated(Mitm.fullMessage(for: error))
    guard Mitm.exitCode(for: error) == .success else {
      Notice.write(message)
      Foundation.exit(Status.usage.rawValue)
    }
    do {
      try Output.print(
        message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      )
    } catch {
      exit(running: error)
    }
    Foundation.exit(0)
  }
}
