import Foundation
import MerkleLog
import TestSupport
import Testing

@Suite struct `A proof` {
  /// A tree of 300 leaves with every perfect subtree.
  private struct Forest {
    private(set) var subtrees: [[Int]: Hash] = [:]
    private(set) var roots = [MerkleTree.emptyRoot]

    init(count: Int) {
      var frontier = MerkleFrontier()
      for index in 0..<count {
        let leaf = MerkleTree.leaf(Array("leaf \(index)".utf8))
        subtrees[[0, index]] = leaf
        for node in frontier.append(leaf: leaf) {
          subtrees[[node.level, node.position]] = node.hash
        }
        roots.append(frontier.root)
      }
    }

    func subtree(_ level: Int, _ position: Int) -> Hash {
      subtrees[[level, position]] ?? MerkleTree.emptyRoot
    }
  }

  private static let forest = Forest(count: 300)

  @Test
  func `of inclusion holds for every leaf of every size, and for no other place`() throws {
    let forest = Self.forest
    for size in 1...300 {
      for index in 0..<size {
        let made = InclusionProof(of: index, size: size, subtree: forest.subtree)
        let proof = try #require(made)
        let leaf = forest.subtree(0, index)
        let isProved = proof.proves(leaf: leaf, size: size, root: forest.roots[size])
        guard isProved else {
          Issue.record("leaf \(index) of \(size)")
          continue
        }
        let elsewhere = InclusionProof(index: (index + 1) % (size + 1), hashes: proof.hashes)
        let isWrong =
          elsewhere.proves(leaf: leaf, size: size, root: forest.roots[size])
          || proof.proves(leaf: leaf, size: size, root: forest.roots[size - 1])
        if isWrong { Issue.record("leaf \(index) of \(size) proved elsewhere") }
      }
    }
    #expect(InclusionProof(of: 3, size: 3, subtree: forest.subtree) == nil)
    #expect(InclusionProof(of: -1, size: 3, subtree: forest.subtree) == nil)
  }

  @Test
  func `of consistency holds for every pair of sizes, and for no other root`() throws {
    let forest = Self.forest
    for second in 1...300 {
      for first in 1...second {
        let made = ConsistencyProof(from: first, to: second, subtree: forest.subtree)
        let proof = try #require(made)
        let (old, new) = (forest.roots[first], forest.roots[second])
        if !proof.proves(from: first, old, to: second, new) {
          Issue.record("\(first) to \(second)")
        }
        let isWrong =
          proof.proves(from: first, forest.roots[first - 1], to: second, new)
          || proof.proves(from: first, old, to: second, forest.roots[second - 1])
        if isWrong && first != second { Issue.record("\(first) to \(second) with another root") }
      }
    }
    #expect(ConsistencyProof(from: 0, to: 3, subtree: forest.subtree) == nil)
    #expect(ConsistencyProof(from: 4, to: 3, subtree: forest.subtree) == nil)
  }

  /// A published probe: its numbers and hashes; a hash that is none is nil.
  private struct Probe {
    private let json: [String: Any]

    init(_ data: Data) throws {
      json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    var text: String { json["desc"] as? String ?? "" }
    var isRefused: Bool { json["wantErr"] as? Bool ?? false }

    func number(_ key: String) -> Int? {
      (json[key] as? NSNumber).flatMap { Int(exactly: $0.uint64Value) }
    }

    func hash(_ key: String) -> Hash? {
      (json[key] as? String).flatMap { Data(base64Encoded: $0) }.flatMap { Hash(bytes: Array($0)) }
    }

    var proof: [Hash]? {
      let texts = json["proof"] as? [String] ?? []
      let hashes = texts.compactMap { Data(base64Encoded: $0) }.compactMap {
        Hash(bytes: Array($0))
      }
      return hashes.count == texts.count ? hashes : nil
    }
  }

  private func probes(_ kind: String) throws -> [Probe] {
    let folder = try #require(SharedFolder.vectors)
      .appending(path: "merkle-rfc6962/testdata/\(kind)")
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".json") }
      .map { try Probe(Data(contentsOf: folder.appending(path: $0))) }
  }

  @Test(
    .enabled(if: SharedFolder.vectors != nil, "the published vectors are not beside the repository")
  )
  func `of inclusion agrees with the published probes, the malicious ones too`() throws {
    let probes = try probes("inclusion")
    #expect(probes.count > 90)
    for probe in probes {
      var isProved = false
      if let index = probe.number("leafIdx"), let size = probe.number("treeSize"),
        let leaf = probe.hash("leafHash"), let root = probe.hash("root"), let hashes = probe.proof
      {
        isProved = InclusionProof(index: index, hashes: hashes)
          .proves(leaf: leaf, size: size, root: root)
      }
      #expect(isProved != probe.isRefused, "\(probe.text)")
    }
  }

  /// A probe from the empty tree is refused even where the publisher takes it, for it says nothing;
  /// so is one whose roots are no SHA-256.
  @Test(
    .enabled(if: SharedFolder.vectors != nil, "the published vectors are not beside the repository")
  )
  func `of consistency agrees with the published probes, the malicious ones too`() throws {
    let probes = try probes("consistency")
    #expect(probes.count > 90)
    for probe in probes {
      var isProved = false
      if let first = probe.number("size1"), let second = probe.number("size2"),
        let old = probe.hash("root1"), let new = probe.hash("root2"), let hashes = probe.proof
      {
        isProved = ConsistencyProof(hashes: hashes).proves(from: first, old, to: second, new)
      }
      let isRefused =
        probe.isRefused || probe.number("size1") == 0 || probe.hash("root1") == nil
      #expect(isProved != isRefused, "\(probe.text)")
    }
  }
}
