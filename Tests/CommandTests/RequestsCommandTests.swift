import Foundation
import Testing

/// `run --requests`: what an accelerator asks of DRAM, as `memory` reads it.
@Suite struct RequestsCommandTests {
  /// A folder with the shipped files, and a small design whose memory is DRAM.
  private func withDesign(_ body: (Ridgeline) throws -> Void) throws {
    try withRidgeline { ridgeline in
      for name in ["Configs", "Traces"] {
        try FileManager.default.createSymbolicLink(
          atPath: ridgeline.folder.appendingPathComponent(name).path,
          withDestinationPath: "\(MemoryCommandTests.repository)/\(name)")
      }
      try ridgeline.write(
        """
        base: design.yaml
        name: with_dram
        memories:
          main: {bandwidth: null, type: dram, preset: Configs/memories/ddr4_2400.yaml, latency: 20 ns}

        """, to: "dram.yaml")
      try ridgeline.write(
        """
        base: dram.yaml
        name: with_two
        memories:
          other: {type: dram, preset: Configs/memories/hbm2.yaml, latency: 20 ns, outstanding: 8, request: 64 B}
        placement: {input: main, weight: other, output: main, cache: main}

        """, to: "two.yaml")
      try body(ridgeline)
    }
  }

  private func document(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// The names that begin with a dot and are not the test's own.
  private func leftovers(_ ridgeline: Ridgeline) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: ridgeline.folder.path).filter {
      $0.contains(".partial-")
    }
  }

  @Test func `the file replays on the same memory with the reads and writes of the run`() throws {
    try withDesign { ridgeline in
      let run = try ridgeline("run", "dram.yaml", "trace.yaml", "--json", "--requests", "requests.txt")
      #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
      let total = try #require(try document(run.output)["total"] as? [String: Any])
      let memories = try #require(total["memories"] as? [String: [String: Any]])
      let main = try #require(memories["main"])
      let counts = try #require((main["dram"] as? [String: Any])?["counts"] as? [String: Int])
      let replay = try ridgeline("memory", "ddr4_2400", "requests.txt", "--json")
      #expect(replay.status == 0 && replay.errors.isEmpty, "\(replay.errors)")
      let found = try document(replay.output)
      #expect(found["requests"] as? Int == main["bursts"] as? Int)
      // Rows and queues are another operator's in the replay, so other reads may find one to merge with.
      let served = { (counts: [String: Any], keys: [String]) in
        keys.reduce(0) { $0 + (counts[$1] as? Int ?? 0) }
      }
      let (reads, writes) = (["reads", "merged_reads", "forwarded_reads"], ["writes", "merged_writes"])
      #expect(
        served(found, reads) == served(counts, reads) && served(found, writes) == served(counts, writes))
      #expect(found["read_requests"] as? Int == served(counts, reads))
      let lines = try ridgeline.read("requests.txt").split(separator: "\n")
      #expect(
        lines[0]
          == "# small_net on with_dram, memory main: arrival, direction, address; clocks of 833 ps, bursts of 64 B"
      )
      #expect(lines.count == 1 + (main["bursts"] as? Int ?? 0))
      #expect(try leftovers(ridgeline).isEmpty)
      // The figures are those of a run that writes nothing, and so is the text.
      #expect(try ridgeline("run", "dram.yaml", "trace.yaml", "--json").output == run.output)
    }
  }

  @Test func `several memories are named, and each has a file`() throws {
    try withDesign { ridgeline in
      let unnamed = try ridgeline("run", "two.yaml", "trace.yaml", "--requests", "requests.txt")
      #expect(unnamed.status == 2, "\(unnamed.errors)")
      #expect(unnamed.errors.contains("--requests main=requests.txt") && unnamed.errors.contains("'other'"))
      let run = try ridgeline(
        "run", "two.yaml", "trace.yaml", "--no-wall", "--requests", "main=one.txt", "--requests",
        "other=weights.txt")
      #expect(run.status == 0, "\(run.errors)")
      #expect(try ridgeline.read("one.txt").contains(" W 0x"))
      #expect(try !ridgeline.read("weights.txt").contains(" W 0x"))
      #expect(try ridgeline("memory", "hbm2", "weights.txt").status == 0)
      let twice = try ridgeline(
        "run", "two.yaml", "trace.yaml", "--requests", "main=a.txt", "--requests", "main=b.txt")
      #expect(twice.status == 2 && twice.errors.contains("'main' twice"), "\(twice.errors)")
      let same = try ridgeline(
        "run", "two.yaml", "trace.yaml", "--requests", "main=a.txt", "--requests", "other=a.txt")
      #expect(same.status == 2 && same.errors.contains("'a.txt' twice"), "\(same.errors)")
      // Of one such memory too, where a name is not needed: it is not taken for a part of the file's.
      let misspelt = try ridgeline("run", "dram.yaml", "trace.yaml", "--requests", "mian=a.txt")
      #expect(misspelt.status == 2 && misspelt.errors.contains("did you mean 'main'?"), "\(misspelt.errors)")
    }
  }

  @Test func `what cannot be written is refused before anything runs, and leaves nothing`() throws {
    try withDesign { ridgeline in
      let flat = try ridgeline("run", "design.yaml", "trace.yaml", "--requests", "requests.txt")
      #expect(flat.status == 2, "\(flat.errors)")
      #expect(flat.errors.contains("'main' is no DRAM") && flat.errors.contains("memories.main={type: dram"))
      let packed = try ridgeline("run", "dram.yaml", "trace.yaml", "--requests", "requests.txt.gz")
      #expect(packed.status == 2 && packed.errors.contains("'requests.txt'"), "\(packed.errors)")
      let folder = try ridgeline("run", "dram.yaml", "trace.yaml", "--requests", "none/requests.txt")
      #expect(
        folder.status == 1 && folder.errors.contains("cannot write 'none/requests.txt'"), "\(folder.errors)")
      try ridgeline.write("mine\n", to: "requests.txt")
      let exists = try ridgeline("run", "dram.yaml", "trace.yaml", "--requests", "requests.txt")
      #expect(exists.status == 2 && exists.errors.contains("'requests.txt' exists"), "\(exists.errors)")
      #expect(try ridgeline.read("requests.txt") == "mine\n")
      let wrong = try ridgeline("run", "dram.yaml", "none.yaml", "--requests", "other.txt")
      #expect(wrong.status == 2 && !ridgeline.exists("other.txt"))
      #expect(try leftovers(ridgeline).isEmpty)
      let forced = try ridgeline("run", "dram.yaml", "trace.yaml", "--requests", "requests.txt", "--force")
      #expect(forced.status == 0, "\(forced.errors)")
      #expect(try ridgeline.read("requests.txt").hasPrefix("# small_net"))
    }
  }
}
