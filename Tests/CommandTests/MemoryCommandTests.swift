import Foundation
import Testing

@Suite struct MemoryCommandTests {
  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardized.path

  /// A folder with the shipped memories and a stream of requests.
  private func withMemories(_ body: (Ridgeline) throws -> Void) throws {
    try withRidgeline { ridgeline in
      for name in ["Configs", "Traces"] {
        try FileManager.default.createSymbolicLink(
          atPath: ridgeline.folder.appendingPathComponent(name).path,
          withDestinationPath: "\(Self.repository)/\(name)")
      }
      let lines = (0..<256).map { "\($0 / 2) \($0 % 4 == 3 ? "W" : "R") 0x\(String($0 * 64, radix: 16))\n" }
      try ridgeline.write("# a stream\n" + lines.joined(), to: "requests.txt")
      try body(ridgeline)
    }
  }

  private func document(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func `a stream is replayed on a shipped memory, and every cycle of its bus has a class`() throws {
    try withMemories { ridgeline in
      let run = try ridgeline("memory", "ddr4_2400", "requests.txt", "--json")
      #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
      let found = try document(run.output)
      #expect(found["schema"] as? String == "ridgeline-memory/1")
      #expect(found["policy"] as? String == "standard")
      #expect((found["requests"] as? Int, found["reads"] as? Int, found["writes"] as? Int) == (256, 192, 64))
      let stack = try #require(found["bus_cycles"] as? [String: Int])
      #expect(stack.count == 9)
      #expect(stack.values.reduce(0, +) == found["run_cycles"] as? Int)
      #expect(stack["read"] == 192 * 4 && stack["write"] == 64 * 4)
      let energy = try #require(found["energy_pj"] as? [String: Double])
      let parts = energy.filter { $0.key != "total" }.values.reduce(0, +)
      #expect(abs(parts / (energy["total"] ?? 0) - 1) < 1e-12)
      let memory = try #require(found["memory"] as? [String: Any])
      #expect((memory["timing"] as? [String: Int])?["tRFC"] == 421)
      #expect((found["inputs"] as? [[String: String]])?.count == 2)
      let text = try ridgeline("memory", "ddr4_2400", "requests.txt")
      for part in [
        "256 requests of 64 B on ddr4_2400", "policy standard", "row hits", "no request", "pJ/bit",
      ] {
        #expect(text.output.contains(part), "\(part): \(text.output)")
      }
    }
  }

  @Test func `energies of ranks and devices are there, and sum to the memory's`() throws {
    try withMemories { ridgeline in
      for (memory, devices) in [("ddr4_2400", 8.0), ("hbm3", 1), ("lpddr4_3200", 1), ("u280_ddr4", 16)] {
        let arguments = "memory \(memory) requests.txt" + (memory == "hbm3" ? " --set 'energy=4 pJ/bit'" : "")
        let run = try ridgeline.shell("$RIDGELINE \(arguments) --json")
        let found = try document(run.output)
        let channels = try #require(found["channels"] as? [[String: Any]])
        let ranks = channels.flatMap { $0["ranks"] as? [[String: Any]] ?? [] }
        let whole = try #require((found["energy_pj"] as? [String: Double])?["total"])
        var sum = 0.0
        for rank in ranks {
          let total = try #require((rank["energy_pj"] as? [String: Double])?["total"])
          let device = try #require(rank["device_energy_pj"] as? Double)
          #expect(abs(device * devices - total) <= 1e-9 * total)
          sum += total
        }
        #expect(abs(sum - whole) <= 1e-9 * whole, "\(memory)")
        #expect(ranks.reduce(0) { $0 + ($1["reads"] as? Int ?? 0) } == found["reads"] as? Int)
        let text = try ridgeline.shell("$RIDGELINE \(arguments)")
        #expect(text.output.contains("a device"), "\(text.output)")
        let hasTable = text.output.contains("rank 0") || text.output.contains("each of \(ranks.count)")
        #expect(hasTable == (ranks.count > 1), "\(text.output)")
      }
    }
  }

  @Test func `requests may come on standard input`() throws {
    try withMemories { ridgeline in
      let file = try document(try ridgeline("memory", "ddr4_2400", "requests.txt", "--json").output)
      let run = try ridgeline.shell("cat requests.txt | $RIDGELINE memory ddr4_2400 - --json")
      #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
      let piped = try document(run.output)
      #expect(file["cycles"] as? Int == piped["cycles"] as? Int)
      let (first, second) = (file["inputs"] as? [[String: String]], piped["inputs"] as? [[String: String]])
      #expect(second?.last?["path"] == "-")
      #expect(first?.last?["sha256"] == second?.last?["sha256"])
    }
  }

  @Test func `every shipped memory replays the stream, under its own policy and DRAMsim3's`() throws {
    try withMemories { ridgeline in
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(Self.repository)/Configs/memories")
      for name in names.map({ String($0.dropLast(5)) }) {
        let run = try ridgeline("memory", name, "requests.txt", "--json")
        #expect(run.status == 0, "\(name): \(run.errors)")
        let other = try ridgeline("memory", name, "requests.txt", "--policy", "dramsim3")
        #expect(other.status == 0, "\(name): \(other.errors)")
        let found = try document(run.output)
        let channels = try #require(found["channels"] as? [[String: Any]])
        for channel in channels {
          for stack in channel["bus_cycles"] as? [[String: Int]] ?? [] {
            #expect(stack.values.reduce(0, +) == found["run_cycles"] as? Int, "\(name)")
          }
        }
      }
    }
  }

  @Test func `completions are a line a request, and commands a line each`() throws {
    try withMemories { ridgeline in
      let run = try ridgeline(
        "memory", "ddr4_2400", "requests.txt", "--policy", "dramsim3", "--completions", "done.txt",
        "--commands",
        "commands.txt")
      #expect(run.status == 0, "\(run.errors)")
      let completions = try ridgeline.read("done.txt").split(separator: "\n")
      #expect(completions.count == 256)
      // One closed bank: accepted in 0, in the controller from 1, activated in 2.
      #expect(completions[0] == "0 40")
      let commands = try ridgeline.read("commands.txt").split(separator: "\n")
      #expect(commands[0] == "# cycle channel pseudo_channel command rank bank_group bank row column")
      #expect(commands[1] == "2 0 0 ACT 0 0 0 0 -")
      #expect(commands.contains { $0.contains(" RD ") } && commands.contains { $0.contains(" WR ") })
      let again = try ridgeline("memory", "ddr4_2400", "requests.txt", "--completions", "done.txt")
      #expect(again.status == 2 && again.errors.contains("'done.txt' exists"))
      let forced = try ridgeline(
        "memory", "ddr4_2400", "requests.txt", "--completions", "done.txt", "--force")
      #expect(forced.status == 0)
      for other in ["x", "./x", "../\(ridgeline.folder.lastPathComponent)/x"] {
        let one = try ridgeline("memory", "hbm2", "requests.txt", "--completions", "x", "--commands", other)
        #expect(one.status == 2 && one.errors.contains("name one file"), "\(other): \(one.errors)")
      }
      let dash = try ridgeline("memory", "hbm2", "requests.txt", "--completions", "-")
      #expect(dash.status == 2 && dash.errors.contains("name a file"), "\(dash.errors)")
      #expect(!ridgeline.exists("x") && !ridgeline.exists("-"))
    }
  }

  @Test func `wrong memories, requests and settings are answered at their places, and nothing is written`()
    throws
  {
    try withMemories { ridgeline in
      let name = try ridgeline("memory", "ddr4_2401", "requests.txt")
      #expect(name.status == 2 && name.errors.contains("did you mean 'ddr4_2400'?"), "\(name.errors)")
      let setting = try ridgeline("memory", "ddr4_2400", "requests.txt", "--set", "timing.tRPP=4")
      #expect(setting.status == 2 && setting.errors.contains("did you mean 'tRP'?"), "\(setting.errors)")
      try ridgeline.write("0 R 0x40\n0 X 0x40\n", to: "wrong.txt")
      let wrong = try ridgeline("memory", "ddr4_2400", "wrong.txt", "--completions", "done.txt")
      #expect(wrong.status == 2)
      #expect(
        wrong.errors
          == "wrong.txt:2:3: error: found 'X'; after the arrival comes R or W, for example '0 R 0x40'\n")
      #expect(!ridgeline.exists("done.txt"))
      let missing = try ridgeline("memory", "ddr4_2400", "none.txt")
      #expect(missing.status == 2 && missing.errors.hasPrefix("none.txt:1:1: error: cannot read the file"))
      let design = try ridgeline("memory", "design.yaml", "requests.txt")
      #expect(
        design.status == 2 && design.errors.contains("this is a design, and a memory"), "\(design.errors)")
      let run = try ridgeline("run", "Configs/memories/hbm2.yaml", "trace.yaml")
      #expect(run.status == 2 && run.errors.contains("this is a memory of DRAM devices"), "\(run.errors)")
      try ridgeline.write("0 R 0x10000000000\n", to: "far.txt")
      let far = try ridgeline("memory", "ddr4_2400", "far.txt")
      #expect(far.status == 0 && far.errors.contains("wrap round"), "\(far.errors)")
      let policy = try ridgeline("memory", "ddr4_2400", "requests.txt", "--policy", "dramsim")
      #expect(policy.status == 2, "\(policy.errors)")
    }
  }

  @Test func `an output that is an input is refused, and the input stays`() throws {
    try withMemories { ridgeline in
      let requests = "0 R 0x40\n"
      try ridgeline.write(requests, to: "mine.txt")
      for option in ["--completions", "--commands"] {
        let lost = try ridgeline("memory", "ddr4_2400", "mine.txt", option, "mine.txt", "--force")
        #expect(lost.status == 2 && lost.errors.contains("'mine.txt' is read here"), "\(lost.errors)")
      }
      #expect(try ridgeline("memory", "ddr4_2400", "mine.txt").status == 0)
    }
  }

  @Test func `a request after too many refreshes is refused, and not waited for`() throws {
    try withMemories { ridgeline in
      try ridgeline.write("0 R 0x0\n281474976710656 R 0x0\n", to: "late.txt")
      let late = try ridgeline("memory", "ddr4_2400", "late.txt")
      #expect(late.status == 2 && late.errors.contains("refreshes"), "\(late.errors)")
    }
  }

  @Test func `settings that the policy dramsim3 does not know are named`() throws {
    try withMemories { ridgeline in
      let ignored = try ridgeline(
        "memory", "ddr4_2400", "requests.txt", "--policy", "dramsim3", "--set", "controller.refresh=off")
      #expect(
        ignored.status == 0 && ignored.errors.contains("controller.refresh is off"), "\(ignored.errors)")
      let standard = try ridgeline(
        "memory", "ddr4_2400", "requests.txt", "--set", "controller.refresh=off")
      #expect(standard.errors.isEmpty, "\(standard.errors)")
    }
  }

  @Test func `DRAMsim3's livelock ends with status 1 and its cycle, and standard serves the same stream`()
    throws
  {
    try withMemories { ridgeline in
      // Sums that are read and then written, faster than the memory takes them.
      let lines = (0..<4_096).map { place in
        let address = String(UInt64(place / 2) * 64, radix: 16)
        return "0 \(place % 2 == 0 ? "R" : "W") 0x\(address)\n"
      }
      try ridgeline.write(lines.joined(), to: "sums.txt")
      let livelock = try ridgeline(
        "memory", "ddr4_2400", "sums.txt", "--policy", "dramsim3", "--completions", "done.txt")
      #expect(livelock.status == 1, "\(livelock.errors)")
      #expect(
        livelock.errors.contains("no progress") && livelock.errors.contains("'--policy standard'"),
        "\(livelock.errors)")
      #expect(livelock.output.isEmpty && !ridgeline.exists("done.txt"))
      #expect(try ridgeline("memory", "ddr4_2400", "sums.txt").status == 0)
    }
  }

  @Test func `a DRAMsim3 configuration becomes a memory that replays`() throws {
    try withMemories { ridgeline in
      let file = "\(Self.repository)/Tests/HardwareTests/DRAMsim3/hbm2_8ch.ini"
      let run = try ridgeline("import", "dramsim3", file, "-o", "hbm.yaml")
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.contains("note: 'tRTP' is not in the file: DRAMsim3 takes 5"), "\(run.errors)")
      #expect(run.errors.contains("note: 'tRPRE' plays no part"))
      #expect(try ridgeline("check", "hbm.yaml").errors.isEmpty)
      let replay = try ridgeline("memory", "hbm.yaml", "requests.txt", "--json")
      #expect(replay.status == 0, "\(replay.errors)")
      #expect(try document(replay.output)["policy"] as? String == "dramsim3")
      #expect(try ridgeline("import", "dramsim3", file, "-o", "hbm.yaml").status == 2)
      #expect(try ridgeline("import", "dramsim3", "none.ini", "-o", "other.yaml").status == 2)
    }
  }

  @Test func `show and check take memories, by file or name`() throws {
    try withMemories { ridgeline in
      let show = try ridgeline("show", "hbm2")
      #expect(show.status == 0, "\(show.errors)")
      for text in ["256 GB/s", "8 GiB", "32 B in 2 clocks", "tREFI 3900", "3.9 pJ/bit"] {
        #expect(show.output.contains(text), "\(text): \(show.output)")
      }
      #expect(try ridgeline.shell("$RIDGELINE check Configs/memories/*.yaml").errors.isEmpty)
    }
  }
}
