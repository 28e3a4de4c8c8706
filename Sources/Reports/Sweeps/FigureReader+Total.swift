import Replay
import Sweeps

extension FigureReader {
  /// The figures of `total` in `result.json`, by the same keys.
  public static let total = FigureReader(
    roots: TotalView.roots,
    read: { result, keys in
      let values = TotalView.flat(result).values
      return keys.map { values[$0] ?? .undefined }
    },
    keys: { TotalView.flat($0).keys.sorted() },
    memories: { forms.memories(of: $0) },
    known: { forms.keys(memories: $0) })

  private static let forms = FigureForms(roots: Set(TotalView.roots))
}

extension TotalView {
  fileprivate static func flat(_ result: RunResult) -> FlatValues {
    let output = FlatValues()
    // Nothing in it throws.
    try? TotalView(result).encode(to: FlatEncoder(output: output))
    // Areas are of the design, and stand beside the total in the document.
    if let area = result.design.area {
      output.put(.number(.real(area.total(result.design).squareMillimetres), .none), at: "area_mm2.total")
    }
    return output
  }

  fileprivate static var roots: [String] {
    [
      CodingKeys.executions, .barrierCycles, .searchedMappingCycles, .ruleMappingCycles, .resources,
      .joulesPerSample, .samplesPerSecondPerDollar, .supply, .sources,
    ].map(\.stringValue) + ["area_mm2"]
      + ThroughputView.CodingKeys.allCases.map(\.stringValue)
      + FiguresView.CodingKeys.allCases.map(\.stringValue)
  }
}
