import DRAM
import Hardware
import Testing

/// Every command of DRAMsim3's own traces, by their hashes.
@Suite struct DRAMsim3CommandTests {
  @Test func `Policy dramsim3 issues every command of DRAMsim3 in its cycle`() throws {
    let table = try GoldenTable(file: "dramsim3/commands.csv")
    for row in table.rows {
      let golden = try #require(GoldenSystem(rawValue: row["config"] ?? ""))
      let requests = try DRAMsim3GoldenTests.requests(row["stream"] ?? "", for: golden)
      let record = try DRAMReplay(golden.dramsim3, recordsCommands: true).run(requests)
      var digest = Digest()
      for command in record.commands { line(of: command).utf8.forEach { digest.add($0) } }
      #expect(String(record.commands.count) == row["commands"], "\(golden) \(row["stream"] ?? "")")
      #expect(digest.prefix() == row["sha256_16"], "\(golden) \(row["stream"] ?? "")")
    }
    #expect(table.rows.count == 40)
  }

  /// A command's cycle, channel, name and place; the row and the burst where it has them.
  private func line(of command: DRAMCommand) -> String {
    let name =
      switch command.kind {
      case .activate: "ACT"
      case .precharge: "PRE"
      case .read: "RD"
      case .write: "WR"
      case .readPrecharge: "RDA"
      case .writePrecharge: "WRA"
      case .refresh: "REF"
      default: command.kind.rawValue
      }
    var words = ["\(command.cycle)", "\(command.channel)", name, "\(command.rank)"]
    if command.kind != .refresh { words += ["\(command.bankGroup)", "\(command.bank)"] }
    if command.kind == .activate || command.kind.isColumn { words.append("\(command.row)") }
    if command.kind.isColumn { words.append("\(command.column)") }
    return words.joined(separator: " ") + "\n"
  }
}
