#if PostgreSQL
import Foundation
import Synchronization

/// A line to a server on loopback on which bytes are lost once, while nothing is closed, or words are changed always.
final class FaultyLine: Sendable {
  enum Loss {
    /// Nothing reaches the server from the piece on that has these words.
    case sending(String)
    /// Nothing reaches the server behind these words.
    case sendingBehind(String)
    /// Nothing comes from the server behind these words.
    case receivingBehind(String)
    /// Nothing comes from the server from the piece on that has these words.
    case receiving(String)
  }

  let port: Int
  private let server: Int
  private let door: Int32
  private let loss = Mutex<Loss?>(nil)
  private let losses = Mutex(0)
  private let change: (old: [UInt8], new: [UInt8])?

  /// Opens one.
  ///
  /// - Parameters:
  ///   - server: The port of the server.
  ///   - change: Words on the way there, and as many bytes in their place.
  /// - Throws: `POSIXError` where no port is to be had.
  init(to server: Int, changing change: (String, String)? = nil) throws {
    self.server = server
    self.change = change.map { (Array($0.utf8), Array($1.utf8)) }
    let door = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.door = door
    var place = Self.place(0)
    guard Self.with(&place, { bind(door, $0, $1) }) == 0, listen(door, 16) == 0,
      Self.with(
        &place,
        { address, _ in
          var length = socklen_t(MemoryLayout<sockaddr_in>.size)
          return getsockname(door, address, &length)
        }
      ) == 0
    else { throw POSIXError(.EADDRNOTAVAIL) }
    port = Int(UInt16(bigEndian: place.sin_port))
    Thread { [self] in accept() }.start()
  }

  /// Loses what comes next, once.
  func lose(_ next: Loss) { loss.withLock { $0 = next } }

  /// How often something was lost.
  var count: Int { losses.withLock(\.self) }

  /// Takes no more connections.
  func close() { shutdown(door, Int32(SHUT_RDWR)) }

  private func accept() {
    while true {
      let here = Glibc.accept(door, nil, nil)
      guard here >= 0 else { return }
      let there = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var place = Self.place(server)
      guard Self.with(&place, { connect(there, $0, $1) }) == 0 else { return }
      Thread { [self] in carry(here, there, isSent: true) }.start()
      Thread { [self] in carry(there, here, isSent: false) }.start()
    }
  }

  /// Carries bytes until one side closes.
  private func carry(_ source: Int32, _ target: Int32, isSent: Bool) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var isSilent = false
    while true {
      let count = recv(source, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      var piece = buffer[..<count]
      if isSent, let change {
        while let range = piece.firstRange(of: change.old) {
          piece.replaceSubrange(range, with: change.new)
        }
      }
      if !isSilent, let kept = lost(piece, isSent) {
        (piece, isSilent) = (kept, true)
      } else if isSilent {
        continue
      }
      var rest = piece
      while !rest.isEmpty {
        let sent = rest.withUnsafeBytes {
          send(target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard sent > 0 else { break }
        rest = rest.dropFirst(sent)
      }
    }
    // Where bytes are lost, so is that one side has closed.
    guard !isSilent else { return }
    shutdown(target, Int32(SHUT_RDWR))
    shutdown(source, Int32(SHUT_RDWR))
  }

  /// What of a piece still passes where the loss begins with it; nil where it does not.
  private func lost(_ piece: ArraySlice<UInt8>, _ isSent: Bool) -> ArraySlice<UInt8>? {
    loss.withLock { loss in
      let kept: ArraySlice<UInt8>? =
        switch loss {
        case .sending(let words) where isSent && piece.firstRange(of: Array(words.utf8)) != nil: []
        case .receiving(let words) where !isSent && piece.firstRange(of: Array(words.utf8)) != nil:
          []
        case .sendingBehind(let words) where isSent:
          piece.firstRange(of: Array(words.utf8)).map { piece[..<$0.upperBound] }
        case .receivingBehind(let words) where !isSent:
          piece.firstRange(of: Array(words.utf8)).map { piece[..<$0.upperBound] }
        default: nil
        }
      guard kept != nil else { return nil }
      loss = nil
      losses.withLock { $0 += 1 }
      return kept
    }
  }

  private static func place(_ port: Int) -> sockaddr_in {
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = in_port_t(UInt16(port)).bigEndian
    place.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    return place
  }

  private static func with(
    _ place: inout sockaddr_in,
    _ work: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    withUnsafeMutablePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        work($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
#endif
