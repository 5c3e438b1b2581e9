import Foundation
import TestSupport
import Testing

/// Every command that stands in the documentation.
///
/// A block ```` ```console ```` has lines that begin with `$ `, the commands, and behind each what it prints; `…` stands for
/// any text, and on a line of its own for any lines. The blocks of a page run in their order, in one folder. What a test
/// cannot run stands in ```` ```sh ```` behind a comment that says why.
@Suite struct DocumentationTests {
  private static let pages: [String] = {
    let root = Repository.root
    let names = ["README", "CONTRIBUTING", "CHANGELOG"].flatMap { ["\($0).md", "\($0).fr.md"] }
    let catalogue = "Sources/mitm/mitm.docc"
    let found = FileManager.default.enumerator(atPath: root.appending(path: catalogue).path)?
      .compactMap { $0 as? String }.filter { $0.hasSuffix(".md") }.map { "\(catalogue)/\($0)" }
    return (names + (found ?? []).sorted()).filter {
      FileManager.default.fileExists(atPath: root.appending(path: $0).path)
    }
  }()

  private struct Command {
    let line: Int
    var text: String
    var output: [String] = []
  }

  @Test func `every page is there in both languages`() {
    let root = Repository.root
    let found = FileManager.default.enumerator(
      at: root,
      includingPropertiesForKeys: nil,
      options: .skipsHiddenFiles
    )
    let pages = Set(
      (found?.compactMap { $0 as? URL } ?? []).map { $0.path.dropFirst(root.path.count) }
        .filter { $0.hasSuffix(".md") }
    )
    #expect(pages.isSuperset(of: ["/README.md", "/README.fr.md"]) && pages.count > 50)
    for page in pages {
      // The catalogue wants names without a second dot.
      let mark = page.contains(".docc/") ? "-fr" : ".fr"
      let name = page.dropLast(3)
      let other = name.hasSuffix(mark) ? name.dropLast(3) : name + mark
      #expect(pages.contains(other + ".md"), "\(page)")
    }
  }

  @Test func `every script of the tools says in both languages what it does`() throws {
    let folder = Repository.root.appending(path: "Tools")
    var scripts = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      // Others are folders, or programs.
      let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
      guard let text, text.hasPrefix("#!/usr/bin/env bash\n") else { continue }
      scripts += 1
      let head = text.split(separator: "\nset -euo pipefail\n")[0]
      #expect(head.contains("\n# ---\n# "), "\(name)")
      #expect(text.contains("/say\"\n"), "\(name)")
    }
    #expect(scripts > 10)
  }

  @Test(arguments: pages)
  func `what a page shows is what is printed`(page: String) throws {
    let text = try String(contentsOf: Repository.root.appending(path: page), encoding: .utf8)
    let commands = Self.commands(in: text)
    guard !commands.isEmpty else { return }
    let workspace = try Workspace(withLedger: false)
    let binary = try #require(MitmProcess.binary)
    // One shell runs them all, so that what one sets the next one finds; a line of its own ends what each prints.
    let mark = "-- \(UUID().uuidString)"
    let script = commands.map { "\($0.text)\nprintf '%s\\n' '\(mark)'\n" }.joined()
    var process = MitmProcess(
      executable: URL(fileURLWithPath: "/bin/bash"),
      arguments: [try workspace.write("page.sh", "exec 2>&1\n" + script).path],
      folder: workspace.folder
    )
    process.environment = [
      "PATH": "\(binary.deletingLastPathComponent().path):/usr/bin:/bin",
      "REPOSITORY": Repository.root.path, "HOME": workspace.folder.path,
      "LANG": page.hasSuffix("fr.md") ? "fr_FR.UTF-8" : "en_US.UTF-8",
    ]
    let answer = try process.run()
    let printed = answer.text.components(separatedBy: mark + "\n").dropLast()
    #expect(printed.count == commands.count, "\(page): \(answer.text.suffix(500))")
    for (command, output) in zip(commands, printed) {
      // A sheet's lines end in two characters, which a page shows as one end.
      let lines = output.replacing("\r\n", with: "\n").split(
        separator: "\n",
        omittingEmptySubsequences: false
      ).map(String.init)
      #expect(
        Self.matches(command.output, lines.last == "" ? lines.dropLast() : lines),
        "\(page):\(command.line): \(command.text)\n\(output.prefix(3_000))"
      )
    }
  }

  @Test(arguments: pages)
  func `what no test runs says why`(page: String) throws {
    let text = try String(contentsOf: Repository.root.appending(path: page), encoding: .utf8)
    let lines = text.components(separatedBy: "\n")
    for (number, line) in lines.enumerated() where line.hasPrefix("```sh") {
      let before = lines[..<number].last { !$0.isEmpty } ?? ""
      #expect(before.hasPrefix("<!-- not run by the tests: "), "\(page):\(number + 1)")
    }
  }

  private static func commands(in text: String) -> [Command] {
    var commands: [Command] = []
    var isInside = false
    for (number, line) in text.components(separatedBy: "\n").enumerated() {
      if line.hasPrefix("```") {
        isInside = line == "```console"
      } else if isInside, line.hasPrefix("$ ") {
        commands.append(Command(line: number + 1, text: String(line.dropFirst(2))))
      } else if isInside,
        commands.last.map({ $0.output.isEmpty && $0.text.hasSuffix("\\") }) == true
      {
        commands[commands.count - 1].text += "\n" + line
      } else if isInside, !commands.isEmpty {
        commands[commands.count - 1].output.append(line)
      }
    }
    return commands
  }

  /// Whether lines are what a page shows; blank lines around it do not count.
  private static func matches(_ shown: [String], _ printed: [String]) -> Bool {
    matches(trimmed(shown), trimmed(printed), from: 0, 0)
  }

  private static func trimmed(_ lines: [String]) -> [String] {
    let isBlank = { (line: String) in line.allSatisfy(\.isWhitespace) }
    return Array(lines.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }

  private static func matches(
    _ shown: [String],
    _ printed: [String],
    from line: Int,
    _ start: Int
  ) -> Bool {
    guard line < shown.count else { return start == printed.count }
    if shown[line].trimmingCharacters(in: .whitespaces) == "…" {
      return (start...printed.count).contains { matches(shown, printed, from: line + 1, $0) }
    }
    return start < printed.count && isShown(printed[start], as: shown[line])
      && matches(shown, printed, from: line + 1, start + 1)
  }

  private static func isShown(_ printed: String, as shown: String) -> Bool {
    let parts = shown.components(separatedBy: "…")
    guard parts.count > 1 else { return shown == printed }
    guard let first = parts.first, let last = parts.last, printed.hasPrefix(first) else {
      return false
    }
    var rest = printed.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.range(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(last)
  }
}
