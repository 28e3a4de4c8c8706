import Quantities

extension DRAMOrganization {
  /// Of all channels together.
  public var banksInAll: Int { channels * pseudoChannels * ranks * banksPerRank }

  public var capacity: Bytes { Bytes(count: banksInAll * rows * bursts * requestBytes) }

  /// Bytes of an open row of a bank, of all devices of a rank.
  public var rowBytes: Int { bursts * requestBytes }

  /// Places of a field of the address.
  public func count(of field: DRAMAddressMap.Field) -> Int {
    switch field {
    case .row: rows
    case .rank: ranks
    case .bankGroup: bankGroups
    case .bank: banks
    case .channel: channels
    case .pseudoChannel: pseudoChannels
    case .column: bursts
    }
  }

  /// Bits of the address that a field has.
  public func bits(of field: DRAMAddressMap.Field) -> Int { count(of: field).trailingZeroBitCount }
}

extension DRAMSystem {
  /// What all data buses together move in a clock.
  public var peakBytesPerClock: Ratio {
    Ratio(
      organization.channels * organization.pseudoChannels * organization.requestBytes,
      organization.burstClocks)
  }

  public var peakBytesPerSecond: Double {
    peakBytesPerClock.value / Double(timing.clockPicoseconds) * 1e12
  }

  public var clock: TimeSpan { TimeSpan(picoseconds: timing.clockPicoseconds) }
}
