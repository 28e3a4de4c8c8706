import Documents

extension DRAMDecoder {
  static func decodeOrganization(_ reader: MappingReader) -> DRAMOrganization? {
    let channels = power("channels", DRAMLimits.channels, reader)
    let pseudoChannels = power("pseudo_channels", DRAMLimits.pseudoChannels, reader, default: 1)
    let ranks = power("ranks", DRAMLimits.ranks, reader)
    let bankGroups = power("bank_groups", DRAMLimits.bankGroups, reader)
    let banks = power("banks", DRAMLimits.banks, reader)
    let rows = power("rows", DRAMLimits.rows, reader)
    let bursts = power("bursts", DRAMLimits.bursts, reader)
    let busWidth = power("bus_width", DRAMLimits.busWidth, reader)
    let deviceWidth = power("device_width", DRAMLimits.deviceWidth, reader)
    let burstLength = power("burst_length", DRAMLimits.burstLength, reader)
    let burstClocks = reader.integer("burst_clocks", in: DRAMLimits.burstClocks)
    let isDual = reader.boolean("dual_command_bus", default: false)
    reader.finish()
    guard let channels, let pseudoChannels, let ranks, let bankGroups, let banks, let rows, let bursts,
      let busWidth, let deviceWidth, let burstLength, let burstClocks
    else { return nil }
    let organization = DRAMOrganization(
      channels: channels, pseudoChannels: pseudoChannels, ranks: ranks, bankGroups: bankGroups, banks: banks,
      rows: rows, bursts: bursts, busWidth: busWidth, deviceWidth: deviceWidth, burstLength: burstLength,
      burstClocks: burstClocks, hasDualCommandBus: isDual)
    return check(organization, reader) ? organization : nil
  }

  /// A count that bits of an address choose from.
  private static func power(
    _ key: String, _ range: ClosedRange<Int>, _ reader: MappingReader, default value: Int? = nil
  ) -> Int? {
    if let value, !reader.has(key) { return value }
    guard let count = reader.integer(key, in: range) else { return nil }
    guard count.nonzeroBitCount == 1 else {
      reader.report(.noPowerOfTwo(key, count), at: key)
      return nil
    }
    return count
  }

  /// What no single count shows.
  private static func check(_ organization: DRAMOrganization, _ reader: MappingReader) -> Bool {
    if organization.deviceWidth > organization.busWidth {
      reader.report(.deviceWiderThanBus(organization), at: "device_width")
      return false
    }
    if organization.burstClocks > organization.burstLength {
      reader.report(.burstTooSlow(organization), at: "burst_clocks")
      return false
    }
    let banks = organization.banksInAll / organization.channels
    guard banks <= DRAMLimits.channelBanks else {
      reader.report(.tooManyBanksOfChannel(banks), at: "banks")
      return false
    }
    guard organization.banksInAll <= DRAMLimits.allBanks else {
      reader.report(.tooManyBanks(organization.banksInAll), at: "channels")
      return false
    }
    let bits =
      DRAMAddressMap.Field.allCases.reduce(0) { $0 + organization.bits(of: $1) }
      + organization.requestBytes.trailingZeroBitCount
    guard bits <= DRAMLimits.capacityBits else {
      reader.report(.tooMuchMemory(bits: bits), at: "rows")
      return false
    }
    return true
  }
}
