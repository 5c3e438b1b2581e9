import Testing

/// A suite that asks the program about a ledger of its own.
protocol Asker {
  var workspace: Workspace { get }
}

extension Asker {
  /// What a command answers as JSON; how it ends is expected.
  func json(_ status: Int32, _ arguments: String...) throws -> JSON {
    let answer = try workspace.mitm(arguments + ["--format", "json"])
    #expect(answer.status == status, "\(arguments): \(answer.notes)")
    return try answer.json()
  }

  /// What a command prints that comes to a good end.
  func text(_ arguments: String...) throws -> String {
    let answer = try workspace.mitm(arguments)
    #expect(answer.status == 0, "\(arguments): \(answer.notes)")
    return answer.text
  }
}
