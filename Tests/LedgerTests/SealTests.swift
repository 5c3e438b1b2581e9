import CanonicalJSON
import Declarations
import Foundation
@testable import Ledger
import MerkleLog
import Projections
import SampleLedger
import TestSupport
import Testing

@Suite struct `A sealed list` {
  private static let day = "2025-06-01"

  /// The sample of several years, with the list of one day sealed.
  private func sample() throws -> (reader: LedgerReader, seal: Int, folder: TemporaryFolder) {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "sample.sqlite").path
    let key = SampleLedger.key(seed: 3)
    _ = try SampleLedger.make(at: path, seed: 3, products: 21, signing: key) { _ in }
    let reader = try LedgerReader(at: path)
    let day = try LegalDate(parsing: Self.day)
    let known = KnownAt(size: try reader.size)
    let list = SealedList(try reader.history(known), asOf: day)
    let basis = Basis(asOf: day, knownAt: known, root: "", rulebook: "1")
    let seal = try LedgerWriter(at: path, signing: key)
      .append(own: list.submission(basis, at: FilingTime(midnightOf: day)), user: "t")
    return (reader, seal, folder)
  }

  private func sealed(_ reader: LedgerReader, _ seal: Int) throws -> (ListSealed, SealedList) {
    guard case .listSealed(let sealed) = try reader.event(at: seal).submission.fact else {
      throw CancellationError()
    }
    let history = try reader.history(KnownAt(size: sealed.size))
    return (sealed, SealedList(history, asOf: sealed.asOf))
  }

  @Test
  func `has the root over the rows as the list prints them`() throws {
    let (reader, seal, folder) = try sample()
    defer { withExtendedLifetime(folder) {} }
    let (sealed, list) = try sealed(reader, seal)
    var tree = MerkleFrontier()
    for row in try reader.history(KnownAt(size: sealed.size)).currentList(asOf: sealed.asOf) {
      let bytes = JSONWriter.bytes(of: .object(row.json))
      _ = tree.append(leaf: MerkleTree.leaf(bytes))
    }
    #expect(tree.size > 5)
    #expect(tree.size == sealed.rows && tree.root.base64 == sealed.root.text)
    #expect(list.root == tree.root)
  }

  @Test
  func `proves of every product whether it was on it, and nothing else`() throws {
    let (reader, seal, folder) = try sample()
    defer { withExtendedLifetime(folder) {} }
    let key = try VerifierKey(parsing: reader.verifierKey)
    let receipt = try reader.receipt(of: seal)
    let (_, list) = try sealed(reader, seal)
    let on = Set(list.rows.map(\.cis))
    let near = try on.flatMap { cis in
      try [-1, 0, 1].map { try CIS(parsing: String((Int(cis.description) ?? 0) + $0)) }
    }
    let ends = try ["60000000", "69999999"].map { try CIS(parsing: $0) }
    for cis in near + ends {
      let proof = list.proof(of: cis, seal: receipt)
      #expect(proof.isListed == on.contains(cis))
      let written = JSONWriter.bytes(of: .object(proof.json))
      let read = try ListProof(parsing: written)
      #expect(try read.verify(with: key).sealed.rows == on.count)
      // The same rows for the opposite claim, or for another product, prove nothing.
      for lie in [
        ListProof(cis: cis, isListed: !proof.isListed, rows: proof.rows, seal: receipt),
        ListProof(cis: cis, isListed: proof.isListed, rows: [], seal: receipt),
        ListProof(cis: cis, isListed: true, rows: proof.rows + proof.rows, seal: receipt),
      ] {
        #expect(throws: ListProof.Fault.self, "\(cis)") { try lie.verify(with: key) }
      }
    }
    // Neighbours that do not stand side by side leave room for the product between them.
    let (first, last) = (list.rows[0].cis, list.rows[2].cis)
    let rows = [first, last].flatMap { list.proof(of: $0, seal: receipt).rows }
    let lie = ListProof(cis: list.rows[1].cis, isListed: false, rows: rows, seal: receipt)
    #expect(throws: ListProof.Fault.self) { try lie.verify(with: key) }
  }

  @Test
  func `is refused when a byte of its proof was changed`() throws {
    let ledger = try TemporaryLedger.ofEveryKind()
    let reader = try ledger.reader()
    let seal = try reader.size - 1
    let (_, list) = try sealed(reader, seal)
    let proof = list.proof(of: try CIS(parsing: "60234100"), seal: try reader.receipt(of: seal))
    var object = proof.json
    object["trust"] = nil
    let bytes = JSONWriter.bytes(of: .object(object))
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 1
      let verified = try? ListProof(parsing: changed).verify(with: ledger.key.verifier)
      let other = (try? ListProof(parsing: changed))?.cis
      // Of an absent product, another absent one may be meant.
      #expect(verified == nil || other != proof.cis && !proof.isListed, "byte \(place)")
    }
  }

  @Test
  func `is one event for one basis`() throws {
    let ledger = try TemporaryLedger.ofEveryKind()
    let first = try ledger.seal(asOf: "2026-03-02")
    let reader = try ledger.reader()
    guard case .listSealed(let sealed) = try reader.event(at: first).submission.fact else {
      Issue.record("no seal")
      return
    }
    let basis = Basis(
      asOf: sealed.asOf,
      knownAt: KnownAt(size: sealed.size),
      root: "",
      rulebook: sealed.rulebook.text
    )
    let list = SealedList(try reader.history(basis.knownAt), asOf: basis.asOf)
    let again = try list.submission(basis, at: reader.event(at: first).submission.time)
    #expect(try ledger.writer().append(own: again, user: "somebody else") == first)
  }

  /// Whoever holds the key can seal a list that the events do not give; a replay shows it.
  @Test
  func `that the events do not give is found by the verification`() throws {
    let ledger = try TemporaryLedger.ofEveryKind()
    let day = try LegalDate(parsing: "2026-03-01")
    let known = KnownAt(size: try ledger.reader().size)
    let list = SealedList(try ledger.reader().history(known), asOf: day)
    let basis = Basis(
      asOf: try LegalDate(parsing: "2026-01-01"),
      knownAt: KnownAt(size: 2),
      root: "",
      rulebook: "1"
    )
    let lie = try list.submission(basis, at: FilingTime(midnightOf: day))
    let other = SealedList(
      try ledger.reader().history(KnownAt(size: 2)),
      asOf: try LegalDate(parsing: "2026-02-15")
    )
    let second = try other.submission(
      Basis(asOf: day, knownAt: KnownAt(size: 2), root: "", rulebook: "1"),
      at: FilingTime(midnightOf: day)
    )
    let honest = try ledger.writer().append(own: second, user: "t")
    let problems = try Verification.ofLedger(at: ledger.path).problems
    #expect(problems.isEmpty, "the rows of the two days are the same")
    let forged = try SealedList(
      ledger.reader().history(KnownAt(size: 2)),
      asOf: try LegalDate(parsing: "2026-02-15")
    ).submission(basis, at: FilingTime(midnightOf: day))
    #expect(lie.id == forged.id)
    let sequence = try ledger.writer().append(own: forged, user: "t")
    let found = try Verification.ofLedger(at: ledger.path).problems
    #expect(found.map(\.kind) == [.seal])
    #expect(found.first?.sequence == sequence)
    #expect(sequence == honest + 1)
  }

  /// A seal that claims more than was known must not keep the others from being made again.
  @Test
  func `of more events than there were is a problem of its own`() throws {
    let ledger = try TemporaryLedger.ofEveryKind()
    let day = try LegalDate(parsing: "2026-03-01")
    let empty = SealedList(History([]), asOf: day)
    func append(_ list: SealedList, size: Int) throws -> Int {
      let basis = Basis(asOf: day, knownAt: KnownAt(size: size), root: "", rulebook: "1")
      let seal = try list.submission(basis, at: FilingTime(midnightOf: day))
      return try ledger.writer().append(own: seal, user: "t")
    }
    // Two events put one product on the list of that day; none is on it after the retraction.
    let wrong = try append(empty, size: 2)
    let beyond = try append(empty, size: 999_999)
    let found = try Verification.ofLedger(at: ledger.path).problems
    #expect(found.map(\.kind) == [.seal, .seal])
    #expect(found.compactMap(\.sequence) == [wrong, beyond])
  }
}
