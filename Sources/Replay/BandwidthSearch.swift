/// Narrows down the least bandwidth whose cycles are within a limit, to 0.1 %.
///
/// Between a bandwidth that is too little and one that suffices it guesses by the hyperbola through both, since
/// time that is bound by bandwidth is `a + b / bandwidth`. Where a guess does not halve the interval, the next step does,
/// so that it ends. Side by side it tries two bandwidths at a time, one below and one above the guess.
struct BandwidthSearch {
  private let limit: Int
  private let least: Int
  private let sideBySide: Bool
  /// The greatest bandwidth known to be too little, and the least known to suffice, with their cycles.
  private var low: (bandwidth: Int, cycles: Int)?
  private var high: (bandwidth: Int, cycles: Int)?
  private var halves = false
  /// The bandwidths to try next, the least first; none when the search is over.
  private(set) var next: [Int] = []
  /// Those of `next` that were not noted yet, and the interval before them.
  private var awaited = 0
  private var before = 0

  init(least: Int, limit: Int, sideBySide: Bool = false) {
    self.least = Self.rounded(least)
    self.limit = limit
    self.sideBySide = sideBySide
    choose()
  }

  /// A bandwidth of this multiple of the least that does not suffice means that none does: what remains is latency.
  private static let reach = 1 << 10

  /// Takes in the cycles at the bandwidths to try, one by one in their order; nil counts as too many.
  mutating func note(_ bandwidth: Int, cycles: Int?) {
    // More bandwidth can take longer by a few cycles; then what is already known counts.
    if let cycles, cycles <= limit {
      if high == nil || bandwidth < high!.bandwidth { high = (bandwidth, cycles) }
    } else if high == nil || bandwidth < high!.bandwidth {
      low = (bandwidth, cycles ?? 1 << 60)
    }
    awaited -= 1
    guard awaited == 0 else { return }
    if low != nil, high != nil {
      // A guess that did not even halve the interval is followed by one that does.
      halves = !halves && before > 0 && gap * 2 > before
    }
    choose()
  }

  /// The least bandwidth that is known to suffice.
  var found: Int? { high?.bandwidth }

  private var gap: Int { (high?.bandwidth ?? 0) - (low?.bandwidth ?? 0) }

  private mutating func choose() {
    next = choice
    awaited = next.count
    before = low != nil && high != nil ? gap : 0
  }

  private var choice: [Int] {
    guard let low else {
      guard high == nil else { return [] }
      return sideBySide ? [least, least * Self.reach] : [least]
    }
    guard let high else { return low.bandwidth == least ? [least * Self.reach] : [] }
    guard gap > max(1, high.bandwidth / 1000) else { return [] }
    let middle = Self.rounded(low.bandwidth + gap / 2)
    if sideBySide { return pair(low, high) }
    guard !halves else { return [middle] }
    let step = max(1, high.bandwidth / 2000)
    let guess = Self.rounded(Self.bandwidth(1 / hyperbola(low, high)) + step / 2)
    return [guess > low.bandwidth && guess < high.bandwidth ? guess : middle]
  }

  /// Two bandwidths around the guess; or, where that is to be halved, at the thirds of the interval.
  private func pair(_ low: (bandwidth: Int, cycles: Int), _ high: (bandwidth: Int, cycles: Int)) -> [Int] {
    let guess = hyperbola(low, high)
    let interval = 1 / Double(low.bandwidth) - 1 / Double(high.bandwidth)
    // The hyperbola is the better the narrower the interval; and what is found has to be within 0.1 %.
    let width = max(interval * min(1 / 16, interval / guess / 8), guess / 4000)
    let around = [guess + width, guess - width].map { $0 > 0 ? Self.rounded(Self.bandwidth(1 / $0)) : 0 }
    let thirds = [1, 2].map { Self.rounded(low.bandwidth + gap * $0 / 3) }
    let inside = Set(halves ? thirds : around).filter { $0 > low.bandwidth && $0 < high.bandwidth }
    return inside.isEmpty ? [Self.rounded(low.bandwidth + gap / 2)] : inside.sorted()
  }

  /// A bandwidth with 13 significant bits, fine enough for 0.1 %, so that its units stay countable.
  private static func rounded(_ bandwidth: Int) -> Int {
    let shift = max(0, Int.bitWidth - bandwidth.leadingZeroBitCount - 13)
    return (bandwidth >> shift) << shift
  }

  private static func bandwidth(_ value: Double) -> Int { Int(min(1e18, value)) }

  /// Where the hyperbola through two points reaches the limit: the inverse of a bandwidth.
  private func hyperbola(
    _ low: (bandwidth: Int, cycles: Int), _ high: (bandwidth: Int, cycles: Int)
  ) -> Double {
    let (inverseLow, inverseHigh) = (1 / Double(low.bandwidth), 1 / Double(high.bandwidth))
    let slope = (Double(low.cycles) - Double(high.cycles)) / (inverseLow - inverseHigh)
    guard slope > 0 else { return 1 / Double(low.bandwidth + (high.bandwidth - low.bandwidth) / 2) }
    return inverseHigh + (Double(limit) - Double(high.cycles)) / slope
  }
}
