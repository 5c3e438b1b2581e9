/// A number as people write it: 23,988 in English, 23 988 in French.
package struct Figure {
  private let digits: String

  /// Takes a number, of either sign.
  package init(_ number: Int) {
    digits = String(number)
  }

  /// With commas.
  package var english: String { grouped(by: ",") }

  /// With the narrow no-break space that French typography asks for.
  package var french: String { grouped(by: "\u{202F}") }

  private func grouped(by separator: String) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0, text != "-" { text += separator }
      text.append(digit)
    }
    return text
  }
}
