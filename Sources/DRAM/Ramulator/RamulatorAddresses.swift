import Hardware

/// Where a request goes.
struct RamulatorPlace: Hashable, Sendable {
  var channel: Int
  /// Counted in the channel: pseudo-channel by pseudo-channel, rank by rank, bank group by bank group.
  var bank: Int
  var row: Int
  var column: Int
}

/// Takes addresses apart (docs/dram.md, 3). All counts are powers of two: a bank's number in its channel has the bits
/// of four fields side by side, and a hash is one more piece of the address that is added without carry.
struct RamulatorAddresses: Sendable {
  private typealias Field = DRAMAddressMap.Field

  /// Neighbouring bits of a burst's number, and where they go.
  private struct Piece: Sendable {
    var from: UInt64
    var mask: UInt64
    var to: UInt64
  }

  /// Neighbouring bits of one field: where they are in a burst's number, and in the field.
  private struct Part {
    var field: Field
    var from: Int
    var to: Int
    var bits: Int
  }

  private let requestBits: UInt64
  private let channel: [Piece]
  private let bank: [Piece]
  private let row: [Piece]
  private let column: [Piece]

  init(_ system: DRAMSystem) throws(DRAMFailure) {
    let organization = system.organization
    requestBits = UInt64(try Self.bits(organization.requestBytes, "the bytes of a request"))
    let widths: [Field: Int] = [
      .channel: try Self.bits(organization.channels, "channels"),
      .pseudoChannel: try Self.bits(organization.pseudoChannels, "pseudo-channels"),
      .rank: try Self.bits(organization.ranks, "ranks"),
      .bankGroup: try Self.bits(organization.bankGroups, "bank groups"),
      .bank: try Self.bits(organization.banks, "banks"),
      .row: try Self.bits(organization.rows, "rows"),
      .column: try Self.bits(organization.bursts, "bursts"),
    ]
    let parts = try Self.parts(system.addresses, widths)
    func pieces(_ fields: [Field]) -> [Piece] {
      var pieces: [Piece] = []
      var first = 0
      for field in fields.reversed() {
        let width = widths[field] ?? 0
        var all = parts.filter { $0.field == field }
        for hash in system.addresses.hashes where hash.field == field {
          all += parts.filter { $0.field == hash.by }.map { Self.shift($0, by: hash.shift, width: width) }
        }
        pieces += all.filter { $0.bits > 0 }.map {
          Piece(from: UInt64($0.from), mask: 1 << UInt64($0.bits) - 1, to: UInt64(first + $0.to))
        }
        first += width
      }
      return pieces
    }
    channel = pieces([.channel])
    bank = pieces([.pseudoChannel, .rank, .bankGroup, .bank])
    row = pieces([.row])
    column = pieces([.column])
  }

  func place(of address: UInt64) -> RamulatorPlace {
    let burst = address >> requestBits
    return RamulatorPlace(
      channel: Self.gather(channel, burst), bank: Self.gather(bank, burst), row: Self.gather(row, burst),
      column: Self.gather(column, burst))
  }

  @inline(__always)
  private static func gather(_ pieces: [Piece], _ burst: UInt64) -> Int {
    var value = UInt64(0)
    for piece in pieces { value ^= (burst >> piece.from & piece.mask) << piece.to }
    return Int(truncatingIfNeeded: value)
  }

  /// The parts of a mapping from the least significant on, each with its place in the burst's number.
  private static func parts(_ map: DRAMAddressMap, _ widths: [Field: Int]) throws(DRAMFailure) -> [Part] {
    var parts: [Part] = []
    var filled: [Field: Int] = [:]
    var from = 0
    for part in map.order.reversed() {
      let stated = map.order.filter { $0.field == part.field }.reduce(0) { $0 + ($1.bits ?? 0) }
      let bits = part.bits ?? (widths[part.field] ?? 0) - stated
      let to = filled[part.field, default: 0]
      guard bits >= 0, to + bits <= widths[part.field] ?? 0, from + bits < UInt64.bitWidth else {
        throw .unsupported("the mapping gives '\(part.field.rawValue)' more bits than it has")
      }
      parts.append(Part(field: part.field, from: from, to: to, bits: bits))
      filled[part.field] = to + bits
      from += bits
    }
    return parts
  }

  /// A part of a field that is shifted right and cut to another field's width.
  private static func shift(_ part: Part, by shift: Int, width: Int) -> Part {
    let lost = max(shift - part.to, 0)
    let to = max(part.to - shift, 0)
    return Part(field: part.field, from: part.from + lost, to: to, bits: min(part.bits - lost, width - to))
  }

  private static func bits(_ count: Int, _ what: String) throws(DRAMFailure) -> Int {
    guard count > 0, count & (count - 1) == 0 else {
      throw .unsupported("the policy ramulator2 takes addresses apart by bits; \(what): \(count) is no power of two")
    }
    return count.trailingZeroBitCount
  }
}
