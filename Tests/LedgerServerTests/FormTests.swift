@testable import LedgerServer
import SampleLedger
import Testing

/// What browsers send in forms, and what somebody else may.
@Suite struct `Forms` {
  private static func part(_ header: String, _ value: String) -> String {
    "--b\r\nContent-Disposition: form-data; \(header)\r\n\r\n\(value)\r\n"
  }

  private static func read(_ body: String, _ type: String = "multipart/form-data; boundary=b")
    -> Form?
  {
    Form(Array(body.utf8), as: type)
  }

  @Test
  func `are read with their files, whatever those hold`() throws {
    let tricky = "a\r\n--c\r\n -- b is no end\n\r\n--\r\n"
    let body =
      Self.part("name=\"lab\"", "acme") + Self.part("name=empty", "")
      + Self.part("name=\"file\"; filename=\"é à.csv\"", tricky) + "--b--\r\n"
    let form = try #require(Self.read(body))
    #expect(form["lab"] == "acme" && form.fields["empty"]?.isEmpty == true)
    let file = try #require(form.files["file"])
    #expect(file.name == "é à.csv")
    #expect(file.bytes == Array(tricky.utf8))
  }

  @Test
  func `are read with a semicolon in the name of a file`() throws {
    let body = Self.part("name=\"file\"; filename=\"a;b.csv\"", "x") + "--b--\r\n"
    #expect(try #require(Self.read(body)).files["file"]?.name == "a;b.csv")
  }

  @Test
  func `are read with a quoted boundary and a preamble of none`() throws {
    let type = "Multipart/Form-Data; charset=utf-8; boundary=\"b\""
    let form = try #require(Self.read(Self.part("name=\"x\"", "1") + "--b--", type))
    #expect(form["x"] == "1")
    #expect(Self.read("--b--")?.fields.isEmpty == true)
  }

  @Test(arguments: [
    "", "--b", "--b\r\n", "--b\r\n--b\r\n", "--b\r\n--b--", "--b\r\n--b\r\n--b--",
    "--b\r\nx\r\n--b--", "--b\r\n\r\n\r\n--b--",
    "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
    "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx",
    "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b",
    "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b\r\n"
      + "Content-Disposition: form-data; name=\"a\"\r\n\r\ny\r\n--b--",
    "x--b\r\n",
    // A line that begins like the boundary: taken for it, the file would be cut there.
    "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--bb\r\ny\r\n--b--",
  ])
  func `that are cut short or say something twice are none`(body: String) {
    #expect(Self.read(body) == nil)
  }

  /// Whatever is sent is a form or none, and never the end of the server.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `that are spoilt are read or are none`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let whole = Array(
      (Self.part("name=\"a\"; filename=\"b\"", "x\r\n\r\ny") + Self.part("name=c", "d")
        + "--b--\r\n").utf8
    )
    let pieces = ["\r\n", "--b", "--", "\r\n\r\n", "\"", ";", "=", "%", "&", "%f", "\u{0}"].map {
      Array($0.utf8)
    }
    for _ in 0..<3_000 {
      var bytes = whole
      for _ in 0..<1 + random.below(5) {
        let place = random.below(bytes.count + 1)
        switch random.below(4) {
        case 0: bytes.removeSubrange(place..<min(bytes.count, place + random.below(30)))
        case 1 where place < bytes.count: bytes[place] = UInt8(random.below(256))
        default: bytes.insert(contentsOf: pieces[random.below(pieces.count)], at: place)
        }
      }
      for type in [
        "multipart/form-data; boundary=b", "multipart/form-data; boundary=\"-\"",
        "application/x-www-form-urlencoded",
      ] {
        // A file is never more than what was sent.
        let form = Form(bytes, as: type)
        #expect(form?.files.values.allSatisfy { $0.bytes.count <= bytes.count } ?? true)
      }
      _ = Preference.language(acceptedBy: String(decoding: bytes.prefix(60), as: UTF8.self))
    }
  }

  @Test
  func `of another kind are none`() {
    #expect(Self.read("a=1", "text/plain") == nil)
    #expect(Self.read("--b--", "multipart/form-data") == nil)
    #expect(Self.read("--b--", "multipart/form-data; boundary=") == nil)
    #expect(Form([0x61, 0x3D, 0xFF], as: "application/x-www-form-urlencoded") == nil)
    #expect(Self.read("a=1&b=%C3%A9", "application/x-www-form-urlencoded")?["b"] == "é")
  }
}
