import Accounting
import Documents
import Hardware
import Quantities
import Replay
import Simulation
import Workloads

extension DesignDiagram {
  /// Left and right edges of the three columns: memories, buffers, and the array with its vector unit.
  private static let columns: [ClosedRange<Double>] = [1...230, 400...632, 750...985]
  private static let (line, head, gap) = (16.0, 24.0, 20.0)

  init(_ result: RunResult) {
    let design = result.design
    let (memories, buffers) = (Self.memories(result), Self.buffers(result))
    let vector = design.vectorUnit.map { Self.vectorUnit($0) }
    let arrayLines = Self.arrayLines(result)
    let top = design.cores.count > 1 ? 30.0 : 4
    func tall(_ column: [Draft]) -> Double {
      column.map(\.height).reduce(0, +) + Self.gap * Double(column.count - 1)
    }
    let vectorHeight = vector.map { $0.height + Self.gap } ?? 0
    let arrayHead = Self.head + Self.line * Double(arrayLines.count) + 12
    let tallest = max(tall(memories), tall(buffers), arrayHead + 96 + vectorHeight)
    height = Int(top + tallest + 12)

    let placedMemories = Self.place(memories, in: Self.columns[0], from: top + (tallest - tall(memories)) / 2)
    let placedBuffers = Self.place(buffers, in: Self.columns[1], from: top + (tallest - tall(buffers)) / 2)
    let array = Draft(name: "array", lines: arrayLines, height: tallest - vectorHeight)
    let placedArray = Self.place([array] + (vector.map { [$0] } ?? []), in: Self.columns[2], from: top)
    parts = (placedMemories + placedBuffers + placedArray).map(\.part)

    let cells = Self.cells(design.array, Stack(result.total.record.slots))
    let (left, right) = (Self.columns[2].lowerBound + 14, Self.columns[2].upperBound - 14)
    let from = top + arrayHead
    let side = min(
      (right - left) / Double(cells.columns), (top + array.height - 12 - from) / Double(cells.rows), 22)
    self.cells = cells.colors.enumerated().map { place, color in
      Box(
        x: NumberText.fixed(left + side * Double(place % cells.columns), 1),
        y: NumberText.fixed(from + side * Double(place / cells.columns), 1),
        width: NumberText.fixed(side - 1.5, 1), height: NumberText.fixed(side - 1.5, 1), color: color,
        title: "")
    }

    (wires, labels) = Self.transfers(result, placedMemories, placedBuffers)
    let accesses = Self.accesses(result, placedBuffers, placedArray)
    wires += accesses.wires
    labels += accesses.labels
    core =
      design.cores.count > 1
      ? Core(
        x: NumberText.fixed(Self.columns[1].lowerBound - 14, 1),
        width: NumberText.fixed(Self.columns[2].upperBound - Self.columns[1].lowerBound + 28, 1),
        height: NumberText.fixed(Double(height) - 2, 1),
        label: "a core, of which there are \(NumberText.grouped(design.cores.count)); the counts are of all")
      : nil
  }

  // MARK: What stands in the boxes

  private struct Draft {
    var name: String
    var lines: [String]
    var height: Double
    /// How much of it was in use at most.
    var filled: Double?

    init(name: String, lines: [String], height: Double? = nil, filled: Double? = nil) {
      (self.name, self.lines, self.filled) = (name, lines, filled)
      let bar = filled == nil ? 0.0 : 14
      self.height = height ?? DesignDiagram.head + DesignDiagram.line * Double(lines.count) + 10 + bar
    }
  }

  private struct Placed {
    var part: Part
    var box: ClosedRange<Double>
    var height: Double
    var top: Double
    var middle: Double { top + height / 2 }
  }

  private static func memories(_ result: RunResult) -> [Draft] {
    let onChip = Set(result.design.onChipMemories.map(\.name))
    return zip(result.design.memories, result.total.record.memories).map { memory, counts in
      let (read, written) = (counts.readBytes.reduce(0, +), counts.writeBytes.reduce(0, +))
      let place = onChip.contains(memory.name) ? "on the chip, " : ""
      let size = memory.capacity.map { ", \($0)" } ?? ""
      return Draft(
        name: memory.name,
        lines: [
          "\(place)\(memory.rateText)\(size)".cut(to: 36),
          "\(bytes(read)) read, \(bytes(written)) written",
        ])
    }
  }

  private static func buffers(_ result: RunResult) -> [Draft] {
    zip(result.design.buffers.named, result.total.record.buffers).map { one, counts in
      let buffer = one.buffer
      let size = buffer.capacity.map { "\($0)" } ?? "unbounded"
      let share = buffer.capacity.map { min(1, Double(counts.peakBytes) / Double(max(1, $0.count))) }
      let full =
        share.map { "\(NumberText.percent($0)) full at most" } ?? "\(bytes(counts.peakBytes)) at most"
      return Draft(
        name: "\(one.name) buffer",
        lines: [
          "\(size), \(counted(buffer.tiles, "tile slot"))",
          "\(counted(buffer.banks, "bank")) of \(counted(buffer.ports, "port")) x \(buffer.width) B", full,
        ], filled: share)
    }
  }

  private static func vectorUnit(_ unit: VectorUnit) -> Draft {
    Draft(
      name: "vector unit",
      lines: [counted(unit.lanes, "lane") + (unit.isChained ? ", functions chained" : "")])
  }

  private static func arrayLines(_ result: RunResult) -> [String] {
    let (design, figures) = (result.design, result.total.figures)
    let precision = design.array.precision
    let formats = "\(precision.input.name) x \(precision.weight.name) -> \(precision.accumulate.name)"
    // The array's own words, a clause on a line.
    let words = design.array.text.split(separator: ", ").map { String($0).cut(to: 38) }
    return words + [
      formats.cut(to: 38), "\(design.clock), \(NumberText.percent(figures.macUtilization)) of its MACs used",
    ]
  }

  // MARK: Where they stand

  private static func place(_ drafts: [Draft], in column: ClosedRange<Double>, from start: Double) -> [Placed]
  {
    var top = start
    let width = column.upperBound - column.lowerBound
    return drafts.map { draft in
      defer { top += draft.height + gap }
      let x = column.lowerBound
      let lines = draft.lines.enumerated().map { place, text in
        Part.Line(y: NumberText.fixed(top + head + 12 + line * Double(place), 1), text: text)
      }
      let bar = draft.filled.map { share in
        Part.Bar(
          y: NumberText.fixed(top + draft.height - 14, 1), width: NumberText.fixed(width - 24, 1),
          filled: NumberText.fixed(share * (width - 24), 1))
      }
      let part = Part(
        x: NumberText.fixed(x, 1), y: NumberText.fixed(top, 1), width: NumberText.fixed(width, 1),
        height: NumberText.fixed(draft.height, 1), textX: NumberText.fixed(x + 12, 1),
        nameY: NumberText.fixed(top + 20, 1), name: draft.name, lines: lines, bar: bar)
      return Placed(part: part, box: column, height: draft.height, top: top)
    }
  }

  // MARK: What goes between them

  /// Of each memory and buffer between which bytes moved; a wire is as thick as its share of all.
  private static func transfers(
    _ result: RunResult, _ memories: [Placed], _ buffers: [Placed]
  ) -> ([Wire], [Label]) {
    let isShared = result.design.buffers.isShared
    let counts = result.total.record.memories
    let all = Double(max(1, counts.reduce(0) { $0 + ($1.readBytes + $1.writeBytes).reduce(0, +) }))
    var (wires, labels) = ([Wire](), [Label]())
    for (place, buffer) in buffers.enumerated() {
      let operands = isShared ? Array(Operand.allCases.indices) : [place]
      let ends = counts.indices.compactMap { memory -> (memory: Int, read: Int, written: Int)? in
        let read = operands.reduce(0) { $0 + counts[memory].readBytes[$1] }
        let written = operands.reduce(0) { $0 + counts[memory].writeBytes[$1] }
        return read + written > 0 ? (memory, read, written) : nil
      }
      for (number, end) in ends.enumerated() {
        let y = buffer.middle + 34 * (Double(number) - Double(ends.count - 1) / 2)
        let (x0, x1) = (memories[end.memory].box.upperBound, buffer.box.lowerBound)
        let y0 = memories[end.memory].middle
        wires.append(
          Wire(
            path: curve(x0, y0, x1, y),
            width: NumberText.fixed(1 + 9 * Double(end.read + end.written) / all, 1)))
        let texts = [(end.read, "in"), (end.written, "out")].filter { $0.0 > 0 }.map {
          "\(bytes($0.0)) \($0.1)"
        }
        for (line, text) in texts.enumerated() {
          labels.append(
            Label(
              x: NumberText.fixed(x1 - 20, 1), y: NumberText.fixed(y - 9 + 25 * Double(line), 1), text: text,
              anchor: "end"))
        }
      }
    }
    return (wires, labels)
  }

  /// Of each buffer and the array, with the words that went there and back, and of the vector unit.
  private static func accesses(
    _ result: RunResult, _ buffers: [Placed], _ array: [Placed]
  ) -> (wires: [Wire], labels: [Label]) {
    var (wires, labels) = ([Wire](), [Label]())
    for (buffer, counts) in zip(buffers, result.total.record.buffers) {
      let (x0, x1) = (buffer.box.upperBound, array[0].box.lowerBound)
      let y = min(buffer.middle, array[0].top + array[0].height - 16)
      wires.append(Wire(path: curve(x0, buffer.middle, x1, y), width: "2"))
      labels.append(
        Label(
          x: NumberText.fixed((x0 + x1) / 2, 1), y: NumberText.fixed(min(buffer.middle, y) - 7, 1),
          text: "\(NumberText.count(counts.accesses)) words", anchor: "middle"))
    }
    if array.count > 1, let output = buffers.last {
      wires.append(
        Wire(
          path: curve(output.box.upperBound, output.middle + 18, array[1].box.lowerBound, array[1].middle),
          width: "2"))
    }
    return (wires, labels)
  }

  private static func curve(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) -> String {
    let middle = NumberText.fixed((x0 + x1) / 2, 1)
    let ends = [x0, y0, x1, y1].map { NumberText.fixed($0, 1) }
    return "M\(ends[0]) \(ends[1])C\(middle) \(ends[1]) \(middle) \(ends[3]) \(ends[2]) \(ends[3])"
  }

  private static func bytes(_ count: Int) -> String { NumberText.scaled(Double(count), unit: "B") }

  // MARK: The array

  /// A cell for each multiplier, or for as many as there is room for, coloured as the run's slots went.
  private static func cells(
    _ array: ProcessingArray, _ slots: Stack
  ) -> (rows: Int, columns: Int, colors: [String]) {
    let (rows, columns) = array.face
    let (down, across) = (min(rows, 8), min(columns, 16))
    let count = down * across
    // Each cell has the class in which its middle lies.
    var (colors, seen) = ([String](), 0.0)
    for part in slots.visible {
      seen += slots.share(part) * Double(count)
      while colors.count < count, Double(colors.count) + 0.5 <= seen {
        colors.append(Palette.color(part.name))
      }
    }
    while colors.count < count { colors.append(colors.last ?? Palette.color("unmapped")) }
    return (down, across, colors)
  }
}

extension ProcessingArray {
  /// The two sides that a picture of its multipliers has.
  fileprivate var face: (rows: Int, columns: Int) {
    switch self {
    case .systolic(let array): (array.rows, array.columns)
    case .broadcast(let array):
      switch array.arrangement {
      case .dotProduct: (array.filters, array.reduction)
      case .matrix: (array.pixels, array.filters)
      case .cube: (array.pixels, array.filters * array.reduction)
      }
    case .simd(let cluster): (1, cluster.macsPerCycle)
    case .rowStationary(let array): (array.rows, array.columns)
    case .independent(let array): (array.units, array.multipliers * array.window)
    case .dspChain(let array): (max(1, array.dsps / array.chain), array.chain)
    }
  }
}

extension String {
  /// Its beginning, where it has more characters than there is room for.
  fileprivate func cut(to width: Int) -> String { count > width ? prefix(width - 1) + "\u{2026}" : self }
}
