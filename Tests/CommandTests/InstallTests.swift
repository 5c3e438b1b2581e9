import Foundation
import TestSupport
import Testing

/// What `Tools/install` puts somewhere, and takes away again.
@Suite struct InstallTests {
  private let workspace: Workspace
  private var place: URL { workspace.folder.appending(path: "here") }

  init() throws {
    workspace = try Workspace(withLedger: false)
  }

  private func install(_ words: String...) throws -> MitmProcess.Answer {
    let process = MitmProcess(
      executable: Repository.root.appending(path: "Tools/install"),
      arguments: ["--prefix", place.path] + words,
      folder: workspace.folder
    )
    return try process.run()
  }

  private func files() -> Set<String> {
    let found = FileManager.default.enumerator(atPath: place.path)
    return Set(found?.compactMap { $0 as? String }.filter { $0.contains(".") } ?? [])
  }

  @Test
  func `the program runs there with its pages, and nothing is left of it but what is another's`()
    throws
  {
    let binary = try #require(MitmProcess.binary).path
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try Data().write(to: place.appending(path: "share.another"))
    // Twice: what is there already is replaced.
    for _ in 0..<2 {
      let done = try install("--binary", binary)
      #expect(done.status == 0, "\(done.notes)")
    }
    var program = MitmProcess(
      executable: place.appending(path: "bin/mitm"),
      arguments: ["--version"],
      folder: workspace.folder
    )
    #expect(try program.run().status == 0)
    program = MitmProcess(
      executable: URL(fileURLWithPath: "/bin/bash"),
      arguments: ["-n", place.appending(path: "share/bash-completion/completions/mitm").path],
      folder: workspace.folder
    )
    #expect(try program.run().status == 0)
    // A page for each command, in each language.
    let english = files().filter { $0.hasPrefix("share/man/man1/mitm") }
    let french = files().filter { $0.hasPrefix("share/man/fr/man1/mitm") }
    #expect(english.count > 40)
    #expect(Set(english.map { $0.replacing("/man1/", with: "/fr/man1/") }) == french)
    #expect(try install("--uninstall").status == 0)
    #expect(files() == ["share.another"])
    #expect(try install("--uninstall").status == 66)
  }
}
