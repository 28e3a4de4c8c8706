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
    let folded = fold(name)
    guard !folded.isEmpty, folded.count <= longest else { return nil }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates where candidate != name {
      let other = fold(candidate)
      guard !other.isEmpty, other.count <= longest else { continue }
      let threshold = max(1, (max(folded.count, other.count) + 1) / 3)
      guard abs(folded.count - other.count) <= threshold else { continue }
      let distance = editDistance(folded, other)
      // Replacing every letter is no resemblance.
      guard distance <= threshold, distance < max(folded.count, other.count) else { continue }
      if best == nil || distance < best!.distance { best = (candidate, distance) }
    }
    return best?.candidate
  }

  private static func fold(_ name: String) -> [UInt8] {
    name.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 32
      case UInt8(ascii: "-"): UInt8(ascii: "_")
      default: byte
      }
    }
  }

  /// The optimal string alignment distance: insertions, deletions, replacements, adjacent swaps.
  private static func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var beforePrevious = [Int](repeating: 0, count: second.count + 1)
    var previous = Array(0...second.count)
    for row in 1...first.count {
      var current = [row]
      for column in 1...second.count {
        let replacing = previous[column - 1] + (first[row - 1] == second[column - 1] ? 0 : 1)
        var distance = min(replacing, previous[column] + 1, current[column - 1] + 1)
        if row > 1, column > 1, first[row - 1] == second[column - 2], first[row - 2] == second[column - 1] {
          distance = min(distance, beforePrevious[column - 2] + 1)
        }
        current.append(distance)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[second.count]
  }
}
