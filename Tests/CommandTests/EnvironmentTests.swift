import Foundation
import TestSupport
import Testing

/// Whatever a process is told of its surroundings, it makes, writes, backs up, restores and serves a ledger, and answers the
/// same of it.
@Suite struct EnvironmentTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace(withLedger: false)
  }

  /// Words for `env`: nothing at all is told by `-i`.
  static let surroundings = [
    "-i", "-i TZ=Pacific/Kiritimati LC_ALL=C", "-i TZ=:/nowhere LANG=tr_TR.UTF-8 HOME=/nowhere",
    "-u HOME -u USER -u LOGNAME TMPDIR=/nowhere LC_ALL=ar_EG.UTF-8",
  ]

  /// A folder whose name a shell, an address and SQLite would each read otherwise.
  private static let name = "à côté d'ici & 100%20?x#y"

  private func run(_ surroundings: String, _ command: String) throws -> MitmProcess.Answer {
    let folder = Self.name.replacing("'", with: "'\\''")
    return try workspace.shell(
      "cd '\(folder)' || exit; env \(surroundings) \"$MITM\" \(command)"
    )
  }

  @Test(arguments: surroundings)
  func `a ledger is made, written to, backed up and restored`(surroundings: String) throws {
    let folder = workspace.folder.appending(path: Self.name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    for (name, drafts) in [("a.ndjson", Draft.listed), ("b.ndjson", [.stock("s")])] {
      try Data(drafts.map { $0.line + "\n" }.joined().utf8).write(
        to: folder.appending(path: name)
      )
    }
    let ledger = "--ledger 'registre été.sqlite'"
    for command in [
      "init \(ledger)", "append a.ndjson \(ledger)", "seal --as-of 2025-07-06 \(ledger)",
      "backup 'la sauvegarde' \(ledger)", "append b.ndjson \(ledger)",
      "access create --role auditor --name A \(ledger)",
      "restore 'la sauvegarde' --yes \(ledger)", "verify \(ledger)", "rebuild --check \(ledger)",
      "export \(ledger) --known-at 3",
    ] {
      let answer = try run(surroundings, command)
      #expect(answer.status == 0, "\(command): \(answer.notes)")
    }
    let list = try run(
      surroundings,
      "list --as-of 2025-07-06 --known-at 3 --format csv \(ledger)"
    )
    #expect(list.text.contains("\n\(Workspace.product),"), "\(list.text)")
    #expect(list.text.split(whereSeparator: \.isNewline).count == 2)
  }

  @Test func `a ledger that is not there is not served`() throws {
    let answer = try workspace.mitm(["serve", "--ledger", "none.sqlite", "--port", "0"])
    #expect(answer.status == 66 && answer.notes.contains("mitm init"), "\(answer.notes)")
  }

  @Test(arguments: surroundings)
  func `a ledger is served`(surroundings: String) throws {
    let folder = workspace.folder.appending(path: Self.name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    #expect(try run(surroundings, "init --ledger l.sqlite").status == 0)
    // Told to end as soon as it listens: it ends well.
    let answer = try run(
      surroundings,
      "serve --ledger l.sqlite --port 0 2> notes & "
        + "for i in $(seq 600); do grep -qs http:// notes && break; sleep 0.1; done; "
        + "kill -TERM $! && wait $!"
    )
    let notes = try String(contentsOf: folder.appending(path: "notes"), encoding: .utf8)
    #expect(answer.status == 0 && notes.contains("http://127.0.0.1:"), "\(answer.notes)\(notes)")
  }
}
