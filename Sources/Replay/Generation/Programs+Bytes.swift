import Hardware

extension Programs {
  /// Bytes of the instructions of a generation; nil where the design does not say what they take.
  func bytes(of request: GenerationRequest) -> GenerationResult.ProgramBytes? {
    guard let instructions else { return nil }
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
    return GenerationResult.ProgramBytes(
      fetched: Int(clamping: fetched), stored: Int(clamping: own.stored(instructions)),
      storedWithoutBuckets: Int(clamping: Programs().stored(instructions)))
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
