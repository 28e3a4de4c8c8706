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

/// Bytes of a long text, without a string for every number.
private struct LineWriter {
  private var bytes: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func space() { bytes.append(UInt8(ascii: " ")) }
  mutating func endLine() { bytes.append(UInt8(ascii: "\n")) }
  mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func write(_ value: Int) {
    let start = bytes.count
    var rest = value.magnitude
    repeat {
      bytes.append(UInt8(48 + rest % 10))
      rest /= 10
    } while rest > 0
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    bytes[start...].reverse()
  }
}
