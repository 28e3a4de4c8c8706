import Foundation
import Testing

@Suite struct TimelineTests {
  @Test(arguments: ["barrier", "overlap"])
  func `a timeline sums to the result's cycle stack and ends with the run`(boundary: String) throws {
    try withRidgeline { ridgeline in
      let run = try ridgeline(
        "run", "design.yaml", "trace.yaml", "--set", "boundary=\(boundary)", "--timeline", "-o", "out",
        "--json")
      #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
      let total = try #require(try Self.document(run.output)["total"] as? [String: Any])
      let stack = try #require(total["cycle_stack"] as? [String: Int])
      let cycles = try #require(total["cycles"] as? Int)
      let timeline = try Self.timeline(ridgeline, "out")
      let description = try #require(timeline["otherData"] as? [String: Any])
      #expect(description["unit"] as? String == "1 us of ts and dur is 1 cycle of the array")
      #expect(description["cycles"] as? Int == cycles)
      let events = try #require(timeline["traceEvents"] as? [[String: Any]])
      var sums: [String: Int] = [:]
      var threads: [Int: String] = [:]
      var end = 0
      for event in events where event["ph"] as? String == "M" && event["name"] as? String == "thread_name" {
        threads[try #require(event["tid"] as? Int)] = (event["args"] as? [String: String])?["name"]
      }
      for event in events {
        guard event["ph"] as? String == "X" else {
          end = max(end, event["ts"] as? Int ?? 0)
          continue
        }
        let (start, long) = (try #require(event["ts"] as? Int), try #require(event["dur"] as? Int))
        end = max(end, start + long)
        let thread = try #require(threads[event["tid"] as? Int ?? 0])
        let name = try #require(event["name"] as? String)
        sums[thread == "stalls by cause" ? name : thread, default: 0] += long
      }
      #expect(end == cycles && sums["operators"] == cycles)
      #expect(
        sums["array: passes", default: 0] == stack["working", default: 0]
          + stack["buffer_bandwidth", default: 0])
      for name in ["buffer_bandwidth", "dram_bandwidth", "dram_latency", "vector_unit", "imbalance"] {
        #expect(sums[name, default: 0] == stack[name, default: 0], "\(name)")
      }
      // No window has more than the bus moves in a cycle, but for a byte of rounding.
      let memory = try #require((total["memories"] as? [String: [String: Any]])?["main"])
      let moved = ["read_bytes", "write_bytes"].reduce(0.0) { $0 + Double(memory[$1] as? Int ?? 0) }
      let most = moved / Double(try #require(memory["busy_cycles"] as? Int))
      let counters = events.filter { $0["name"] as? String == "main: bytes a cycle" }
      #expect(counters.count > 10)
      for counter in counters {
        let bytes = (counter["args"] as? [String: Double] ?? [:]).values.reduce(0, +)
        #expect(bytes <= most + 1, "\(bytes) of \(most)")
      }
    }
  }

  @Test func `a timeline is the same file each time, and needs a folder`() throws {
    try withRidgeline { ridgeline in
      for name in ["a", "b"] {
        #expect(try ridgeline("run", "design.yaml", "trace.yaml", "--timeline", "-o", name).status == 0)
      }
      let compared = try ridgeline.shell(
        "cmp a/timeline.json.gz b/timeline.json.gz && cmp a/result.json b/result.json")
      #expect(compared.status == 0)
      let refused = try ridgeline("run", "design.yaml", "trace.yaml", "--timeline")
      #expect(refused.status == 2 && refused.errors.contains("-o DIR"))
    }
  }

  private static func timeline(_ ridgeline: Ridgeline, _ folder: String) throws -> [String: Any] {
    let text = try ridgeline.shell("gzip -dc \(folder)/timeline.json.gz")
    #expect(text.status == 0, "\(text.errors)")
    return try document(text.output)
  }

  private static func document(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }
}
