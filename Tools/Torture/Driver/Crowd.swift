import Declarations
import Foundation
import Ledger
import MerkleLog
import Projections
import SampleLedger
import Synchronization

/// Many at once: a writer that is stopped and goes on, a second one that would write too, readers, and backups.
enum Crowd {
  private static let readers = 3

  /// What somebody was answered beside the writer.
  private struct Answer: Sendable, Hashable {
    let size: Int
    let root: String
    /// The products on the list.
    let listed: [CIS]

    init(size: Int, root: String, _ history: History) {
      (self.size, self.root) = (size, root)
      listed = history.currentList(asOf: Appending.day).map(\.state.cis)
    }
  }

  /// What all of them did.
  private final class Deeds: Sendable {
    let answers = Mutex<Set<Answer>>([])
    let failures = Mutex<[String]>([])
    let backups = Mutex<[(size: Int, root: String)]>([])
    let isOver = Mutex(false)

    func work(_ name: String, _ group: DispatchGroup, _ step: @escaping @Sendable () throws -> Void)
    {
      group.enter()
      Thread.detachNewThread {
        defer { group.leave() }
        while !self.isOver.withLock({ $0 }) {
          do {
            try step()
          } catch {
            self.failures.withLock { $0.append("\(name)\(Language.ofThisRun.colon)\(error)") }
            return
          }
        }
      }
    }
  }

  static func run(_ crowds: Int, seed: UInt64, in folder: URL) throws -> String {
    var random = SplitMix64(seed: seed)
    var (answered, turnedAway, stops, backedUp, events) = (0, 0, 0, 0, 0)
    for crowd in 0..<crowds {
      let what = say(
        fr: "graine \(seed), mêlée \(crowd)",
        en: "seed \(seed), crowd \(crowd)"
      )
      let ledger = folder.appending(path: "crowd-\(crowd).sqlite").path
      let backup = folder.appending(path: "crowd-\(crowd).backup").path
      try LedgerWriter.create(at: ledger, signing: Appending.key)
      let deeds = Deeds()
      let group = DispatchGroup()
      for reader in 0..<readers {
        deeds.work(say(fr: "lecteur \(reader)", en: "reader \(reader)"), group) {
          let answer = try ask(ledger)
          deeds.answers.withLock { _ = $0.insert(answer) }
        }
      }
      deeds.work(say(fr: "sauvegarde", en: "backup"), group) {
        let made = try Backup(of: LedgerReader(at: ledger), to: backup)
        deeds.backups.withLock { $0.append((made.size, made.root.base64)) }
      }
      let writer = try child(ledger, random.next() >> 1)
      // Once it has recorded something it has the lock, however long it took to begin.
      while writer.process.isRunning, try LedgerReader(at: ledger).size == 0 { usleep(10_000) }
      // Whoever comes second waits, and is told to try again; nothing of it is written.
      let second = try child(ledger, random.next() >> 1)
      for _ in 0..<8 {
        usleep(UInt32(random.below(60_000)))
        kill(writer.process.processIdentifier, SIGSTOP)
        usleep(UInt32(random.below(120_000)))
        kill(writer.process.processIdentifier, SIGCONT)
        stops += 1
      }
      second.process.waitUntilExit()
      guard second.process.terminationReason == .exit, second.process.terminationStatus == 1 else {
        throw Lost(
          what,
          fr: "un second écrivain n'a pas été éconduit",
          en: "a second writer was not turned away"
        )
      }
      turnedAway += 1
      kill(writer.process.processIdentifier, SIGKILL)
      deeds.isOver.withLock { $0 = true }
      group.wait()
      writer.process.waitUntilExit()
      if let failure = deeds.failures.withLock({ $0.first }) {
        throw Lost(what, failure)
      }
      _ = try LedgerWriter(at: ledger, signing: Appending.key)
      events += try Appending.check(ledger, writer.acknowledged(), what)
      answered += try checkAnswers(deeds, ledger, what)
      backedUp += try checkBackups(deeds, backup, ledger, what)
    }
    return say(
      fr: """
        Mêlées : \(crowds) ; événements ajoutés : \(events), arrêts en plein travail : \(stops) ; \
        réponses différentes à \(readers) lecteurs : \(answered), sauvegardes : \(backedUp), \
        fausses : 0 ; seconds écrivains éconduits : \(turnedAway) ; graine \(seed)
        """,
      en: """
        \(crowds) crowds: \(events) events appended, \(stops) times stopped in their midst, \
        beside \(answered) different answers to \(readers) readers and \(backedUp) backups, \
        0 wrong; \(turnedAway) second writers turned away; seed \(seed)
        """
    )
  }

  private static func ask(_ ledger: String) throws -> Answer {
    let reader = try LedgerReader(at: ledger)
    let known = KnownAt(size: try reader.size)
    let root = try reader.root(of: known).base64
    return Answer(size: known.size, root: root, try reader.listHistory(known))
  }

  /// Whatever was answered has to be what the ledger answers now about that time.
  private static func checkAnswers(_ deeds: Deeds, _ ledger: String, _ what: String) throws -> Int {
    let answers = deeds.answers.withLock { $0 }
    let reader = try LedgerReader(at: ledger)
    // From the events themselves, and not by the index that the readers asked.
    var fold = HistoryFold()
    try reader.forEachEvent(in: 0..<reader.size) { fold.record($0) }
    for answer in answers {
      let known = KnownAt(size: answer.size)
      let root = try reader.root(of: known).base64
      guard answer == Answer(size: answer.size, root: root, fold.history(known)) else {
        throw Lost(
          what,
          fr: "un lecteur a eu une réponse fausse, à \(answer.size) événements",
          en: "a reader was answered wrongly of \(answer.size) events"
        )
      }
    }
    guard answers.contains(where: { !$0.listed.isEmpty }) else {
      throw Lost(
        what,
        fr: "aucun lecteur n'a rien eu en réponse",
        en: "no reader was answered anything"
      )
    }
    return answers.count
  }

  private static func checkBackups(
    _ deeds: Deeds,
    _ backup: String,
    _ ledger: String,
    _ what: String
  ) throws -> Int {
    let backups = deeds.backups.withLock { $0 }
    let reader = try LedgerReader(at: ledger)
    for made in backups where try reader.root(of: KnownAt(size: made.size)).base64 != made.root {
      throw Lost(
        what,
        fr: "une sauvegarde de \(made.size) événements n'est pas de ce registre",
        en: "a backup of \(made.size) events is none of the ledger"
      )
    }
    guard let last = backups.last else {
      throw Lost(what, fr: "aucune sauvegarde n'a été faite", en: "no backup was made")
    }
    let copy = backup + ".sqlite"
    try Backup.restore(from: backup, to: copy)
    guard try LedgerReader(at: copy).root(of: KnownAt(size: last.size)).base64 == last.root else {
      throw Lost(
        what,
        fr: "ce qui a été tiré d'une sauvegarde n'est pas ce qui avait été sauvegardé",
        en: "what a backup was made into is not what was backed up"
      )
    }
    return backups.count
  }

  private struct Child {
    let process: Process
    let told: FileHandle

    func acknowledged() throws -> [Appending.Acknowledged] {
      try told.seek(toOffset: 0)
      return Appending.acknowledged(in: try told.readToEnd() ?? Data())
    }
  }

  /// A writer of its own process; what it acknowledges goes to a file, which nobody has to empty.
  private static func child(_ ledger: String, _ seed: UInt64) throws -> Child {
    let process = Process(again: ["--append-to", ledger, "--seed", String(seed)])
    let path = ledger + ".told-\(seed)"
    try Data().write(to: URL(fileURLWithPath: path))
    let told = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    process.standardOutput = told
    process.standardError = FileHandle.nullDevice
    try process.run()
    return Child(process: process, told: told)
  }
}
