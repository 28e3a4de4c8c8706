import Glibc

/// The tensor files of a sweep's traces, each with what tells whether somebody has written it since the sweep was loaded.
///
/// They may be too large to be kept, so they are read when masks are made of them, and looked at afterwards.
struct TensorFileStamps: Sendable {
  /// Which file it is, and when it was written last; the system sets the time of change at every write.
  private struct Stamp: Hashable {
    var device, number, size: UInt64
    var written, changed: [Int]
  }

  /// In the order in which traces name them; those that are not there are not.
  private(set) var paths: [String] = []
  private var stamps: [String: Stamp] = [:]

  mutating func note(_ path: String) {
    guard stamps[path] == nil, let stamp = Self.stamp(path) else { return }
    paths.append(path)
    stamps[path] = stamp
  }

  /// The first of some files that is not what it was, or was not there.
  func changed(among paths: [String]) -> String? { paths.first { stamps[$0] != Self.stamp($0) } }

  private static func stamp(_ path: String) -> Stamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Stamp(
      device: UInt64(status.st_dev), number: UInt64(status.st_ino), size: UInt64(status.st_size),
      written: [status.st_mtim.tv_sec, status.st_mtim.tv_nsec],
      changed: [status.st_ctim.tv_sec, status.st_ctim.tv_nsec])
  }
}
