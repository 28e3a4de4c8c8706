import DRAM
import Documents
import Hardware

/// A stream of requests as a text: `ARRIVAL_CYCLE R|W 0xADDRESS`, one a line, `#` before comments (docs/memories.md).
public enum RequestStream {
  /// The requests of a file; `name` stands for it in positions. Nil after findings where a line is wrong.
  public static func parse(_ bytes: [UInt8], name: String, findings: Findings) -> [DRAMRequest]? {
    findings.noteFile(name)
    var requests: [DRAMRequest] = []
    // Nearly all lines are about as long as the first ones.
    requests.reserveCapacity(bytes.count / 12)
    var problems = 0
    bytes.withUnsafeBufferPointer { bytes in
      var cursor = Cursor(bytes: bytes)
      while !cursor.isAtEnd {
        switch cursor.line() {
        case .success(let request): if let request { requests.append(request) }
        case .failure(let problem):
          problems += 1
          let position = SourcePosition(
            file: name, line: cursor.number, column: problem.start - cursor.start + 1)
          guard problems <= mostProblems else {
            return findings.add(.moreProblems(than: mostProblems), at: position)
          }
          findings.add(problem.message(bytes), at: position)
        }
        cursor.skipLine()
      }
    }
    if requests.isEmpty, problems == 0 {
      findings.add(.noRequest, at: SourcePosition(file: name, line: 1, column: 1))
      return nil
    }
    return problems > 0 ? nil : requests
  }

  /// Lines that are named; with more the file is probably something else.
  private static let mostProblems = 20

  /// The requests as a text that `parse` reads.
  public static func text(_ requests: [DRAMRequest]) -> String {
    String(decoding: lines(requests), as: UTF8.self)
  }

  /// The same as bytes.
  public static func lines(_ requests: [DRAMRequest]) -> [UInt8] {
    var writer = LineWriter(capacity: 24 * requests.count)
    for request in requests {
      writer.write(request.arrival)
      writer.write(request.isWrite ? " W 0x" : " R 0x")
      writer.write(hexadecimal: request.address)
      writer.endLine()
    }
    return writer.bytes
  }

  /// The line of comment that a run's stream begins with.
  public static func header(memory: String, network: String, design: String, system: DRAMSystem) -> [UInt8] {
    let text =
      "# \(network.onOneLine) on \(design.onOneLine), memory \(memory): arrival, direction, address; \(units(system))\n"
    return Array(text.utf8)
  }

  /// What a stream says of its memory.
  private static func units(_ system: DRAMSystem) -> String {
    "clocks of \(system.clock), bursts of \(system.organization.requestBytes) B"
  }

  /// Where the line that a run's stream begins with is of a memory of other bursts or clocks: what that means.
  public static func otherUnits(_ bytes: [UInt8], on system: DRAMSystem) -> String? {
    let first = String(decoding: bytes.prefix(1000).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    let parts = first.split(separator: "; clocks of ", maxSplits: 1)
    guard first.hasPrefix("# "), parts.count == 2, parts[1].contains(", bursts of ") else { return nil }
    let stated = "clocks of \(parts[1].filter { $0 != "\r" })"
    guard stated != units(system) else { return nil }
    return
      "the requests are of \(stated), as their first line says, and this memory has \(units(system)); each is one "
      + "burst here, and comes by this memory's clock"
  }

  /// Arrivals beyond this leave no room for the run itself.
  static let latestArrival = 1 << 48
}

/// What is wrong with a line, and where.
private struct LineProblem: Error {
  enum Kind { case arrival, lateArrival, direction, address, largeAddress, more }
  var kind: Kind
  var start: Int
  var end: Int

  func message(_ bytes: UnsafeBufferPointer<UInt8>) -> Finding.Message {
    let found = String(decoding: bytes[start..<end], as: UTF8.self)
    let what = found.isEmpty ? "the line ends here" : "found \(quoted(found))"
    switch kind {
    case .arrival:
      return .requestPart("\(what); a request begins with the clock of its arrival, for example '0 R 0x40'")
    case .lateArrival:
      return Finding.Message(
        .outOfRange, "found \(quoted(found)); an arrival is at most \(RequestStream.latestArrival) clocks")
    case .direction: return .requestPart("\(what); after the arrival comes R or W, for example '0 R 0x40'")
    case .address:
      return .requestPart(
        "\(what); after R or W comes an address that begins with 0x, for example '0 R 0x40'")
    case .largeAddress:
      return Finding.Message(.outOfRange, "found \(quoted(found)); an address has at most 64 bits")
    case .more:
      return .requestPart("\(what); nothing may follow the address but a comment, which begins with '#'")
    }
  }
}

extension Finding.Message {
  fileprivate static let noRequest = Self(
    .syntax, "there is no request here; write at least one, for example '0 R 0x40'")

  fileprivate static func moreProblems(than most: Int) -> Self {
    Self(
      .syntax,
      "this is the \(most + 1)st line with a mistake, and reading ends here; is this a text of requests, such as '0 R 0x40'?"
    )
  }

  fileprivate static func requestPart(_ text: String) -> Self { Self(.syntax, text) }
}

/// A place in the bytes of a stream, line by line.
private struct Cursor {
  let bytes: UnsafeBufferPointer<UInt8>
  private var place = 0
  /// Where the line begins.
  private(set) var start = 0
  /// The line's number, from 1.
  private(set) var number = 1

  init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    // A byte order mark is no part of the first line.
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
      place = 3
      start = 3
    }
  }

  var isAtEnd: Bool { place >= bytes.count }

  /// The request of the line; nil of an empty one.
  mutating func line() -> Result<DRAMRequest?, LineProblem> {
    skipSpaces()
    guard !isAtLineEnd else { return .success(nil) }
    var arrival = 0
    let first = place
    while let digit = decimalDigit {
      arrival = arrival > RequestStream.latestArrival ? arrival : arrival * 10 + digit
      place += 1
    }
    guard place > first, isAtGap else { return problem(.arrival, from: first) }
    guard arrival <= RequestStream.latestArrival else { return problem(.lateArrival, from: first) }
    skipSpaces()
    let second = place
    let letter = isAtLineEnd ? 0 : bytes[place]
    guard letter == UInt8(ascii: "R") || letter == UInt8(ascii: "W") else {
      return problem(.direction, from: second)
    }
    place += 1
    guard isAtGap else { return problem(.direction, from: second) }
    skipSpaces()
    let third = place
    guard place + 2 < bytes.count, bytes[place] == UInt8(ascii: "0"),
      bytes[place + 1] | 0x20 == UInt8(ascii: "x")
    else { return problem(.address, from: third) }
    place += 2
    var address: UInt64 = 0
    var isTooLarge = false
    let digits = place
    while let digit = hexadecimalDigit {
      if address >> 60 != 0 { isTooLarge = true }
      address = address << 4 | digit
      place += 1
    }
    guard place > digits, isAtGap else { return problem(.address, from: third) }
    guard !isTooLarge else { return problem(.largeAddress, from: third) }
    skipSpaces()
    guard isAtLineEnd else { return problem(.more, from: place) }
    return .success(DRAMRequest(address: address, arrival: arrival, isWrite: letter == UInt8(ascii: "W")))
  }

  /// Moves to the line after.
  mutating func skipLine() {
    while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { place += 1 }
    place += 1
    start = place
    number += 1
  }

  private mutating func skipSpaces() {
    while place < bytes.count, Self.isSpace(bytes[place]) { place += 1 }
  }

  /// Whether a line or its comment begins or ends here.
  private var isAtLineEnd: Bool {
    place >= bytes.count || bytes[place] == UInt8(ascii: "\n") || bytes[place] == UInt8(ascii: "#")
  }

  private var isAtGap: Bool { isAtLineEnd || Self.isSpace(bytes[place]) }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private var decimalDigit: Int? {
    guard place < bytes.count, case 48...57 = bytes[place] else { return nil }
    return Int(bytes[place] - 48)
  }

  private var hexadecimalDigit: UInt64? {
    guard place < bytes.count else { return nil }
    switch bytes[place] {
    case 48...57: return UInt64(bytes[place] - 48)
    case 97...102: return UInt64(bytes[place] - 87)
    case 65...70: return UInt64(bytes[place] - 55)
    default: return nil
    }
  }

  /// The problem with the word that begins at a place.
  private func problem(_ kind: LineProblem.Kind, from start: Int) -> Result<DRAMRequest?, LineProblem> {
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), !Self.isSpace(bytes[end]), end - start < 80 {
      end += 1
    }
    return .failure(LineProblem(kind: kind, start: start, end: end))
  }
}
