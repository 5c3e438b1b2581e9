/// Words as they are stored, little-endian, lent until the statement that found them goes on.
struct StoredWords: RandomAccessCollection {
  private let bytes: UnsafeRawBufferPointer

  /// Takes what is stored; nil where that is no whole number of them.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count % 8 == 0 else { return nil }
    self.bytes = UnsafeRawBufferPointer(bytes)
  }

  var startIndex: Int { 0 }
  var endIndex: Int { bytes.count / 8 }

  subscript(index: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
  }
}
