import Hardware

/// Word accesses of a pass in closed form, and whether that form tells its cycles too.
struct PortTraffic {
  let accesses: InlineArray<3, Int>
  let readBacks: Int
  let extraCycles: Int
  let isClosedForm: Bool

  /// Of a pass whose buffers get at most one vector of each operand a step.
  init(input: VectorTraffic, weight: VectorTraffic, output: VectorTraffic, _ buffers: Buffers) {
    accesses = [input.words, weight.words, output.words]
    readBacks = output.readBacks
    extraCycles = input.extraCycles + weight.extraCycles + output.extraCycles
    if buffers.isShared {
      // Words of different operands may meet in a bank; without, no step takes more than a cycle.
      isClosedForm = input.mostLoad + weight.mostLoad + output.mostLoad <= buffers[.input].ports
    } else {
      // Where one buffer alone ever holds the array up, its extra cycles are all there are.
      let most = max(input.extraCycles, weight.extraCycles, output.extraCycles)
      isClosedForm = most == extraCycles
    }
  }
}
