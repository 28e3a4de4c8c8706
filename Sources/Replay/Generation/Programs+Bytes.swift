import Hardware

extension Programs {
  /// Bytes of the instructions of a generation; nil where the design does not say what they take of this model.
  func bytes(of request: GenerationRequest, model: String, on design: Design)
    -> GenerationResult.ProgramBytes?
  {
    guard let instructions, instructions.model == model else { return nil }
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
  func notes(on request: GenerationRequest, model: String) -> [String] {
    guard let instructions else { return [] }
    guard instructions.model == model else {
      return [
        "its instructions are known for \(instructions.model) alone, so none are counted for \(model)"
      ]
    }
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

extension Int {
  /// The integer of a number that is not negative; the greatest where it is beyond.
  fileprivate init(clamping value: Double) { self = value < 9e18 ? Int(value) : .max }
}
