import Quantities

/// A DRAM system as a design's memory: behind a DMA with a limited number of requests under way (docs/model.md, 5.1).
public struct DRAMMemory: Hashable, Sendable {
  public var system: DRAMSystem
  /// What a request takes besides, on its way to the controller and back.
  public var latency: TimeSpan
  /// Requests that may be issued and not complete; nil where the design says `unlimited`.
  public var outstanding: Int?
  /// Bytes at whose multiples a transfer is cut into requests; a multiple of the system's bursts.
  public var request: Int
  /// The clock of the DMA's side of the controllers; nil where it is the array's.
  public var interfaceClock: Frequency?

  public init(
    system: DRAMSystem, latency: TimeSpan, outstanding: Int?, request: Int, interfaceClock: Frequency? = nil
  ) {
    self.system = system
    self.latency = latency
    self.outstanding = outstanding
    self.request = request
    self.interfaceClock = interfaceClock
  }

  /// A flat memory that is faster for every stream: all data buses always busy, and no latency but that of the way.
  ///
  /// Its rate is rounded up to whole megabytes a second, so that it can be counted in a design's clock.
  public var flat: BandwidthMemory {
    BandwidthMemory(
      bandwidth: system.peakBandwidth, latency: latency, outstanding: outstanding, request: request)
  }

  /// A flat memory that is faster for every stream whatever the controllers merge and forward: each channel takes one
  /// burst a clock at most.
  public var acceptedBandwidth: BandwidthMemory {
    let organization = system.organization
    let bursts = Ratio(organization.channels * organization.requestBytes)
    return BandwidthMemory(
      bandwidth: system.rate(bytesPerClock: bursts), latency: latency, outstanding: outstanding,
      request: request)
  }
}

extension DRAMSystem {
  /// What all data buses move together at most, rounded up to whole megabytes a second.
  public var peakBandwidth: Bandwidth { rate(bytesPerClock: peakBytesPerClock) }

  /// Rounded up to whole megabytes a second.
  fileprivate func rate(bytesPerClock: Ratio) -> Bandwidth {
    let bytes = UInt128(bytesPerClock.numerator) * 1_000_000
    let time = UInt128(bytesPerClock.denominator) * UInt128(timing.clockPicoseconds)
    return Bandwidth(bytesPerSecond: Int(clamping: (bytes + time - 1) / time * 1_000_000))
  }
}

extension DRAMSystem {
  /// Bytes that lie in one row of every bank there is, or in as many rows as the most significant part of `row` has no
  /// bits for: an address that is moved by a multiple of it finds the same banks and columns, in other rows.
  ///
  /// Nil where there is no such distance: `row` is not what changes last, or it is hashed, or others are by it.
  public var rowSpan: Int? {
    guard addresses.hashes.allSatisfy({ $0.field != .row && $0.by != .row }) else { return nil }
    let all = organization.bits(of: .row)
    let stated = addresses.order.filter { $0.field == .row }.compactMap(\.bits).reduce(0, +)
    // Fields of one place have no bits.
    let first = addresses.order.first { $0.bits != 0 && organization.bits(of: $0.field) > 0 }
    guard let first, first.field == .row else { return nil }
    return organization.capacity.count >> (first.bits ?? (all - stated))
  }
}
