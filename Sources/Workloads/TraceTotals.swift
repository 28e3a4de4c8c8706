import Documents

/// Sums over a whole trace, which must fit into 64 bits.
struct TraceTotals {
  private var sums: [String: Int] = [:]
  /// Where a sum first became too large.
  private var overflows: [String: SourcePosition] = [:]

  /// Adds a product of factors to one of the sums.
  mutating func add(_ what: String, _ factors: [Int], at position: SourcePosition) {
    guard overflows[what] == nil else { return }
    if let term = TraceLimits.product(factors) {
      let (sum, overflow) = sums[what, default: 0].addingReportingOverflow(term)
      sums[what] = sum
      if !overflow { return }
    }
    overflows[what] = position
  }

  func report(to findings: Findings) {
    for (what, position) in overflows.sorted(by: { $0.key < $1.key }) {
      findings.add(.totalTooLarge(what), at: position)
    }
  }
}
