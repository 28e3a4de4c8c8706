import Hardware
import Workloads

/// What a declared roofline says of a trace, of which nothing is simulated.
public struct DeclaredRun: Sendable, Hashable {
  public var machine: String
  public var network: String
  public var timeSeconds: Double
  public var readBytes: Int
  public var writeBytes: Int
  public var denseMACs: Int
  /// Joules, of the declared power; nil where none is declared.
  public var energyJoules: Double?
  /// Whether the trace has blocks of scores that nobody needs, which are computed here.
  public var computesUnneededBlocks: Bool

  /// The sum over all executions of a trace's operators.
  public init(_ trace: Trace, on machine: DeclaredMachine) {
    self.machine = machine.name
    network = trace.network
    computesUnneededBlocks = trace.tensors.contains { $0.sparsity?.blocks != nil }
    (timeSeconds, readBytes, writeBytes, denseMACs) = (0, 0, 0, 0)
    for one in trace.operators {
      guard let cost = machine.cost(of: one, trace) else { continue }
      timeSeconds += Double(one.executions) * cost.seconds
      readBytes += one.executions * cost.read
      writeBytes += one.executions * cost.write
      denseMACs += one.executions * one.denseMACs
    }
    energyJoules = machine.powerWatts.map { Double($0) * timeSeconds }
  }
}

extension DeclaredMachine {
  /// One execution of a product or of an append to a cache; nil of what costs nothing.
  ///
  /// Seconds are the greater of its operations over the peak and its bytes over the bandwidth. Bytes are those of both
  /// factors, the output and what is appended, each moved once.
  func cost(of one: Operator, _ trace: Trace) -> (seconds: Double, read: Int, write: Int)? {
    let (read, write): (Int, Int)
    switch one.body {
    case .product(let product, _):
      read =
        Self.bytes(product.inputElements, one.input, trace)
        + Self.bytes(product.weightElements, one.weight, trace)
      write = Self.bytes(product.outputElements, one.output, trace)
    case .vector:
      guard one.kind == .keyValueAppend, let input = one.input else { return nil }
      (read, write) = (0, Self.bytes(trace.tensors[input].elements, one.output, trace))
    }
    let formats = [one.input, one.weight].compactMap { $0.map { trace.tensors[$0].format.name } }
    let compute = 2 * Double(one.denseMACs) / peakOperationsPerSecond(formats)
    return (max(compute, Double(read + write) / usableBytesPerSecond), read, write)
  }

  private static func bytes(_ elements: Int, _ tensor: Int?, _ trace: Trace) -> Int {
    tensor.map { Int(trace.tensors[$0].bytes(ofElements: elements)) } ?? 0
  }
}
