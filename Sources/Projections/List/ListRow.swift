public import CanonicalJSON
public import Declarations

/// A row of a list: one product with its state, as every answer prints it.
public struct ListRow: Sendable {
  /// The state that the row shows.
  public let state: ProductState

  /// The row of a product.
  public init(_ state: ProductState) {
    self.state = state
  }

  /// The product.
  public var cis: CIS { state.cis }

  /// The row as answers carry it; what is not known is left out.
  public var json: JSONObject {
    var row = content.json
    row["since"] = state.since.map { .string($0.description) }
    row["evidence"] = .array(state.evidence.map { .integer(Int64($0)) })
    return row
  }

  /// What two rows are compared by: every key but `since` and `evidence`.
  package struct Content: Equatable, Sendable {
    let cis: CIS
    let name: StateName
    let isWithdrawalPending: Bool
    let denomination: FreeText?
    let atc: ATC?
    let holder: Lab?
    let assignedOperator: Lab?
    let origin: Origin?

    /// The keys as answers carry them.
    package var json: JSONObject {
      var row: JSONObject = [
        "cis": .string(cis.description),
        "state": .string(name.rawValue),
        "withdrawalPending": .bool(isWithdrawalPending),
      ]
      row["denomination"] = denomination?.json
      row["atc"] = atc?.json
      row["holder"] = holder?.json
      row["operator"] = assignedOperator?.json
      row["origin"] = origin.map { .string($0.rawValue) }
      return row
    }
  }

  /// What two rows are compared by.
  package var content: Content {
    Content(
      cis: state.cis,
      name: state.name,
      isWithdrawalPending: state.isWithdrawalPending,
      denomination: state.denomination,
      atc: state.atc,
      holder: state.holder,
      assignedOperator: state.assignedOperator?.lab,
      origin: state.origin
    )
  }
}
