import Hardware
import Quantities

/// Memories that are a little simpler than one of DRAM.
func shrinkDRAM(_ memory: DRAMMemory, clock: Frequency) -> [Memory.Kind] {
  var memories: [DRAMMemory] = []
  func add(_ change: (inout DRAMMemory) -> Void) {
    var simpler = memory
    change(&simpler)
    if simpler != memory { memories.append(simpler) }
  }
  add { $0.interfaceClock = nil }
  add { $0.interfaceClock = Frequency(hertz: clock.hertz / 2) }
  add { $0.latency = TimeSpan(picoseconds: 0) }
  add { $0.outstanding = nil }
  add { $0.outstanding = 1 }
  add { $0.request = $0.system.organization.requestBytes }
  add { $0.system.timing.clockPicoseconds = 1_000_000_000_000 / clock.hertz }
  add { $0.system.timing.refreshInterval = 1_000_000 }
  for count in [\DRAMOrganization.channels, \.pseudoChannels, \.ranks, \.bankGroups, \.banks] {
    add { $0.system.organization[keyPath: count] = 1 }
  }
  add { $0.system.organization.hasDualCommandBus = false }
  add { $0.system.addresses.hashes = [] }
  add { $0.system.controller.rowPolicy = .open }
  add { $0.system.controller.scheduler = .firstReady(cap: 4) }
  add { ($0.system.controller.readQueue, $0.system.controller.bankQueue) = (32, 8) }
  if memory.system.controller.policy == .standard {
    add { $0.system.controller.refresh = .off }
    add { $0.system.controller.refresh = .staggered }
    add { ($0.system.controller.drainFrom, $0.system.controller.drainTo) = (1, 0) }
  }
  add { ($0.system.timing.clockSync, $0.system.timing.activateClocks) = (0, 1) }
  return memories.map(Memory.Kind.dram)
}
