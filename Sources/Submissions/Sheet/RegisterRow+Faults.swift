import CanonicalJSON
package import Declarations

extension RegisterRow {
  /// What is wrong with the form of each cell; the catalogue stops at the first of a row, and who mends a
  /// row wants all of them.
  package var faults: [Refusal] {
    Column.allCases.compactMap { column in
      self[column].isEmpty ? nil : fault(of: column)
    }
  }

  private func fault(of column: Column) -> Refusal? {
    let value = column == .time ? .string(statedTime) : column.value(of: self[column])
    do throws(Refusal) {
      try column.check(value)
      return nil
    } catch {
      let field =
        column == .cis ? "subject" : (column.isOfData ? "data." : "") + column.rawValue
      return error.inside(field, value: value)
    }
  }
}

extension Column {
  /// Reads a value as its field would.
  fileprivate func check(_ value: JSONValue) throws(Refusal) {
    switch self {
    case .cis: _ = try CIS(field: value)
    case .effectiveon, .plannedOn, .knownOn, .expectedEndOn: _ = try LegalDate(field: value)
    case .time: _ = try FilingTime(field: value)
    case .units, .sales12m, .year: _ = try Int(field: value)
    case .dossier, .qualificationDossier: _ = try Dossier(field: value)
    case .urgent, .qualified: _ = try Bool(field: value)
    case .ground: _ = try Ground(field: value)
    case .channel: _ = try Channel(field: value)
    case .kind: _ = try ShortageKind(field: value)
    case .state: _ = try DossierState(field: value)
    case .operator: _ = try Lab(field: value)
    case .cip13: _ = try CIP13(field: value)
    case .excluded: _ = try [ExcludedMonth](field: value)
    case .id, .type, .reason, .corrects, .motive, .sha256, .file, .causes: break
    }
  }
}
