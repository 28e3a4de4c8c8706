import Quantities

/// A memory of DRAM devices behind controllers, one for each channel (docs/dram.md).
public struct DRAMSystem: Hashable, Sendable {
  public var name: String
  public var organization: DRAMOrganization
  public var timing: DRAMTiming
  public var addresses: DRAMAddressMap
  public var controller: DRAMController
  /// What commands and states take; nil where the description does not say.
  public var energy: DRAMEnergy?
  /// Where the numbers come from, as the description says it.
  public var sources: [String]

  public init(
    name: String, organization: DRAMOrganization, timing: DRAMTiming, addresses: DRAMAddressMap,
    controller: DRAMController, energy: DRAMEnergy?, sources: [String]
  ) {
    self.name = name
    self.organization = organization
    self.timing = timing
    self.addresses = addresses
    self.controller = controller
    self.energy = energy
    self.sources = sources
  }
}

/// How many of what a DRAM system has (docs/dram.md, 1). All counts are powers of two, but `channels` and `ranks`.
public struct DRAMOrganization: Hashable, Sendable {
  public var channels: Int
  /// Halves of a channel with banks and a data bus of their own, which share its command bus; 1 where there are none.
  public var pseudoChannels: Int
  /// Of a pseudo-channel.
  public var ranks: Int
  /// Of a rank.
  public var bankGroups: Int
  /// Of a bank group.
  public var banks: Int
  /// Of a bank.
  public var rows: Int
  /// Bursts that a row holds.
  public var bursts: Int
  /// Bits that a pseudo-channel's data bus moves in a beat.
  public var busWidth: Int
  /// Bits of it that come from one device.
  public var deviceWidth: Int
  /// Beats of a burst.
  public var burstLength: Int
  /// Clocks that a burst takes on the data bus.
  public var burstClocks: Int
  /// Whether a row and a column command can be issued in one clock.
  public var hasDualCommandBus: Bool

  public init(
    channels: Int, pseudoChannels: Int = 1, ranks: Int, bankGroups: Int, banks: Int, rows: Int, bursts: Int,
    busWidth: Int, deviceWidth: Int, burstLength: Int, burstClocks: Int, hasDualCommandBus: Bool = false
  ) {
    self.channels = channels
    self.pseudoChannels = pseudoChannels
    self.ranks = ranks
    self.bankGroups = bankGroups
    self.banks = banks
    self.rows = rows
    self.bursts = bursts
    self.busWidth = busWidth
    self.deviceWidth = deviceWidth
    self.burstLength = burstLength
    self.burstClocks = burstClocks
    self.hasDualCommandBus = hasDualCommandBus
  }

  /// Bytes that one column command moves.
  public var requestBytes: Int { busWidth / 8 * burstLength }
  public var devicesPerRank: Int { busWidth / deviceWidth }
  public var banksPerRank: Int { bankGroups * banks }
}
