/// The values of the tile that a slot holds.
final class TileSlot {
  /// The residency that the values belong to; nil while there is none yet.
  private(set) var residency: Int?
  private var values: [Int?] = []
  /// What came with the tile beside its elements.
  var codes: TileCodes?

  /// Makes room for another tile, of which nothing is here yet.
  func take(residency: Int, count: Int) {
    self.residency = residency
    codes = nil
    values.removeAll(keepingCapacity: true)
    values.append(contentsOf: repeatElement(nil, count: count))
  }

  /// Makes room for a tile whose elements come one by one, if there is none yet.
  func make(roomFor residency: Int, count: Int) {
    if self.residency != residency { take(residency: residency, count: count) }
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
