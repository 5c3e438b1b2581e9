import Foundation
import TestSupport
import Testing

/// How the tests start programs.
@Suite(.enabled(if: Tool.find("ls") != nil, "ls was not found")) struct ChildProcessTests {
  @Test func `a program is given none of the files that the tests have open`() throws {
    let file = open("/dev/null", O_RDONLY)
    defer { close(file) }
    let pipe = Pipe()
    let program = try ChildProcess(
      try #require(Tool.find("ls")),
      ["/dev/fd/"],
      output: pipe.fileHandleForWriting
    )
    try pipe.fileHandleForWriting.close()
    let listed = try pipe.fileHandleForReading.readToEnd() ?? Data()
    #expect(program.wait(60) == 0)
    // The three, and the folder that it reads.
    #expect(String(decoding: listed, as: UTF8.self) == "0\n1\n2\n3\n")
  }

  @Test func `a program that does not end is ended`() throws {
    let program = try ChildProcess(try #require(Tool.find("sleep")), ["600"])
    #expect(program.wait(0.05) == nil)
    program.kill()
    #expect(program.wait(0) == 128 + SIGKILL)
  }

  @Test func `a program that is not there is an error`() {
    #expect(throws: ChildProcess.NotStarted.self) {
      try ChildProcess(URL(fileURLWithPath: "/no/such/program"), [])
    }
  }
}
