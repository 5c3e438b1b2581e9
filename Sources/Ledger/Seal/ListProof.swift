// A proof about a sealed list, as one JSON object:
//
//   cis     the product
//   claim   "listed" or "absent"
//   rows    of a listed product its row; of an absent one the rows before and after its place, which
//           stand side by side, or the only neighbour at an end of the list, or none of an empty list
//           each: row (the canonical text), index, hashes (from the leaf's sibling up, base64)
//   seal    the tlog-proof of the event list.sealed, whose extra holds the event's bytes
//   trust   what a proof of absence rests on beside the hashes, in French and English

public import CanonicalJSON
public import Declarations
public import MerkleLog

/// That a product was, or was not, on the list that the ledger sealed.
public struct ListProof: Sendable {
  /// A row with its place in the sealed list.
  public struct ProvedRow: Sendable {
    /// The canonical bytes.
    public let bytes: [UInt8]
    /// Its place and path.
    public let inclusion: InclusionProof
  }

  /// What verifying a proof gives.
  public struct Verified: Sendable {
    /// The checkpoint that covers the seal.
    public let checkpoint: Checkpoint
    /// The event that sealed the list.
    public let event: Event
    /// What it sealed.
    public let sealed: ListSealed
  }

  /// The product.
  public let cis: CIS
  /// Whether it is claimed to be listed.
  public let isListed: Bool
  /// The row of the product, or its neighbours.
  public let rows: [ProvedRow]
  /// The receipt of the seal.
  public let seal: TlogProof

  /// What absence rests on beside the hashes.
  public static let trust = Wording(
    fr:
      "Deux voisins prouvent l'absence si les lignes scellées sont triées par CIS, sans doublon. Le "
      + "sceau seul ne le prouve pas : rejouer les événements (mitm list --as-of, --known-at) et "
      + "retrouver la même racine le prouve.",
    en:
      "Two neighbours prove absence if the sealed rows are sorted by CIS, each once. The seal alone "
      + "does not prove that: replaying the events (mitm list --as-of, --known-at) and finding the "
      + "same root does."
  )

  /// The proof as it is written.
  public var json: JSONObject {
    [
      "cis": .string(cis.description),
      "claim": .string(isListed ? "listed" : "absent"),
      "rows": .array(
        rows.map { row in
          .object([
            "hashes": .array(row.inclusion.hashes.map { .string($0.base64) }),
            "index": .integer(Int64(row.inclusion.index)),
            "row": .string(String(decoding: row.bytes, as: UTF8.self)),
          ])
        }
      ),
      "seal": .string(seal.encoded),
      "trust": .object([
        "en": .string(Self.trust.english), "fr": .string(Self.trust.french),
      ]),
    ]
  }
}

extension ListProof {
  /// Why a proof about a list does not hold.
  public enum Fault: Error, Sendable {
    /// It is not of the form of a proof.
    case malformed
    /// The note, the checkpoint or the proof of the seal is none, or the key did not sign it.
    case note(NoteError)
    /// The seal is not in the ledger, or is none.
    case seal
    /// A row is not at its place on the sealed list.
    case row(index: Int)
    /// The rows do not show what is claimed.
    case claim
  }

  /// Reads a proof.
  ///
  /// - Throws: ``Fault`` when it is none.
  public init(parsing bytes: [UInt8]) throws(Fault) {
    guard let object = (try? JSONReader.value(of: bytes))?.object,
      let cis = object["cis"]?.string, let product = try? CIS(parsing: cis),
      let claim = object["claim"]?.string, ["listed", "absent"].contains(claim),
      let rows = object["rows"]?.array, let seal = object["seal"]?.string
    else { throw .malformed }
    self.cis = product
    isListed = claim == "listed"
    var proved: [ProvedRow] = []
    for row in rows {
      guard let row = row.object, let text = row["row"]?.string,
        let index = row["index"]?.integer, let hashes = row["hashes"]?.array
      else { throw .malformed }
      let path = hashes.compactMap(\.string).compactMap(Base64.decode).compactMap(Hash.init(bytes:))
      guard path.count == hashes.count else { throw .malformed }
      proved.append(
        ProvedRow(
          bytes: Array(text.utf8),
          inclusion: InclusionProof(index: Int(index), hashes: path)
        )
      )
    }
    self.rows = proved
    do throws(NoteError) {
      self.seal = try TlogProof(parsing: seal)
    } catch {
      throw .note(error)
    }
  }

  /// Checks everything with nothing but the verifier key of the ledger.
  ///
  /// - Throws: ``Fault`` with the first thing that does not hold.
  public func verify(with key: VerifierKey) throws(Fault) -> Verified {
    let bytes = seal.extra ?? []
    let checkpoint: Checkpoint?
    do throws(NoteError) {
      checkpoint = try seal.verify(bytes, with: key)
    } catch {
      throw .note(error)
    }
    guard let checkpoint, let event = try? Event(recorded: bytes),
      event.sequence == seal.inclusion.index,
      case .listSealed(let sealed) = event.submission.fact,
      let root = Hash(sealed.root)
    else { throw .seal }
    var places: [(cis: CIS, index: Int)] = []
    for row in rows {
      let index = row.inclusion.index
      guard
        row.inclusion.proves(leaf: MerkleTree.leaf(row.bytes), size: sealed.rows, root: root),
        let text = (try? JSONReader.value(of: row.bytes))?.object?["cis"]?.string,
        let cis = try? CIS(parsing: text)
      else { throw .row(index: index) }
      places.append((cis, index))
    }
    guard isListed ? isOn(places) : isBetween(places, of: sealed) else { throw .claim }
    return Verified(checkpoint: checkpoint, event: event, sealed: sealed)
  }

  private func isOn(_ places: [(cis: CIS, index: Int)]) -> Bool {
    places.count == 1 && places[0].cis == cis
  }

  private func isBetween(_ places: [(cis: CIS, index: Int)], of sealed: ListSealed) -> Bool {
    switch places.count {
    case 0: sealed.rows == 0 && sealed.root.text == MerkleTree.emptyRoot.base64
    case 1:
      places[0].index == 0 && cis < places[0].cis
        || places[0].index == sealed.rows - 1 && places[0].cis < cis
    case 2:
      places[0].index + 1 == places[1].index && places[0].cis < cis && cis < places[1].cis
    default: false
    }
  }
}

extension Hash {
  /// The root that an event states; nil where that is none.
  init?(_ root: RootText) {
    guard let hash = Base64.decode(root.text).flatMap(Hash.init(bytes:)) else { return nil }
    self = hash
  }
}
