import Hardware
import ReferenceMachine
import TestFiles
import Testing

/// A table of text: the first line names the columns.
struct GoldenTable {
  var rows: [[String: String]]

  init(file: String) throws {
    let path = String(#filePath.dropLast("ReferenceGoldenTests.swift".count)) + "Golden/" + file
    let bytes = try #require(readFile(path), "there is no file \(path)")
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let names = try #require(lines.first)
    rows = lines.dropFirst().map { Dictionary(zip(names, $0), uniquingKeysWith: { first, _ in first }) }
  }
}

extension GoldenStream {
  /// A stream and its pace, by a name such as `rand64.half`.
  static func named(_ name: String) -> (stream: GoldenStream, pace: Pace)? {
    let parts = name.split(separator: ".").map(String.init)
    guard parts.count == 2, let stream = GoldenStream(rawValue: parts[0]), let pace = Pace(rawValue: parts[1])
    else {
      return nil
    }
    return (stream, pace)
  }
}

/// The stepped reference against what DRAMsim3 itself did.
@Suite struct ReferenceGoldenTests {
  @Test func `The streams are those of the golden results`() throws {
    var checked = 0
    for row in try GoldenTable(file: "streams.csv").rows {
      let device = try #require(row["granule_cyc"]).split(separator: "_").map { String($0.dropFirst()) }
      let bytes = try #require(Int(device[0]))
      let clocks = try #require(Double(device[1]))
      let (stream, pace) = try #require(GoldenStream.named(row["stream"] ?? ""))
      if stream == .seqrd_16M { continue }
      var digest = Digest()
      for request in stream.requests(bytes: bytes, clocks: clocks, pace: pace) {
        digest.add(request.address)
        digest.add(UInt32(request.arrival))
        digest.add(UInt32(request.isWrite ? 1 : 0))
      }
      #expect(digest.prefix() == row["sha256_16"], "\(row["granule_cyc"] ?? "") \(row["stream"] ?? "")")
      checked += 1
    }
    #expect(checked == 7 * 26)
  }

  @Test(arguments: GoldenSystem.allCases.filter { $0 != .ddr4_3200_1r && $0 != .hbm2_8ch })
  func `The reference does what DRAMsim3 does`(golden: GoldenSystem) throws {
    let table = try GoldenTable(file: "dramsim3/ds3_\(golden.rawValue).csv")
    let system = golden.dramsim3
    var checked = 0
    for row in table.rows {
      let name = row["stream"] ?? ""
      let (stream, pace) = try #require(GoldenStream.named(name))
      guard let count = row["n"].flatMap(Int.init), count <= Self.mostRequests else { continue }
      let requests = stream.requests(
        bytes: system.organization.requestBytes, clocks: golden.clocksPerRequest, pace: pace)
      let record = try SteppedDRAM.run(requests, on: system)
      var digest = Digest()
      for (accepted, completed) in zip(record.accepted, record.completed) {
        digest.add(UInt32(accepted))
        digest.add(UInt32(completed))
      }
      #expect(digest.prefix() == row["completions_sha256_16"], "\(golden.rawValue) \(name)")
      for (column, value) in Self.counts(of: record) {
        #expect(row[column] == String(value), "\(golden.rawValue) \(name): \(column)")
      }
      for stack in record.stacks.joined() { #expect(stack.total == record.cycles) }
      checked += 1
    }
    print("\(golden.rawValue): \(checked) of \(table.rows.count) rows")
  }

  /// Streams of more take too long where every cycle is stepped.
  private static let mostRequests = TestOptions.takesLong ? 1_000_000 : 9000

  private static func counts(of record: SteppedDRAM.Record) -> [(String, Int)] {
    func sum(_ path: KeyPath<SteppedDRAM.Counts, Int>) -> Int {
      record.counts.reduce(0) { $0 + $1[keyPath: path] }
    }
    return [
      ("num_cycles", record.cycles),
      ("num_read_cmds", sum(\.reads)), ("num_write_cmds", sum(\.writes)),
      ("num_read_row_hits", sum(\.readRowHits)), ("num_write_row_hits", sum(\.writeRowHits)),
      ("num_act_cmds", sum(\.activates)), ("num_pre_cmds", sum(\.precharges)),
      ("num_ondemand_pres", sum(\.demandPrecharges)), ("num_ref_cmds", sum(\.refreshes)),
      ("num_refb_cmds", sum(\.bankRefreshes)), ("hbm_dual_cmds", sum(\.dualCommands)),
      ("all_bank_idle_cycles", record.counts.reduce(0) { $0 + $1.idleCycles.reduce(0, +) }),
      ("rank_active_cycles", record.counts.reduce(0) { $0 + $1.activeCycles.reduce(0, +) }),
    ]
  }
}
