import Hardware

// The memories of DRAM beside the array (docs/model.md, 5.1).
extension Machine {
  private var drams: [DRAMPath] { channels.compactMap(\.dram) }

  /// Before a cycle's steps: the ticks that begin with it.
  func beginOnDRAM(_ cycle: Int) {
    for dram in drams { dram.begin(cycle) }
  }

  /// After a cycle's steps: what the controllers do before the next cycle.
  func endOnDRAM(_ cycle: Int) throws {
    for dram in drams { try dram.end(cycle) }
  }

  /// The memories that have still to move bursts when everything else is over.
  func movingDRAM(_ cycle: Int) -> [DRAMPath] { drams.filter { $0.isMoving(in: cycle) } }

  /// All that the devices did belongs to the last operator.
  func tallyDRAM(cycles: Int) throws {
    for (index, channel) in channels.enumerated() {
      guard let dram = channel.dram else { continue }
      records[stream.count - 1].memories[index].dram = try dram.tally(cycles: cycles)
      observations.gateWaits += dram.gateWaits
    }
  }
}
