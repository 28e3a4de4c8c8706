/// The values of the tile that a slot holds.
final class TileSlot {
  /// The residency that the values belong to; nil while there is none yet.
  private(set) var residency: Int?
  private var values: [Int?] = []

  /// Makes room for another tile, of which nothing is here yet.
  func take(residency: Int, count: Int) {
    self.residency = residency
    values.removeAll(keepingCapacity: true)
    values.append(contentsOf: repeatElement(nil, count: count))
  }

  /// The value of an element, which has to be here.
  func value(_ place: Int) throws -> Int {
    guard let value = values[place] else {
      throw ReferenceFailure(description: "element \(place) of residency \(residency ?? -1) is not there")
    }
    return value
  }

  func set(_ place: Int, to value: Int) { values[place] = value }
}
