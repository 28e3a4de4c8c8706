import Hardware

extension SystolicPass {
  /// Cycles and counts of the pass: closed forms where no port can hold the array up or only the gathered input
  /// can, else step by step.
  func profile(_ buffers: Buffers) -> PassProfile {
    var profile = PassProfile()
    countFolds(&profile)
    countElements(&profile)
    let traffic = PortTraffic(self, buffers)
    if traffic.isClosedForm {
      profile.accesses = traffic.accesses
      profile.cycles = profile.steps + traffic.extraCycles
      profile.isClosedForm = true
    } else {
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
    let input = pass.gatherSummary(BankedBuffer(buffers[.input]))
    let weightBuffer = BankedBuffer(buffers[.weight])
    let outputBuffer = BankedBuffer(buffers[.output])
    let weight = pass.weightWords(weightBuffer)
    let output = pass.outputWords(outputBuffer)
    accesses = [input.words, weight.words, output.words]
    let weightLoad = weightBuffer.load(consecutiveWords: weight.most)
    let outputLoad = outputBuffer.load(consecutiveWords: output.most) * (output.readsBack ? 2 : 1)
    if buffers.isShared {
      isClosedForm = input.mostLoad + weightLoad + outputLoad <= weightBuffer.ports
    } else {
      isClosedForm = weightLoad <= weightBuffer.ports && outputLoad <= outputBuffer.ports
      extraCycles = input.extraCycles
    }
  }
}

extension SystolicPass {
  /// Whether two folds may write results in one step: only where draining costs nothing.
  var writesOverlap: Bool {
    array.dataflow == .outputStationary && array.drain == .immediate && array.foldOverlap && folds > 1
      && spread.vectors < min(array.rows, pixels)
  }

  /// Word accesses of all weight vectors, and the most words of one.
  func weightWords(_ buffer: BankedBuffer) -> (words: Int, most: Int) {
    let (length, chunkSize, stride, count, again) =
      switch array.dataflow {
      case .weightStationary: (filters, array.columns, filters, groups * reduction, 1)
      case .outputStationary: (filters, array.columns, filters, groups * reduction, rowChunks)
      case .inputStationary: (reduction, array.rows, reduction, groups * filters, columnChunks)
      }
    let (words, most) = chunked(
      buffer, length: length, chunkSize: chunkSize, stride: stride, count: count, bits: bits.weight)
    return (words * again, most)
  }

  /// Word accesses of all result vectors, the most words of one, and whether any reads back what is there.
  func outputWords(_ buffer: BankedBuffer) -> (words: Int, most: Int, readsBack: Bool) {
    let (length, stride, count) =
      switch array.dataflow {
      case .weightStationary, .outputStationary: (filters, filters, groups * pixels)
      case .inputStationary: (pixels, pixels, groups * filters)
      }
    let (words, most) = chunked(
      buffer, length: length, chunkSize: array.columns, stride: stride, count: count, bits: bits.output)
    let writes = array.dataflow == .outputStationary ? 1 : rowChunks
    let reads = writes - 1 + (shape.accumulates ? 1 : 0)
    return (words * (writes + reads), most, reads > 0)
  }

  private func chunked(
    _ buffer: BankedBuffer, length: Int, chunkSize: Int, stride: Int, count: Int, bits: Int
  ) -> (words: Int, most: Int) {
    var total = 0
    var most = 0
    var start = 0
    while start < length {
      let (words, wide) = buffer.sweep(
        offset: start, stride: stride, count: count, length: min(chunkSize, length - start), bits: bits)
      total += words
      most = max(most, wide)
      start += chunkSize
    }
    return (total, most)
  }
}
