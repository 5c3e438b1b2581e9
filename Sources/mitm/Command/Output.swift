import CanonicalJSON
import Declarations
import Foundation
import Glibc
import Ledger
import Reports

/// Standard output: the answer, and nothing but the answer.
struct Output {
  private var buffer: [UInt8] = []

  /// Whether a person looks at it.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// The columns of the terminal; nil when it is none.
  static var width: Int? {
    var size = winsize()
    guard isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  mutating func text(_ text: String) {
    buffer.append(contentsOf: text.utf8)
  }

  mutating func line(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    buffer.append(0x0A)
  }

  mutating func line(_ bytes: [UInt8]) throws {
    buffer.append(contentsOf: bytes)
    buffer.append(0x0A)
    if buffer.count > 1 << 16 { try flush() }
  }

  mutating func line(_ json: JSONValue) {
    JSONWriter.append(json, to: &buffer)
    buffer.append(0x0A)
  }

  /// Writes what was gathered.
  ///
  /// Output piped into `head` ends quietly.
  mutating func flush() throws {
    var written = 0
    while written < buffer.count {
      let count = buffer[written...].withUnsafeBytes {
        write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EPIPE { exit(0) }
      guard count >= 0 else {
        let reason = SystemReason.wording()
        throw Failure(
          .inputOutput,
          fr: "La sortie ne peut pas être écrite : \(reason.french).",
          en: "The output cannot be written: \(reason.english)."
        )
      }
      written += count
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes one answer.
  static func print(_ lines: [String]) throws {
    var output = Output()
    for line in lines { output.line(PlainText.shown(line)) }
    try output.flush()
  }

  /// Writes one answer.
  static func print(_ json: JSONValue) throws {
    var output = Output()
    output.line(json)
    try output.flush()
  }

  /// Writes one answer.
  static func print(_ json: JSONObject) throws {
    try print(.object(json))
  }

  /// Writes one answer.
  static func print(text: String) throws {
    var output = Output()
    output.text(text)
    try output.flush()
  }
}

/// Standard error: what a person should know beside the answer.
enum Notice {
  static func write(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    show(lines.map { PlainText.shown(String($0)) + "\n" }.joined())
  }

  /// Writes without a line end.
  ///
  /// Where nobody listens to standard error there is nobody to tell.
  static func show(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}

/// Long work shows on a terminal that it goes on, and nowhere else.
struct Progress {
  private let label: String
  private let isShown = isatty(STDERR_FILENO) == 1

  init(fr french: String, en english: String) {
    label = say(fr: french, en: english)
  }

  func show(_ count: Int) {
    guard isShown else { return }
    Notice.show("\r\(label) \(count)…")
  }

  func end() {
    guard isShown else { return }
    Notice.show("\r\u{1B}[K")
  }
}
