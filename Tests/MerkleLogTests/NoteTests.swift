import Foundation
import MerkleLog
import SampleLedger
import TestSupport
import Testing

@Suite struct `A signed note` {
  private func vectors(_ path: String) throws -> [String: Any] {
    let file = try #require(SharedFolder.vectors).appending(path: path)
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    return try #require(json as? [String: Any])
  }

  @Test
  func `verifies with its key, and with no other`() throws {
    let key = SigningKey(name: "example.com/ledger")
    let note = try key.sign("example.com/ledger\n3\nroot\n")
    let read = try SignedNote(parsing: note.encoded)
    #expect(read == note)
    #expect(try read.verify(with: [key.verifier]) == [key.verifier])
    #expect(try key.sign(note.text).encoded == note.encoded)
    let other = SigningKey(name: "example.com/ledger")
    #expect(throws: NoteError.noKnownSignature) { try read.verify(with: [other.verifier]) }
    #expect(throws: NoteError.noKnownSignature) { try read.verify(with: []) }
    // A known key beside a bad signature of it refuses the whole note.
    let forged = SignedNote(text: note.text + "4\n", signatures: note.signatures)
    #expect(throws: NoteError.badSignature(name: key.name)) {
      try forged.verify(with: [key.verifier])
    }
    let both = SignedNote(
      text: note.text,
      signatures: try other.sign(note.text).signatures + note.signatures
    )
    #expect(try SignedNote(parsing: both.encoded).verify(with: [key.verifier]) == [key.verifier])
  }

  @Test
  func `has keys of one spelling`() throws {
    let key = SigningKey(name: "example.com/ledger")
    #expect(try SigningKey(parsing: key.text).verifier == key.verifier)
    #expect(try VerifierKey(parsing: key.verifier.text) == key.verifier)
    for text in [
      "", "a", "a+b+c", key.text + "x", key.verifier.text + "=",
      key.verifier.text.replacingOccurrences(of: "example", with: "exemple"),
      key.verifier.text.replacingOccurrences(of: "+", with: " +"),
    ] {
      #expect(throws: NoteError.malformedKey) { try VerifierKey(parsing: text) }
      #expect(throws: NoteError.malformedKey) { try SigningKey(parsing: text) }
    }
  }

  @Test(arguments: [
    "", "\n", "text\n", "text\n\n", "text\n\n— name\n", "text\n\n- name AAAAAAAA\n",
    "text\n\n— name AAAA\n", "text\n\n— name AAAAAAA\n", "text\n\n— na+me AAAAAAAA\n",
    "text\n\n— name AAAAAAAA", "text\r\n\n— name AAAAAAAA\n", "\n— name AAAAAAAA\n",
    "text\n\n— name AAAAAAAA\n\n", "text\n\n— name AAAAAAAA extra\n",
  ])
  func `is refused when it is malformed`(text: String) {
    #expect(throws: NoteError.self) { try SignedNote(parsing: text) }
  }

  @Test
  func `survives any bytes`() {
    var random = SplitMix64(seed: 5)
    let pieces = [
      "text", "\n", "\n\n", "— ", "name", " ", "AAAAAAAA", "=", "+", "\u{0}", "é", "12",
    ]
    for _ in 0..<5_000 {
      let text = (0..<random.below(12)).map { _ in random.pick(pieces) }.joined()
      if let note = try? SignedNote(parsing: text) { #expect(note.encoded == text) }
      _ = try? Checkpoint(parsing: text)
      _ = try? TlogProof(parsing: "c2sp.org/tlog-proof@v1\n" + text)
      _ = try? VerifierKey(parsing: text)
    }
  }

  @Test(
    .enabled(if: SharedFolder.vectors != nil, "the published vectors are not beside the repository")
  )
  func `agrees with the published examples`() throws {
    let examples = try vectors("signed-note/c2sp-signed-note-examples.json")
    let signed = try #require(examples["note_with_vkey"] as? [String: String])
    let key = try VerifierKey(parsing: signed["vkey"] ?? "")
    try SignedNote(parsing: signed["note"] ?? "").verify(with: [key])

    let shape = try #require(examples["checkpoint_shape_only"] as? [String: Any])
    let note = try SignedNote(parsing: shape["note"] as? String ?? "")
    #expect(note.signatures.count == 2)
    #expect(note.encoded == shape["note"] as? String)
    #expect(try Checkpoint(parsing: note.text).size == 20_852_163)

    let real = try vectors("tlog/sumdb-real-checkpoint.json")
    let sumdb = try VerifierKey(parsing: real["vkey"] as? String ?? "")
    let checkpoint = try SignedNote(parsing: real["checkpoint"] as? String ?? "")
    try checkpoint.verify(with: [sumdb])
    #expect(try Checkpoint(parsing: checkpoint.text).origin == "go.sum database tree")
  }

  @Test(
    .enabled(if: SharedFolder.vectors != nil, "the published vectors are not beside the repository")
  )
  func `agrees with the published checkpoints and proofs`() throws {
    let checkpoints = try vectors("tlog/checkpoint-parse.json")
    for (name, text) in try #require(checkpoints["invalid"] as? [String: String]) {
      #expect(throws: NoteError.self, "\(name)") { try Checkpoint(parsing: text) }
    }
    // A root of any length is taken by the publisher; ours is a SHA-256.
    for text in try #require(checkpoints["valid"] as? [String]) {
      #expect(throws: NoteError.malformed(line: 3)) { try Checkpoint(parsing: text) }
    }
    let sumdb = "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n"
    #expect(try Checkpoint(parsing: sumdb).text == sumdb)

    let proofs = try vectors("tlog/tlog-proof-format.json")
    for proof in try #require(proofs["marshal"] as? [[String: Any]]) {
      let text = try #require(proof["want"] as? String)
      let read = try TlogProof(parsing: text)
      #expect(read.encoded == text)
      #expect(read.inclusion.index == proof["index"] as? Int)
    }
    for (name, text) in try #require(proofs["invalid"] as? [String: String]) {
      #expect(throws: NoteError.self, "\(name)") { try TlogProof(parsing: text) }
    }
  }
}

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
}
