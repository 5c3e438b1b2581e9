import MerkleLog
import Testing

@Suite struct `A receipt` {
  @Test
  func `proves the bytes of an event to whoever has the verifier key`() throws {
    let key = SigningKey(name: "example.com/ledger")
    let bodies = (0..<11).map { Array("event \($0)".utf8) }
    var frontier = MerkleFrontier()
    var subtrees: [[Int]: Hash] = [:]
    for (index, body) in bodies.enumerated() {
      subtrees[[0, index]] = MerkleTree.leaf(body)
      for node in frontier.append(leaf: MerkleTree.leaf(body)) {
        subtrees[[node.level, node.position]] = node.hash
      }
    }
    let checkpoint = Checkpoint(origin: key.name, size: 11, root: frontier.root)
    let note = try key.sign(checkpoint.text).encoded
    for (index, body) in bodies.enumerated() {
      let made = InclusionProof(of: index, size: 11) { subtrees[[$0, $1]] ?? frontier.root }
      let text = TlogProof(try #require(made), checkpoint: note).encoded
      let proof = try TlogProof(parsing: text)
      #expect(try proof.verify(body, with: key.verifier) == checkpoint)
      #expect(try proof.verify(body + [0], with: key.verifier) == nil)
      let other = SigningKey(name: key.name)
      #expect(throws: NoteError.noKnownSignature) { try proof.verify(body, with: other.verifier) }
    }
  }

  @Test
  func `is not taken from another ledger of the same key`() throws {
    let key = SigningKey(name: "example.com/ledger")
    let body = Array("event".utf8)
    let other = Checkpoint(origin: "example.com/other", size: 1, root: MerkleTree.leaf(body))
    let made = InclusionProof(of: 0, size: 1) { _, _ in MerkleTree.leaf(body) }
    let proof = TlogProof(try #require(made), checkpoint: try key.sign(other.text).encoded)
    #expect(throws: NoteError.otherOrigin("example.com/other")) {
      try proof.verify(body, with: key.verifier)
    }
  }
}

@Suite struct `An add-checkpoint request` {
  private let key = SigningKey(name: "example.com/ledger")
  private let roots: [Hash]
  private let subtrees: [[Int]: Hash]

  init() {
    var frontier = MerkleFrontier()
    var subtrees: [[Int]: Hash] = [:]
    var roots = [frontier.root]
    for index in 0..<23 {
      let leaf = MerkleTree.leaf(Array("event \(index)".utf8))
      subtrees[[0, index]] = leaf
      for node in frontier.append(leaf: leaf) { subtrees[[node.level, node.position]] = node.hash }
      roots.append(frontier.root)
    }
    self.roots = roots
    self.subtrees = subtrees
  }

  private func checkpoint(_ size: Int) -> Checkpoint {
    Checkpoint(origin: key.name, size: size, root: roots[size])
  }

  private func request(_ first: Int, _ second: Int) throws -> AddCheckpointRequest {
    let proof = ConsistencyProof(from: first, to: second) {
      subtrees[[$0, $1]] ?? MerkleTree.emptyRoot
    }
    return AddCheckpointRequest(
      oldSize: first,
      proof: proof ?? ConsistencyProof(hashes: []),
      checkpoint: try key.sign(checkpoint(second).text).encoded
    )
  }

  @Test
  func `shows that a ledger only grew`() throws {
    for second in 0...23 {
      for first in 0...second {
        let read = try AddCheckpointRequest(parsing: request(first, second).encoded)
        #expect(try read == request(first, second))
        let later = try read.verify(extending: checkpoint(first), with: key.verifier)
        #expect(later == checkpoint(second), "\(first) to \(second)")
        guard first > 0 else { continue }
        let forged = Checkpoint(origin: key.name, size: first, root: roots[first - 1])
        #expect(try read.verify(extending: forged, with: key.verifier) == nil)
      }
    }
  }

  @Test
  func `is refused when anything in it was changed`() throws {
    let bytes = Array(try request(5, 23).encoded.utf8)
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 1
      let text = String(decoding: changed, as: UTF8.self)
      let later = try? AddCheckpointRequest(parsing: text)
        .verify(extending: checkpoint(5), with: key.verifier)
      #expect(later == nil, "byte \(place)")
    }
  }

  @Test(arguments: [
    "", "old\n\n", "old x\n\nn", "old 05\n\nn", "old -1\n\nn", "old 1\nAAAA\n\nn", "old 1\n",
    "old 1\n" + String(repeating: MerkleTree.emptyRoot.base64 + "\n", count: 64) + "\nn",
  ])
  func `is refused when it is malformed`(text: String) {
    #expect(throws: NoteError.self) { try AddCheckpointRequest(parsing: text) }
  }
}
