import Hardware
import Mapping

extension SystolicPass {
  /// Cycles and counts of the pass: closed forms where no port can hold the array up or only the gathered input
  /// can, else step by step.
  ///
  /// Throws where so many steps would have to be swept that no one waits for them.
  /// `sweepBudget` is how many may still be, and goes down.
  func profile(_ buffers: Buffers, sweepBudget: inout Int) throws(PlanError) -> PassProfile {
    var profile = PassProfile()
    countFolds(&profile)
    countElements(&profile)
    let traffic = PortTraffic(self, buffers)
    if traffic.isClosedForm {
      profile.accesses = traffic.accesses
      profile.cycles = profile.steps + traffic.extraCycles
      profile.isClosedForm = true
    } else {
      guard profile.steps <= sweepBudget else { throw .tooLarge }
      sweepBudget -= profile.steps
      let sweep = StepSweep(self, buffers)
      profile.accesses = sweep.accesses
      profile.cycles = sweep.cycles
    }
    return profile
  }

  private func countFolds(_ profile: inout PassProfile) {
    let vectors = spread.vectors
    var steps = 0
    var elements = 0
    forEachFold { fold in
      steps = max(steps, fold.end)
      elements += fold.rows * fold.columns
    }
    profile.steps = steps
    profile.folds = folds
    profile.foldElements = elements
    let slots = elements * vectors
    profile.effective = groups * validTaps * filters
    profile.ineffectual = slots - profile.effective
    profile.unmapped = (folds * array.elements - elements) * vectors
  }

  private func countElements(_ profile: inout PassProfile) {
    let inputs = groups * validTaps
    let weights = groups * reduction * filters
    let outputs = groups * pixels * filters
    let again = shape.accumulates ? 1 : 0
    switch array.dataflow {
    case .weightStationary:
      profile.reads = [inputs * columnChunks, weights, outputs * (rowChunks - 1 + again)]
      profile.writes[2] = outputs * rowChunks
    case .inputStationary:
      profile.reads = [inputs, weights * columnChunks, outputs * (rowChunks - 1 + again)]
      profile.writes[2] = outputs * rowChunks
    case .outputStationary:
      profile.reads = [inputs * columnChunks, weights * rowChunks, outputs * again]
      profile.writes[2] = outputs
    }
  }
}

/// Word accesses of a pass in closed form, and whether that form tells its cycles too.
struct PortTraffic {
  private(set) var accesses = [0, 0, 0]
  private(set) var extraCycles = 0
  private(set) var isClosedForm = true

  init(_ pass: SystolicPass, _ buffers: Buffers) {
    if pass.writesOverlap {
      isClosedForm = false
      return
    }
    let all = [
      pass.inputTraffic(BankedBuffer(buffers[.input])),
      pass.weightTraffic(BankedBuffer(buffers[.weight])),
      pass.outputTraffic(BankedBuffer(buffers[.output])),
    ]
    accesses = all.map(\.words)
    if buffers.isShared {
      // Words of different operands may meet in a bank; without, no step takes more than a cycle.
      isClosedForm = all.reduce(0) { $0 + $1.mostLoad } <= buffers[.input].ports
    } else {
      // Where one buffer alone ever holds the array up, its extra cycles are all there are.
      isClosedForm = all.count { $0.extraCycles > 0 } <= 1
      extraCycles = all.reduce(0) { $0 + $1.extraCycles }
    }
  }
}

extension SystolicPass {
  /// Whether two folds may write results in one step: only where draining costs nothing.
  var writesOverlap: Bool {
    array.dataflow == .outputStationary && array.drain == .immediate && array.foldOverlap && folds > 1
      && spread.vectors < min(array.rows, pixels)
  }

  /// All weight vectors of the pass.
  func weightTraffic(_ buffer: BankedBuffer) -> VectorTraffic {
    let (length, side, count, again) =
      switch array.dataflow {
      case .weightStationary: (filters, array.columns, groups * reduction, 1)
      case .outputStationary: (filters, array.columns, groups * reduction, rowChunks)
      case .inputStationary: (reduction, array.rows, groups * filters, columnChunks)
      }
    var traffic = VectorTraffic()
    traffic.add(
      chunked(buffer, length: length, side: side, count: count, bits: bits.weight, times: 1), times: again)
    return traffic
  }

  /// All result vectors of the pass: those that are only written, and those that are added to what is there.
  func outputTraffic(_ buffer: BankedBuffer) -> VectorTraffic {
    let (length, count) =
      array.dataflow == .inputStationary ? (pixels, groups * filters) : (filters, groups * pixels)
    let writes = array.dataflow == .outputStationary ? 1 : rowChunks
    let additions = writes - 1 + (shape.accumulates ? 1 : 0)
    var traffic = VectorTraffic()
    for (times, again) in [(1, writes - additions), (2, additions)] where again > 0 {
      traffic.add(
        chunked(buffer, length: length, side: array.columns, count: count, bits: bits.output, times: times),
        times: again)
    }
    return traffic
  }

  /// Vectors of `length` packed elements, cut into pieces of the array's side.
  private func chunked(
    _ buffer: BankedBuffer, length: Int, side: Int, count: Int, bits: Int, times: Int
  ) -> VectorTraffic {
    var traffic = VectorTraffic()
    var start = 0
    while start < length {
      traffic.add(
        buffer.sweep(
          offset: start, stride: length, count: count, length: min(side, length - start), bits: bits,
          times: times))
      start += side
    }
    return traffic
  }
}
