import Foundation

/// Cuts a file into lines, piece by piece, so that memory does not grow with the file.
///
/// A line ends with LF, CR or CRLF, or with the file.
struct LineReader {
  /// A line that is not blank.
  struct Line {
    /// Its number, from 1.
    let number: Int
    /// Its bytes, or the first of them when there are more than ``LineReader/lengthLimit``.
    let bytes: [UInt8]
    /// Whether bytes of it were left out.
    let isTooLong: Bool
  }

  /// The longest row of the register is below 2 KiB.
  static let lengthLimit = 1 << 20

  private let file: FileHandle
  private let visit: (Data) -> Void
  private var buffer = Data()
  private var index = 0
  private var number = 0
  private var endedWithReturn = false

  /// Begins at the place where the file stands.
  ///
  /// - Parameters:
  ///   - file: The open file.
  ///   - visit: Sees every piece that is read, in order.
  init(_ file: FileHandle, visit: @escaping (Data) -> Void = { _ in }) {
    self.file = file
    self.visit = visit
  }

  /// The next line that is not blank; nil at the end.
  mutating func next() throws -> Line? {
    while let line = try nextLine() {
      let isBlank = line.bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 }
      if !isBlank { return line }
    }
    return nil
  }

  private mutating func nextLine() throws -> Line? {
    var bytes: [UInt8] = []
    var isTooLong = false
    var isAtEnd = true
    while let byte = try nextByte() {
      if byte == 0x0A && endedWithReturn && bytes.isEmpty {
        endedWithReturn = false
        continue
      }
      isAtEnd = false
      endedWithReturn = byte == 0x0D
      if byte == 0x0A || byte == 0x0D { break }
      if bytes.count < Self.lengthLimit { bytes.append(byte) } else { isTooLong = true }
    }
    if isAtEnd { return nil }
    number += 1
    if number == 1 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    return Line(number: number, bytes: bytes, isTooLong: isTooLong)
  }

  private mutating func nextByte() throws -> UInt8? {
    if index == buffer.count {
      buffer = try file.read(upToCount: 1 << 16) ?? Data()
      index = 0
      guard !buffer.isEmpty else { return nil }
      visit(buffer)
    }
    defer { index += 1 }
    return buffer[buffer.startIndex + index]
  }
}
