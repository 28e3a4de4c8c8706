/// Finds what a misspelt name was probably meant to be.
public enum NearestName {
  /// The candidate that is nearest to a name, or nil when none is near.
  ///
  /// Near is an edit distance (with transpositions) of about a third of the length. A difference only in
  /// letter case or between `-` and `_` always counts as near. Of equally near candidates the first wins.
  ///
  /// - Complexity: O(*n* * *m*) per candidate; names longer than 64 bytes have no nearest.
  public static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
    let longest = 64
    let length = name.utf8.count
    guard length > 0, length <= longest else { return nil }
    let folded = name.utf8.map(fold)
    var table = DistanceTable(longest: longest)
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let other = candidate.utf8.count
      guard other > 0, other <= longest else { continue }
      let threshold = max(1, (max(length, other) + 1) / 3)
      // Only a nearer one is of interest, and replacing every letter is no resemblance.
      let bound = min(threshold, max(length, other) - 1, (best?.distance ?? .max) - 1)
      guard abs(length - other) <= bound, candidate != name else { continue }
      if let distance = table.distance(folded, candidate, atMost: bound) { best = (candidate, distance) }
    }
    return best?.candidate
  }
}

private func fold(_ byte: UInt8) -> UInt8 {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 32
  case UInt8(ascii: "-"): UInt8(ascii: "_")
  default: byte
  }
}

/// The rows of an edit distance, kept between comparisons because there can be many.
private struct DistanceTable {
  private var other: [UInt8] = []
  private var beforePrevious: [Int]
  private var previous: [Int]
  private var current: [Int]

  init(longest: Int) {
    beforePrevious = Array(repeating: 0, count: longest + 1)
    previous = beforePrevious
    current = beforePrevious
  }

  /// The optimal string alignment distance (insertions, deletions, replacements, adjacent swaps), or nil
  /// when it is above the bound.
  mutating func distance(_ first: [UInt8], _ candidate: String, atMost bound: Int) -> Int? {
    other.removeAll(keepingCapacity: true)
    for byte in candidate.utf8 { other.append(fold(byte)) }
    for column in 0...other.count { previous[column] = column }
    for row in 1...first.count {
      current[0] = row
      var least = row
      for column in 1...other.count {
        let replacing = previous[column - 1] + (first[row - 1] == other[column - 1] ? 0 : 1)
        var distance = min(replacing, previous[column] + 1, current[column - 1] + 1)
        if row > 1, column > 1, first[row - 1] == other[column - 2], first[row - 2] == other[column - 1] {
          distance = min(distance, beforePrevious[column - 2] + 1)
        }
        current[column] = distance
        least = min(least, distance)
      }
      // A swap reaches back two rows, so one row above the bound may still be passed, by one.
      if least > bound + 1 { return nil }
      swap(&beforePrevious, &previous)
      swap(&previous, &current)
    }
    return previous[other.count] <= bound ? previous[other.count] : nil
  }
}
