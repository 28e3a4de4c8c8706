/// What `ridgeline explain` says of figures.
enum ExplainedMetrics {
  /// The names of the list of all figures: its indented lines.
  static func names(_ list: String) -> [String] {
    list.split(separator: "\n").filter { $0.hasPrefix("  ") }.compactMap {
      $0.split(separator: " ").first.map(String.init)
    }
  }

  /// The formulas of an answer, by metric; nil where it says none.
  static func formulas(_ answer: String) -> [String: String?] {
    var formulas: [String: String?] = [:]
    var metric = ""
    var isFormula = false
    for line in answer.split(separator: "\n") {
      if !line.hasPrefix(" ") {
        metric = line.split(separator: " ").first.map(String.init) ?? ""
        formulas[metric] = .some(nil)
        isFormula = false
      } else if line.hasPrefix("  = ") {
        formulas[metric] = .some(String(line.dropFirst(4)))
        isFormula = true
      } else if isFormula, line.hasPrefix("    ") {
        formulas[metric] = .some((formulas[metric] ?? nil).map { "\($0) \(line.dropFirst(4))" })
      } else {
        isFormula = false
      }
    }
    return formulas
  }

  /// Of a formula the words that name a key: with a dot or an underscore in them.
  static func keys(of formula: String) -> [String] {
    formula.split { " (),;:".contains($0) }.map(String.init).filter { word in
      (word.contains("_") || word.contains(".")) && word.first?.isLetter == true
    }
  }
}
