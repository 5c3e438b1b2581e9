package import Declarations
import Foundation

/// What the operating system says when it refuses, in words of both languages.
package enum SystemReason {
  /// The reason in words that stand behind a colon.
  ///
  /// - Parameter code: A code of `errno`; the last one of this thread unless said otherwise.
  /// - Returns: The words; the number where it has none.
  package static func wording(_ code: Int32 = errno) -> Wording {
    switch code {
    case EACCES, EPERM: Wording(fr: "accès refusé", en: "permission denied")
    case EEXIST: Wording(fr: "il existe déjà", en: "it exists already")
    case EFBIG: Wording(fr: "le fichier est trop grand", en: "the file is too large")
    case EISDIR: Wording(fr: "c'est un dossier", en: "it is a folder")
    case EMFILE, ENFILE: Wording(fr: "trop de fichiers ouverts", en: "too many open files")
    case ENAMETOOLONG: Wording(fr: "le nom est trop long", en: "the name is too long")
    case ENOENT: Wording(fr: "le dossier n'existe pas", en: "the folder does not exist")
    case ENOSPC, EDQUOT: Wording(fr: "le disque est plein", en: "the disk is full")
    case ENOTDIR:
      Wording(fr: "un dossier du chemin est un fichier", en: "a folder of the path is a file")
    case ENXIO: Wording(fr: "ce n'est pas un fichier", en: "it is no file")
    case EROFS: Wording(fr: "le disque est en lecture seule", en: "the disk is read-only")
    case EIO: Wording(fr: "le disque ne répond pas", en: "the disk does not answer")
    default: Wording(fr: "erreur système \(code)", en: "system error \(code)")
    }
  }
}
