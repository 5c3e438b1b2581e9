package import Foundation

/// A program of the machine that runs beside the tests.
///
/// Foundation's `Process.run` reads beyond its buffer, and crashes now and then, once some 1,300 files are open; suites
/// that run side by side have that many.
package final class ChildProcess {
  /// A program that could not be started.
  package struct NotStarted: Error, CustomStringConvertible {
    package let description: String
  }

  private let id: pid_t
  private var status: Int32?

  /// Starts it.
  ///
  /// - Parameters:
  ///   - program: Where it lies.
  ///   - arguments: Its words, without its own name.
  ///   - environment: Its whole environment; nil for that of the tests.
  ///   - folder: Where it runs; nil for where the tests run.
  ///   - input: What it reads; nil for nothing.
  ///   - output: Where it prints; nil for nowhere.
  ///   - errors: Where its notes go; nil for nowhere.
  /// - Throws: ``NotStarted`` with what the machine said.
  package init(
    _ program: URL,
    _ arguments: [String],
    environment: [String: String]? = nil,
    folder: URL? = nil,
    input: FileHandle? = nil,
    output: FileHandle? = nil,
    errors: FileHandle? = nil
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let folder { _ = changeFolder(&actions, folder.path) }
    let files = [input, output, errors]
    for (descriptor, file) in zip(Int32(0)..., files) {
      if let file {
        posix_spawn_file_actions_adddup2(&actions, file.fileDescriptor, descriptor)
      } else {
        posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
      }
    }
    // What the tests have open is theirs: a pipe that also a child holds never ends.
    _ = closeFiles(&actions, 3)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The threads of the tests keep signals from themselves, and a child would inherit that.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

    var words = ([program.path] + arguments).map { strdup($0) } + [nil]
    let variables = environment ?? ProcessInfo.processInfo.environment
    var pairs = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + pairs { free(text) } }
    var started = pid_t()
    let failure = withExtendedLifetime(files) {
      posix_spawn(&started, program.path, &actions, &attributes, &words, &pairs)
    }
    guard failure == 0 else {
      throw NotStarted(description: "\(program.path): \(String(cString: strerror(failure)))")
    }
    id = started
  }

  /// Waits for its end.
  ///
  /// - Parameter limit: The seconds that it may still take.
  /// - Returns: The exit code, or 128 and the signal, as a shell gives it; nil where it still runs.
  package func wait(_ limit: TimeInterval) -> Int32? {
    let deadline = Date(timeIntervalSinceNow: limit)
    while status == nil {
      var word: Int32 = 0
      if waitpid(id, &word, WNOHANG) == id {
        let signal = word & 0x7f
        status = signal == 0 ? word >> 8 & 0xff : 128 + signal
      } else if Date() < deadline {
        usleep(2000)
      } else {
        return nil
      }
    }
    return status
  }

  /// Ends it, if it still runs, and waits until it is gone.
  package func kill() {
    guard wait(0) == nil else { return }
    _ = Foundation.kill(id, SIGKILL)
    _ = wait(.infinity)
  }
}

// Two actions of the C library that its Swift module leaves out.

@_silgen_name("posix_spawn_file_actions_addchdir_np")
private func changeFolder(
  _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>,
  _ folder: UnsafePointer<CChar>
) -> Int32

@_silgen_name("posix_spawn_file_actions_addclosefrom_np")
private func closeFiles(
  _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>,
  _ first: Int32
) -> Int32
