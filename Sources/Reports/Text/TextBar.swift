/// Bars made of characters.
enum TextBar {
  /// A share as a bar of at most so many characters, in eighths of one.
  static func share(_ share: Double, width: Int) -> String {
    let eighths = Int((min(1, max(0, share)) * Double(width * 8)).rounded())
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return (String(repeating: "█", count: eighths / 8) + parts[eighths % 8]).padded(to: width)
  }

  /// A stack as one bar of exactly so many characters; every part has its own.
  static func stack(_ stack: Stack, width: Int, mark: (String) -> String = mark) -> String {
    let total = stack.total
    guard total > 0 else { return String(repeating: " ", count: width) }
    // Whole characters to each part, the rest to those that lack most: the first of equals.
    var lengths = stack.visible.map { Double($0.count) / Double(total) * Double(width) }
    let whole = lengths.map { $0.rounded(.down) }
    lengths = zip(lengths, whole).map { $0 - $1 }
    var counts = whole.map { Int($0) }
    let order = lengths.indices.sorted { (-lengths[$0], $0) < (-lengths[$1], $1) }
    for place in order.prefix(width - counts.reduce(0, +)) { counts[place] += 1 }
    return zip(stack.visible, counts).map { String(repeating: mark($0.name), count: $1) }.joined()
  }

  /// What stands for a part of a stack.
  static func mark(_ name: String) -> String {
    switch name {
    case "effective", "working": "█"
    case "ineffectual": "▓"
    case "unmapped": "▒"
    case "fill_drain": "░"
    case "buffer_bandwidth": "b"
    case "dram_bandwidth": "D"
    case "dram_latency": "L"
    case "vector_unit": "v"
    case "imbalance": "i"
    case "decode": "d"
    default: "."
    }
  }
}
