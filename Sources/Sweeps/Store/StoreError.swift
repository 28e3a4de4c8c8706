/// Why a store cannot be used.
public enum StoreError: Error, Hashable, Sendable {
  case system(path: String, what: String, code: Int32)
  case otherSweep(path: String, differences: [String])
  case noStore(path: String)
  case otherShards(path: String)
  case inUse(path: String)
  case unreadableInput
}

extension StoreError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .system(let path, let what, let code): "cannot \(what) '\(path)': \(systemError(code))"
    case .otherSweep(let path, let differences):
      "'\(path)' holds the results of another sweep: other there "
        + (differences.count == 1 ? "is " : "are ") + differences.joined(separator: ", ")
        + "; name another folder with -o, or remove that one"
    case .noStore(let path): "there are no results in '\(path)'; run the sweep first"
    case .otherShards(let path):
      "other processes run this sweep in '\(path)' with another number of shards; wait for them, or use theirs"
    case .inUse(let path):
      "another process writes '\(path)' now; wait for it, or give each process its own shard"
    case .unreadableInput: "a file that the sweep names cannot be read; do not change inputs during a run"
    }
  }
}
