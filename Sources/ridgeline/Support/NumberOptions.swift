import ArgumentParser
import FoundationEssentials

/// How many threads to simulate on.
struct JobsOption: ParsableArguments {
  // Whatever follows is its value, so that a number below zero is answered as one.
  @Option(
    name: .long, parsing: .unconditional,
    help: "Threads that simulate; results do not depend on it. (default: all processors)",
    transform: { try WholeNumber.read($0, from: 1) })
  var jobs: Int?

  var workers: Int { jobs ?? max(1, ProcessInfo.processInfo.activeProcessorCount) }
}

/// What random numbers begin with.
struct SeedOption: ParsableArguments {
  @Option(
    name: .long, parsing: .unconditional, help: "Seed of all that is drawn at random.",
    transform: { try WholeNumber.read($0, from: 0) })
  var seed: UInt64 = 0
}

/// Whole numbers of the command line, which has no place for a finding.
enum WholeNumber {
  static func read<Number: FixedWidthInteger>(_ text: String, from least: Number) throws -> Number {
    if let number = Number(text), number >= least { return number }
    let most = text.allSatisfy { $0.isASCII && $0.isNumber } && !text.isEmpty && Number(text) == nil
    throw ValidationError(
      most ? "it must be at most \(Number.max)" : "it must be a whole number from \(least) on")
  }
}
