import DRAM

/// What the controllers and devices of a DRAM memory did.
public struct DeviceView: Codable, Sendable {
  public var cycles: Int
  public var rowHitRate: OrNull<Double>
  public var counts: MemoryDocument.Counts
  public var busCycles: [String: Int]
  /// Only in a total.
  public var channels: [MemoryDocument.Channel]?
  /// Absent where the memory states none.
  public var energyPicojoules: [String: Double]?

  enum CodingKeys: String, CodingKey {
    case cycles, counts, channels
    case rowHitRate = "row_hit_rate"
    case busCycles = "bus_cycles"
    case energyPicojoules = "energy_pj"
  }

  init(_ row: DeviceRows.Row, hasChannels: Bool) {
    cycles = row.record.cycles
    rowHitRate = OrNull(figure: row.rowHitRate)
    counts = MemoryDocument.Counts(row.record.counts)
    busCycles = MemoryDocument.dictionary(row.record.busStack.named)
    if hasChannels { channels = row.record.channels.map { MemoryDocument.Channel($0) } }
    energyPicojoules = row.energy?.dictionary
  }
}
