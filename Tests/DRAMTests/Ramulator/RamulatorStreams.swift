import DRAM
import Hardware

/// The streams that Ramulator 2.1 was run on: address, direction and arrival of each request.
struct RamulatorStreams {
  /// Bytes of a request, and clocks that a channel's data buses take for one together.
  let request: Int
  let clocks: Double

  init(_ system: DRAMSystem) {
    request = system.organization.requestBytes
    clocks = Double(system.organization.burstClocks) / Double(system.organization.pseudoChannels)
  }

  /// Bytes that are wanted from one address on.
  private struct Access {
    var isWrite = false
    var address: Int
    var bytes: Int
  }

  private static let kibi = 1024
  private static let mebi = 1024 * 1024

  /// A stream by its name, `seqrd_1M.sat` say: what it touches, and how it arrives.
  func requests(_ name: String) -> [DRAMRequest] {
    let parts = name.split(separator: ".")
    guard parts.count == 2 else { return [] }
    let isSpread = parts[1] == "half"
    if parts[0] == "tile64K" { return tiles(isSpread) }
    return expand(accesses(String(parts[0]))).enumerated().map { index, access in
      DRAMRequest(
        address: UInt64(access.address), arrival: isSpread ? Int(Double(2 * index) * clocks) : 0,
        isWrite: access.isWrite)
    }
  }

  private func accesses(_ name: String) -> [Access] {
    let (kibi, mebi) = (Self.kibi, Self.mebi)
    switch name {
    case "seqrd_1M": return sequence(false, mebi)
    case "seqrd_16M": return sequence(false, 16 * mebi)
    case "seqwr_1M": return sequence(true, mebi)
    case "rw_samebank": return copies(to: 256 * mebi)
    case "rw_diffbank": return copies(to: 256 * mebi + 48 * kibi)
    case "rowmiss": return (0..<4096).map { Access(address: $0 * 256 * kibi, bytes: request) }
    case "stride4K": return (0..<8192).map { Access(address: $0 * 4096, bytes: request) }
    case "rand64":
      var random = SplitMix64(state: 1)
      return (0..<16_384).map { _ in Access(address: random.below(4 * mebi) * 64, bytes: min(request, 64)) }
    case "gather256":
      var random = SplitMix64(state: 2)
      return (0..<4096).map { _ in Access(address: random.below(mebi / 4) * 256, bytes: 256) }
    case "wt_act":
      let unit = max(request, 64)
      return (0..<2 * mebi / (8 * unit)).flatMap { block in
        (0..<8).map { Access(address: (8 * block + $0) * unit, bytes: unit) }
          + (0..<2).map { Access(isWrite: true, address: 512 * mebi + (2 * block + $0) * unit, bytes: unit) }
      }
    case "rmw":
      return (0..<1024).flatMap { index in
        [false, true].map { Access(isWrite: $0, address: index * 256, bytes: 256) }
      }
    default: return []
    }
  }

  private func sequence(_ isWrite: Bool, _ bytes: Int) -> [Access] {
    stride(from: 0, to: bytes, by: request).map { Access(isWrite: isWrite, address: $0, bytes: request) }
  }

  private func copies(to base: Int) -> [Access] {
    stride(from: 0, to: 512 * Self.kibi, by: request).flatMap { offset in
      [Access(address: offset, bytes: request), Access(isWrite: true, address: base + offset, bytes: request)]
    }
  }

  /// Sixteen tiles of 64 rows of 1 KiB, each at twice the time that its predecessor takes at best.
  private func tiles(_ isSpread: Bool) -> [DRAMRequest] {
    let kibi = Self.kibi
    return (0..<16).flatMap { tile in
      let base = tile % 8 * kibi + tile / 8 * 64 * 8 * kibi
      let requests = expand((0..<64).map { Access(address: base + $0 * 8 * kibi, bytes: kibi) })
      let start = Int(Double(2 * tile * requests.count) * clocks)
      return requests.enumerated().map { index, access in
        DRAMRequest(
          address: UInt64(access.address), arrival: start + (isSpread ? Int(Double(2 * index) * clocks) : 0),
          isWrite: false)
      }
    }
  }

  private func expand(_ accesses: [Access]) -> [Access] {
    accesses.flatMap { access in
      stride(from: access.address / request * request, to: access.address + access.bytes, by: request).map {
        Access(isWrite: access.isWrite, address: $0, bytes: request)
      }
    }
  }
}

/// Sebastiano Vigna's generator.
private struct SplitMix64 {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((word ^ (word >> 31)) % UInt64(bound))
  }
}
