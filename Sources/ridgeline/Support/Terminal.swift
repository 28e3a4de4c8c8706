import Glibc
import Reports

/// The process's standard output and standard error.
enum Terminal {
  static var hasErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Colours only where someone looks, and does not mind (no-color.org).
  static var style: TextStyle {
    let refusal = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    let isDumb = getenv("TERM").map { strcmp($0, "dumb") == 0 } ?? true
    return TextStyle(hasColor: isatty(STDOUT_FILENO) == 1 && !refusal && !isDumb)
  }

  /// Writes a result to standard output; a reader that has gone is no failure, anything else is.
  static func write(_ text: String) {
    let code = write(text, to: STDOUT_FILENO)
    guard code != 0, code != EPIPE else { return }
    report(["ridgeline: error: cannot write the result: \(String(cString: strerror(code)))"])
    Glibc.exit(1)
  }

  /// Writes lines to standard error; where even that fails there is nobody to tell.
  static func report(_ lines: [String]) {
    _ = write(lines.map { $0 + "\n" }.joined(), to: STDERR_FILENO)
  }

  /// The error number, or 0.
  static func write(_ text: String, to descriptor: Int32) -> Int32 {
    write(Array(text.utf8), to: descriptor)
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return errno }
        written += count
      }
      return 0
    }
  }
}
