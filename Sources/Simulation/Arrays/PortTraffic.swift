import Hardware

/// Word accesses of a pass in closed form, and whether that form tells its cycles too.
struct PortTraffic {
  let accesses: [Int]
  let readBacks: Int
  let extraCycles: Int
  let isClosedForm: Bool

  /// Of a pass whose buffers get at most one vector of each operand a step.
  init(input: VectorTraffic, weight: VectorTraffic, output: VectorTraffic, _ buffers: Buffers) {
    let all = [input, weight, output]
    accesses = all.map(\.words)
    readBacks = output.readBacks
    extraCycles = all.reduce(0) { $0 + $1.extraCycles }
    if buffers.isShared {
      // Words of different operands may meet in a bank; without, no step takes more than a cycle.
      isClosedForm = all.reduce(0) { $0 + $1.mostLoad } <= buffers[.input].ports
    } else {
      // Where one buffer alone ever holds the array up, its extra cycles are all there are.
      isClosedForm = all.count { $0.extraCycles > 0 } <= 1
    }
  }
}
