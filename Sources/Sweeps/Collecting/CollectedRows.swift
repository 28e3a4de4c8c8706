/// The rows of a store by point, read as they are asked for.
public final class CollectedRows {
  private struct Place {
    var point: Int
    var file: Int32
    var isFailed: Bool
    var offset: Int
    var length: Int
  }

  private let places: [Place]
  private let open: OpenStoreFiles
  private let keys: [String]

  /// Opens a store that was run; a point that failed and was run again is what it came to.
  public init(folder: String, sweep: Sweep, modelVersion: Int) throws(StoreError) {
    let header = try StoreHeader(sweep, modelVersion: modelVersion)
    keys = header.figures
    let files = StoreFiles(folder: folder)
    let names = files.names
    guard !names.isEmpty else { throw .noStore(path: folder) }
    var places: [Place] = []
    for (number, name) in names.enumerated() {
      let path = files.path(name)
      try StoreFiles.readLines(path) { (line, offset) throws(StoreError) in
        if offset == 0 {
          guard let other = StoreHeader(line) else {
            throw .otherSweep(path: path, differences: ["its form"])
          }
          let differences = header.differences(from: other)
          guard differences.isEmpty else { throw .otherSweep(path: path, differences: differences) }
          return
        }
        guard let row = StoreFiles.summary(line), row.point < sweep.space.count else { return }
        places.append(
          Place(
            point: row.point, file: Int32(number), isFailed: row.isFailed, offset: offset,
            length: line.count))
      }
    }
    // What did not fail comes first, and stays.
    places.sort {
      ($0.point, $0.isFailed ? 1 : 0, $0.file, $0.offset) < (
        $1.point, $1.isFailed ? 1 : 0, $1.file, $1.offset
      )
    }
    var kept = 0
    for place in places.indices where kept == 0 || places[place].point != places[kept - 1].point {
      places[kept] = places[place]
      kept += 1
    }
    places.removeSubrange(kept...)
    self.places = places
    open = try OpenStoreFiles(files, names)
  }

  public var count: Int { places.count }

  /// The first row that has figures.
  public var firstSuccess: StoreRow? {
    (0..<count).lazy.map { self[$0] }.first { !$0.isFailed }
  }

  /// The row of that number, by rising point.
  public subscript(index: Int) -> StoreRow {
    let place = places[index]
    let bytes = open.bytes(file: place.file, offset: place.offset, length: place.length)
    // A row that has a key twice says one thing at its beginning, by which it was found, and another as a whole.
    guard let row = StoreRow(bytes, keys), row.point == place.point, row.isFailed == place.isFailed else {
      return StoreRow(point: place.point, outcome: .failed("the row in the store cannot be read"))
    }
    return row
  }
}
