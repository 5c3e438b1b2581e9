import Foundation
import Testing

/// Words are French or English for people; keys and values are the same for everybody.
@Suite struct LanguageTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.append(Draft.listed)
  }

  @Test(arguments: [
    ["list", "--as-of", "2025-08-01"], ["trace", Workspace.product, "--as-of", "2025-07-03"],
    ["log"], ["log", "--refused"], ["verify"], ["blame", Workspace.product], ["impact", "2"],
    ["history"], ["bisect", "--where", "listed \(Workspace.product)"], ["diff", "--published"],
    ["diff", "--compliance", "--from", "2025-07-03", "--to", "2025-08-01"],
    ["diff", "--from", "2025-07-03", "--to", "2025-08-01"],
  ])
  func `--language changes words, not data`(question: [String]) throws {
    try workspace.append([.stock("bad").without("time")], expecting: 65)
    let english = try workspace.mitm(question + ["--language", "en"])
    let french = try workspace.mitm(question + ["--language", "fr"])
    #expect(english.output != french.output)
    #expect(english.status == french.status)
    let json = question + ["--format", "json", "--language"]
    let inEnglish = try workspace.mitm(json + ["en"]).json()
    let inFrench = try workspace.mitm(json + ["fr"]).json()
    let texts = try [inEnglish, inFrench].map { try $0.text(leavingOut: "message", "detail") }
    #expect(texts[0] == texts[1])
  }

  @Test func `a refusal has French words and English codes`() throws {
    let bad = Data(Draft.stock("a").with("effectiveon", "29/11/2924").line.utf8)
    let command = ["append", "-", "--format", "json", "--language"]
    let english = try workspace.mitm(command + ["en"], input: bad).json()
    let french = try workspace.mitm(command + ["fr"], input: bad).json()
    #expect(try english.text(leavingOut: "message") == french.text(leavingOut: "message"))
    let messages = [english, french].map { $0["refusals"][0]["message"].text ?? "" }
    #expect(messages[0].contains("expected"))
    #expect(messages[1].contains("attendu"))
  }

  @Test(arguments: [
    (["LANG": "fr_FR.UTF-8"], true), (["LANG": "fr"], true), (["LANG": "en_GB.UTF-8"], false),
    (["LANG": "C"], false), (["LANG": ""], false), (["LC_ALL": "fr_CA.UTF-8"], true),
    (["LC_ALL": "C", "LANG": "fr_FR.UTF-8"], false),
    (["LC_MESSAGES": "fr_FR.UTF-8", "LANG": "en_US.UTF-8"], true),
  ])
  func `the language comes from the environment`(
    environment: [String: String],
    isFrench: Bool
  ) throws {
    let answer = try workspace.mitm(["list"], environment: environment)
    #expect(answer.text.contains("Base :") == isFrench)
    let asked = try workspace.mitm(["list", "--language=en"], environment: environment)
    #expect(!asked.text.contains("Base :"))
  }

  @Test(arguments: [["--help"], ["import", "--help"], ["receipt", "--help"], ["nonsense"]])
  func `every command takes a language`(arguments: [String]) throws {
    let french = try workspace.mitm(arguments, environment: ["LC_ALL": "fr_FR.UTF-8"])
    for place in [0, arguments.count] {
      var asked = arguments
      asked.insert("--language=fr", at: place)
      let answer = try workspace.mitm(asked, environment: ["LC_ALL": "C"])
      #expect(answer.output == french.output && answer.notes == french.notes, "\(asked)")
    }
  }

  private static let commands = [
    [], ["init"], ["append"], ["import"], ["import", "bdpm"], ["list"], ["trace"], ["diff"],
    ["log"], ["export"], ["verify"], ["blame"], ["history"], ["bisect"], ["impact"], ["review"],
    ["pack"],
  ]

  @Test(arguments: commands)
  func `French help is French`(command: [String]) throws {
    let french = ["LANG": "fr_FR.UTF-8"]
    let help = try workspace.mitm(command + ["--help"], environment: french)
    #expect(help.status == 0)
    #expect(help.notes.isEmpty)
    #expect(help.text.contains("USAGE :"))
    #expect(help.text.contains("Affiche cette aide."))
    let english = [
      "OVERVIEW", "USAGE:", "ARGUMENTS:", "OPTIONS:", "SUBCOMMANDS", "Show ", "default:",
      "values:", "See '", "for detailed help", "Help:",
    ]
    for heading in english {
      #expect(!help.text.contains(heading), "\(heading) in \(command)")
    }
    let opened = help.text.count { $0 == "«" }
    #expect(opened == help.text.count { $0 == "»" }, "a quotation that does not end")
    #expect(help.text.firstMatch(of: /\n *[;:?!»]|[a-zé];\s/) == nil, "a mark without its space")
    let inEnglish = try workspace.mitm(command + ["--help"])
    #expect(inEnglish.text.contains("USAGE:"))
    #expect(!inEnglish.text.contains("Affiche"))
  }

  @Test func `a French usage error is French`() throws {
    let french = ["LANG": "fr_FR.UTF-8"]
    let commands = [
      ["list", "--as-of", "x"], ["append"], ["list", "--format", "yaml"], ["list", "a", "b"],
      ["bisect", "--where", "count >= 1", "--axis", "x"], ["list", "--publishd"],
      ["list", "--as-of"],
    ]
    for command in commands {
      let notes = try workspace.mitm(command, environment: french).notes
      #expect(notes.contains("Erreur :"))
      let english = [
        "Error:", "Help:", "Usage:", "Please", "Missing", "See '", "unexpected", "following",
        " and ", "Unknown", "Did you", "'x'", "'--",
      ]
      for word in english {
        #expect(!notes.contains(word), "\(word) in \(notes)")
      }
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"], ["en_US.UTF-8", "fr_FR.UTF-8"])
  func `completions are made for every shell`(shell: String, language: String) throws {
    let answer = try workspace.mitm(
      ["--generate-completion-script", shell],
      environment: ["LANG": language]
    )
    #expect(answer.status == 0)
    #expect(answer.notes.isEmpty)
    for word in ["mitm", "append", "known-at", "qualified-not-marketed"] {
      #expect(answer.text.contains(word), "\(word)")
    }
    guard let program = Tool.find(shell) else { return }
    let script = try workspace.write("completions", answer.output)
    let checked = try workspace.run(program, ["-n", script.path])
    #expect(checked.status == 0, "\(checked.notes)")
  }

  @Test func `the version is printed alone`() throws {
    let answer = try workspace.expect(0, "--version")
    #expect(answer.text.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }
}
