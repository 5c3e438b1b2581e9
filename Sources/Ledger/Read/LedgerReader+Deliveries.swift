import Declarations
import GRDB

/// The input in which a submission was sent.
public struct DeliveryPlace: Sendable {
  /// The name of the input, as it was given.
  public let file: String
  /// The line on which the submission begins, from 1.
  public let line: Int
}

extension LedgerReader {
  /// Where submissions were sent, as the journal has it; nothing of what an import or a mirror brought.
  ///
  /// - Parameter sequences: The sequences of the events.
  /// - Returns: The place of each that was sent as a submission.
  /// - Throws: ``LedgerError`` when the ledger cannot be read.
  public func deliveries(of sequences: [Int]) throws -> [Int: DeliveryPlace] {
    guard let first = sequences.min(), let last = sequences.max() else { return [:] }
    let wanted = Set(sequences)
    return try read { db in
      var places: [Int: DeliveryPlace] = [:]
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT sequence, file, line FROM intake
          WHERE outcome = 'recorded' AND sequence BETWEEN ? AND ?
          """,
        arguments: [first, last]
      )
      while let row = try rows.next() {
        guard let sequence = Int.fromDatabaseValue(row[0]), wanted.contains(sequence),
          let file = String.fromDatabaseValue(row[1]), let line = Int.fromDatabaseValue(row[2])
        else { continue }
        places[sequence] = DeliveryPlace(file: file, line: line)
      }
      return places
    }
  }
}
