/// A number as people write it: 23,988 in English, 23 988 in French.
struct Figure {
  private let digits: String

  init(_ number: Int) {
    digits = String(number)
  }

  var english: String { grouped(by: ",") }

  /// With the narrow no-break space that French typography asks for.
  var french: String { grouped(by: "\u{202F}") }

  private func grouped(by separator: String) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0, text != "-" { text += separator }
      text.append(digit)
    }
    return text
  }
}
