/// The events of a Chrome trace as text, one a line, on their way into a gzip file.
///
/// Beyond `byteLimit` bytes of text events are left out, and counted.
struct TimelineEvents: ~Copyable {
  /// What viewers open in seconds.
  static let byteLimit = 100_000_000
  /// Bytes of a name at most; what is longer is cut.
  private static let nameLimit = 60

  private var gzip = GzipWriter()
  private var line = LineWriter(capacity: 1 << 16)
  private var written = 0
  private var isFirst = true
  private(set) var leftOut = 0

  init() { line.write("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n") }

  /// Ends the list of events, and with what describes it the file; nil where there was no memory for it.
  mutating func finish(_ description: String) -> [UInt8]? {
    line.write("\n],\n\"otherData\":")
    line.write(description)
    line.write("}\n")
    flush()
    return gzip.finish()
  }

  /// A process, its place among others, or one of its threads, gets a name.
  mutating func name(process: Int, thread: Int? = nil, _ name: String) {
    add { line in
      line.write("{\"ph\":\"M\",\"pid\":")
      line.write(process)
      if let thread {
        line.write(",\"tid\":")
        line.write(thread)
      }
      line.write(",\"name\":\"\(thread == nil ? "process_name" : "thread_name")\",\"args\":{\"name\":")
      line.write(Self.quoted(name))
      line.write("}}")
    }
    add { line in
      line.write("{\"ph\":\"M\",\"pid\":")
      line.write(process)
      if let thread {
        line.write(",\"tid\":")
        line.write(thread)
      }
      let key = thread == nil ? "process_sort_index" : "thread_sort_index"
      line.write(",\"name\":\"\(key)\",\"args\":{\"sort_index\":")
      line.write(thread ?? process)
      line.write("}}")
    }
  }

  /// A slice of a thread.
  mutating func slice(
    process: Int, thread: Int, start: Int, cycles: Int, _ name: String, _ arguments: [(String, Int)]
  ) {
    add { line in
      line.write("{\"ph\":\"X\",\"pid\":")
      line.write(process)
      line.write(",\"tid\":")
      line.write(thread)
      line.write(",\"ts\":")
      line.write(start)
      line.write(",\"dur\":")
      line.write(cycles)
      line.write(",\"name\":")
      line.write(Self.quoted(name))
      if !arguments.isEmpty {
        line.write(",\"args\":")
        Self.write(arguments.map { ($0.0, String($0.1)) }, to: &line)
      }
      line.write("}")
    }
  }

  /// Counters of a process from a time on, each value a number as it is printed.
  mutating func counter(process: Int, at time: Int, _ name: String, _ values: [(String, String)]) {
    add { line in
      line.write("{\"ph\":\"C\",\"pid\":")
      line.write(process)
      line.write(",\"ts\":")
      line.write(time)
      line.write(",\"name\":")
      line.write(Self.quoted(name))
      line.write(",\"args\":")
      Self.write(values, to: &line)
      line.write("}")
    }
  }

  private static func write(_ values: [(String, String)], to line: inout LineWriter) {
    for (place, value) in values.enumerated() {
      line.write(place == 0 ? "{\"" : ",\"")
      line.write(value.0)
      line.write("\":")
      line.write(value.1)
    }
    line.write("}")
  }

  private mutating func add(_ event: (inout LineWriter) -> Void) {
    guard written + line.bytes.count + 512 <= Self.byteLimit else {
      leftOut += 1
      return
    }
    if !isFirst { line.write(",\n") }
    isFirst = false
    event(&line)
    if line.bytes.count > 1 << 15 { flush() }
  }

  private mutating func flush() {
    written += line.bytes.count
    gzip.write(line.bytes)
    line = LineWriter(capacity: 1 << 16)
  }

  /// A name as JSON, cut where it is long.
  static func quoted(_ name: String) -> String {
    var text = "\""
    var bytes = 0
    for scalar in name.unicodeScalars {
      bytes += UTF8.width(scalar)
      guard bytes <= nameLimit else {
        text += "\u{2026}"
        break
      }
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\u{0}"..."\u{1F}", "\u{7F}": text += " "
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
