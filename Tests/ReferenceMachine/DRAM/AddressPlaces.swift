import Hardware

/// Where a burst lies.
struct DRAMPlace: Hashable {
  var channel = 0
  var pseudoChannel = 0
  var rank = 0
  var bankGroup = 0
  var bank = 0
  var row = 0
  var column = 0

  subscript(_ field: DRAMAddressMap.Field) -> Int {
    get {
      switch field {
      case .channel: channel
      case .pseudoChannel: pseudoChannel
      case .rank: rank
      case .bankGroup: bankGroup
      case .bank: bank
      case .row: row
      case .column: column
      }
    }
    set {
      switch field {
      case .channel: channel = newValue
      case .pseudoChannel: pseudoChannel = newValue
      case .rank: rank = newValue
      case .bankGroup: bankGroup = newValue
      case .bank: bank = newValue
      case .row: row = newValue
      case .column: column = newValue
      }
    }
  }
}

/// Takes addresses apart, one bit after the other (docs/dram.md, 3).
struct AddressPlaces {
  /// Of each bit of a line's number, from the least significant, whose bit it is and which of that field's.
  private var bits: [(field: DRAMAddressMap.Field, bit: Int)] = []
  private let hashes: [DRAMAddressMap.Hash]
  private let widths: [DRAMAddressMap.Field: Int]
  private let requestBytes: UInt64

  init(_ system: DRAMSystem) {
    let organization = system.organization
    let map = system.addresses
    let places: [DRAMAddressMap.Field: Int] = [
      .row: organization.rows, .rank: organization.ranks, .bankGroup: organization.bankGroups,
      .bank: organization.banks, .channel: organization.channels, .pseudoChannel: organization.pseudoChannels,
      .column: organization.bursts,
    ]
    widths = places.mapValues { count in (0..<Int.bitWidth).first { 1 << $0 >= count } ?? 0 }
    hashes = map.hashes
    requestBytes = UInt64(organization.requestBytes)
    var filled: [DRAMAddressMap.Field: Int] = [:]
    for part in map.order.reversed() {
      let width = widths[part.field] ?? 0
      let stated = map.order.filter { $0.field == part.field }.reduce(0) { $0 + ($1.bits ?? 0) }
      for _ in 0..<(part.bits ?? width - stated) {
        let bit = filled[part.field, default: 0]
        bits.append((part.field, bit))
        filled[part.field] = bit + 1
      }
    }
  }

  /// The number of the line of an address, within the capacity.
  func line(of address: UInt64) -> UInt64 { address / requestBytes & (1 << UInt64(bits.count) - 1) }

  func place(of address: UInt64) -> DRAMPlace {
    let line = line(of: address)
    var plain = DRAMPlace()
    for (index, target) in bits.enumerated() where line >> UInt64(index) & 1 == 1 {
      plain[target.field] |= 1 << target.bit
    }
    var place = plain
    for hash in hashes {
      for bit in 0..<(widths[hash.field] ?? 0) where plain[hash.by] >> (bit + hash.shift) & 1 == 1 {
        place[hash.field] ^= 1 << bit
      }
    }
    return place
  }
}
