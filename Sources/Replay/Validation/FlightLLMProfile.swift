/// The authors' own model of FlightLLM on VHK158: a profiler that gives each instruction a time and runs six units in order.
///
/// It is theirs and not ours: efficiencies of HBM and a factor that every time is divided by stand in place of a memory
/// and an array. It is here so that its published times can be told from what this program simulates. Source: the
/// profiler and config.yaml of github.com/FlightLLM/flightllm_test_demo at 4a96251, written anew from what they do.
struct FlightLLMProfile {
  /// What config.yaml and the profiler fix.
  struct Parameters {
    var clockHertz = 225e6
    /// 819.2 GB/s in 32 channels; the profiler counts a GB as 1024^3 bytes.
    var channelBytesPerSecond = 819.2 * 1_073_741_824 / 32
    var sameChannelEfficiency = 0.7
    var crossChannelEfficiency = 0.35
    /// What every instruction's time is divided by.
    var correctionFactor = 3.2
    /// Weights of four bits: two in a byte.
    var weightsPerByte = 2.0
    var matrixMACs = 4096.0
    var vectorMACs = 1024.0
    /// Elements a cycle of softmax, norms, additions and SiLU.
    var miscElements = 16.0
    /// Channels that fill a buffer side by side.
    var channels = 8
    var bufferWords = 4096
    var globalWords = 512
    /// What is kept of the weights of queries and keys.
    var keptOfQueriesAndKeys = 0.7
  }

  enum Unit: Int, CaseIterable { case load, store, matrix, vector, misc, system }

  let parameters = Parameters()
  private var free = [Double](repeating: 0, count: Unit.allCases.count)
  /// When what a unit waits for from another was released, in order, and how many of those were taken.
  private var released = [[Double]](repeating: [], count: 36)
  private var taken = [Int](repeating: 0, count: 36)
  private var instructions = 0
  /// What the first load of a layer waits for.
  private var entry: [Unit] = []

  /// What a whole model takes: its layers follow each other, each behind a barrier, and are alike.
  struct Outcome {
    var milliseconds: Double
    var instructions: Int

    init(layer: FlightLLMProfile, head: FlightLLMProfile) {
      milliseconds = 32 * layer.milliseconds + head.milliseconds
      instructions = 32 * layer.instructions + head.instructions
    }
  }

  /// Milliseconds until all is done.
  private var milliseconds: Double { 1e3 * (free.max() ?? 0) }

  private mutating func issue(
    _ unit: Unit, _ seconds: Double, wait: [Unit] = [], release: [Unit] = []
  ) {
    var start = free[unit.rawValue]
    for other in wait {
      let pair = other.rawValue * Unit.allCases.count + unit.rawValue
      start = max(start, released[pair][taken[pair]])
      taken[pair] += 1
    }
    let end = start + seconds / parameters.correctionFactor
    free[unit.rawValue] = end
    for other in release {
      released[unit.rawValue * Unit.allCases.count + other.rawValue].append(end)
    }
    instructions += 1
  }

  /// Loads wait for the layer before only once.
  private mutating func takeEntry() -> [Unit] {
    defer { entry = [] }
    return entry
  }

  /// A unit, if a condition holds.
  private static func unit(_ unit: Unit, if condition: Bool) -> [Unit] { condition ? [unit] : [] }

  // MARK: - Times

  private func moved(_ bytes: Int, crossing: Bool = false, channels: Int = 1, ratio: Double = 1)
    -> Double
  {
    let efficiency = crossing ? parameters.crossChannelEfficiency : parameters.sameChannelEfficiency
    return Double(bytes)
      / (parameters.channelBytesPerSecond * Double(channels) * efficiency * ratio)
  }

  private func vector(_ k: Int, _ kept: Double = 1) -> Double {
    Double(k) * 512 * kept / parameters.vectorMACs / parameters.clockHertz
  }

  private func matrix(_ k: Int, _ kept: Double = 1) -> Double {
    128 * Double(k) * 16 * kept / parameters.matrixMACs / parameters.clockHertz
  }

  private func misc(_ elements: Int, passes: Int = 1) -> Double {
    Double(elements * passes) / parameters.miscElements / parameters.clockHertz
  }

  /// Blocks of 16, cut into equal parts and what is left.
  private static func parts(_ blocks: Int, of size: Int) -> [Int] {
    stride(from: 0, to: blocks, by: size).map { min(size, blocks - $0) }
  }

  private mutating func endLayer() {
    issue(.system, 1 / parameters.clockHertz, wait: [.store], release: [.load])
    entry = [.system]
  }

  // MARK: - One token

  /// What is fused behind a product.
  private enum Fused {
    case nothing, silu, addition, rotary

    /// Sets of loads of a second operand, and instructions.
    var operands: Int { self == .rotary ? 2 : self == .addition ? 1 : 0 }
  }

  /// A step that makes one token and attends to so many.
  static func decode(context: Int) -> Outcome {
    var profile = FlightLLMProfile()
    let kept = profile.parameters.keptOfQueriesAndKeys
    profile.norm(rows: 1)
    profile.vectorProduct(n: 4096, k: 4096, kept: kept, hasBias: true, .rotary)
    profile.vectorProduct(n: 4096, k: 4096, kept: kept, hasBias: true, .rotary)
    profile.vectorProduct(n: 4096, k: 4096, hasBias: true, .nothing)
    profile.append(context)
    profile.append(context)
    profile.vectorAttention(n: context, k: 128, hasSoftmax: true)
    profile.vectorAttention(n: 128, k: context, hasSoftmax: false)
    profile.vectorProduct(n: 4096, k: 4096, hasBias: true, .addition)
    profile.norm(rows: 1)
    profile.vectorProduct(n: 11008, k: 4096, hasBias: false, .silu)
    profile.vectorProduct(n: 11008, k: 4096, hasBias: false, .addition)
    profile.vectorProduct(n: 4096, k: 11008, hasBias: false, .addition)
    var head = FlightLLMProfile()
    head.norm(rows: 1)
    head.vectorProduct(n: 32000, k: 4096, hasBias: false, .nothing)
    return Outcome(layer: profile, head: head)
  }

  private mutating func norm(rows: Int) {
    // Bytes of a row in each channel's 16.
    let room = parameters.globalWords / (4096 / 128)
    for row in 1...rows {
      let (waits, frees) = (row > room, row + room <= rows)
      issue(.load, moved(4096), wait: takeEntry() + Self.unit(.misc, if: waits), release: [.misc])
      issue(
        .misc, misc(4096, passes: 2), wait: [.load] + Self.unit(.store, if: waits),
        release: Self.unit(.load, if: frees) + [.store])
      issue(
        .store, moved(4096), wait: [.misc],
        release: Self.unit(.misc, if: frees) + Self.unit(.system, if: row == rows))
    }
    endLayer()
  }

  private mutating func vectorProduct(
    n: Int, k: Int, kept: Double = 1, hasBias: Bool, _ fused: Fused
  ) {
    let blocks = k / 16
    let groups = (n + 511) / 512
    var (split, parts, room) = ((16 * blocks + 2_047) / 2_048, [Int](), 0)
    repeat {
      parts = Self.parts(blocks, of: blocks / split)
      // Words of weights and of indexes that the longest part takes.
      let longest = parts.max() ?? 1
      room = min(parameters.bufferWords / (4 * longest), parameters.bufferWords / (8 * longest))
      split += 1
    } while room < 2
    room = min(room, parameters.bufferWords / ((blocks + parts.count - 1) / parts.count))
    let total = groups * parts.count
    issue(.load, moved(k, crossing: true), wait: takeEntry())
    if hasBias { issue(.load, moved(4 * n)) }
    var number = 0
    for group in 1...groups {
      for (place, part) in parts.enumerated() {
        number += 1
        for channel in 0..<parameters.channels {
          issue(
            .load,
            moved(
              1_024 * part, channels: parameters.channels, ratio: parameters.weightsPerByte / kept),
            wait: Self.unit(.vector, if: channel == 0 && number > room),
            release: Self.unit(.vector, if: channel == parameters.channels - 1))
        }
        var release = Self.unit(.load, if: number + room <= total)
        if fused == .nothing, number == total { release.append(.store) }
        if fused != .nothing, place == parts.count - 1 { release.append(.misc) }
        issue(.vector, vector(16 * part, kept), wait: [.load], release: release)
      }
      follow(
        fused, elements: 512, loads: parameters.channels, bytes: 512, behind: .vector,
        last: group == groups)
    }
    let behind: Unit = fused == .nothing ? .vector : .misc
    issue(.store, moved(n), wait: [behind], release: [.system])
    endLayer()
  }

  /// The instructions of what is fused; `last` says whether the store waits for them.
  private mutating func follow(
    _ fused: Fused, elements: Int, loads: Int, bytes: Int, behind unit: Unit, last: Bool,
    frees: Bool = false
  ) {
    guard fused != .nothing else { return }
    for _ in 0..<fused.operands {
      for load in 1...loads {
        issue(
          .load, moved(bytes, channels: parameters.channels), release: Self.unit(.misc, if: load == loads))
      }
    }
    let release: [Unit] = Self.unit(.store, if: last) + Self.unit(unit, if: frees)
    switch fused {
    case .nothing: break
    case .silu: issue(.misc, misc(elements), wait: [unit], release: release)
    case .addition: issue(.misc, misc(elements), wait: [.load, unit], release: release)
    case .rotary:
      issue(.misc, misc(elements), wait: [.load, unit])
      issue(.misc, misc(elements), wait: [.load])
      issue(.misc, misc(elements), release: release)
    }
  }

  /// Reads the cache once more, as the profiler has it.
  private mutating func append(_ context: Int) {
    for _ in 0..<parameters.channels {
      issue(
        .load, moved(32 * (context - 1) * 128 / parameters.channels, channels: parameters.channels),
        wait: takeEntry())
    }
    issue(.store, 0, release: [.system])
    endLayer()
  }

  private mutating func vectorAttention(n: Int, k: Int, hasSoftmax: Bool) {
    let blocks = (n + 15) / 16
    let calls = (blocks + 31) / 32
    let room = parameters.bufferWords / k
    // Blocks of each channel among the first 32, which every call is taken to have.
    let loads = (0..<parameters.channels).map { channel in
      (0..<4).count { $0 * parameters.channels + channel < blocks }
    }.filter { $0 > 0 }
    issue(.load, moved(32 * k, crossing: true), wait: takeEntry())
    for head in 1...32 {
      for call in 1...calls {
        for (place, count) in loads.enumerated() {
          issue(
            .load, moved(16 * k * count, channels: parameters.channels),
            wait: Self.unit(.vector, if: place == 0 && call > room),
            release: Self.unit(.vector, if: place == loads.count - 1))
        }
        var release = Self.unit(.load, if: call + room <= calls)
        if call == calls, hasSoftmax { release.append(.misc) }
        if call == calls, head == 32, !hasSoftmax { release.append(.store) }
        issue(.vector, vector(k), wait: [.load], release: release)
      }
      if hasSoftmax {
        issue(.misc, misc(n, passes: 2), wait: [.vector], release: Self.unit(.store, if: head == 32))
      }
    }
    let behind: Unit = hasSoftmax ? .misc : .vector
    issue(.store, moved(32 * n), wait: [behind], release: [.system])
    endLayer()
  }

  // MARK: - A prompt

  /// A prefill; every block of 64 x 64 scores on or below the diagonal is computed.
  static func prefill(tokens: Int) -> Outcome {
    var profile = FlightLLMProfile()
    let kept = profile.parameters.keptOfQueriesAndKeys
    profile.norm(rows: tokens)
    profile.matrixProduct(m: tokens, n: 4096, k: 4096, kept: kept, hasBias: true, .rotary)
    profile.matrixProduct(m: tokens, n: 4096, k: 4096, kept: kept, hasBias: true, .rotary)
    profile.matrixProduct(m: tokens, n: 4096, k: 4096, hasBias: true, .nothing)
    profile.scores(tokens)
    profile.attentionContext(tokens)
    profile.matrixProduct(m: tokens, n: 4096, k: 4096, hasBias: true, .addition)
    profile.norm(rows: tokens)
    profile.matrixProduct(m: tokens, n: 11008, k: 4096, hasBias: false, .silu)
    profile.matrixProduct(m: tokens, n: 11008, k: 4096, hasBias: false, .addition)
    profile.matrixProduct(m: tokens, n: 4096, k: 11008, hasBias: false, .addition)
    var head = FlightLLMProfile()
    head.norm(rows: tokens)
    head.matrixProduct(m: tokens, n: 32000, k: 4096, hasBias: false, .nothing)
    return Outcome(layer: profile, head: head)
  }

  private mutating func matrixProduct(
    m: Int, n: Int, k: Int, kept: Double = 1, hasBias: Bool, _ fused: Fused
  ) {
    let (blocks, columns) = (k / 16, n / 16)
    var (split, parts, room) = ((8 * blocks + 2_047) / 2_048, [Int](), 0)
    repeat {
      parts = Self.parts(blocks, of: blocks / split)
      room = parameters.bufferWords / (8 * (parts.max() ?? 1))
      split += 1
    } while room < 2
    room = min(room, parameters.bufferWords / ((blocks + parts.count - 1) / parts.count))
    let total = columns * parts.count
    if hasBias { issue(.load, moved(4 * n), wait: takeEntry()) }
    let groups = Self.parts((m + 15) / 16, of: 8)
    for (group, rows) in groups.enumerated() {
      let isLastGroup = group == groups.count - 1
      for row in 0..<rows {
        issue(
          .load, moved(256 * blocks, channels: parameters.channels),
          wait: takeEntry() + Self.unit(.matrix, if: group > 0 && row == 0))
      }
      var number = 0
      for column in 1...columns {
        let (waits, frees) = (
          column > parameters.globalWords, column + parameters.globalWords <= columns
        )
        for (place, part) in parts.enumerated() {
          number += 1
          let isLast = place == parts.count - 1
          issue(
            .load, moved(256 * part, crossing: true, ratio: parameters.weightsPerByte / kept),
            wait: Self.unit(.matrix, if: number > room), release: [.matrix])
          var (wait, release): ([Unit], [Unit]) = ([.load], [])
          if isLast {
            if waits { wait.append(fused == .nothing ? .store : .misc) }
            release.append(fused == .nothing ? .store : .misc)
          }
          if number + room <= total || (number == total && !isLastGroup) { release.append(.load) }
          issue(.matrix, matrix(16 * part, kept), wait: wait, release: release)
        }
        follow(
          fused, elements: 16 * rows, loads: rows, bytes: 256, behind: .matrix, last: true,
          frees: frees && fused != .nothing)
        let behind: Unit = fused == .nothing ? .matrix : .misc
        for row in 1...rows {
          var release = Self.unit(.matrix, if: frees && fused == .nothing && row == rows)
          if isLastGroup, column == columns, row == rows { release.append(.system) }
          issue(
            .store, moved(256, channels: parameters.channels),
            wait: Self.unit(behind, if: row == 1), release: release)
        }
      }
    }
    endLayer()
  }

  private mutating func scores(_ tokens: Int) {
    let rows = (tokens + 15) / 16
    let room = parameters.bufferWords / 64
    let groups = Self.parts(rows, of: 8)
    for head in 1...32 {
      for (group, count) in groups.enumerated() {
        let isLastGroup = group == groups.count - 1
        for row in 0..<count {
          issue(
            .load, moved(2_048, channels: parameters.channels),
            wait: takeEntry() + Self.unit(.matrix, if: group > 0 && row == 0))
        }
        // Blocks of 64 up to that of the group's last row.
        let columns = min(rows, 4 * ((8 * group + count - 1) / 4 + 1))
        for column in 1...columns {
          issue(
            .load, moved(2_048, crossing: true), wait: Self.unit(.matrix, if: column > room),
            release: [.matrix])
          var release = Self.unit(.load, if: column + room <= columns || (column == columns && !isLastGroup))
          if column == columns { release.append(.misc) }
          issue(.matrix, matrix(128), wait: [.load], release: release)
        }
        for row in 0..<count {
          let kept = min(rows, 4 * ((8 * group + row) / 4 + 1))
          for line in 0..<16 {
            issue(
              .misc, misc(16 * kept, passes: 2), wait: Self.unit(.matrix, if: row == 0 && line == 0),
              release: Self.unit(.store, if: line == 15))
          }
          let isLast = head == 32 && isLastGroup && row == count - 1
          issue(
            .store, moved(256 * kept, channels: parameters.channels), wait: [.misc],
            release: Self.unit(.system, if: isLast))
        }
      }
    }
    endLayer()
  }

  private mutating func attentionContext(_ tokens: Int) {
    let rows = (tokens + 15) / 16
    let room = parameters.bufferWords / (8 * rows)
    let groups = Self.parts(rows, of: 8)
    for head in 1...32 {
      for (group, count) in groups.enumerated() {
        let isLastGroup = group == groups.count - 1
        for row in 0..<count {
          let kept = min(rows, 4 * ((8 * group + row) / 4 + 1))
          var wait = takeEntry() + Self.unit(.matrix, if: group > 0 && row == 0)
          // Blocks above the diagonal are filled with zeros, at the buffer's pace.
          if kept < rows {
            issue(
              .load,
              Double(256 * (rows - kept)) / Double(256 * parameters.channels)
                / parameters.clockHertz,
              wait: wait)
            wait = []
          }
          issue(.load, moved(256 * kept, channels: parameters.channels), wait: wait)
        }
        for column in 1...8 {
          issue(
            .load, moved(256 * rows, crossing: true), wait: Self.unit(.matrix, if: column > room),
            release: [.matrix])
          var release = Self.unit(.load, if: column + room <= 8 || (column == 8 && !isLastGroup))
          if column == 8 { release.append(.store) }
          issue(.matrix, matrix(16 * rows), wait: [.load], release: release)
        }
        for row in 0..<count {
          let isLast = head == 32 && isLastGroup && row == count - 1
          issue(
            .store, moved(2_048, channels: parameters.channels), wait: Self.unit(.matrix, if: row == 0),
            release: Self.unit(.system, if: isLast))
        }
      }
    }
    endLayer()
  }
}
