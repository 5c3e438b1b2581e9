import CanonicalJSON
import Compliance
import Declarations
import Foundation
import Schema
import TestSupport
import Testing

@Suite struct `The rulebook` {
  @Test
  func `has a rule for every duty, with its article, its source and words in both languages`()
    throws
  {
    let book = try Rulebook()
    _ = try Duties(book)
    #expect(book.rules.map(\.id) == RuleID.allCases)
    for rule in book.rules {
      #expect(!rule.articles.isEmpty && !rule.source.isEmpty && !rule.certainty.isEmpty)
      #expect(rule.wording.french != rule.wording.english)
      #expect(rule.isInForce(on: rule.from) && !rule.isInForce(on: rule.from.adding(days: -1)))
    }
  }

  /// What stands there and is read by nothing would say that changing it changes a verdict.
  @Test
  func `has no parameter that no rule asks for`() throws {
    let folder = Repository.root.appending(path: "Sources/Compliance")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }
      .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    for rule in try Rulebook().rules {
      for parameter in rule.json["parameters"]?.object?.members ?? [] {
        let isAsked = files.contains { $0.contains("(\"\(parameter.key)\")") }
        #expect(isAsked, "\(rule.id) \(parameter.key)")
      }
    }
  }

  /// A parameter that somebody only recalls may not decide anything, unless the contract states it.
  @Test
  func `uses no parameter that is only recalled`() throws {
    for rule in try Rulebook().rules {
      let parameters = rule.json["parameters"]?.object?.members ?? []
      let sources = rule.json["parameterSources"]?.object
      for parameter in parameters {
        let source = try #require(sources?[parameter.key]?.object, "\(rule.id) \(parameter.key)")
        let certainty = source["certainty"]?.string
        let isStated = source["statedBy"]?.string == "semantics"
        #expect(certainty != nil && source["source"]?.string?.isEmpty == false)
        #expect(certainty != "recalled" || isStated, "\(rule.id) \(parameter.key)")
      }
    }
    let book = try #require(try JSONReader.value(of: Array(Schema.rulebook.utf8)).object)
    for unused in try #require(book["unused"]?.array) {
      #expect(unused.object?["en"]?.string?.isEmpty == false)
      #expect(unused.object?["fr"]?.string?.isEmpty == false)
    }
  }

  @Test
  func `is refused, with the rule and the key, when it lacks what a rule needs`() throws {
    let whole = Schema.rulebook
    let cuts = [
      ("\"generalMonths\"", "\"otherMonths\"", "stock.safety"),
      ("\"2025-09-29\"", "\"2025-09-31\"", "declaration.prior"),
      ("\"stop.notice\"", "\"stop.noticed\"", "stop.noticed"),
    ]
    for (old, new, rule) in cuts {
      let broken = whole.replacing(old, with: new)
      #expect(broken != whole)
      let fault = #expect(throws: RulebookFault.self) {
        _ = try Duties(Rulebook(parsing: Array(broken.utf8)))
      }
      #expect(fault?.rule == rule)
    }
  }
}
