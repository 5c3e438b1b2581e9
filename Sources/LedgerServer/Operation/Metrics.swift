import Declarations
import Synchronization

/// What the server counts, in the text form of Prometheus: no label names anybody, or what was asked about.
final class Metrics: Sendable {
  /// A route and the class of its status.
  private struct Series: Hashable {
    let route: String
    let status: Int
  }

  private struct Counts {
    var requests: [Series: Int] = [:]
    var microseconds: [String: Int] = [:]
    var buckets: [String: [Int]] = [:]
    var recorded = 0
    var duplicates = 0
    var refused = 0
    var limited = 0
  }

  /// The bounds of the buckets, in milliseconds.
  private static let bounds = [1, 5, 10, 50, 100, 500, 1_000, 5_000]
  private let counts = Mutex(Counts())

  func count(_ route: Route?, status: Int, microseconds: Int) {
    let name = route?.rawValue ?? "none"
    counts.withLock { counts in
      counts.requests[Series(route: name, status: status), default: 0] += 1
      counts.microseconds[name, default: 0] += microseconds
      let bucket = Self.bounds.firstIndex { microseconds <= $0 * 1_000 } ?? Self.bounds.count
      counts.buckets[
        name,
        default: Array(repeating: 0, count: Self.bounds.count + 1)
      ][bucket] += 1
    }
  }

  func count(recorded: Int, duplicates: Int, refused: Int) {
    counts.withLock { counts in
      counts.recorded += recorded
      counts.duplicates += duplicates
      counts.refused += refused
    }
  }

  func countLimited() { counts.withLock { $0.limited += 1 } }

  /// The text.
  ///
  /// - Parameters:
  ///   - size: How many events the ledger has.
  ///   - signed: How many of them the last checkpoint covers.
  /// - Returns: What Prometheus reads.
  func text(size: Int, signed: Int) -> String {
    let counts = counts.withLock { $0 }
    var text = ""
    func family(_ name: String, _ kind: String, _ help: Wording, _ lines: [String]) {
      text += "# HELP \(name) \(help.inBoth)\n# TYPE \(name) \(kind)\n"
      for line in lines { text += line + "\n" }
    }
    family(
      "mitm_events",
      "gauge",
      Wording(fr: "Événements du registre.", en: "Events in the ledger."),
      ["mitm_events \(size)"]
    )
    family(
      "mitm_signed_events",
      "gauge",
      Wording(
        fr: "Événements que couvre le dernier point de contrôle.",
        en: "Events that the last checkpoint covers."
      ),
      ["mitm_signed_events \(signed)"]
    )
    family(
      "mitm_submissions_total",
      "counter",
      Wording(
        fr: "Soumissions selon ce qu'il en est advenu, depuis le démarrage du serveur.",
        en: "Submissions by what became of them, since the server began."
      ),
      [
        "mitm_submissions_total{outcome=\"recorded\"} \(counts.recorded)",
        "mitm_submissions_total{outcome=\"duplicate\"} \(counts.duplicates)",
        "mitm_submissions_total{outcome=\"refused\"} \(counts.refused)",
      ]
    )
    family(
      "mitm_limited_requests_total",
      "counter",
      Wording(fr: "Requêtes venues trop vite.", en: "Requests that came too fast."),
      ["mitm_limited_requests_total \(counts.limited)"]
    )
    family(
      "mitm_requests_total",
      "counter",
      Wording(
        fr: "Requêtes par route et par code de réponse.",
        en: "Requests by route and status."
      ),
      counts.requests.sorted { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }
        .map { "mitm_requests_total{route=\"\($0.route)\",status=\"\($0.status)\"} \($1)" }
    )
    family(
      "mitm_request_seconds",
      "histogram",
      Wording(fr: "Durée des réponses.", en: "How long answers took."),
      counts.buckets.keys.sorted().flatMap { histogram(of: $0, counts) }
    )
    return text
  }

  private func histogram(of route: String, _ counts: Counts) -> [String] {
    var sum = 0
    var lines: [String] = []
    for (index, count) in (counts.buckets[route] ?? []).enumerated() {
      sum += count
      let bound = index < Self.bounds.count ? Self.seconds(Self.bounds[index] * 1_000) : "+Inf"
      lines.append("mitm_request_seconds_bucket{route=\"\(route)\",le=\"\(bound)\"} \(sum)")
    }
    let total = Self.seconds(counts.microseconds[route] ?? 0)
    return lines + [
      "mitm_request_seconds_sum{route=\"\(route)\"} \(total)",
      "mitm_request_seconds_count{route=\"\(route)\"} \(sum)",
    ]
  }

  /// Seconds to the microsecond.
  private static func seconds(_ microseconds: Int) -> String {
    let rest = String(microseconds % 1_000_000)
    return "\(microseconds / 1_000_000).\(String(repeating: "0", count: 6 - rest.count))\(rest)"
  }
}
