import ArgumentParser

/// How many seeds to run.
struct SeedsOption: ParsableArguments {
  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp(
      "Run that many seeds, from --seed on, with the first one's mapping, and say what they spread over.",
      valueName: "count"), transform: { try WholeNumber.read($0, from: 1) })
  var seeds: Int = 1

  /// Refuses counts and seeds that there are not.
  func check(from seed: UInt64) throws {
    guard seeds <= 10_000 else {
      throw ValidationError("--seeds is \(seeds); it must be from 1 to 10000")
    }
    if seed > UInt64.max - UInt64(seeds - 1) {
      throw ValidationError(
        "--seeds goes beyond the greatest seed, \(UInt64.max); begin with a smaller --seed")
    }
  }
}
