import Hardware

// The memories of DRAM beside the array (docs/model.md, 5.1).
extension Machine {
  private var drams: [DRAMPath] { channels.compactMap(\.dram) }

  /// Before a cycle's steps: the ticks that begin with it, and the requests that are back go into their buffers.
  func beginOnDRAM(_ cycle: Int) {
    for dram in drams { dram.begin(cycle) }
    let returned = drams.flatMap { dram in dram.takeReturned(in: cycle).map { (dram, $0) } }
    for (dram, request) in returned.sorted(by: { $0.1.number < $1.1.number }) {
      dram.handOver(request, in: cycle)
    }
  }

  /// After a cycle's steps: what the controllers do before the next cycle.
  func endOnDRAM(_ cycle: Int) {
    for dram in drams { dram.end(cycle) }
  }

  /// The memories that have still to move bursts when everything else is over.
  func movingDRAM(_ cycle: Int) -> [DRAMPath] { drams.filter { $0.isMoving(in: cycle) } }

  /// All that the devices did belongs to the last operator.
  func tallyDRAM(cycles: Int) throws {
    for (index, channel) in channels.enumerated() {
      guard let dram = channel.dram else { continue }
      records[stream.count - 1].memories[index].dram = try dram.tally(cycles: cycles)
    }
    observations.gateWaits = gates.waits
  }
}
