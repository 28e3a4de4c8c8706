import Documents

extension SCALESimTopology {
  /// Reads a topology as SCALE-Sim's users write them: ragged spaces, trailing commas or none, any line ends.
  ///
  /// The header says whether the lines are convolutions or matrix products; `name` stands for the file in
  /// positions. Nil where anything is wrong, after findings that say what.
  public static func parse(_ bytes: [UInt8], name: String, findings: Findings) -> SCALESimTopology? {
    findings.noteFile(name)
    guard let lines = SCALESimLine.lines(of: bytes, file: name, findings: findings) else { return nil }
    guard let first = lines.first else {
      findings.add(.scaleSimNoLayers, at: SourcePosition(file: name, line: 1, column: 1))
      return nil
    }
    guard let header = SCALESimHeader(first, findings: findings) else { return nil }
    guard lines.count > 1 else {
      findings.add(.scaleSimNoLayers, at: first.position)
      return nil
    }
    var reading = SCALESimReading(header: header, findings: findings)
    for line in lines.dropFirst() { reading.read(line) }
    guard !reading.isWrong else { return nil }
    return SCALESimTopology(kind: header.kind, layers: reading.layers, notes: reading.notes)
  }
}

/// What the header of a topology says about its columns.
struct SCALESimHeader {
  let kind: SCALESimTopology.Kind
  /// The place of a column of batch sizes, which SCALE-Sim has not but some files do.
  let batch: Int?

  /// Nil with a finding where the line is no header.
  init?(_ line: SCALESimLine, findings: Findings) {
    let names = line.filled.map { cell in
      cell.text.lowercased().split { $0 == " " || $0 == "_" }.joined(separator: " ")
    }
    guard names.count(where: { Int($0) != nil }) < 3 else {
      findings.add(.scaleSimNoHeader, at: line.position)
      return nil
    }
    batch = names.firstIndex { $0.hasPrefix("batch") }
    let dimensions = names.dropFirst().prefix(3)
    if dimensions.elementsEqual(["m", "n", "k"]) {
      kind = .matrixProducts
    } else if Set(dimensions) == ["m", "n", "k"] {
      findings.add(.scaleSimMatrixColumns(Array(dimensions)), at: line.cells[1].position)
      return nil
    } else if names.count >= 8 {
      kind = .convolutions
    } else {
      findings.add(.scaleSimUnknownHeader(columns: names.count), at: line.position)
      return nil
    }
  }

  var columns: [String] {
    switch kind {
    case .convolutions:
      [
        "layer name", "IFMAP height", "IFMAP width", "filter height", "filter width", "channels",
        "number of filters", "stride",
      ]
    case .matrixProducts: ["layer name", "M", "N", "K"]
    }
  }
}
