package import Declarations

/// Assertions as they are kept, one a line: `acme 2026-03-13=41`; what follows a `#` is a comment.
package struct AssertionBook: Sendable {
  private struct Line: Sendable {
    let text: String
    /// Who asserts; nil where the line does not say, and means whoever asks.
    let lab: Lab?
    let assertion: Assertion?
  }

  private var lines: [Line] = []

  /// A book without a line, as where there is no file yet.
  package init() {}

  /// Reads a file of assertions.
  ///
  /// - Throws: ``Declarations/Refusal`` with the number of the line that is none.
  package init(parsing text: String) throws(Refusal) {
    let plain =
      text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    let numbered = plain.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in numbered.enumerated() where !(line.isEmpty && index == numbered.count - 1)
    {
      var words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
      do throws(Refusal) {
        let lab = words.count > 1 ? try Lab(parsing: words.removeFirst()) : nil
        let assertion = words.isEmpty ? nil : try Assertion(parsing: words.joined())
        lines.append(Line(text: String(line), lab: lab, assertion: assertion))
      } catch {
        let (french, english) = (error.message.french, error.message.english)
        throw Refusal(
          error.rule,
          value: String(line),
          Wording(fr: "ligne \(index + 1) : \(french)", en: "line \(index + 1): \(english)")
        )
      }
    }
  }

  /// What a lab asserts, in the order of the file.
  package func assertions(of lab: Lab) -> [Assertion] {
    lines.filter { $0.lab ?? lab == lab }.compactMap(\.assertion)
  }

  /// Keeps an assertion, in place of what the lab asserted for that day before.
  package mutating func keep(_ assertion: Assertion, of lab: Lab) {
    lines.removeAll { $0.lab ?? lab == lab && $0.assertion?.day == assertion.day }
    lines.append(
      Line(
        text: "\(lab) \(assertion.day)=\(assertion.count)",
        lab: lab,
        assertion: assertion
      )
    )
  }

  /// The file, one line each.
  package var text: String { lines.map { $0.text + "\n" }.joined() }
}
