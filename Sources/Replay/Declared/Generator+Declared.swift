import Documents
import Hardware
import Workloads

extension Generator {
  /// What a declared roofline says of a generation: of each product the greater of its operations over the peak and its bytes over the bandwidth.
  ///
  /// Bytes are those of both factors, the output and what is appended to the caches, each moved once; all other
  /// vector work costs nothing. The machine's own formats go before the model's.
  public static func run(
    _ model: GeneratedModel, _ request: GenerationRequest, on machine: DeclaredMachine, seed: UInt64 = 0
  ) throws(ReplayError) -> GenerationResult {
    var model = model
    // The machine's own formats say nothing of blocks.
    let hasBlocks = model.formats.blocks != nil
    if let format = machine.format {
      model.formats = LanguageModelFormats(
        weights: .text(format), cache: .text(format), activations: .text(format))
    }
    // A machine with programs of its own for lengths is none that is only declared.
    var own = request
    own.lengthBucket = request.lengthBucket ?? 1
    let alike = own.steps(Programs())
    let (trace, notes) = try Self.trace(of: model, alike, batch: request.batch, seed: seed)
    var sums = [(time: Double, read: Int, write: Int, macs: Int)](repeating: (0, 0, 0, 0), count: alike.count)
    let perStep = trace.operators.count / alike.count
    for (number, one) in trace.operators.enumerated() {
      let place = min(number / perStep, alike.count - 1)
      guard let cost = machine.cost(of: one, trace) else { continue }
      let times = one.executions
      sums[place].time += Double(times) * cost.seconds
      sums[place].read += times * cost.read
      sums[place].write += times * cost.write
      sums[place].macs += times * one.denseMACs
    }
    let steps = zip(alike, sums).map { one, sum in
      GenerationResult.Step(
        count: one.count, tokens: one.step.tokens, context: one.step.context, cycles: nil,
        timeSeconds: sum.time, energyJoules: nil, waitingShare: nil, wallFactor: nil, readBytes: sum.read,
        writeBytes: sum.write, denseMACs: sum.macs)
    }
    var result = GenerationResult(
      design: machine.name, origin: .declared, request: request, model: model.name,
      lengthBucket: own.lengthBucket ?? 1, prefillBucket: 1, prefill: steps[0],
      decode: Array(steps.dropFirst()), cacheBytes: cacheBytes(trace, model, request),
      parameterBytes: parameterBytes(trace))
    result.notes = notes
    if hasBlocks {
      result.notes.append("what is declared leaves out no blocks, so all scores of its prefill are computed")
    }
    result.declaredPowerWatts = machine.powerWatts.map { Double($0) }
    result.priceDollars = machine.price.map { Double($0) }
    return result
  }
}
