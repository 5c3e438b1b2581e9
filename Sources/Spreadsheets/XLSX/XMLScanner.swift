import CExpat
import Declarations

/// Reads XML as it comes, through Expat: elements by their local names, and the text between them.
///
/// A document type is refused: no spreadsheet has one, and what it could define is what attackers use.
final class XMLScanner {
  /// Sees an element begin, with its attributes.
  var onStart: (_ name: String, _ attributes: [String: String]) throws -> Void = { _, _ in }
  /// Sees an element end.
  var onEnd: (_ name: String) throws -> Void = { _ in }
  /// Sees a piece of text.
  var onText: (String) -> Void = { _ in }

  private let parser: XML_Parser
  private var thrown: (any Error)?

  init?() {
    guard let parser = XML_ParserCreate(nil) else { return nil }
    self.parser = parser
  }

  deinit {
    XML_ParserFree(parser)
  }

  /// Reads the next piece.
  ///
  /// - Returns: Whether it is XML so far.
  /// - Throws: What a handler throws.
  func read(_ bytes: UnsafeBufferPointer<CChar>, isLast: Bool) throws -> Bool {
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(
      parser,
      { user, name, attributes in
        XMLScanner.of(user)?.start(name, attributes)
      },
      { user, name in
        XMLScanner.of(user)?.end(name)
      }
    )
    XML_SetCharacterDataHandler(parser) { user, text, count in
      guard let text else { return }
      let bytes = UnsafeRawBufferPointer(start: text, count: Int(count))
      XMLScanner.of(user)?.onText(String(decoding: bytes, as: UTF8.self))
    }
    XML_SetStartDoctypeDeclHandler(parser) { user, _, _, _, _ in
      guard let scanner = XMLScanner.of(user) else { return }
      XML_StopParser(scanner.parser, XML_Bool(XML_FALSE))
    }
    let status = XML_Parse(parser, bytes.baseAddress, Int32(bytes.count), isLast ? 1 : 0)
    if let thrown { throw thrown }
    return status == XML_STATUS_OK
  }

  private static func of(_ user: UnsafeMutableRawPointer?) -> XMLScanner? {
    user.map { Unmanaged<XMLScanner>.fromOpaque($0).takeUnretainedValue() }
  }

  private func start(
    _ name: UnsafePointer<CChar>?,
    _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?
  ) {
    guard let name, thrown == nil else { return }
    var named: [String: String] = [:]
    var next = attributes
    while let key = next?[0], let value = next?[1] {
      named[Self.local(key)] = String(cString: value)
      next = next?.advanced(by: 2)
    }
    attempt { try onStart(Self.local(name), named) }
  }

  private func end(_ name: UnsafePointer<CChar>?) {
    guard let name, thrown == nil else { return }
    attempt { try onEnd(Self.local(name)) }
  }

  private func attempt(_ work: () throws -> Void) {
    do {
      try work()
    } catch {
      thrown = error
      XML_StopParser(parser, XML_Bool(XML_FALSE))
    }
  }

  private static func local(_ name: UnsafePointer<CChar>) -> String {
    let name = String(cString: name)
    return name.split(separator: ":").last.map(String.init) ?? name
  }
}
