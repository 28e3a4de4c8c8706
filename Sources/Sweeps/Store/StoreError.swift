/// Why a store cannot be used.
public enum StoreError: Error, Hashable, Sendable {
  case system(path: String, what: String, code: Int32)
  case otherSweep(path: String, differences: [String])
  case noStore(path: String)
  /// There is nothing to take over.
  case nothingToReuse(path: String)
  /// A file of results is a folder, a pipe or a device.
  case notRegular(path: String)
  /// A file of results does not begin as one, or has a line that none has.
  case noHeader(path: String)
  case longLine(path: String, most: Int)
  case otherShards(path: String)
  case inUse(path: String)
  /// A file that points read cannot be read any more, or was written since the sweep was loaded.
  case unreadableInput(path: String, code: Int32)
  case changedInput(path: String)
  /// Rows that were to be taken over are of another version of the model, or lack figures.
  case otherModel(path: String, found: Int, wanted: Int)
  case lacksFigures(path: String, figures: [String])
}

extension StoreError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .system(let path, let what, let code): "cannot \(what) '\(path)': \(systemError(code))"
    case .otherSweep(let path, let differences):
      "'\(path)' holds the results of another sweep: other there "
        + (differences.count == 1 ? "is " : "are ") + differences.joined(separator: ", ")
        + "; name another folder with -o, into which --reuse takes over what points both have, or remove that one"
    case .noStore(let path): "there are no results in '\(path)'; run the sweep first"
    case .nothingToReuse(let path):
      "there are no results in '\(path)'; --reuse takes a folder in which a sweep was run"
    case .notRegular(let path): "'\(path)' is no regular file; a store has results in regular files alone"
    case .noHeader(let path):
      "'\(path)' is no file of a sweep's results: its first line is none that such a file begins with"
    case .longLine(let path, let most):
      "'\(path)' is no file of a sweep's results: it has a line of more than \(most) bytes"
    case .otherShards(let path):
      "other processes run this sweep in '\(path)' with another number of shards; wait for them, or use theirs"
    case .inUse(let path):
      "another process writes '\(path)' now; wait for it, or give each process its own shard"
    case .unreadableInput(let path, let code):
      "the file '\(path)', which the sweep's points read, cannot be read any more: \(systemError(code))"
    case .otherModel(let path, let found, let wanted):
      "rows of '\(path)' are of version \(found) of the model and not of \(wanted), so none can be taken over"
    case .lacksFigures(let path, let figures):
      "rows of '\(path)' do not keep \(figures.map { "'\($0)'" }.joined(separator: ", ")), so none can be taken over; leave "
        + (figures.count == 1 ? "that metric" : "those metrics") + " out, or run all points without --reuse"
    case .changedInput(let path):
      "the file '\(path)' was written since the sweep was loaded, and rows are of it as it was; the same command goes on where it "
        + "still says the same, else put the old one back, or name another folder with -o"
    }
  }
}
