import Hardware

extension Programs {
  /// Bytes of the instructions of a generation; nil where the design does not say what they take of this model.
  func bytes(of request: GenerationRequest, model: GeneratedModel, on design: Design)
    -> GenerationResult.ProgramBytes?
  {
    guard let instructions, instructions.uncounted(model, batch: request.batch) == nil else { return nil }
    var own = self
    own.lengthBucket = request.lengthBucket ?? lengthBucket
    let alike = request.steps(own)
    let fetched = alike.reduce(0.0) { sum, one in
      sum + Double(one.count)
        * instructions.fetched(tokens: one.step.tokens, isPrefill: one.step.phase == "prefill")
    }
    // What the simulation does not know: nothing of it waits for instructions.
    let bandwidth = instructions.memory.flatMap { design.memories[$0].kind.flat?.bandwidth }
    return GenerationResult.ProgramBytes(
      fetched: Int(clamping: fetched), stored: Int(clamping: own.stored(instructions)),
      storedWithoutBuckets: Int(clamping: Programs().stored(instructions)),
      fetchSeconds: bandwidth.map { fetched / Double($0.bytesPerSecond) })
  }

  /// What has to be said of the counts of instructions.
  func notes(on request: GenerationRequest, model: GeneratedModel) -> [String] {
    guard let instructions else { return [] }
    if let reason = instructions.uncounted(model, batch: request.batch) { return [reason] }
    var own = self
    own.lengthBucket = request.lengthBucket ?? lengthBucket
    let longest = request.steps(own).map(\.step.context).max() ?? 0
    guard longest > instructions.longest else { return [] }
    return [
      "it stores programs of up to \(instructions.longest) tokens and ran \(longest): those that are longer are fetched, "
        + "and not among the stored"
    ]
  }

  /// What has to be said where instructions would hold a step up: nothing waits for them, so one that ends before they can have come is too fast.
  ///
  /// Their bytes, with those of the tensors that their memory moves in the step, at the memory's peak.
  func waitNotes(on result: GenerationResult, model: GeneratedModel, _ design: Design) -> [String] {
    guard let instructions, let place = instructions.memory,
      instructions.uncounted(model, batch: result.request.batch) == nil,
      let bandwidth = design.memories[place].kind.flat?.bandwidth
    else { return [] }
    let name = design.memories[place].name
    func note(_ step: GenerationResult.Step, _ what: String, isPrefill: Bool) -> (late: Double, text: String)?
    {
      let alone = instructions.fetched(tokens: step.tokens, isPrefill: isPrefill)
      let tensors = step.memoryBytes.indices.contains(place) ? Double(step.memoryBytes[place]) : 0
      let time = (alone + tensors) / Double(bandwidth.bytesPerSecond)
      guard time > step.timeSeconds else { return nil }
      let beside = tensors > 0 ? ", with the tensors that it moves," : ""
      return (
        time - step.timeSeconds,
        "the instructions of \(what) take \(milliseconds(time)) on the bus of '\(name)'\(beside) and \(what) "
          + "\(milliseconds(step.timeSeconds)): nothing waits for them here, so it would take as long as they do"
      )
    }
    let ofPrefill = note(result.prefill, "the prefill", isPrefill: true)?.text
    let slowest = result.decode.compactMap {
      note($0, "the step at \($0.context) tokens", isPrefill: false)
    }.max { $0.late < $1.late }
    return [ofPrefill, slowest?.text].compactMap(\.self)
  }

  private func milliseconds(_ seconds: Double) -> String {
    let microseconds = (seconds * 1e6).rounded()
    return microseconds < 1_000 ? "\(microseconds) us" : "\((microseconds / 10).rounded() / 100) ms"
  }

  /// Bytes of a program for each length up to the longest.
  private func stored(_ instructions: Instructions) -> Double {
    func lengths(_ bucket: Int) -> Double { Double((instructions.longest + bucket - 1) / bucket) }
    let decode = lengths(lengthBucket) * Double(instructions.decode)
    // 1, 2, 3 buckets and so on, in tokens.
    let count = lengths(prefillBucket)
    let tokens = Double(prefillBucket) * count * (count + 1) / 2
    return (decode + tokens * Double(instructions.prefillPerToken)) * Double(instructions.bytes)
  }
}

extension Programs.Instructions {
  /// Bytes that a step fetches.
  fileprivate func fetched(tokens: Int, isPrefill: Bool) -> Double {
    (isPrefill || tokens > 1 ? Double(prefillPerToken) * Double(tokens) : Double(decode)) * Double(bytes)
  }

  /// Why none are counted of a model; nil where they are. Sizes tell models apart where the design has them, and else the name.
  fileprivate func uncounted(_ model: GeneratedModel, batch: Int) -> String? {
    let own = Sizes(
      hidden: model.model.hidden, inner: model.model.inner, layers: model.model.layers,
      vocabulary: model.model.vocabulary)
    guard sizes.map({ $0 == own }) ?? (self.model == model.name) else {
      return "its instructions are known for \(self.model) alone, so none are counted for \(model.name)"
        + (sizes == nil ? "" : ", which has other sizes")
    }
    guard batch == 1 else {
      return "its instructions are known for one sequence alone, so none are counted for a batch of \(batch)"
    }
    return nil
  }
}

extension Int {
  /// The integer of a number that is not negative; the greatest where it is beyond.
  fileprivate init(clamping value: Double) { self = value < 9e18 ? Int(value) : .max }
}
