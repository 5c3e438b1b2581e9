import Foundation
import MerkleLog
import TestSupport
import Testing

@Suite struct `The Merkle tree` {
  /// RFC 6962, section 2.1, read out loud.
  private func naiveRoot(_ leaves: ArraySlice<[UInt8]>) -> Hash {
    if leaves.isEmpty { return MerkleTree.emptyRoot }
    if leaves.count == 1 { return MerkleTree.leaf(leaves[leaves.startIndex]) }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    let middle = leaves.startIndex + split
    return MerkleTree.node(naiveRoot(leaves[..<middle]), naiveRoot(leaves[middle...]))
  }

  @Test
  func `gives the root of RFC 6962 at every size`() throws {
    var frontier = MerkleFrontier()
    var subtrees: [[Int]: Hash] = [:]
    var leaves: [[UInt8]] = []
    for size in 0...300 {
      let expected = naiveRoot(leaves[...])
      #expect(frontier.root == expected, "size \(size)")
      for earlier in [0, size / 3, size / 2, size] {
        let root = MerkleTree.root(size: earlier) { level, position in
          subtrees[[level, position]] ?? MerkleTree.emptyRoot
        }
        #expect(root == naiveRoot(leaves[..<earlier]), "size \(earlier) seen from \(size)")
      }
      let again = MerkleFrontier(size: size) { level, position in
        subtrees[[level, position]] ?? MerkleTree.emptyRoot
      }
      #expect(again.root == expected, "reopened at \(size)")

      let leaf = Array("event \(size)".utf8)
      leaves.append(leaf)
      subtrees[[0, size]] = MerkleTree.leaf(leaf)
      for node in frontier.append(leaf: MerkleTree.leaf(leaf)) {
        #expect(subtrees.updateValue(node.hash, forKey: [node.level, node.position]) == nil)
      }
    }
  }

  @Test(
    .enabled(if: SharedFolder.vectors != nil, "the published vectors are not beside the repository")
  )
  func `agrees with the published vectors`() throws {
    let file = try #require(SharedFolder.vectors).appending(path: "merkle-rfc6962/tree-roots.json")
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    )
    let leaves = try #require(json["leaf_inputs_hex"] as? [String])
    let roots = try #require(json["root_hash_hex_by_size"] as? [String])
    #expect(leaves.count == 8 && roots.count == 9)
    var frontier = MerkleFrontier()
    for (size, root) in roots.enumerated() {
      #expect(frontier.root.hex == root)
      if size < leaves.count {
        _ = frontier.append(leaf: MerkleTree.leaf(bytes(ofHex: leaves[size])))
      }
    }
    #expect(
      MerkleTree.leaf(Array("L123456".utf8)).hex
        == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    )
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func `writes base64 as RFC 4648 does`(text: String, base64: String) {
    #expect(Base64.encode(Array(text.utf8)) == base64)
    #expect(Base64.encodeForURL(Array(text.utf8)) == base64.replacingOccurrences(of: "=", with: ""))
  }

  @Test
  func `names a verifier key as signed notes do`() throws {
    // The published example: name, key and id of sum.golang.org.
    let key = try #require(Data(base64Encoded: "Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"))
    let verifier = VerifierKey(name: "sum.golang.org", publicKey: Array(key.dropFirst()))
    #expect(verifier.text == "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
  }

  private func bytes(ofHex text: String) -> [UInt8] {
    let digits = Array(text)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
  }
}
