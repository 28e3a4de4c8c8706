import DRAM

/// The files of a replay: a line for each request, and one for each command.
public enum MemoryFiles {
  /// `ACCEPT_CYCLE COMPLETION_CYCLE`, in the order of the requests.
  public static func completions(_ record: DRAMRecord) -> String {
    var writer = LineWriter(capacity: 16 * record.completions.count)
    for completion in record.completions {
      writer.write(completion.accepted)
      writer.space()
      writer.write(completion.completed)
      writer.endLine()
    }
    return writer.text
  }

  /// A line of names, and then a line a command: `-` for what a command does not have.
  public static func commands(_ record: DRAMRecord) -> String {
    var writer = LineWriter(capacity: 40 * record.commands.count)
    writer.write("# cycle channel pseudo_channel command rank bank_group bank row column")
    writer.endLine()
    for command in record.commands {
      writer.write(command.cycle)
      writer.space()
      writer.write(command.channel)
      writer.space()
      writer.write(command.pseudoChannel)
      writer.space()
      writer.write(command.kind.short)
      for value in [command.rank, command.bankGroup, command.bank, command.row, command.column] {
        writer.space()
        if value < 0 { writer.write("-") } else { writer.write(value) }
      }
      writer.endLine()
    }
    return writer.text
  }
}

extension DRAMCommandKind {
  /// As data sheets write it.
  var short: String {
    switch self {
    case .activate: "ACT"
    case .precharge: "PRE"
    case .prechargeAll: "PREA"
    case .read: "RD"
    case .write: "WR"
    case .readPrecharge: "RDA"
    case .writePrecharge: "WRA"
    case .refresh: "REF"
    case .refreshBank: "REFpb"
    case .synchronise: "SYNC"
    }
  }
}
