import Declarations

/// What is found in every file alike.
extension RegisterFile {
  func finding(_ kind: Finding.Kind, _ line: Int?, _ message: Wording) -> Finding {
    Finding(file: name.rawValue, line: line, kind: kind, message: message)
  }

  /// The product of a row, in its first column.
  func cis(of row: Row, _ findings: inout [Finding]) -> CIS? {
    do throws(Refusal) {
      return try CIS(parsing: row.column(1))
    } catch {
      findings.append(
        finding(
          .unreadable,
          row.line,
          Wording(
            fr: "\(error.message.french) Ligne laissée de côté.",
            en: "\(error.message.english) The row was left out."
          )
        )
      )
      return nil
    }
  }

  func unknown(_ value: String, _ line: Int) -> Finding {
    finding(
      .unknownValue,
      line,
      Wording(
        fr: "« \(value) » n'est pas une valeur connue de cette colonne.",
        en: "“\(value)” is not a known value of this column."
      )
    )
  }

  /// A date that is hard to believe: not used, but where the contract says that it is.
  func implausible(_ date: String, _ line: Int, isUsed: Bool = false) -> Finding {
    finding(
      .implausibleDate,
      line,
      isUsed
        ? Wording(
          fr: "« \(date) » n'est pas une date plausible ; elle est reprise telle quelle.",
          en: "“\(date)” is not a plausible date; it is taken as it is."
        )
        : Wording(
          fr: "« \(date) » n'est pas une date plausible ; elle n'est pas utilisée.",
          en: "“\(date)” is not a plausible date; it is not used."
        )
    )
  }

  func malformedCIP13(_ code: String, _ line: Int) -> Finding {
    finding(
      .malformedCIP13,
      line,
      Wording(
        fr: "« \(code) » n'est pas un code CIP13 ; le reste de la ligne est lu tout de même.",
        en: "“\(code)” is not a CIP13 code; the rest of the row is read all the same."
      )
    )
  }

  func duplicate(_ key: String, _ line: Int) -> Finding {
    finding(
      .duplicate,
      line,
      Wording(
        fr: "Une autre ligne a la même clé, \(key). Ligne laissée de côté.",
        en: "Another row has the same key, \(key). The row was left out."
      )
    )
  }
}
