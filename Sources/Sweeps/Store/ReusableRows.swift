import Replay
import Synchronization

/// Rows of another store by the keys of their points: whatever sweep that is of, an equal point has equal figures.
public final class ReusableRows: Sendable {
  private struct Place {
    var file: Int32
    var length: Int32
    var offset: Int
  }

  private let places: [ReplayDigest: Place]
  private let open: OpenStoreFiles
  /// The figures that rows are asked for.
  private let figures: [String]
  private let taken = Mutex(0)

  /// Looks at all rows of a folder; throws where they are of another model, or lack figures that the sweep keeps.
  public init(folder: String, sweep: Sweep, modelVersion: Int) throws(StoreError) {
    figures = sweep.figures.map(\.key)
    let files = StoreFiles(folder: folder)
    let names = files.names
    guard !names.isEmpty else { throw .nothingToReuse(path: folder) }
    var places: [ReplayDigest: Place] = [:]
    let wanted = figures
    for (number, name) in names.enumerated() {
      let path = files.path(name)
      try StoreFiles.readLines(path) { (line, offset) throws(StoreError) in
        if offset == 0 {
          guard let header = StoreHeader(line) else {
            throw .noHeader(path: path)
          }
          guard header.modelVersion == modelVersion else {
            throw .otherModel(path: path, found: header.modelVersion, wanted: modelVersion)
          }
          let missing = wanted.filter { !header.figures.contains($0) }
          guard missing.isEmpty else { throw .lacksFigures(path: path, figures: missing) }
          return
        }
        guard let row = StoreFiles.summary(line), !row.isFailed, let key = StoreRow.key(of: line) else {
          return
        }
        // Of several the first, as in tables.
        guard places[key] == nil else { return }
        places[key] = Place(file: Int32(number), length: Int32(line.count), offset: offset)
      }
    }
    self.places = places
    open = try OpenStoreFiles(files, names)
  }

  /// How often a row was there that was asked for.
  public var takenCount: Int { taken.withLock(\.self) }

  /// The figures of the point with a key; nil where there is no such row.
  func figures(of key: ReplayDigest) -> [Value]? {
    guard let place = places[key] else { return nil }
    let bytes = open.bytes(file: place.file, offset: place.offset, length: Int(place.length))
    // Whoever has written into the file since has written another row.
    guard StoreRow.key(of: bytes[...]) == key, let row = StoreRow(bytes, figures),
      case .figures(let values) = row.outcome
    else { return nil }
    taken.withLock { $0 += 1 }
    return values
  }
}
