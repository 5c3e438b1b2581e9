import Declarations
import Foundation
@testable import PublicRegister
import Testing

/// Headers that no file of the declarations has, and rows below them.
@Suite struct `A file of shortages` {
  private func read(_ text: String) throws -> ShortageFile {
    let location = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
    try Data(text.utf8).write(to: location)
    defer { try? FileManager.default.removeItem(at: location) }
    return try ShortageFile(at: location)
  }

  @Test
  func `is refused where a column that is needed stands twice`() throws {
    let text = """
      cis,cis,cause,classification,date_evenement
      60234100,demande,rupture,2024-01-01
      """
    let refusal = #expect(throws: Refusal.self) { try read(text) }
    #expect(
      refusal?.message.english.hasSuffix("names cis twice: which is meant cannot be told.") ?? false
    )
  }

  @Test
  func `may have others twice`() throws {
    let text = """
      x,x,cis,cause,classification,date_evenement
      1,2,60234100,demande,rupture,2024-01-01
      60234100,demande,rupture,2024-01-01
      1,60234100,demande,rupture,2024-01-01
      """
    let file = try read(text)
    #expect(file.submissions.count == 1)
    #expect(file.findings.map(\.kind) == [.eventDayAsFiling, .unreadable, .unreadable])
  }
}
