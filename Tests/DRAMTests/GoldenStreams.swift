import DRAM

/// The streams of which two simulators' results are published, made from their documented seeds.
enum GoldenStream {
  /// A transfer of some bytes, which is cut into requests.
  private struct Transfer {
    var isWrite: Bool
    var address: UInt64
    var bytes: UInt64
  }

  static let names = [
    "seqrd_1M", "seqrd_16M", "seqwr_1M", "rw_samebank", "rw_diffbank", "rowmiss", "stride4K", "rand64", "tile64K",
    "wt_act", "gather256", "csr", "conv3", "rmw",
  ]

  /// A stream by its name, such as `rand64.half`, for requests of so many bytes that take so many clocks of the bus.
  static func make(_ name: String, bytes: UInt64, clocks: Double) -> [DRAMRequest] {
    let parts = name.split(separator: ".")
    let isHalf = parts.last == "half"
    if parts[0] == "tile64K" { return tiles(bytes: bytes, clocks: clocks, isHalf: isHalf) }
    let requests = expand(transfers(String(parts[0]), bytes: bytes), bytes: bytes)
    return requests.enumerated().map { index, request in
      DRAMRequest(
        address: request.address, arrival: isHalf ? Int(Double(index * 2) * clocks) : 0, isWrite: request.isWrite)
    }
  }

  private static let kibi: UInt64 = 1024
  private static let mebi: UInt64 = 1024 * 1024

  private static func transfers(_ name: String, bytes: UInt64) -> [Transfer] {
    func sequence(_ isWrite: Bool, from base: UInt64, length: UInt64) -> [Transfer] {
      stride(from: 0, to: length, by: UInt64.Stride(bytes)).map {
        Transfer(isWrite: isWrite, address: base + $0, bytes: bytes)
      }
    }
    func reads(_ addresses: some Sequence<UInt64>, bytes: UInt64) -> [Transfer] {
      addresses.map { Transfer(isWrite: false, address: $0, bytes: bytes) }
    }
    func copies(to base: UInt64) -> [Transfer] {
      zip(sequence(false, from: 0, length: 512 * kibi), sequence(true, from: base, length: 512 * kibi))
        .flatMap { [$0, $1] }
    }
    switch name {
    case "seqrd_1M": return sequence(false, from: 0, length: mebi)
    case "seqrd_16M": return sequence(false, from: 0, length: 16 * mebi)
    case "seqwr_1M": return sequence(true, from: 0, length: mebi)
    case "rw_samebank": return copies(to: 256 * mebi)
    case "rw_diffbank": return copies(to: 256 * mebi + 48 * kibi)
    case "rowmiss": return reads((0..<4096).map { $0 * 256 * kibi }, bytes: bytes)
    case "stride4K": return reads((0..<8192).map { $0 * 4096 }, bytes: bytes)
    case "rand64":
      var random = SplitMix64(seed: 1)
      return reads((0..<16384).map { _ in random.next() % (256 * mebi / 64) * 64 }, bytes: min(bytes, 64))
    case "gather256":
      var random = SplitMix64(seed: 2)
      return reads((0..<4096).map { _ in random.next() % (64 * mebi / 256) * 256 }, bytes: 256)
    case "wt_act": return weightsAndActivations(bytes: max(bytes, 64))
    case "csr": return sparseRows()
    case "conv3":
      return (0..<1024).flatMap { index -> [Transfer] in
        [
          Transfer(isWrite: false, address: index * 256, bytes: 256),
          Transfer(isWrite: false, address: 1024 * mebi + index % 64 * 256, bytes: 256),
          Transfer(isWrite: false, address: 1536 * mebi + 48 * kibi + index * 256, bytes: 256),
          Transfer(isWrite: true, address: 1792 * mebi + 80 * kibi + index * 256, bytes: 256),
        ]
      }
    case "rmw":
      return (0..<1024).flatMap { index -> [Transfer] in
        [false, true].map { Transfer(isWrite: $0, address: index * 256, bytes: 256) }
      }
    default: return []
    }
  }

  private static func weightsAndActivations(bytes: UInt64) -> [Transfer] {
    var all: [Transfer] = []
    var weight: UInt64 = 0
    var activation = 512 * mebi
    for _ in 0..<2 * mebi / (8 * bytes) {
      for _ in 0..<8 {
        all.append(Transfer(isWrite: false, address: weight, bytes: bytes))
        weight += bytes
      }
      for _ in 0..<2 {
        all.append(Transfer(isWrite: true, address: activation, bytes: bytes))
        activation += bytes
      }
    }
    return all
  }

  private static func sparseRows() -> [Transfer] {
    var random = SplitMix64(seed: 3)
    var all: [Transfer] = []
    var place = 768 * mebi
    for _ in 0..<2048 {
      all.append(Transfer(isWrite: false, address: place, bytes: 64))
      place += 64
      for _ in 0..<8 {
        let value = random.next()
        all.append(
          Transfer(
            isWrite: false, address: (value >> 8) % (16 * mebi / 32) * 32, bytes: value & 1 == 1 ? 64 : 32))
      }
    }
    return all
  }

  /// 16 tiles of 64 rows of 1 KiB, 8 KiB apart; each begins when twice the time of the one before is over.
  private static func tiles(bytes: UInt64, clocks: Double, isHalf: Bool) -> [DRAMRequest] {
    (0..<16).flatMap { tile -> [DRAMRequest] in
      let base = UInt64(tile % 8) * kibi + UInt64(tile / 8) * 64 * 8 * kibi
      let rows = (0..<64).map { Transfer(isWrite: false, address: base + $0 * 8 * kibi, bytes: kibi) }
      let requests = expand(rows, bytes: bytes)
      let start = Int(Double(tile * 2 * requests.count) * clocks)
      return requests.enumerated().map { index, request in
        DRAMRequest(
          address: request.address, arrival: start + (isHalf ? Int(Double(index * 2) * clocks) : 0), isWrite: false)
      }
    }
  }

  private static func expand(_ transfers: [Transfer], bytes: UInt64) -> [Transfer] {
    transfers.flatMap { transfer in
      stride(
        from: transfer.address / bytes * bytes, to: transfer.address + transfer.bytes, by: UInt64.Stride(bytes)
      ).map { Transfer(isWrite: transfer.isWrite, address: $0, bytes: bytes) }
    }
  }
}

/// The random numbers of the published streams.
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
