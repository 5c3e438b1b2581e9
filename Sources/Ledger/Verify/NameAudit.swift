import Declarations
import Foundation
import GRDB

/// The names of the events, of which no two may be the same.
///
/// Their keys are gathered and sorted at the end: a dictionary of ten million would wait for memory at each.
struct NameAudit {
  private struct Named: Sendable {
    let key: UInt64
    let sequence: Int
  }

  /// The events by the first eight bits of their keys, which have forty.
  private var parts = [[Named]](repeating: [], count: 256)

  /// Takes the events before the first that is read: those of complete runs by the index.
  ///
  /// - Parameters:
  ///   - start: The first event that is read.
  ///   - size: How many events there are.
  ///   - db: The ledger.
  ///   - verification: Where it is said what of them cannot be read.
  mutating func visit(
    before start: Int,
    of size: Int,
    _ db: Database,
    _ verification: inout Verification
  ) {
    do {
      let table = try RunTable(db)
      for run in RunTable.runs(of: size) where run.start < start {
        for entry in try table.entries(.name, run) {
          let sequence = run.start + RunEntry.place(of: entry)
          if sequence < start { visit(RunEntry.key(of: entry), sequence) }
        }
      }
    } catch {
      let damaged = RunTable.damaged.message
      verification.add(.index, damaged.french, damaged.english)
    }
    for sequence in min(size - size % RunTable.smallest, start)..<start {
      guard let name = Self.name(of: sequence, db, &verification) else { continue }
      visit(IndexedEvent.key(ofName: name), sequence)
    }
  }

  /// The name of an event; nil where it cannot be read, which is said.
  private static func name(
    of sequence: Int,
    _ db: Database,
    _ verification: inout Verification
  ) -> [UInt8]? {
    do {
      return try EventIndex.name(of: sequence, db)
    } catch {
      let message =
        (error as? LedgerError)?.message
        ?? Wording(
          fr: "L'événement \(sequence) ne peut pas être lu : \(error)",
          en: "Event \(sequence) cannot be read: \(error)"
        )
      verification.add(.unreadable, at: sequence, message.french, message.english)
      return nil
    }
  }

  /// Takes an event in the order of the sequence.
  mutating func visit(_ key: UInt64, _ sequence: Int) {
    parts[Int(key >> 32)].append(Named(key: key, sequence: sequence))
  }

  /// Names each event that has the name of one before it.
  func check(_ db: Database, _ verification: inout Verification) {
    // Forty bits are shared by some names of many millions.
    for sequences in sharing() {
      let names = sequences.map { Self.name(of: $0, db, &verification) }
      for (place, sequence) in sequences.enumerated() {
        guard let name = names[place], let first = names[..<place].firstIndex(of: name) else {
          continue
        }
        verification.add(
          .duplicate,
          at: sequence,
          "L'événement \(sequence) porte la source et l'id de l'événement \(sequences[first]).",
          "Event \(sequence) has the source and id of event \(sequences[first])."
        )
      }
    }
  }

  /// The sequences of the events that share a key, ascending.
  private func sharing() -> [[Int]] {
    let parts = parts
    return [[[Int]]](unsafeUninitializedCapacity: parts.count) { found, count in
      // Each task has its own place.
      nonisolated(unsafe) let places = found
      DispatchQueue.concurrentPerform(iterations: parts.count) { part in
        places.initializeElement(at: part, to: Self.sharing(parts[part]))
      }
      count = parts.count
    }.flatMap(\.self)
  }

  private static func sharing(_ events: [Named]) -> [[Int]] {
    let sorted = events.sorted { ($0.key, $0.sequence) < ($1.key, $1.sequence) }
    var sharing: [[Int]] = []
    for (named, next) in zip(sorted, sorted.dropFirst()) where named.key == next.key {
      if sharing.last?.last == named.sequence {
        sharing[sharing.count - 1].append(next.sequence)
      } else {
        sharing.append([named.sequence, next.sequence])
      }
    }
    return sharing
  }
}
