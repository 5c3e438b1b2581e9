import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// The elements of a document that must be well-formed XML.
final class XMLProbe: NSObject, XMLParserDelegate {
  private(set) var elements: [String: Int] = [:]

  init(_ data: Data) throws {
    super.init()
    let parser = XMLParser(data: data)
    parser.delegate = self
    guard parser.parse() else { throw CocoaError(.fileReadCorruptFile) }
  }

  func parser(
    _ parser: XMLParser,
    didStartElement elementName: String,
    namespaceURI: String?,
    qualifiedName qName: String?,
    attributes attributeDict: [String: String] = [:]
  ) {
    elements[elementName, default: 0] += 1
  }
}
