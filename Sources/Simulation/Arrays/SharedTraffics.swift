import Hardware
import Synchronization

/// What vectors of inputs ask of their buffer, for all searches of a replay or a sweep: products of the same windows on the
/// same systolic array often have equal tiles, and points of a sweep may differ in their memories alone.
///
/// Values may be shared by any number of threads; no result depends on what is in here, nor does what a search may do.
public final class SharedTraffics: Sendable {
  /// All that decides the vectors of inputs of a pass on a systolic array.
  struct Key: Hashable {
    private let array: SystolicArray
    private let buffer: BankedBuffer
    private let kernelHeight: Int
    private let kernelWidth: Int
    private let bits: Int
    private let pass: PassKey

    init(_ systolic: SystolicPass, _ buffer: BankedBuffer, _ pass: PassKey) {
      (array, self.buffer, self.pass) = (systolic.array, buffer, pass)
      (kernelHeight, kernelWidth) = (systolic.pass.kernelHeight, systolic.pass.kernelWidth)
      bits = systolic.pass.bits.input
    }

    /// Arrays and buffers are few, and their parts many.
    func hash(into hasher: inout Hasher) {
      hasher.combine(array.rows)
      hasher.combine(array.columns)
      hasher.combine(array.dataflow)
      hasher.combine(pass)
    }
  }

  /// Beyond so many all are forgotten: 1 MB in a sweep of ResNet-50, of a heap of 19 MB (heaptrack).
  private static let most = 1 << 11

  private let known = Mutex<[Key: CountedTraffic]>([:])

  public init() {}

  func traffic(for key: Key) -> CountedTraffic? { known.withLock { $0[key] } }

  func keep(_ traffic: CountedTraffic, for key: Key) {
    known.withLock { known in
      if known.count >= Self.most { known.removeAll(keepingCapacity: true) }
      known[key] = traffic
    }
  }
}
