import ReferenceMachine

/// The streams of requests that the golden results are of, made from their seeds.
enum GoldenStream: String, CaseIterable {
  case seqrd_1M, seqrd_16M, seqwr_1M, rw_samebank, rw_diffbank, rowmiss, stride4K, rand64, tile64K, wt_act
  case gather256, csr, conv3, rmw

  enum Pace: String, CaseIterable {
    /// All at once (`tile64K`: a tile at a time, at half of the bandwidth).
    case sat
    /// At half of the bandwidth.
    case half
  }

  /// A stretch of bytes that is read or written.
  private struct Access {
    var isWrite = false
    var address: Int
    var bytes: Int
  }

  private static let kibibyte = 1024
  private static let mebibyte = 1024 * 1024

  /// The stream for a device whose requests are of so many bytes and take so many cycles of its buses (over its channels).
  func requests(bytes: Int, clocks: Double, pace: Pace) -> [SteppedDRAM.Request] {
    if case .tile64K = self { return tiles(bytes: bytes, clocks: clocks, pace: pace) }
    return Self.lines(accesses(bytes), bytes).enumerated().map { index, line in
      let arrival = pace == .sat ? 0 : Int(Double(index) * 2 * clocks)
      return SteppedDRAM.Request(address: UInt64(line.address), arrival: arrival, isWrite: line.isWrite)
    }
  }

  private func tiles(bytes: Int, clocks: Double, pace: Pace) -> [SteppedDRAM.Request] {
    var requests: [SteppedDRAM.Request] = []
    for tile in 0..<16 {
      let base = tile % 8 * Self.kibibyte + tile / 8 * 64 * 8 * Self.kibibyte
      let rows = (0..<64).flatMap { Self.sequence(base + $0 * 8 * Self.kibibyte, Self.kibibyte, bytes) }
      let lines = Self.lines(rows, bytes)
      let start = Int(Double(tile * 2 * lines.count) * clocks)
      for (index, line) in lines.enumerated() {
        let arrival = start + (pace == .sat ? 0 : Int(Double(index) * 2 * clocks))
        requests.append(.init(address: UInt64(line.address), arrival: arrival, isWrite: false))
      }
    }
    return requests
  }

  private static func sequence(_ base: Int, _ length: Int, _ chunk: Int, isWrite: Bool = false) -> [Access] {
    stride(from: 0, to: length, by: chunk).map { Access(isWrite: isWrite, address: base + $0, bytes: chunk) }
  }

  /// Each access as the lines that it touches.
  private static func lines(_ accesses: [Access], _ bytes: Int) -> [Access] {
    accesses.flatMap { access in
      stride(from: access.address / bytes * bytes, to: access.address + access.bytes, by: bytes).map {
        Access(isWrite: access.isWrite, address: $0, bytes: bytes)
      }
    }
  }

  private static func readsAndWrites(_ bytes: Int, at base: Int) -> [Access] {
    stride(from: 0, to: 512 * kibibyte, by: bytes).flatMap {
      [Access(address: $0, bytes: bytes), Access(isWrite: true, address: base + $0, bytes: bytes)]
    }
  }

  private func accesses(_ bytes: Int) -> [Access] {
    switch self {
    case .seqrd_1M: return Self.sequence(0, Self.mebibyte, bytes)
    case .seqrd_16M: return Self.sequence(0, 16 * Self.mebibyte, bytes)
    case .seqwr_1M: return Self.sequence(0, Self.mebibyte, bytes, isWrite: true)
    case .rw_samebank: return Self.readsAndWrites(bytes, at: 256 * Self.mebibyte)
    case .rw_diffbank: return Self.readsAndWrites(bytes, at: 256 * Self.mebibyte + 48 * Self.kibibyte)
    case .rowmiss: return (0..<4096).map { Access(address: $0 * 256 * Self.kibibyte, bytes: bytes) }
    case .stride4K: return (0..<8192).map { Access(address: $0 * 4096, bytes: bytes) }
    case .rand64:
      var numbers = RandomNumbers(seed: 1)
      return (0..<16384).map { _ in
        Access(address: Int(numbers.next() % UInt64(256 * Self.mebibyte / 64)) * 64, bytes: min(bytes, 64))
      }
    case .tile64K: return []
    case .wt_act: return Self.weightsAndActivations(bytes)
    case .gather256:
      var numbers = RandomNumbers(seed: 2)
      return (0..<4096).map { _ in
        Access(address: Int(numbers.next() % UInt64(64 * Self.mebibyte / 256)) * 256, bytes: 256)
      }
    case .csr: return Self.compressedRows()
    case .conv3: return Self.convolution()
    case .rmw:
      return (0..<1024).flatMap {
        [Access(address: $0 * 256, bytes: 256), Access(isWrite: true, address: $0 * 256, bytes: 256)]
      }
    }
  }

  private static func weightsAndActivations(_ bytes: Int) -> [Access] {
    let unit = max(bytes, 64)
    var weight = 0
    var activation = 512 * mebibyte
    var accesses: [Access] = []
    for _ in 0..<(2 * mebibyte / (8 * unit)) {
      for _ in 0..<8 {
        accesses.append(Access(address: weight, bytes: unit))
        weight += unit
      }
      for _ in 0..<2 {
        accesses.append(Access(isWrite: true, address: activation, bytes: unit))
        activation += unit
      }
    }
    return accesses
  }

  private static func compressedRows() -> [Access] {
    var numbers = RandomNumbers(seed: 3)
    var accesses: [Access] = []
    for row in 0..<2048 {
      accesses.append(Access(address: 768 * mebibyte + row * 64, bytes: 64))
      for _ in 0..<8 {
        let value = numbers.next()
        let address = Int((value >> 8) % UInt64(16 * mebibyte / 32)) * 32
        accesses.append(Access(address: address, bytes: value & 1 == 1 ? 64 : 32))
      }
    }
    return accesses
  }

  private static func convolution() -> [Access] {
    (0..<1024).flatMap { index in
      [
        Access(address: index * 256, bytes: 256),
        Access(address: 1024 * mebibyte + index % 64 * 256, bytes: 256),
        Access(address: 1536 * mebibyte + 48 * kibibyte + index * 256, bytes: 256),
        Access(isWrite: true, address: 1792 * mebibyte + 80 * kibibyte + index * 256, bytes: 256),
      ]
    }
  }
}
