import Hardware

/// Addresses as channels, banks, rows and columns (docs/dram.md, 3).
struct AddressDecoder: Sendable {
  /// Where a request goes.
  struct Place {
    var channel: Int
    /// Within the channel.
    var bank: Int
    var row: Int
    var column: Int
  }

  /// Neighbouring bits of a line's number that are bits of a field.
  private struct Slice {
    var shift: UInt64
    var mask: UInt64
    var upTo: UInt64
  }

  /// One field: its lowest part by itself, since most have no other.
  private struct Field {
    var first = Slice(shift: 0, mask: 0, upTo: 0)
    var others: [Slice] = []

    @inline(__always)
    func value(of line: UInt64) -> UInt64 {
      var value = (line >> first.shift) & first.mask
      if !others.isEmpty {
        for slice in others { value |= ((line >> slice.shift) & slice.mask) << slice.upTo }
      }
      return value
    }
  }

  private let shift: UInt64
  private let bytes: UInt64
  private let capacityMask: UInt64
  private let channelField: Field
  private let pseudoChannelField: Field
  private let rankField: Field
  private let groupField: Field
  private let bankField: Field
  private let rowField: Field
  private let columnField: Field
  private let hashes: [DRAMAddressMap.Hash]
  private let masks: [DRAMAddressMap.Field: UInt64]
  private let ranks: Int
  private let groups: Int
  private let banks: Int
  let columnBits: Int

  init(_ system: DRAMSystem) throws(DRAMFailure) {
    let organization = system.organization
    let places: [DRAMAddressMap.Field: Int] = [
      .row: organization.rows, .rank: organization.ranks, .bankGroup: organization.bankGroups,
      .bank: organization.banks, .channel: organization.channels,
      .pseudoChannel: organization.pseudoChannels, .column: organization.bursts,
    ]
    var bits: [DRAMAddressMap.Field: Int] = [:]
    for field in DRAMAddressMap.Field.allCases {
      let count = places[field] ?? 1
      guard count > 0, count & (count - 1) == 0 else {
        throw .unsupported("addresses need a power of two of each place, and \(field.rawValue) has \(count)")
      }
      bits[field] = count.trailingZeroBitCount
    }
    guard organization.requestBytes > 0 else { throw .unsupported("a burst moves no bytes") }
    bytes = UInt64(organization.requestBytes)
    shift = bytes & (bytes - 1) == 0 ? UInt64(bytes.trailingZeroBitCount) : 64

    var fields: [DRAMAddressMap.Field: Field] = [:]
    var filled: [DRAMAddressMap.Field: Int] = [:]
    var position = 0
    for part in system.addresses.order.reversed() {
      let all = bits[part.field] ?? 0
      let stated = system.addresses.order.filter { $0.field == part.field }.compactMap(\.bits).reduce(0, +)
      let width = part.bits ?? (all - stated)
      guard width >= 0 else { throw .unsupported("the parts of \(part.field.rawValue) have more bits than it has") }
      guard width > 0 else { continue }
      let upTo = filled[part.field, default: 0]
      let slice = Slice(shift: UInt64(position), mask: (1 << UInt64(width)) - 1, upTo: UInt64(upTo))
      if upTo == 0 {
        fields[part.field, default: Field()].first = slice
      } else {
        fields[part.field, default: Field()].others.append(slice)
      }
      filled[part.field] = upTo + width
      position += width
    }
    for field in DRAMAddressMap.Field.allCases where filled[field, default: 0] != bits[field] {
      throw .unsupported("the address mapping has \(filled[field, default: 0]) bits of \(field.rawValue)")
    }
    guard position < 64 else { throw .unsupported("addresses have too many bits") }
    capacityMask = (1 << UInt64(position)) - 1
    channelField = fields[.channel] ?? Field()
    pseudoChannelField = fields[.pseudoChannel] ?? Field()
    rankField = fields[.rank] ?? Field()
    groupField = fields[.bankGroup] ?? Field()
    bankField = fields[.bank] ?? Field()
    rowField = fields[.row] ?? Field()
    columnField = fields[.column] ?? Field()
    hashes = system.addresses.hashes
    masks = bits.mapValues { (1 << UInt64($0)) - 1 }
    ranks = organization.ranks
    groups = organization.bankGroups
    banks = organization.banks
    columnBits = bits[.column] ?? 0
  }

  /// The number of a request's line, wrapped at the capacity.
  @inline(__always)
  func line(of address: UInt64) -> UInt64 {
    (shift < 64 ? address &>> shift : address / bytes) & capacityMask
  }

  @inline(__always)
  func place(ofLine line: UInt64) -> Place {
    if !hashes.isEmpty { return hashedPlace(ofLine: line) }
    let rank = Int(pseudoChannelField.value(of: line)) &* ranks &+ Int(rankField.value(of: line))
    let group = rank &* groups &+ Int(groupField.value(of: line))
    return Place(
      channel: Int(channelField.value(of: line)), bank: group &* banks &+ Int(bankField.value(of: line)),
      row: Int(rowField.value(of: line)), column: Int(columnField.value(of: line)))
  }

  private func plainField(_ field: DRAMAddressMap.Field, of line: UInt64) -> UInt64 {
    switch field {
    case .row: rowField.value(of: line)
    case .rank: rankField.value(of: line)
    case .bankGroup: groupField.value(of: line)
    case .bank: bankField.value(of: line)
    case .channel: channelField.value(of: line)
    case .pseudoChannel: pseudoChannelField.value(of: line)
    case .column: columnField.value(of: line)
    }
  }

  private func hashedField(_ field: DRAMAddressMap.Field, of line: UInt64) -> Int {
    var value = plainField(field, of: line)
    for hash in hashes where hash.field == field {
      value ^= plainField(hash.by, of: line) >> UInt64(hash.shift)
    }
    return Int(value & (masks[field] ?? 0))
  }

  @inline(never)
  private func hashedPlace(ofLine line: UInt64) -> Place {
    let rank = hashedField(.pseudoChannel, of: line) * ranks + hashedField(.rank, of: line)
    let group = rank * groups + hashedField(.bankGroup, of: line)
    return Place(
      channel: hashedField(.channel, of: line), bank: group * banks + hashedField(.bank, of: line),
      row: hashedField(.row, of: line), column: hashedField(.column, of: line))
  }
}
