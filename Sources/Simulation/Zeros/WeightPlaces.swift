import Hardware
import Workloads

/// The places that N:M weights have along k, in place of their positions (docs/model.md, 10.2).
struct WeightPlaces: Hashable {
  private let nonzeros: Int
  private let groupSize: Int
  /// Positions that groups do not cross the multiples of, and how many such parts there are.
  private let period: Int
  private let periods: Int

  init(_ pattern: ArraySparsity.WeightPattern, _ pass: ProductPass) {
    nonzeros = pattern.nonzeros
    groupSize = pattern.groupSize
    let cutsTaps = pass.spatial != .im2col
    period = cutsTaps ? pass.shape.channels : pass.reduction
    periods = cutsTaps ? pass.window : 1
  }

  private var placesOfPeriod: Int {
    period / groupSize * nonzeros + min(nonzeros, period % groupSize)
  }

  /// All places: the extent of k on the array.
  var count: Int { periods * placesOfPeriod }

  /// Places in chunks of a side of the array; with `direct` none crosses a tap.
  func chunks(side: Int) -> Chunks { Chunks(count, side: side, period: placesOfPeriod) }

  /// The positions of the groups that some places, all of one period, are of.
  func positions(of places: Range<Int>) -> Range<Int> {
    let start = places.lowerBound / placesOfPeriod
    let first = places.lowerBound - start * placesOfPeriod
    let last = places.upperBound - 1 - start * placesOfPeriod
    let end = min((last / nonzeros + 1) * groupSize, period)
    return start * period + first / nonzeros * groupSize..<start * period + end
  }

  /// The groups that some places, all of one period, are of, each by its positions.
  func groups(of places: Range<Int>) -> [Range<Int>] {
    places.filter { $0 == places.lowerBound || beginsGroup($0) }.map { positions(of: $0..<$0 + 1) }
  }

  /// The positions of the group of each place, times its number among some places of one period, from 1 on; summed.
  func positionsByRank(of places: Range<Int>) -> Int {
    let rows = places.count
    var sum = rows * (rows + 1) / 2 * groupSize
    // Only the last group of a period has fewer.
    for place in places.suffix(nonzeros) {
      sum -= (groupSize - positions(of: place..<place + 1).count) * (place - places.lowerBound + 1)
    }
    return sum
  }

  /// Whether a place is its group's first.
  func beginsGroup(_ place: Int) -> Bool { place % placesOfPeriod % nonzeros == 0 }

  /// The groups, by their positions.
  var groups: [Range<Int>] {
    (0..<count).filter(beginsGroup).map { positions(of: $0..<$0 + 1) }
  }
}
