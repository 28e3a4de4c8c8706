import Glibc

/// Times the simulation of machines that skip zeros, all or one, in the repository's root:
/// `swift run -c release --package-path Benchmarks SparseBenchmarks [ROUNDS [MACHINE [SIDE]]]`.
@main
enum SparseBenchmarks {
  static func main() throws {
    let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 3
    let wanted = CommandLine.arguments.dropFirst(2).first
    guard rounds > 0 else {
      print("usage: SparseBenchmarks [ROUNDS [MACHINE [SIDE]]]")
      exit(2)
    }
    let convolutions = try MaskedOperators.resnet50()
    if wanted == nil || wanted == "two_sided16" { try twoSided(convolutions, rounds) }
    if wanted == nil || wanted == "matrices" {
      try matrices(rounds, CommandLine.arguments.dropFirst(3).first.flatMap { Int($0) })
    }
    if wanted != "two_sided16", wanted != "matrices" { try products(convolutions, rounds, wanted) }
  }

  /// Sparse matrix products of the sizes and densities at which tools/race_stonne.py runs whole processes; of one size alone, if
  /// that is given.
  private static func matrices(_ rounds: Int, _ side: Int?) throws {
    let machine = try Machine("two_sided16")
    print("\nSparse matrix products on two_sided16, mapped and simulated")
    var products = [64, 128, 256, 512].flatMap { side in
      [1, 51, 81].map { (m: side, n: side, k: side, zeros: (input: $0, weight: $0)) }
    }
    // A convolution of 64 filters on 14 x 14 pixels, with M, N and K as STONNE has them.
    products.append((m: 64, n: 196, k: 576, zeros: (input: 51, weight: 81)))
    for (m, n, k, zeros) in products where side == nil || side == m && m == n {
      let one = try MaskedOperators.matrices(m: m, n: n, k: k, percentOfZeros: zeros)
      var (mapping, least) = (Double.infinity, Double.infinity)
      for _ in 0..<rounds {
        let start = cpuSeconds()
        for _ in 0..<repeats { _ = try machine.mapping(of: one) }
        let middle = cpuSeconds()
        for _ in 0..<repeats { _ = try machine.run(one, machine.mapping(of: one)) }
        mapping = min(mapping, (middle - start) / Double(repeats))
        least = min(least, (cpuSeconds() - middle) / Double(repeats))
      }
      print(
        "  \(m) x \(n) x \(k), \(zeros.input) and \(zeros.weight) % of zeros: \(text(least * 1000)) ms of CPU, "
          + "\(text(mapping * 1000)) of them for the rule")
    }
  }

  /// Times that a product is run between two looks at the clock.
  private static let repeats = 20

  /// All convolutions of ResNet-50 with lanes in lock step, against the counting of as many bits as they have pairs.
  private static func twoSided(_ convolutions: [MaskedOperator], _ rounds: Int) throws {
    let machine = try Machine("two_sided16")
    let rows = convolutions.map { PairRows($0.product) }
    var (mapping, ours, counting) = (Double.infinity, Double.infinity, Double.infinity)
    var (effective, checksum) = (0, 0)
    for _ in 0..<rounds {
      (effective, checksum) = (0, 0)
      let begin = cpuSeconds()
      let mappings = try convolutions.map { try machine.mapping(of: $0) }
      let start = cpuSeconds()
      for (one, mapping) in zip(convolutions, mappings) {
        effective += try machine.run(one, mapping).effective * one.times
      }
      let middle = cpuSeconds()
      for one in rows { checksum &+= one.count() }
      mapping = min(mapping, start - begin)
      (ours, counting) = (min(ours, middle - start), min(counting, cpuSeconds() - middle))
    }
    let pairs = convolutions.reduce(0) { $0 + $1.product.denseMACs }
    print(
      "ResNet-50, \(convolutions.count) different convolutions, \(pairs) pairs, \(effective) products in the network "
        + "(checksum \(checksum))")
    print("  two_sided16, simulated: \(text(ours)) s of CPU; mapped before, by the rule: \(text(mapping)) s")
    print("  its pairs' bits counted by the same kernels: \(text(counting)) s")
    print(
      "  simulated over counted: \(text(ours / counting)) (bar 4); mapped and simulated: "
        + text((ours + mapping) / counting))
  }

  /// Products a second of machines whose every product is looked at.
  private static func products(_ convolutions: [MaskedOperator], _ rounds: Int, _ wanted: String?) throws {
    print("\nProducts a second of CPU time (bar 150 million)")
    let stealing = ["array.distribution=stealing", "array.steal_steps=1"]
    for (name, design, settings, operators) in [
      ("eie", "eie", [], try MaskedOperators.eie()), ("eyeriss_v2_pe", "eyeriss_v2_pe", [], convolutions),
      ("eyeriss_v2_pe_queued", "eyeriss_v2_pe_queued", [], convolutions),
      ("eyeriss_v2_pe_scratchpads", "eyeriss_v2_pe_scratchpads", [], try MaskedOperators.eyerissV2()),
      ("sparten", "sparten", [], convolutions),
      ("eie, stealing", "eie", stealing, try MaskedOperators.eie()),
      ("sparten, stealing", "sparten", stealing, convolutions),
    ] as [(String, String, [String], [MaskedOperator])] where wanted == nil || wanted == name {
      let machine = try Machine(design, settings: settings)
      var least = Double.infinity
      var count = 0
      for _ in 0..<rounds {
        let start = cpuSeconds()
        count = try operators.reduce(0) { $0 + (try machine.run($1, machine.mapping(of: $1)).multiplied) }
        least = min(least, cpuSeconds() - start)
      }
      print("  \(name): \(count) in \(text(least)) s, \(text(Double(count) / least / 1e6)) million a second")
    }
  }

  private static func cpuSeconds() -> Double {
    var usage = rusage()
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  private static func text(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    let rest = "\(1000 + thousandths % 1000)".dropFirst()
    return "\(thousandths / 1000).\(rest)"
  }
}
