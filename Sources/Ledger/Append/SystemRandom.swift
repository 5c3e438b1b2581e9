import Foundation

/// The system's random numbers, fetched thirty-two at a time: a call for each costs more than hashing an event.
struct SystemRandom: RandomNumberGenerator {
  private var numbers: [UInt64] = []

  mutating func next() -> UInt64 {
    if let number = numbers.popLast() { return number }
    // 256 bytes are as many as `getentropy` gives at once.
    var fetched = Array(repeating: UInt64(0), count: 32)
    let isFilled = fetched.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) == 0 }
    guard isFilled else {
      var system = SystemRandomNumberGenerator()
      return system.next()
    }
    numbers = fetched
    return numbers.removeLast()
  }
}
