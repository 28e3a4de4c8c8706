import Quantities

/// What a memory file may ask for: beyond any device, and within it no later arithmetic leaves 64 bits.
enum DRAMLimits {
  static let clock = TimeSpan(picoseconds: 1)...TimeSpan(picoseconds: 1_000_000)
  /// Distances between commands, in clocks.
  static let clocks = 0...65_535
  /// Refreshes, windows and waits, in clocks.
  static let longClocks = 0...16_777_215
  /// A distance that is written as a time.
  static let span = TimeSpan(picoseconds: 0)...TimeSpan(picoseconds: 1_000_000_000_000)

  static let channels = 1...1_024
  static let pseudoChannels = 1...2
  static let ranks = 1...16
  static let bankGroups = 1...16
  static let banks = 1...64
  static let rows = 1...(1 << 24)
  static let bursts = 1...(1 << 16)
  static let busWidth = 8...4_096
  static let deviceWidth = 1...4_096
  static let burstLength = 1...64
  static let burstClocks = 1...64
  /// Of a channel, and of all channels together.
  static let channelBanks = 4_096
  static let allBanks = 65_536
  static let capacityBits = 50

  static let queue = 1...4_096
  static let bankQueue = 1...64
  static let cap = 1...1_048_576
  static let shift = 0...63
  static let hashes = 16

  static let voltage = Voltage(microvolts: 0)...Voltage(microvolts: 100_000_000)
  static let current = Current(microamperes: 0)...Current(microamperes: 1_000_000_000)
}
