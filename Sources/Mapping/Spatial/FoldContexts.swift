/// The places of a sequence of runs of equal values, those together that have equal neighbours.
struct FoldContexts<Value> {
  struct Place {
    var value: Value
    /// Nil at the ends.
    var previous: Value?
    var next: Value?
    /// How many places are like it.
    var times: Int
  }

  private(set) var places: [Place] = []

  /// - Parameter runs: Each of at least one value.
  init(_ runs: [(value: Value, count: Int)]) {
    for (index, run) in runs.enumerated() {
      let before = index > 0 ? runs[index - 1].value : nil
      let after = index + 1 < runs.count ? runs[index + 1].value : nil
      if run.count == 1 {
        places.append(Place(value: run.value, previous: before, next: after, times: 1))
        continue
      }
      places.append(Place(value: run.value, previous: before, next: run.value, times: 1))
      if run.count > 2 {
        places.append(
          Place(value: run.value, previous: run.value, next: run.value, times: run.count - 2))
      }
      places.append(Place(value: run.value, previous: run.value, next: after, times: 1))
    }
  }

  var first: Value { places[0].value }
  var last: Value { places[places.count - 1].value }
}

extension FoldContexts<Int> {
  /// The sizes of the pieces of at most `side` that a dimension is cut into.
  init(_ whole: Int, side: Int) {
    let (count, rest) = whole.quotientAndRemainder(dividingBy: side)
    self.init([(value: side, count: count), (value: rest, count: rest > 0 ? 1 : 0)].filter { $0.count > 0 })
  }
}
