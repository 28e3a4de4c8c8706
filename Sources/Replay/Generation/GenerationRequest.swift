import Hardware
import Workloads

/// What a language model is to generate.
public struct GenerationRequest: Hashable, Sendable {
  /// Tokens of the prompt of each sequence.
  public var prompt: Int
  /// Tokens that follow it in each sequence; each is a step.
  public var output: Int
  /// Sequences side by side.
  public var batch: Int
  /// In place of the design's: what lengths of the caches are rounded up to.
  public var lengthBucket: Int?

  public init(prompt: Int, output: Int, batch: Int = 1, lengthBucket: Int? = nil) {
    self.prompt = prompt
    self.output = output
    self.batch = batch
    self.lengthBucket = lengthBucket
  }

  /// Steps that run alike, for which one stands.
  struct Alike: Hashable {
    var step: LanguageModelRun.Step
    var count: Int
  }

  /// The prefill, and all steps by the length at which they run, in order.
  func steps(_ programs: Programs) -> [Alike] {
    let length = rounded(prompt, programs.prefillBucket)
    var alike = [
      Alike(step: .init(name: "prefill", phase: "prefill", tokens: length, context: length), count: 1)
    ]
    let bucket = lengthBucket ?? programs.lengthBucket
    for token in 1...output {
      let context = rounded(prompt + token, bucket)
      if alike[alike.count - 1].step.context == context, alike.count > 1 {
        alike[alike.count - 1].count += 1
      } else {
        let step = LanguageModelRun.Step(
          name: "decode.\(context)", phase: "decode", tokens: 1, context: context)
        alike.append(Alike(step: step, count: 1))
      }
    }
    return alike
  }

  private func rounded(_ length: Int, _ bucket: Int) -> Int {
    let buckets = (length - 1) / bucket + 1
    let (rounded, overflows) = buckets.multipliedReportingOverflow(by: bucket)
    return overflows ? .max : rounded
  }
}
