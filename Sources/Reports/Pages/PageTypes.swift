// What the template of Pages/PageTemplate.swift shows: texts and coordinates, ready to print.

struct Page {
  var title: String
  var subtitle: String
  var verdictCost: String
  var verdictRemedy: String
  var verdictBoundary: String?
  var facts: [Fact]
  var diagram: DesignDiagram
  var roofline: RooflineChart?
  var slots: StackBar
  var bars: BarChart
  /// Absent where the design has no energies.
  var energyBars: BarChart?
  /// None of a run that was not recorded.
  var times: [TimeChart]
  var rows: [TableRow]
  /// Whether its tables are so long that a browser is better to lay out only what is seen of them.
  var isLong: Bool
  var mappings: [MappingRow]
  var gaps: TableSection?
  var whatIfs: TableSection?
  var phases: TableSection?
  /// What several seeds make.
  var seeds: TableSection?
  var buffers: TableSection?
  /// Whether the memories' rows say what of the bytes is metadata.
  var hasStorage: Bool
  var memories: [MemoryRow]
  var zeros: TableSection?
  var stored: TableSection?
  var devices: TableSection?
  /// What the cycles of each DRAM memory's data buses went to.
  var buses: [BusBar]
  var energy: EnergySection?
  var area: AreaSection?
  /// How many numbers are assumptions, and what has none.
  var sourceNote: String?
  var design: String
  var inputs: [RunReport.Input]
  var settings: String?
  var seed: String
  var seedCount: String
  var version: String
  var schema: String
}

struct Fact {
  var label: String
  var value: String
}

/// Absent where the design has no areas.
struct AreaSection {
  var rows: [AreaRows.Row]

  init?(_ rows: AreaRows) {
    guard !rows.rows.isEmpty else { return nil }
    self.rows = rows.rows
  }
}

/// Absent where the design has no energies.
struct EnergySection {
  struct Source { var text: String }
  var rows: [EnergyRows.Row]
  /// In the order of their numbers.
  var sources: [Source]
}

/// The lines of a table that is absent where it has none.
struct TableSection {
  var rows: [MemoryRow]

  init?(_ lines: [[String]]) {
    guard !lines.isEmpty else { return nil }
    rows = lines.map { cells in
      MemoryRow(name: cells[0], cells: cells.dropFirst().map { MemoryRow.Cell(text: $0) })
    }
  }
}

struct MemoryRow {
  struct Cell { var text: String }
  var name: String
  var cells: [Cell]
}

/// A rectangle with what hovering over it says.
struct Box {
  var x: String
  var y: String
  var width: String
  var height: String
  var color: String
  var title: String
}

struct Tick {
  var position: String
  var label: String
}

struct LegendEntry {
  var color: String
  var label: String
  var share: String
}

/// A DRAM memory's bar.
struct BusBar {
  var name: String
  var bar: StackBar
}

/// One horizontal bar, 1000 wide.
struct StackBar {
  var boxes: [Box]
  var legend: [LegendEntry]
}

/// The machine as it was simulated, with what went through it in the run.
struct DesignDiagram {
  /// Memories, buffers, the array and the vector unit.
  struct Part {
    struct Line {
      var y: String
      var text: String
    }
    /// How much of it was in use at most.
    struct Bar {
      var y: String
      var width: String
      var filled: String
    }
    var x: String
    var y: String
    var width: String
    var height: String
    var textX: String
    var nameY: String
    var name: String
    var lines: [Line]
    var bar: Bar?
  }
  struct Wire {
    var path: String
    var width: String
  }
  struct Label {
    var x: String
    var y: String
    var text: String
    var anchor: String
  }
  /// The frame around what each core has.
  struct Core {
    var x: String
    var width: String
    var height: String
    var label: String
  }
  var height: Int
  var parts: [Part]
  var cells: [Box]
  var wires: [Wire]
  var labels: [Label]
  /// Absent on a machine of one.
  var core: Core?
}

/// A bar for each operator, cut up as its slots are.
struct BarChart {
  struct Column {
    var boxes: [Box]
    var label: String
    var center: String
    var title: String
  }
  struct Band {
    var x: String
    var width: String
    var center: String
    var label: String
  }
  var columns: [Column]
  var bands: [Band]
  var ticks: [Tick]
  var legend: [LegendEntry]
  var unit: String
}

/// Attained operations a second over operational intensity, both logarithmic.
struct RooflineChart {
  struct Roof {
    var path: String
    var ridge: String
    var ridgeY: String
    var label: String
    var labelX: String
    var labelY: String
    var angle: String
  }
  struct Dot {
    var x: String
    var y: String
    var radius: String
    var color: String
    var title: String
  }
  /// What the array does at most in formats that are not its own.
  struct Peak {
    var path: String
    /// Empty where there is no room for it.
    var label: String
    var labelY: String
  }
  var roofs: [Roof]
  /// None where all operators run at the peak of the design's own formats.
  var peaks: [Peak]
  var hasPeaks: Bool
  var dots: [Dot]
  var xTicks: [Tick]
  var yTicks: [Tick]
  var peak: String
  var peakY: String
  var legend: [LegendEntry]
}

/// A line of the table of mappings: a phase or group across it, or what an operator was mapped to.
struct MappingRow {
  var heading: String?
  var indent: String
  var name = ""
  var title = ""
  var tiles = ""
  var order = ""
  var spatial = ""
  var partition = ""
  var passes = ""
  var folds = ""
  var placement = ""
  var search = ""
}

/// A line of the table of operators: a phase or group across it, or an operator.
struct TableRow {
  var heading: String?
  var indent: String
  var name = ""
  var title = ""
  var kind = ""
  var shape = ""
  var cycles = ""
  var barWidth = ""
  var share: String
  var utilization = ""
  var moved = ""
  var intensity = ""
  var bound = ""
  var boundColor = ""
  var wall = ""
  var balance = ""
}
