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
    var row = content
    row["since"] = state.since.map { .string($0.description) }
    row["evidence"] = .array(state.evidence.map { .integer(Int64($0)) })
    return row
  }

  /// What two rows are compared by: every key but `since` and `evidence`.
  package var content: JSONObject {
    var row: JSONObject = [
      "cis": .string(cis.description),
      "state": .string(state.name.rawValue),
      "withdrawalPending": .bool(state.withdrawalPending),
    ]
    row["denomination"] = state.denomination?.json
    row["atc"] = state.atc?.json
    row["holder"] = state.holder?.json
    row["operator"] = state.assignedOperator?.lab.json
    row["origin"] = state.origin.map { .string($0.rawValue) }
    return row
  }
}
