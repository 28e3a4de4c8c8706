import Hardware

extension Programs {
  /// Bytes of the instructions of a generation; nil where the design does not say what they take of this model.
  func bytes(of request: GenerationRequest, model: GeneratedModel, on design: Design)
    -> GenerationResult.ProgramBytes?
  {
    guard let instructions, instructions.uncounted(model, batch: request.batch) == nil else { return nil }
    let length = Double(instructions.bytes)
    var own = self
    own.lengthBucket = request.lengthBucket ?? lengthBucket
    let alike = request.steps(own)
    let fetched = alike.reduce(0.0) { sum, one in
      let count =
        one.step.tokens > 1 || one.step.phase == "prefill"
        ? instructions.prefillPerToken * one.step.tokens : instructions.decode
      return sum + Double(one.count) * Double(count) * length
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
