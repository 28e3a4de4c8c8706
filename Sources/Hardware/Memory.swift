import Quantities
import Workloads

/// A memory beyond the buffers, on the chip or off it, and the requests that the DMA may have under way to it (docs/model.md, 5).
public struct Memory: Hashable, Sendable {
  /// What a memory's transfers cost (docs/model.md, 5).
  public enum Kind: Hashable, Sendable {
    /// Tiles are there as soon as their slot is free, and stores are free.
    case ideal
    case bandwidth(BandwidthMemory)
    case dram(DRAMMemory)

    /// The rates of a memory that is not ideal: of DRAM those that nothing exceeds.
    public var flat: BandwidthMemory? {
      switch self {
      case .ideal: nil
      case .bandwidth(let memory): memory
      case .dram(let memory): memory.flat
      }
    }
  }

  public var name: String
  public var kind: Kind
  /// Bytes that it holds; nil where it holds whatever there is.
  public var capacity: Bytes?

  public init(name: String, kind: Kind, capacity: Bytes? = nil) {
    self.name = name
    self.kind = kind
    self.capacity = capacity
  }

  /// Whether it says what its commands and states take, so that no energy of a bit is needed.
  public var hasCommandEnergies: Bool {
    if case .dram(let memory) = kind { memory.system.energy != nil } else { false }
  }

  /// Bytes at whose multiples requests end; of an ideal memory each byte.
  public var request: Int { kind.flat?.request ?? 1 }
}

extension Memory {
  /// The units of its bus in a design; nil where it is ideal, or they would be too fine.
  ///
  /// DRAM has a way to each buffer of its own, so no buffer holds up its buses.
  public func units(in design: Design) -> BusUnits? { units(design.clock, design.buffers) }

  func units(_ clock: Frequency, _ buffers: Buffers) -> BusUnits? {
    switch kind {
    case .ideal: nil
    case .bandwidth(let memory): BusUnits(bytesPerCycle: memory.bytesPerCycle(clock), buffers: buffers)
    case .dram(let memory): BusUnits(bytesPerCycle: memory.flat.bytesPerCycle(clock))
    }
  }
}

/// A memory of one data bus with a constant latency and an exact rate.
public struct BandwidthMemory: Hashable, Sendable {
  public var bandwidth: Bandwidth
  public var latency: TimeSpan
  /// Requests that may be issued and not complete; nil where the design says `unlimited`.
  public var outstanding: Int?
  /// Bytes at whose multiples a transfer is cut into requests.
  public var request: Int

  public init(bandwidth: Bandwidth, latency: TimeSpan, outstanding: Int?, request: Int) {
    self.bandwidth = bandwidth
    self.latency = latency
    self.outstanding = outstanding
    self.request = request
  }
}

/// Which memories, by their indices, may hold the tensors of each kind: the first that has room does.
///
/// A tensor has one place, whoever reads it: inputs of the network lie where `input` says, what operators make
/// where `output` says.
public struct Placement: Hashable, Sendable {
  /// What the network is given.
  public var input: [Int]
  public var weight: [Int]
  public var output: [Int]
  /// Key-value caches, whichever operand they are.
  public var cache: [Int]

  public init(input: [Int], weight: [Int], output: [Int], cache: [Int]) {
    self.input = input
    self.weight = weight
    self.output = output
    self.cache = cache
  }

  /// One memory for each kind.
  public init(input: Int, weight: Int, output: Int, cache: Int) {
    self.init(input: [input], weight: [weight], output: [output], cache: [cache])
  }
}
