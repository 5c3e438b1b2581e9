#if PostgreSQL
import Glibc

/// A moment in which a server may come back.
enum Pause {
  static func briefly() { usleep(250_000) }
}
#endif
