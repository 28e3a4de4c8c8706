import Hardware

/// Addresses as channels, banks, rows and columns (docs/dram.md, 3).
package struct AddressDecoder: Sendable {
  /// Where a request goes.
  package struct Place {
    package var channel: Int
    /// Within the channel.
    package var bank: Int
    package var row: Int
    package var column: Int
  }

  /// Neighbouring bits of a line's number, and where they go.
  private struct Slice {
    var from: Int
    var width: Int
    var to: Int

    /// What of the bits is left within a width when they go further down.
    func moved(down shift: Int, within width: Int) -> Slice? {
      let dropped = max(0, shift - to)
      let place = max(0, to - shift)
      let kept = min(self.width - dropped, width - place)
      return kept > 0 ? Slice(from: from + dropped, width: kept, to: place) : nil
    }
  }

  /// A number whose bits are XORs of bits of a line's number.
  private struct Slices {
    private struct Move {
      var from: UInt64 = 0
      var mask: UInt64 = 0
      var to: UInt64 = 0

      @inline(__always)
      func value(of line: UInt64) -> UInt64 { ((line &>> from) & mask) &<< to }
    }

    private var first = Move()
    private var second = Move()
    private var third = Move()
    private var fourth = Move()
    /// Few mappings have more.
    private var others: [Move] = []
    private let hasSecond: Bool
    private let hasThird: Bool
    private let hasOthers: Bool

    init(_ slices: [Slice]) {
      var moves = slices.map {
        Move(from: UInt64($0.from), mask: (1 << UInt64($0.width)) - 1, to: UInt64($0.to))
      }
      // Slices that are neighbours on both sides are one.
      var index = 1
      while index < moves.count {
        let below = moves[index - 1]
        let width = UInt64(below.mask.nonzeroBitCount)
        if moves[index].from == below.from + width && moves[index].to == below.to + width {
          moves[index - 1].mask |= moves[index].mask << width
          moves.remove(at: index)
        } else {
          index += 1
        }
      }
      if moves.count > 0 { first = moves[0] }
      if moves.count > 1 { second = moves[1] }
      if moves.count > 2 { third = moves[2] }
      if moves.count > 3 { fourth = moves[3] }
      hasSecond = moves.count > 1
      hasThird = moves.count > 2
      others = Array(moves.dropFirst(4))
      hasOthers = !others.isEmpty
    }

    @inline(__always)
    subscript(line: UInt64) -> Int {
      var value = first.value(of: line)
      if hasSecond {
        value ^= second.value(of: line)
        if hasThird {
          value ^= third.value(of: line) ^ fourth.value(of: line)
          if hasOthers { value ^= rest(of: line) }
        }
      }
      return Int(truncatingIfNeeded: value)
    }

    @inline(never)
    private func rest(of line: UInt64) -> UInt64 { others.reduce(0) { $0 ^ $1.value(of: line) } }
  }

  /// Bits of a line's number, and of a column, a bank and a channel.
  let lineBits: Int
  let columnBits: Int
  let bankBits: Int
  let channelBits: Int
  private let shift: UInt64
  private let bytes: UInt64
  let capacityMask: UInt64
  private let channel: Slices
  private let bank: Slices
  private let row: Slices
  private let column: Slices

  package init(_ system: DRAMSystem) throws(DRAMFailure) {
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

    var fields: [DRAMAddressMap.Field: [Slice]] = [:]
    var filled: [DRAMAddressMap.Field: Int] = [:]
    var position = 0
    for part in system.addresses.order.reversed() {
      let all = bits[part.field] ?? 0
      let stated = system.addresses.order.filter { $0.field == part.field }.compactMap(\.bits).reduce(0, +)
      let width = part.bits ?? (all - stated)
      guard width >= 0 else {
        throw .unsupported("the parts of \(part.field.rawValue) have more bits than it has")
      }
      guard width > 0 else { continue }
      let upTo = filled[part.field, default: 0]
      fields[part.field, default: []].append(Slice(from: position, width: width, to: upTo))
      filled[part.field] = upTo + width
      position += width
    }
    for field in DRAMAddressMap.Field.allCases where filled[field, default: 0] != bits[field] {
      throw .unsupported("the address mapping has \(filled[field, default: 0]) bits of \(field.rawValue)")
    }
    guard position < 64 else { throw .unsupported("addresses have too many bits") }
    capacityMask = (1 << UInt64(position)) - 1

    // A hash XORs other bits of the line to a field's, so it is more slices of the field.
    let plain = fields
    for hash in system.addresses.hashes {
      let width = bits[hash.field] ?? 0
      for slice in plain[hash.by] ?? [] {
        if let moved = slice.moved(down: hash.shift, within: width) {
          fields[hash.field, default: []].append(moved)
        }
      }
    }
    func width(_ fields: [DRAMAddressMap.Field]) -> Int { fields.reduce(0) { $0 + (bits[$1] ?? 0) } }
    func slices(_ field: DRAMAddressMap.Field, above below: [DRAMAddressMap.Field] = []) -> [Slice] {
      (fields[field] ?? []).map { Slice(from: $0.from, width: $0.width, to: $0.to + width(below)) }
    }
    channel = Slices(slices(.channel))
    row = Slices(slices(.row))
    column = Slices(slices(.column))
    bank = Slices(
      slices(.bank) + slices(.bankGroup, above: [.bank]) + slices(.rank, above: [.bank, .bankGroup])
        + slices(.pseudoChannel, above: [.bank, .bankGroup, .rank]))
    lineBits = position
    columnBits = width([.column])
    bankBits = width([.bank, .bankGroup, .rank, .pseudoChannel])
    channelBits = width([.channel])
  }

  /// The number of a request's line, wrapped at the capacity.
  @inline(__always)
  package func line(of address: UInt64) -> UInt64 {
    (shift < 64 ? address &>> shift : address / bytes) & capacityMask
  }

  @inline(__always)
  func address(ofLine line: UInt64) -> UInt64 { shift < 64 ? line &<< shift : line &* bytes }

  @inline(__always)
  package func place(ofLine line: UInt64) -> Place {
    Place(channel: channel[line], bank: bank[line], row: row[line], column: column[line])
  }
}
