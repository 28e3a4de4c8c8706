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

  /// Tiles wait together, of several cores and queues; what they move, one bus moves.
  @Test(arguments: [
    ("ws32", "tiny_resnet8", "", 12.8), ("full_stack16", "tiny", "", 64),
    ("ws32_ddr4", "tiny_resnet8", "", 25.6),
    ("ws32", "tiny", "boundary=overlap", 12.8),
  ])
  func `no window moves more bytes than the memory can, and all of them what it moved`(
    design: String, trace: String, setting: String, peak: Double
  ) throws {
    try withRidgeline { ridgeline in
      try Self.checkBandwidth(
        ridgeline, "\(MemoryCommandTests.repository)/Configs/designs/\(design).yaml",
        "\(MemoryCommandTests.repository)/Traces/\(trace).yaml", setting, peak: peak)
    }
  }

  /// Windows of few cycles, in which a whole byte would be much.
  @Test(arguments: [0.07, 0.2, 0.4, 1.3, 3.2, 7.1, 12.8, 100])
  func `no window passes the peak of a slow or a fast memory by part of a byte`(bandwidth: Double) throws {
    try withRidgeline { ridgeline in
      try ridgeline.write(
        """
        network: short
        formats: {input: int8, weight: int8, output: int8}
        inputs: {x: {elements: 256}}
        operators: [{name: a, op: matmul, input: x, m: 1, k: 256, n: 8}]
        """, to: "short.yaml")
      for boundary in ["barrier", "overlap"] {
        try Self.checkBandwidth(
          ridgeline, "\(MemoryCommandTests.repository)/Configs/designs/ws32.yaml", "short.yaml",
          "memories.main.bandwidth=\(bandwidth) GB/s' --set 'boundary=\(boundary)", peak: bandwidth)
      }
    }
  }

  /// Of a design whose clock is 1 GHz.
  private static func checkBandwidth(
    _ ridgeline: Ridgeline, _ design: String, _ trace: String, _ setting: String, peak: Double
  ) throws {
    let set = setting.isEmpty ? "" : " --set '\(setting)'"
    let run = try ridgeline.shell(
      "$RIDGELINE run \(design) \(trace)\(set) --no-wall --timeline -o out --force --json")
    #expect(run.status == 0, "\(run.errors)")
    let document = try Self.document(run.output)
    let total = try #require(document["total"] as? [String: Any])
    let memory = try #require((total["memories"] as? [String: [String: Any]])?["main"])
    let events = try #require(try Self.timeline(ridgeline, "out")["traceEvents"] as? [[String: Any]])
    let counters: [(at: Int, read: Double, written: Double)] = events.compactMap { event in
      guard event["name"] as? String == "main: bytes a cycle", let at = event["ts"] as? Int,
        let values = event["args"] as? [String: Double]
      else { return nil }
      return (at, values["read", default: 0], values["written", default: 0])
    }
    #expect(counters.count > 100)
    var sums = (read: 0.0, written: 0.0)
    for (one, next) in zip(counters, counters.dropFirst()) {
      // Nothing but the rounding of doubles.
      #expect(one.read + one.written <= peak * (1 + 1e-12), "at \(one.at)")
      sums.read += one.read * Double(next.at - one.at)
      sums.written += one.written * Double(next.at - one.at)
    }
    for (sum, key) in [(sums.read, "read_bytes"), (sums.written, "write_bytes")] {
      let bytes = try #require(memory[key] as? Double)
      #expect(abs(sum - bytes) <= 1e-9 * bytes, "\(key)")
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
