package import CanonicalJSON
package import Declarations
package import Projections
package import Submissions

/// A lab's register, the current list and the published list side by side, by product.
package struct ThreeWay: Sendable {
  /// One product, and where it is.
  package struct Row: Sendable, Equatable {
    package let cis: CIS
    /// Whether the register has a row that takes the product to be a MITM.
    package let isRegistered: Bool
    /// Whether it is on the current list and the lab answers for it.
    package let isCurrent: Bool
    /// Whether it is on the published list.
    package let isPublished: Bool

    /// Whether all three agree.
    package var isSettled: Bool { isRegistered == isCurrent && isCurrent == isPublished }

    /// Where it is, as `register+current+published`.
    package var place: String {
      [("register", isRegistered), ("current", isCurrent), ("published", isPublished)]
        .filter(\.1).map(\.0).joined(separator: "+")
    }

    package var json: JSONObject {
      [
        "cis": .string(cis.description), "current": .bool(isCurrent),
        "place": .string(place), "published": .bool(isPublished),
        "register": .bool(isRegistered),
      ]
    }
  }

  /// The products that are in any of the three, by CIS.
  package let rows: [Row]

  /// Sets the three side by side on a day.
  package init(_ register: Register, of lab: Lab, _ history: History, asOf day: LegalDate) {
    let registered = Set(register.rows.filter(\.claimsQualification).compactMap(\.cis))
    let answered = Set(history.subjects.filter { history.answering(for: $0, asOf: day) == lab })
    rows = registered.union(answered).sorted().map { cis in
      Row(
        cis: cis,
        isRegistered: registered.contains(cis),
        isCurrent: answered.contains(cis) && history.isListed(cis, asOf: day),
        isPublished: history.isPublished(cis, asOf: day)
      )
    }.filter { !$0.place.isEmpty }
  }
}

extension RegisterRow {
  /// Whether the row says that the product is a MITM: a qualification, or a request to have it on the list.
  fileprivate var claimsQualification: Bool {
    switch type {
    case .qualificationDeclared: true
    case .modificationRequested: Column.qualified.value(of: self[.qualified]) == .bool(true)
    default: false
    }
  }
}
