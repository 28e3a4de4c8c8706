import Glibc
import Synchronization

/// A folder of results that grows row by row (docs/sweeps.md, "The store").
///
/// Each process appends to a file of its own, one whole row in one write; a process that is killed leaves at most a torn
/// last line, which the next one cuts off. No point is run that any file has.
public final class SweepStore: Sendable {
  private let descriptor: Int32
  private let shardingDescriptor: Int32
  private let path: String
  private let keys: [String]
  /// Points that are known, of all files.
  private let known: Mutex<PointSet>

  /// The points of this part that the store had results of when it was opened, and those that had failed.
  public let knownCount: Int
  public let failedCount: Int

  /// Which of how many parts of a sweep a process runs, from 0.
  public struct Shard: Hashable, Sendable {
    public var index: Int
    public var count: Int

    public static let all = Shard(index: 0, count: 1)

    public init(index: Int, count: Int) {
      self.index = index
      self.count = count
    }

    fileprivate func count(of points: PointSet) -> Int {
      count == 1 ? points.count : points.points.lazy.filter(contains).count
    }

    /// Whether a point is of this part: by a mixed number, so that no axis decides.
    package func contains(_ point: Int) -> Bool {
      guard count > 1 else { return true }
      var mixed = UInt64(bitPattern: Int64(point)) &+ 0x9E37_79B9_7F4A_7C15
      mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      mixed ^= mixed >> 31
      return Int(mixed.multipliedFullWidth(by: UInt64(count)).high) == index
    }
  }

  /// Opens a folder for a process's part of a sweep, or makes it.
  ///
  /// With `retriesFailed` the points that failed before are as if they had never been run.
  public init(
    folder: String, sweep: Sweep, modelVersion: Int, shard: Shard = .all, retriesFailed: Bool = false
  ) throws(StoreError) {
    let header = try StoreHeader(sweep, modelVersion: modelVersion)
    keys = header.figures
    try Self.makeFolder(folder)
    let files = StoreFiles(folder: folder)
    path = files.path("results.\(shard.index + 1)-of-\(shard.count).jsonl")
    let sharding = try Self.lockSharding(files.path("shards.lock"), folder, count: shard.count)
    do throws(StoreError) {
      let opened = try Self.openOwn(path)
      do throws(StoreError) {
        try Self.repair(opened, path, header)
        var (points, failed) = (PointSet(), PointSet())
        for name in files.names {
          try Self.read(
            files.path(name), header, below: sweep.space.count, into: &points, failed: &failed)
        }
        knownCount = shard.count(of: points)
        failedCount = shard.count(of: failed)
        if !retriesFailed { for point in failed.points { points.insert(point) } }
        known = Mutex(points)
        descriptor = opened
        shardingDescriptor = sharding
      } catch {
        close(opened)
        throw error
      }
    } catch {
      close(sharding)
      throw error
    }
  }

  deinit {
    close(descriptor)
    close(shardingDescriptor)
  }

  /// Whether a point is known.
  public func contains(_ point: Int) -> Bool { known.withLock { $0.contains(point) } }

  /// Points that are not to be run any more.
  var doneCount: Int { known.withLock(\.count) }

  /// Adds a row, unless its point is known.
  public func append(_ row: StoreRow) throws(StoreError) {
    let line = row.line(keys)
    let code: Int32 = known.withLock { known in
      guard !known.contains(row.point) else { return 0 }
      // Nobody else writes the file, and a row that is written in part is a torn last line.
      var written = 0
      while written < line.count {
        let count = line.withUnsafeBytes {
          write(descriptor, $0.baseAddress! + written, line.count - written)
        }
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return errno }
        written += count
      }
      known.insert(row.point)
      return 0
    }
    guard code == 0 else { throw .system(path: path, what: "write", code: code) }
  }

  /// Waits until all rows are on the disk.
  public func synchronize() { fdatasync(descriptor) }
}

extension SweepStore {
  private static func makeFolder(_ folder: String) throws(StoreError) {
    var path = folder.hasPrefix("/") ? "/" : ""
    for part in folder.split(separator: "/") {
      path += path.isEmpty || path.hasSuffix("/") ? String(part) : "/\(part)"
      if mkdir(path, 0o777) != 0, errno != EEXIST {
        throw .system(path: path, what: "make the folder", code: errno)
      }
    }
  }

  /// Lets any number of processes in that have as many shards.
  private static func lockSharding(
    _ path: String, _ folder: String, count: Int
  ) throws(StoreError) -> Int32 {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .system(path: path, what: "make", code: errno) }
    let text = Array("\(count)\n".utf8)
    func failure(_ error: StoreError) -> StoreError {
      close(descriptor)
      return error
    }
    var attempts = 0
    while true {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        // Nobody else is there, so the number may change.
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
          throw failure(.system(path: path, what: "write", code: errno))
        }
      }
      guard flock(descriptor, LOCK_SH) == 0 else {
        throw failure(.system(path: path, what: "lock", code: errno))
      }
      var found = [UInt8](repeating: 0, count: 32)
      let length = pread(descriptor, &found, found.count, 0)
      if length > 0, Array(found[..<length]) == text { return descriptor }
      // Who was alone here may have been killed before it wrote its number; then the next one that is alone writes.
      attempts += 1
      guard attempts < mostAttempts else { throw failure(.otherShards(path: folder)) }
      flock(descriptor, LOCK_UN)
      usleep(10_000)
    }
  }

  /// How often the number of shards is looked at, 10 ms apart.
  private static let mostAttempts = 30

  private static func openOwn(_ path: String) throws(StoreError) -> Int32 {
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .system(path: path, what: "write", code: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      guard code == EWOULDBLOCK else { throw .system(path: path, what: "lock", code: code) }
      throw .inUse(path: path)
    }
    return descriptor
  }

  /// Cuts off a torn last line, and begins an empty file with the header.
  private static func repair(_ descriptor: Int32, _ path: String, _ header: StoreHeader) throws(StoreError) {
    let whole = try StoreFiles.readLines(path) { (_, _) throws(StoreError) in }
    guard ftruncate(descriptor, off_t(whole)) == 0 else {
      throw .system(path: path, what: "write", code: errno)
    }
    guard whole == 0 else { return }
    let line = header.line
    guard write(descriptor, line, line.count) == line.count else {
      throw .system(path: path, what: "write", code: errno)
    }
  }

  /// The points of a file: those that were run, and those that failed.
  private static func read(
    _ path: String, _ header: StoreHeader, below count: Int, into points: inout PointSet,
    failed: inout PointSet
  ) throws(StoreError) {
    try StoreFiles.readLines(path) { (line, offset) throws(StoreError) in
      if offset == 0 {
        guard let other = StoreHeader(line) else {
          throw .otherSweep(path: path, differences: ["its form"])
        }
        let differences = header.differences(from: other)
        guard differences.isEmpty else { throw .otherSweep(path: path, differences: differences) }
        return
      }
      guard let row = StoreFiles.summary(line), row.point < count else { return }
      if row.isFailed, !points.contains(row.point) {
        failed.insert(row.point)
      } else if !row.isFailed {
        points.insert(row.point)
        failed.remove(row.point)
      }
    }
  }
}
