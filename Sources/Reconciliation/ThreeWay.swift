package import CanonicalJSON
package import Declarations
package import Projections
package import Submissions

/// A lab's register, the current list and the published list side by side, by product.
package struct ThreeWay: Sendable {
  /// One product, and where it is.
  package struct Row: Sendable, Equatable {
    /// The product, which no other row is about.
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

    /// The row as answers carry it.
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
    let registered = Self.registered(register, asOf: day)
    let answered = Set(
      history.subjects.filter { history.standing(of: $0, asOf: day).answering == lab }
    )
    rows = registered.union(answered).sorted().map { cis in
      Row(
        cis: cis,
        isRegistered: registered.contains(cis),
        isCurrent: answered.contains(cis) && history.standing(of: cis, asOf: day).isListed,
        isPublished: history.isPublished(cis, asOf: day)
      )
    }.filter { !$0.place.isEmpty }
  }
}

extension ThreeWay {
  /// The products that the register takes to be MITM on a day: by its last row that says so or otherwise.
  private static func registered(_ register: Register, asOf day: LegalDate) -> Set<CIS> {
    var last: [CIS: (day: Int, isIn: Bool)] = [:]
    for row in register.rows {
      guard let cis = row.cis, let isIn = row.claimsQualification else { continue }
      let from = row.effectiveOn?.dayNumber ?? .min
      let known = last[cis]
      guard from <= day.dayNumber, from >= known?.day ?? .min else { continue }
      // Of two rows of one day neither is the later: the product is in when both say so.
      let alsoIn = known.map { $0.day < from || $0.isIn } ?? true
      last[cis] = (from, isIn && alsoIn)
    }
    return Set(last.filter(\.value.isIn).keys)
  }
}

extension RegisterRow {
  /// Whether the row says that the product is a MITM: a qualification, or a request to have it on the list
  /// or off it; nil where it says nothing of that.
  fileprivate var claimsQualification: Bool? {
    switch type {
    case .qualificationDeclared: true
    case .modificationRequested: Column.qualified.value(of: self[.qualified]) == .bool(true)
    default: nil
    }
  }
}
