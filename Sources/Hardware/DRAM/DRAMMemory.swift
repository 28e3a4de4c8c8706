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

  public init(system: DRAMSystem, latency: TimeSpan, outstanding: Int?, request: Int) {
    self.system = system
    self.latency = latency
    self.outstanding = outstanding
    self.request = request
  }

  /// A flat memory that is faster for every stream: all data buses always busy, and no latency but that of the way.
  ///
  /// Its rate is rounded up to whole megabytes a second, so that it can be counted in a design's clock.
  public var flat: BandwidthMemory {
    BandwidthMemory(
      bandwidth: system.peakBandwidth, latency: latency, outstanding: outstanding, request: request)
  }
}

extension DRAMSystem {
  /// What all data buses move together at most, rounded up to whole megabytes a second.
  public var peakBandwidth: Bandwidth {
    let buses = organization.channels * organization.pseudoChannels
    let bytes = UInt128(buses * organization.requestBytes) * 1_000_000
    let time = UInt128(organization.burstClocks * timing.clockPicoseconds)
    return Bandwidth(bytesPerSecond: Int((bytes + time - 1) / time) * 1_000_000)
  }
}
