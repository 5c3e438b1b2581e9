import Declarations
public import MerkleLog

extension LogCopy {
  /// Reads a log from its beginning, and proves it: each checkpoint is signed, over the root that comes out; each entry of
  /// its journal is what it says of itself, and what the log says that it was copied from.
  ///
  /// - Parameters:
  ///   - source: The log.
  ///   - original: The log that it was copied from.
  ///   - head: How far.
  ///   - progress: Told now and then how many events were read.
  /// - Returns: The root.
  /// - Throws: ``LedgerError`` at the first thing that does not prove out.
  public static func root(
    of source: any LogSource,
    copiedFrom original: any LogSource,
    upTo head: LogHead,
    progress: (Int) -> Void = { _ in }
  ) throws -> Hash {
    let key = try source.identity().verifierKey
    var (tree, place) = (MerkleFrontier(), LogHead.none)
    while place.size < head.size || place.entries < head.entries || place.signed < head.signed {
      var batch = try source.batch(after: place, limit: step)
      // Others may be adding to it.
      batch.events = Array(batch.events.prefix(head.size - place.size))
      batch.entries = Array(batch.entries.prefix(head.entries - place.entries))
      batch.checkpoints.removeAll { $0.size > head.signed }
      guard !batch.isEmpty else { throw behind(place, head) }
      var checkpoints = batch.checkpoints[...]
      for body in [nil] + batch.events.map(Optional.some) {
        if let body { _ = tree.append(leaf: MerkleTree.leaf(body)) }
        while let next = checkpoints.first, next.size == tree.size {
          guard next.root == tree.root, next.isSigned(with: key) else {
            throw LogIntake.wrong(checkpoint: next.size)
          }
          checkpoints.removeFirst()
        }
      }
      if let early = checkpoints.first { throw LogIntake.wrong(checkpoint: early.size) }
      try require(batch.checkpoints, after: place, upTo: min(tree.size, head.signed), in: original)
      try require(batch.entries, at: place.entries, in: original, upTo: head)
      place = place.following(batch)
      progress(place.size)
    }
    return tree.root
  }

  /// Refuses checkpoints that are not those of the log that they were copied from: none may be missing, since each receipt
  /// is made against the first that covers it.
  private static func require(
    _ checkpoints: [StoredCheckpoint],
    after place: LogHead,
    upTo size: Int,
    in original: any LogSource
  ) throws {
    var end = place
    end.size = size
    let expected = try original.batch(after: end, limit: 0).checkpoints
    guard checkpoints.map(\.size) == expected.map(\.size) else {
      throw altered(checkpoint: expected.map(\.size), checkpoints.map(\.size))
    }
  }

  private static func altered(checkpoint expected: [Int], _ found: [Int]) -> LedgerError {
    let size = Set(expected).symmetricDifference(found).min() ?? 0
    return LedgerError(
      .damaged,
      Wording(
        fr:
          "Le point de contrôle de \(size) événements est dans l'un des deux journaux et pas dans l'autre : la copie n'est pas "
          + "entière, ou l'original ne l'est plus.",
        en:
          "The checkpoint over \(size) events is in one of the two logs and not in the other: the copy is not whole, or the "
          + "original no longer is."
      )
    )
  }

  /// Refuses entries that are not those of the log that they were copied from.
  private static func require(
    _ entries: [LogEntry],
    at first: Int,
    in original: any LogSource,
    upTo head: LogHead
  ) throws {
    var place = head
    place.entries = first
    var rest = entries[...]
    while !rest.isEmpty {
      let some = try original.batch(after: place, limit: rest.count).entries
      for (entry, copy) in zip(some, rest) {
        try LogIntake.require(copy, at: place.entries)
        guard entry == copy else { throw altered(place.entries) }
        place.entries += 1
      }
      guard !some.isEmpty else { throw altered(place.entries) }
      rest = rest.dropFirst(some.count)
    }
  }

  private static func altered(_ entry: Int) -> LedgerError {
    LedgerError(
      .damaged,
      Wording(
        fr:
          "L'entrée \(entry) du journal des envois de la copie n'est pas celle de l'original : l'un des deux a été modifié. "
          + "« mitm verify » dit si c'est l'original.",
        en:
          "Entry \(entry) of the journal of what was sent is not in the copy what it is in the original: one of them was altered. "
          + "“mitm verify” says whether it is the original."
      )
    )
  }
}
