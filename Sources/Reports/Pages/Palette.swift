/// The colour of each part of a stack; the same part has the same colour everywhere.
enum Palette {
  static func color(_ name: String) -> String {
    switch name {
    case "effective", "working", "compute": "#2f6fb7"
    case "ineffectual": "#9dc3ea"
    case "unmapped": "#c3c9d2"
    case "fill_drain": "#8793a5"
    case "buffer_bandwidth": "#a06cc0"
    case "dram_bandwidth": "#cf3f1a"
    case "dram_latency": "#f2a154"
    case "vector_unit": "#2e9468"
    case "imbalance": "#d9b514"
    case "decode": "#86654a"
    case "read": "#2f6fb7"
    case "write": "#9dc3ea"
    case "turnaround": "#a06cc0"
    case "row_miss": "#cf3f1a"
    case "bank_group": "#f2a154"
    case "four_activate": "#d9b514"
    case "refresh": "#2e9468"
    case "controller": "#86654a"
    case "no_request": "#c3c9d2"
    default: "#e2e5ea"
    }
  }
}
