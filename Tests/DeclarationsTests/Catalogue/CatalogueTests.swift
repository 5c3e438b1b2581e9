import CanonicalJSON
import Declarations
import Foundation
import Testing

/// Holds `events.md` (``SpecCatalogue``), the declarations and the JSON Schemas against each other.
struct CatalogueTests {
  @Test
  func `the spec and Swift know the same types`() {
    #expect(SpecCatalogue.types.count == 38)
    #expect(
      SpecCatalogue.types.map(\.identifier).sorted()
        == EventType.allCases.map(\.identifier).sorted()
    )
  }

  @Test
  func `each type has a schema, and no schema is left over`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Judge.schemas.path)
    let expected = SpecCatalogue.types.map { "\($0.name).v1.schema.json" } + ["common.schema.json"]
    #expect(files.sorted() == expected.sorted())
  }

  @Test
  func `the cases are many, each named once, and every type has taken and refused ones`() {
    for type in SpecCatalogue.types {
      let cases = SubmissionCases.of(type)
      #expect(cases.count { $0.verdict == .taken } > 20, "\(type.name)")
      #expect(cases.count { $0.verdict != .taken } > 200, "\(type.name)")
      #expect(cases.contains { $0.isBeyondSchema }, "\(type.name)")
      #expect(Set(cases.map(\.name)).count == cases.count, "\(type.name)")
    }
    #expect(SubmissionCases.all.count > 10_000)
  }

  @Test(arguments: SpecCatalogue.types)
  func `Swift takes and refuses what the spec says, by rule and field`(type: SpecType) {
    let disagreements = SubmissionCases.of(type).filter { $0.swiftVerdict != $0.verdict }
    #expect(disagreements.map { "\($0.name): spec \($0.verdict), Swift \($0.swiftVerdict)" } == [])
  }

  @Test(arguments: SpecCatalogue.types)
  func `what is taken can be rebuilt from its parts, byte for byte`(type: SpecType) throws {
    for testCase in SubmissionCases.of(type) where testCase.verdict == .taken {
      let sent = try testCase.submission()
      #expect(sent.canonicalBytes == Array(testCase.text.utf8), "\(testCase.name)")
      #expect(sent.fact.type.identifier == type.identifier)
      #expect(sent.fact.payload.json == testCase.object["data"]?.object, "\(testCase.name)")
      #expect(sent.reference.text == Self.reference(in: testCase.object), "\(testCase.name)")

      let rebuilt = try Submission(
        id: sent.id,
        source: sent.source,
        subject: sent.subject,
        time: sent.time,
        effectiveOn: sent.effectiveOn,
        reason: sent.reason,
        corrects: sent.corrects,
        cause: sent.cause,
        fact: sent.fact
      )
      // The one attribute that says nothing, and that programs of ours leave out.
      var expected = testCase.object
      expected["datacontenttype"] = nil
      #expect(rebuilt.canonicalText == JSONValue.object(expected).canonicalText)
    }
  }

  @Test(
    .enabled(
      if: Judge.isAvailable,
      "python3 with the package jsonschema is needed: apt-get install python3-jsonschema"
    )
  )
  func `the schemas take and refuse what Swift does, but for what no schema can tell`() throws {
    let cases = SubmissionCases.all
    let takes = try Judge.takes(cases)
    try #require(takes.count == cases.count)
    let disagreements = zip(cases, takes).filter { testCase, isTakenBySchema in
      let isTakenBySwift = testCase.swiftVerdict == .taken
      let isKnownGap = testCase.isBeyondSchema && !isTakenBySwift
      return isTakenBySchema != isTakenBySwift && !isKnownGap
    }
    #expect(
      disagreements.map { "\($0.type), \($0.name): schema \($1 ? "takes" : "refuses")" } == []
    )
  }

  private static func reference(in object: JSONObject) -> String {
    "\(object["source"]?.string ?? "")#\(object["id"]?.string ?? "")"
  }
}

extension Submission {
  fileprivate var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }
}

extension SpecType: CustomTestStringConvertible {
  var testDescription: String { name }
}
