/// Narrows down the least bandwidth whose cycles are within a limit, to 0.1 %.
///
/// Between a bandwidth that is too little and one that suffices it guesses by the hyperbola through both, since
/// time that is bound by bandwidth is `a + b / bandwidth`; every second step halves the interval, so that it ends.
struct BandwidthSearch {
  private let limit: Int
  private let least: Int
  /// The greatest bandwidth known to be too little, and the least known to suffice, with their cycles.
  private var low: (bandwidth: Int, cycles: Int)?
  private var high: (bandwidth: Int, cycles: Int)?
  private var halves = false

  init(least: Int, limit: Int) {
    self.least = Self.rounded(least)
    self.limit = limit
  }

  /// A bandwidth of this multiple of the least that does not suffice means that none does: what remains is latency.
  private static let reach = 1 << 10

  /// The bandwidth to try next; nil when the search is over.
  var next: Int? {
    guard let low else { return high == nil ? least : nil }
    guard let high else { return low.bandwidth == least ? least * Self.reach : nil }
    let gap = high.bandwidth - low.bandwidth
    guard gap > max(1, high.bandwidth / 1000) else { return nil }
    guard !halves else { return Self.rounded(low.bandwidth + gap / 2) }
    let step = max(1, high.bandwidth / 2000)
    let guess = Self.rounded(hyperbola(low, high) + step / 2)
    return guess > low.bandwidth && guess < high.bandwidth ? guess : Self.rounded(low.bandwidth + gap / 2)
  }

  /// A bandwidth with 13 significant bits, fine enough for 0.1 %, so that its units stay countable.
  private static func rounded(_ bandwidth: Int) -> Int {
    let shift = max(0, Int.bitWidth - bandwidth.leadingZeroBitCount - 13)
    return (bandwidth >> shift) << shift
  }

  /// Where the hyperbola through two points reaches the limit.
  private func hyperbola(_ low: (bandwidth: Int, cycles: Int), _ high: (bandwidth: Int, cycles: Int)) -> Int {
    let (inverseLow, inverseHigh) = (1 / Double(low.bandwidth), 1 / Double(high.bandwidth))
    let slope = (Double(low.cycles) - Double(high.cycles)) / (inverseLow - inverseHigh)
    guard slope > 0 else { return low.bandwidth + (high.bandwidth - low.bandwidth) / 2 }
    let inverse = inverseHigh + (Double(limit) - Double(high.cycles)) / slope
    return Int(min(1e18, 1 / inverse))
  }

  /// Takes in the cycles at a bandwidth; nil counts as too many.
  mutating func note(_ bandwidth: Int, cycles: Int?) {
    let before = (high?.bandwidth ?? 0) - (low?.bandwidth ?? 0)
    if let cycles, cycles <= limit {
      high = (bandwidth, cycles)
    } else {
      low = (bandwidth, cycles ?? 1 << 60)
    }
    guard let low, let high else { return }
    // A guess that did not even halve the interval is followed by one that does.
    halves = !halves && before > 0 && (high.bandwidth - low.bandwidth) * 2 > before
  }

  /// The least bandwidth that is known to suffice.
  var found: Int? { high?.bandwidth }
}
