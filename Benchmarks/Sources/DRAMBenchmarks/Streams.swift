import DRAM
import Hardware

/// A stream of requests, as a DNN accelerator makes them.
enum Stream: String, CaseIterable {
  case sequentialReads = "seqrd_16M"
  case pacedReads = "seqrd_16M.half"
  case tiles = "tiles_4M"
  case weightsAndActivations = "wt_act"
  case random = "rand64"
  case gather = "gather256"
  case rowMisses = "rowmiss"

  /// Whether addresses follow no order that could be used.
  var isRandom: Bool {
    switch self {
    case .random, .gather, .rowMisses: true
    case .sequentialReads, .pacedReads, .tiles, .weightsAndActivations: false
    }
  }

  private static let mebibyte = 1 << 20

  /// For a system, paced by its data buses where it is paced.
  func requests(for system: DRAMSystem) -> [DRAMRequest] {
    requests(
      bytes: system.organization.requestBytes,
      clocks: Double(system.organization.burstClocks) / Double(system.organization.channels))
  }

  /// Requests of so many bytes, each taking so many clocks of the data buses of all channels.
  private func requests(bytes: Int, clocks: Double) -> [DRAMRequest] {
    switch self {
    case .sequentialReads: return Stream.reads(0, length: 16 * Stream.mebibyte, bytes: bytes)
    case .pacedReads:
      return Stream.reads(0, length: 16 * Stream.mebibyte, bytes: bytes).enumerated().map {
        DRAMRequest(address: $1.address, arrival: Int(Double($0) * 2 * clocks), isWrite: false)
      }
    case .tiles:
      // 64 tiles of 64 rows of 1 KiB, 8 KiB apart.
      return (0..<64 * 64).flatMap { (row: Int) -> [DRAMRequest] in
        let tile = row / 64
        let start = tile % 8 * 1024 + (tile / 8 * 64 + row % 64) * 8192
        return Stream.reads(start, length: 1024, bytes: bytes)
      }
    case .weightsAndActivations: return Stream.weightsAndActivations(bytes: bytes)
    case .random:
      var numbers = SplitMix64(seed: 1)
      return (0..<16384).flatMap { (_: Int) -> [DRAMRequest] in
        Stream.reads(Int(numbers.next() % UInt64(256 * Stream.mebibyte / 64)) * 64, length: 64, bytes: bytes)
      }
    case .gather:
      var numbers = SplitMix64(seed: 2)
      return (0..<4096).flatMap { (_: Int) -> [DRAMRequest] in
        Stream.reads(
          Int(numbers.next() % UInt64(64 * Stream.mebibyte / 256)) * 256, length: 256, bytes: bytes)
      }
    case .rowMisses:
      return (0..<4096).flatMap { Stream.reads($0 * 256 * 1024, length: 1, bytes: bytes) }
    }
  }

  /// The requests that touch some bytes.
  private static func reads(_ start: Int, length: Int, bytes: Int) -> [DRAMRequest] {
    stride(from: start / bytes * bytes, to: start + length, by: bytes).map {
      DRAMRequest(address: UInt64($0), arrival: 0, isWrite: false)
    }
  }

  /// Eight reads of 2 MiB of weights, two writes of activations, and so on.
  private static func weightsAndActivations(bytes: Int) -> [DRAMRequest] {
    (0..<2 * mebibyte / (8 * bytes)).flatMap { (turn: Int) -> [DRAMRequest] in
      (0..<10).map { place in
        let isWrite = place >= 8
        let line = isWrite ? 2 * turn + place - 8 : 8 * turn + place
        return DRAMRequest(
          address: UInt64((isWrite ? 512 * mebibyte : 0) + line * bytes), arrival: 0, isWrite: isWrite)
      }
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
