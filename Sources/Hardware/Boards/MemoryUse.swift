import Documents
import Quantities

/// A memory of a design, and the board's that it is.
public struct MemoryUse: Hashable, Sendable {
  public var memory: Memory
  public var place: Board.OffChip
}

/// What keeps a memory from the board, and the key that says it.
struct MemoryProblem {
  var memory: String
  var key: String
  var message: Finding.Message
}

extension Design {
  /// Which of the board's memories each one off the chip is: as the design says it, or that of its name, or the first that has what is needed.
  public func memoryUses(on use: BoardUse) -> [MemoryUse] { memoryUses(on: use).uses }

  func memoryUses(on use: BoardUse) -> (uses: [MemoryUse], problems: [MemoryProblem]) {
    var uses: [MemoryUse] = []
    var problems: [MemoryProblem] = []
    var left = use.board.memories
    func take(_ memory: Memory, _ place: Int) {
      uses.append(MemoryUse(memory: memory, place: use.board.memories[place]))
      left[place].take(memory)
    }
    // Those that are named come first, so that no other takes their room.
    var unnamed: [Memory] = []
    for memory in offChipMemories {
      if case .ideal = memory.kind {
        problems.append(
          MemoryProblem(memory: memory.name, key: "type", message: .idealMemory(memory.name, use.board)))
        continue
      }
      let name = use.memories[memory.name] ?? memory.name
      guard let place = use.board.memories.firstIndex(where: { $0.name == name }) else {
        unnamed.append(memory)
        continue
      }
      if let (key, message) = left[place].lacks(memory, use.board) {
        problems.append(MemoryProblem(memory: memory.name, key: key, message: message))
      }
      take(memory, place)
    }
    for memory in unnamed {
      if let place = left.firstIndex(where: { $0.lacks(memory, use.board) == nil }) {
        take(memory, place)
      } else {
        problems.append(
          MemoryProblem(memory: memory.name, key: "", message: .noSuchMemory(memory, left, use.board)))
      }
    }
    return (uses, problems)
  }
}

extension Board.OffChip {
  /// The first thing that it has not and a memory needs: the memory's key, and what to say of it.
  ///
  /// A bandwidth may be half a percent above: figures of boards have three digits, and clocks of devices whole picoseconds.
  fileprivate func lacks(_ memory: Memory, _ board: Board) -> (key: String, message: Finding.Message)? {
    if let needed = memory.capacity, needed > capacity {
      return (memory.isOfDevices ? "preset" : "capacity", .tooLarge(memory.name, needed, self, board))
    }
    if let needed = memory.kind.flat?.bandwidth, !holds(needed) {
      return (memory.isOfDevices ? "preset" : "bandwidth", .tooFast(memory.name, needed, self, board))
    }
    guard case .dram(let dram) = memory.kind else { return nil }
    let organization = dram.system.organization
    let lines = organization.channels * organization.pseudoChannels * organization.busWidth
    if let channels, organization.channels > channels {
      return ("preset", .tooMany("channels", memory.name, organization.channels, channels, self, board))
    }
    if let dataLines, lines > dataLines {
      return ("preset", .tooMany("lines of data", memory.name, lines, dataLines, self, board))
    }
    return nil
  }

  private func holds(_ needed: Bandwidth) -> Bool {
    let (high, low) = needed.bytesPerSecond.multipliedFullWidth(by: 1_000)
    let (limitHigh, limitLow) = bandwidth.bytesPerSecond.multipliedFullWidth(by: 1_005)
    return (high, low) <= (limitHigh, limitLow)
  }

  /// What is left of it beside a memory.
  fileprivate mutating func take(_ memory: Memory) {
    capacity = Bytes(count: max(0, capacity.count - (memory.capacity?.count ?? 0)))
    bandwidth = Bandwidth(
      bytesPerSecond: max(0, bandwidth.bytesPerSecond - (memory.kind.flat?.bandwidth.bytesPerSecond ?? 0)))
  }

  /// "'ddr' with 32 GiB at 38.4 GB/s".
  fileprivate var words: String { "'\(name)' with \(capacity) at \(bandwidth)" }
}

extension Memory {
  fileprivate var isOfDevices: Bool { if case .dram = kind { true } else { false } }
}

extension Finding.Message {
  fileprivate static func idealMemory(_ name: String, _ board: Board) -> Self {
    Self(
      .impossibleDesign,
      "the memory '\(name)' is ideal, and no memory of \(board.name) is; give it 'type: bandwidth', or leave 'board' out"
    )
  }

  fileprivate static func tooLarge(_ name: String, _ needed: Bytes, _ place: Board.OffChip, _ board: Board)
    -> Self
  {
    Self(
      .impossibleDesign,
      "the memory '\(name)' holds \(needed), and \(board.name) has \(place.words); make it smaller, or leave 'board' out"
    )
  }

  fileprivate static func tooFast(_ name: String, _ needed: Bandwidth, _ place: Board.OffChip, _ board: Board)
    -> Self
  {
    Self(
      .impossibleDesign,
      "the memory '\(name)' moves \(needed), and \(board.name) has \(place.words); make it slower, or leave 'board' out"
    )
  }

  fileprivate static func tooMany(
    _ what: String, _ name: String, _ needed: Int, _ there: Int, _ place: Board.OffChip, _ board: Board
  ) -> Self {
    Self(
      .impossibleDesign,
      "the memory '\(name)' has \(needed) \(what), and '\(place.name)' of \(board.name) has \(there); give it fewer, or leave 'board' out"
    )
  }

  fileprivate static func noSuchMemory(_ memory: Memory, _ left: [Board.OffChip], _ board: Board) -> Self {
    let needs = [memory.capacity?.description, memory.kind.flat?.bandwidth.description].compactMap { $0 }
    return Self(
      .impossibleDesign,
      "the memory '\(memory.name)' needs \(needs.joined(separator: " at ")), and \(board.name) has left "
        + (left.isEmpty ? "none" : left.map(\.words).joined(separator: ", "))
        + "; make it smaller or slower, say which it is with 'memories' in 'board', or leave 'board' out")
  }
}
