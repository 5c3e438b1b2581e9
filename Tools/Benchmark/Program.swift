import Foundation

/// The program from its start to its end, whatever it prints read by nobody.
enum Program {
  private struct Failed: Error {
    let words: [String]
  }

  /// Runs it.
  ///
  /// - Parameters:
  ///   - mitm: Where it lies.
  ///   - words: Its arguments.
  ///   - statuses: How it may end.
  /// - Throws: When it ends otherwise.
  static func run(_ mitm: String, _ words: [String], endingWith statuses: Set<Int32> = [0]) throws {
    // Foundation looks only every fifty milliseconds whether a process has ended.
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor: Int32 in [1, 2] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    var arguments = ([mitm] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var (process, status): (pid_t, Int32) = (0, 0)
    guard posix_spawn(&process, mitm, &actions, nil, &arguments, environ) == 0,
      waitpid(process, &status, 0) == process, status & 0x7f == 0,
      statuses.contains(status >> 8 & 0xff)
    else { throw Failed(words: words) }
  }
}
