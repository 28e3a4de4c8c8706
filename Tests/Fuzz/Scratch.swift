import Glibc

/// What readers need that go to files by their names.
enum Scratch {
  /// All that is ever written there.
  private static let names = [
    "own.yaml", "base.yaml", "table.yaml", "sweep.yaml", "results.1-of-1.jsonl", "shards.lock",
  ]

  /// A folder in memory where there is one.
  private static let folder: String = {
    var template = Array("\(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp")/fuzz-XXXXXX\0".utf8CString)
    guard let made = mkdtemp(&template) else { fatalError("no temporary folder") }
    let folder = String(cString: made)
    atexit {
      for name in names { unlink("\(Scratch.folder)/\(name)") }
      rmdir(Scratch.folder)
    }
    return folder
  }()

  @discardableResult
  static func write(_ bytes: [UInt8], to name: String) -> String {
    let path = "\(folder)/\(name)"
    guard let file = fopen(path, "w") else { fatalError("cannot write \(path)") }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
    return path
  }

  static func read(_ name: String) -> [UInt8] {
    guard let file = fopen("\(folder)/\(name)", "r") else { fatalError("cannot read \(name)") }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
    return bytes
  }

  /// A machine with a component of each kind.
  static let design = """
    name: fuzz
    clock: 1 GHz
    array: {topology: systolic, dataflow: weight_stationary, rows: 8, columns: 8,
            precision: {input: int8, weight: int8, accumulate: int32}}
    buffers:
      input: {capacity: 16 KiB, banks: 8, width: 4 B, tiles: 2}
      weight: {capacity: 64 KiB, banks: 8, width: 4 B, tiles: 2}
      output: {capacity: 1 MiB, banks: 8, ports: 2, width: 16 B, tiles: 2}
    memories: {main: {type: bandwidth, bandwidth: 4 GB/s, latency: 50 ns, outstanding: 16, request: 64 B}}
    vector_unit: {lanes: 8, functions: {relu: {latency: 1, interval: 1}}}
    mapping: {order: [batch, m, n, k]}
    energy:
      table: Configs/energy/asic_45nm.yaml
      memories: {main: lpddr4}
      static_power: {value: 0 mW, source: none}

    """
}
