import Workloads

/// A dimension cut into consecutive pieces of at most a side: none of them crosses a multiple of `period`.
struct Chunks {
  let whole: Int
  let side: Int
  private let period: Int
  private let perPeriod: Int
  let count: Int

  init(_ whole: Int, side: Int, period: Int? = nil) {
    self.whole = whole
    self.side = side
    self.period = period ?? whole
    perPeriod = (self.period + side - 1) / side
    count = whole / self.period * perPeriod
  }

  subscript(index: Int) -> Range<Int> {
    let start = index / perPeriod * period
    let first = start + index % perPeriod * side
    return first..<min(first + side, start + period)
  }
}

extension ProductPass {
  /// The reduction in chunks: with `direct` none crosses a tap of the window.
  func reductionChunks(side: Int) -> Chunks {
    Chunks(reduction, side: side, period: spatial == .direct ? shape.channels : nil)
  }
}
