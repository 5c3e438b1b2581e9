import Declarations
import GRDB

/// What is wrong with a file, in words that say what to do.
extension LedgerFile {
  static func cannotCreate(_ path: String, _ reason: Wording) -> LedgerError {
    LedgerError(
      .cannotCreate,
      Wording(
        fr: "« \(path) » ne peut pas être créé : \(reason.french).",
        en: "“\(path)” cannot be made: \(reason.english)."
      )
    )
  }

  static func exists(_ path: String) -> LedgerError {
    LedgerError(
      .cannotCreate,
      Wording(
        fr: "« \(path) » existe déjà ; un registre ne se remplace pas.",
        en: "“\(path)” exists already; a ledger is not replaced."
      )
    )
  }

  static func notALedger(_ path: String) -> LedgerError {
    LedgerError(
      .unusable,
      Wording(
        fr: "« \(path) » n'est pas un registre MITM.",
        en: "“\(path)” is not a MITM ledger."
      )
    )
  }

  /// Runs database work and puts SQLite's failures in words that say what to do.
  static func translated<Result>(_ path: String, _ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch is RowDecodingError {
      throw LedgerError(
        .damaged,
        Wording(
          fr: "« \(path) » est endommagé : une valeur n'y a pas le type de sa colonne.",
          en: "“\(path)” is damaged: a value is not of its column's type."
        )
      )
    } catch let error as DatabaseError {
      let reason = reason(error)
      switch error.resultCode {
      case .SQLITE_NOTADB: throw notALedger(path)
      case .SQLITE_BUSY, .SQLITE_LOCKED:
        throw LedgerError(
          .busy,
          Wording(
            fr: "« \(path) » est occupé par un autre processus ; réessayez.",
            en: "“\(path)” is busy with another process; try again."
          )
        )
      case .SQLITE_CORRUPT:
        throw LedgerError(
          .damaged,
          Wording(
            fr: "« \(path) » est endommagé : \(reason.french). Restaurez-le d'une copie.",
            en: "“\(path)” is damaged: \(reason.english). Restore it from a copy."
          )
        )
      case .SQLITE_FULL:
        throw LedgerError(
          .inputOutput,
          Wording(
            fr:
              "Le disque est plein : « \(path) » ne peut pas être écrit. Ce qui n'a pas eu de réponse "
              + "peut être envoyé de nouveau.",
            en:
              "The disk is full: “\(path)” cannot be written. What had no answer may be sent again."
          )
        )
      default:
        throw LedgerError(
          .inputOutput,
          Wording(
            fr: "« \(path) » : lecture ou écriture impossible : \(reason.french).",
            en: "“\(path)”: cannot be read or written: \(reason.english)."
          )
        )
      }
    }
  }

  /// SQLite's reasons in words; of those that have none, its own English ones.
  static func reason(_ error: DatabaseError) -> Wording {
    switch error.resultCode {
    case .SQLITE_READONLY: return Wording(fr: "il est en lecture seule", en: "it is read-only")
    case .SQLITE_CANTOPEN:
      return Wording(fr: "il ne peut pas être ouvert", en: "it cannot be opened")
    case .SQLITE_FULL: return Wording(fr: "le disque est plein", en: "the disk is full")
    case .SQLITE_IOERR:
      let code = error.extendedResultCode.rawValue
      return Wording(
        fr: "le disque a refusé (code \(code) de SQLite)",
        en: "the disk refused (SQLite's code \(code))"
      )
    case .SQLITE_CORRUPT:
      return Wording(
        fr: "SQLite n'y lit pas une base entière",
        en: "SQLite finds no whole database"
      )
    case .SQLITE_PERM, .SQLITE_AUTH:
      return Wording(fr: "l'accès est refusé", en: "permission is denied")
    default:
      let text = error.message ?? String(describing: error.resultCode)
      return Wording(fr: "SQLite dit « \(text) »", en: "SQLite says “\(text)”")
    }
  }
}
