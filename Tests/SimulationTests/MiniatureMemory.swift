import Hardware
import Mapping
import Quantities
import Simulation
import Tensors
import Workloads

/// A machine with a DRAM memory that is small enough to count by hand.
enum MiniatureMemory {
  static func organization(channels: Int) -> DRAMOrganization {
    DRAMOrganization(
      channels: channels, ranks: 1, bankGroups: 1, banks: 4, rows: 1 << 16, bursts: 4, busWidth: 128,
      deviceWidth: 16, burstLength: 1, burstClocks: 1)
  }

  static func system(
    clockPicoseconds: Int = 1000, channels: Int = 1, refresh: DRAMController.Refresh = .off
  ) -> DRAMSystem {
    DRAMSystem(
      name: "miniature", organization: organization(channels: channels),
      timing: DRAMTiming(
        clockPicoseconds: clockPicoseconds, readLatency: 3, writeLatency: 2, activateToRead: 4,
        activateToWrite: 4, precharge: 4, activateToPrecharge: 8, activateToActivate: 12, readToPrecharge: 2,
        writeRecovery: 3, writeToReadOther: 2, writeToReadSame: 2, readToWriteGap: 1, columnOther: 1,
        columnSame: 1, activateOther: 1, activateSame: 1, fourActivates: 0, rankSwitch: 1, refresh: 20,
        refreshInterval: 200),
      addresses: DRAMAddressMap(order: [
        .init(.row), .init(.bank), .init(.column), .init(.channel), .init(.bankGroup), .init(.rank),
        .init(.pseudoChannel),
      ]),
      controller: DRAMController(refresh: refresh), energy: nil, sources: [])
  }

  static func design(
    clockPicoseconds: Int = 1000, latency: Int = 10_000, outstanding: Int? = nil, request: Int = 16,
    outputBanks: Int = 8, cores: Int = 1, boundary: Boundary = .barrier,
    refresh: DRAMController.Refresh = .off, channels: Int = 1, interface: Frequency? = nil
  ) -> Design {
    let byte = NumberFormat.integer(bits: 8)
    func buffer(banks: Int) -> Buffer { Buffer(capacity: nil, banks: banks, ports: 2, width: 8, tiles: 2) }
    let memory = DRAMMemory(
      system: system(clockPicoseconds: clockPicoseconds, channels: channels, refresh: refresh),
      latency: TimeSpan(picoseconds: latency), outstanding: outstanding, request: request,
      interfaceClock: interface)
    return Design(
      name: "bench", clock: Frequency(hertz: 1_000_000_000),
      array: .systolic(
        SystolicArray(
          rows: 4, columns: 4, dataflow: .weightStationary,
          precision: ArrayPrecision(input: byte, weight: byte, accumulate: .integer(bits: 32)),
          preload: .serial)),
      cores: Cores(
        count: cores, partitions: ProductMapping.Partition.allCases, delivery: .multicast,
        reduction: .init(width: 16, latency: 3)),
      buffers: .perOperand(
        input: buffer(banks: 8), weight: buffer(banks: 8), output: buffer(banks: outputBanks)),
      memories: [Memory(name: "main", kind: .dram(memory))],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil, boundary: boundary)
  }

  /// A product with tensors of its own, in one pass or in tiles of at most so many rows, channels and filters.
  static func product(
    m: Int = 4, k: Int = 4, n: Int = 4, partition: ProductMapping.Partition? = nil, tile: Int = 64
  ) -> SequencedWork {
    let byte = NumberFormat.integer(bits: 8)
    func place(_ tensor: Int) -> OperandAddresses.Place { .init(memory: 0, address: tensor << 12) }
    let work = Work(
      body: .product(.matrixProduct(m: m, k: k, n: n), epilogue: []),
      formats: OperandFormats(input: byte, weight: byte, output: byte),
      addresses: OperandAddresses(
        input: place(0), weight: place(1), parameters: place(2), output: place(3), partialSums: place(4)))
    return SequencedWork(
      work: work,
      mapping: .product(
        ProductMapping(
          groups: 1, rows: min(m, tile), columns: 1, channels: min(k, tile), filters: min(n, tile),
          order: ProductMapping.Loop.allCases, partition: partition)))
  }
}
