import Replay

extension StackBar {
  /// The parts that are there, side by side.
  init(_ stack: Stack, unit: String) {
    var x = 0.0
    boxes = stack.visible.map { part in
      let width = 1000 * stack.share(part)
      defer { x += width }
      return Box(
        x: NumberText.fixed(x, 2), y: "0", width: NumberText.fixed(width, 2), height: "26",
        color: Palette.color(part.name),
        title:
          "\(part.name): \(NumberText.grouped(part.count)) \(unit), \(NumberText.percent(stack.share(part)))")
    }
    legend = stack.visible.map {
      LegendEntry(
        color: Palette.color($0.name), label: $0.name, share: NumberText.percent(stack.share($0)))
    }
  }
}
