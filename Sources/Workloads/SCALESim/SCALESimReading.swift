import Documents

/// Reads the layers of a topology, one line after the other.
struct SCALESimReading {
  private let header: SCALESimHeader
  private let findings: Findings
  private(set) var layers: [SCALESimTopology.Layer] = []
  private(set) var isWrong = false
  private var names: Set<String> = []
  private var renamed: [String] = []
  private var depthwise: [String] = []
  private var overhanging: [String] = []

  init(header: SCALESimHeader, findings: Findings) {
    self.header = header
    self.findings = findings
  }

  mutating func read(_ line: SCALESimLine) {
    let cells = line.filled
    let columns = header.columns
    guard cells.count >= columns.count else {
      report(.scaleSimTooFewColumns(cells.count, columns), at: line.position)
      return
    }
    let values = (1..<columns.count).compactMap { number(cells[$0], columns[$0]) }
    let strideWidth = optionalColumns(cells[columns.count...])
    guard values.count == columns.count - 1 else { return }
    guard let shape = shape(values, strideWidth: strideWidth, line) else { return }
    let name = uniqueName(cells[0].text, line)
    note(name, shape)
    layers.append(SCALESimTopology.Layer(name: name, shape: shape, position: line.position))
  }

  /// The columns after the known ones: a second stride, a batch size of 1, a sparsity that is dense.
  private mutating func optionalColumns(_ cells: ArraySlice<SCALESimLine.Cell>) -> Int? {
    var strideWidth: Int?
    var sawSparsity = false
    for place in cells.indices {
      let cell = cells[place]
      if cell.text.contains(":"), !sawSparsity {
        sawSparsity = true
        checkSparsity(cell)
      } else if header.batch == place {
        if cell.text != "1" { report(.scaleSimBatch(cell.text), at: cell.position) }
      } else if header.kind == .convolutions, place == cells.startIndex, Int(cell.text) != nil {
        strideWidth = number(cell, "stride width")
      } else {
        report(.scaleSimExtraColumn(cell.text, place: place + 1, header.kind), at: cell.position)
        break
      }
    }
    return strideWidth
  }

  private mutating func checkSparsity(_ cell: SCALESimLine.Cell) {
    let parts = cell.text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0.filter { $0 != " " }) }
    guard parts.count == 2, numbers.count == 2, numbers[0] > 0, numbers[0] <= numbers[1] else {
      report(.scaleSimRatio(cell.text), at: cell.position)
      return
    }
    if numbers[0] < numbers[1] { report(.scaleSimSparse(cell.text), at: cell.position) }
  }

  private mutating func number(_ cell: SCALESimLine.Cell, _ column: String) -> Int? {
    let isDigits = !cell.text.isEmpty && cell.text.utf8.allSatisfy { (48...57).contains($0) }
    guard isDigits else {
      report(.scaleSimNotNumber(column, cell.text), at: cell.position)
      return nil
    }
    guard let value = Int(cell.text), TraceLimits.sizes.contains(value) else {
      report(.scaleSimOutOfRange(column, cell.text), at: cell.position)
      return nil
    }
    return value
  }

  private mutating func shape(
    _ values: [Int], strideWidth: Int?, _ line: SCALESimLine
  ) -> SCALESimTopology.Shape? {
    if header.kind == .matrixProducts {
      let (m, n, k) = (values[0], values[1], values[2])
      guard isCountable([[m, k], [k, n], [m, n]], operations: [m, n, k], line) else { return nil }
      return .matrixProduct(m: m, n: n, k: k)
    }
    let layer = SCALESimTopology.Convolution(
      inputHeight: values[0], inputWidth: values[1], filterHeight: values[2], filterWidth: values[3],
      channels: values[4], filters: values[5], strideHeight: values[6],
      strideWidth: strideWidth ?? values[6])
    let (height, width) = (layer.outputHeight, layer.outputWidth)
    guard height > 0, width > 0 else {
      report(.scaleSimFilterTooLarge(layer), at: line.position)
      return nil
    }
    let input = [layer.inputHeight, layer.inputWidth, layer.channels]
    let weight = [layer.filterHeight, layer.filterWidth, layer.channels, layer.filters]
    let output = [height, width, layer.filters]
    guard isCountable([input, weight, output], operations: weight + [height, width], line) else { return nil }
    return .convolution(layer)
  }

  /// Whether tensors of these dimensions, and their products, are within what a trace may have.
  private mutating func isCountable(
    _ tensors: [[Int]], operations: [Int], _ line: SCALESimLine
  ) -> Bool {
    func fits(_ factors: [Int], _ limit: Int) -> Bool { TraceLimits.product(factors, limit: limit) != nil }
    if tensors.allSatisfy({ fits($0, TraceLimits.elements) }), fits(operations, .max) { return true }
    report(.scaleSimTooManyElements, at: line.position)
    return false
  }

  private mutating func uniqueName(_ written: String, _ line: SCALESimLine) -> String {
    let base = written.isEmpty ? "layer_\(layers.count)" : written
    var name = base
    var copy = 1
    while !names.insert(name).inserted {
      copy += 1
      name = "\(base)_\(copy)"
    }
    if name != written {
      renamed.append(name)
      findings.add(.scaleSimRenamed(written, name), at: line.position, severity: .warning)
    }
    return name
  }

  private mutating func note(_ name: String, _ shape: SCALESimTopology.Shape) {
    guard case .convolution(let layer) = shape else { return }
    if name.contains("DP") { depthwise.append(name) }
    if layer.overhangs { overhanging.append(name) }
  }

  private mutating func report(_ message: Finding.Message, at position: SourcePosition) {
    isWrong = true
    findings.add(message, at: position)
  }

  /// What a reader of the trace should know.
  var notes: [String] {
    var notes: [String] = []
    if !renamed.isEmpty { notes.append("Names that were missing or occurred twice: now \(list(renamed)).") }
    if !depthwise.isEmpty {
      notes.append(
        "\(list(depthwise)): SCALE-Sim 3 takes DP in a name for a depthwise layer and runs one layer a "
          + "channel; here each is the one layer that its line says.")
    }
    if !overhanging.isEmpty {
      notes.append(
        "\(list(overhanging)): the stride does not divide the input, and SCALE-Sim lets the last window hang "
          + "over it; here that is padding. SCALE-Sim counts buffer reads of it, Ridgeline does not.")
    }
    return notes
  }

  private func list(_ names: [String]) -> String {
    let most = 8
    let shown = names.prefix(most).joined(separator: ", ")
    return names.count > most ? "\(shown) and \(names.count - most) more" : shown
  }
}
