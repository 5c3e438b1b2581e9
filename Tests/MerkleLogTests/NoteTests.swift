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

  @Test
  func `is read in a row with others`() throws {
    let key = SigningKey(name: "example.com/ledger")
    let notes = try (0..<4).map {
      try key.sign(Checkpoint(origin: key.name, size: $0, root: MerkleTree.emptyRoot).text)
    }
    // Two signatures under the second.
    let second = SignedNote(
      text: notes[1].text,
      signatures: notes[1].signatures + notes[2].signatures
    )
    let all = [notes[0], second, notes[2], notes[3]]
    let text = all.map(\.encoded).joined()
    #expect(try SignedNote.sequence(parsing: text) == all)
    for broken in [
      "", "\n", String(text.dropLast()), text + "\n", text + "rest\n", "rest\n" + text,
    ] {
      let read = try? SignedNote.sequence(parsing: broken)
      #expect(read == nil || read?.map(\.encoded).joined() == broken && read != all, "\(broken)")
    }
  }

  /// A cosignature with Ed25519 counts; one with ML-DSA-44 is kept as it stands and never believed.
  @Test
  func `keeps signatures of every algorithm, and believes those it can verify`() throws {
    let key = SigningKey(name: "example.com/ledger")
    let note = try key.sign(
      Checkpoint(origin: key.name, size: 1, root: MerkleTree.emptyRoot).text
    )
    let post = VerifierKey(
      name: "witness.example/pq",
      algorithm: 0x06,
      publicKey: [UInt8](repeating: 9, count: 1_312)
    )
    #expect(try VerifierKey(parsing: post.text) == post)
    let blob = Base64.encode(post.id + [UInt8](repeating: 7, count: 8 + 2_420))
    let text = note.encoded + "— \(post.name) \(blob)\n"
    let read = try SignedNote(parsing: text)
    #expect(read.encoded == text)
    #expect(read.signatures[1].bytes.count == 2_428)
    #expect(try Checkpoint(verifying: read, with: key.verifier).size == 1)
    // A witness cosigns the same text, with the time at which it saw it (C2SP tlog-cosignature).
    let time = [UInt8](repeating: 0, count: 4) + [0x65, 0x92, 0x00, 0x80]
    let seconds = time.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let signed = try key.sign("cosignature/v1\ntime \(seconds)\n" + note.text).signatures[0].bytes
    let witness = VerifierKey(
      name: key.name,
      algorithm: VerifierKey.cosignature,
      publicKey: key.verifier.publicKey
    )
    let line = Base64.encode(witness.id + time + signed)
    let cosigned = try SignedNote(parsing: text + "— \(witness.name) \(line)\n")
    #expect(try cosigned.verify(with: [key.verifier, witness]) == [key.verifier, witness])
    let later = Base64.encode(witness.id + time.dropLast() + [0x81] + signed)
    let forged = try SignedNote(parsing: text + "— \(witness.name) \(later)\n")
    #expect(throws: NoteError.badSignature(name: witness.name)) {
      try forged.verify(with: [witness])
    }
    #expect(throws: NoteError.unsupportedAlgorithm(0x06)) { try read.verify(with: [post]) }
    #expect(throws: NoteError.unsupportedAlgorithm(0x06)) {
      try Checkpoint(verifying: read, with: post)
    }
  }

  /// Encodings on which verifiers differ.
  ///
  /// Ours takes none that another would spell otherwise, nor one
  /// that holds only up to a point of small order; the verifier in Tools does the same.
  @Test(
    .enabled(if: SharedFolder.vectors != nil, "the published vectors are not beside the repository")
  )
  func `treats the edge cases of Ed25519 as one`() throws {
    let file = try #require(SharedFolder.vectors)
      .appending(path: "ed25519/cctv-ed25519vectors.json")
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    let vectors = try #require(json as? [[String: Any]])
    #expect(vectors.count == 914)
    var taken = 0
    for vector in vectors {
      let key = VerifierKey(name: "n", publicKey: bytes(ofHex: vector["key"]))
      let flags = vector["flags"] as? [String] ?? []
      let isOne =
        !flags.contains("low_order_residue") && !flags.contains { $0.hasPrefix("non_canonical") }
      let isTaken = key.verifies(bytes(ofHex: vector["sig"]), of: vector["msg"] as? String ?? "")
      #expect(isTaken == isOne, "\(vector["number"] ?? "") \(flags)")
      if isTaken { taken += 1 }
    }
    #expect(taken > 100)
  }

  private func bytes(ofHex hex: Any?) -> [UInt8] {
    let digits = Array(hex as? String ?? "")
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
  }
}
