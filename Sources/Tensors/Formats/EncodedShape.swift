import Quantities

/// The rows of a tensor of an encoded format, and the lines along which its groups lie (docs/model.md, 12).
public struct EncodedShape: Hashable, Sendable {
  /// Elements that are `inner` apart in memory, `length` of them, the next line beginning at the next element.
  public struct Line: Hashable, Sendable {
    public var length: Int
    public var inner: Int

    public init(length: Int, inner: Int = 1) {
      self.length = length
      self.inner = inner
    }
  }

  public var elements: Int
  public var columns: Int
  public var reduction: Line
  public var output: Line

  public init(elements: Int, columns: Int, reduction: Line, output: Line) {
    self.elements = elements
    self.columns = columns
    self.reduction = reduction
    self.output = output
  }

  /// A tensor whose groups lie along its columns, whichever side they are of.
  public init(elements: Int, columns: Int) {
    let line = Line(length: columns)
    self.init(elements: elements, columns: columns, reduction: line, output: line)
  }

  public func line(_ side: FormatEncoding.Side) -> Line {
    switch side {
    case .reduction: reduction
    case .output: output
    }
  }

  /// The groups that share a scale; nil where that is the whole tensor.
  func groups(_ group: FormatEncoding.Group) -> ElementGroups? {
    switch group {
    case .elements(let size, let side): ElementGroups(line: line(side), size: size)
    case .line(let side): ElementGroups(line: line(side), size: line(side).length)
    case .tensor: nil
    }
  }
}

/// Groups of elements along lines, numbered as they lie in memory.
public struct ElementGroups: Hashable, Sendable {
  public let line: EncodedShape.Line
  public let size: Int
  /// Of a line, the last of which may have fewer elements.
  public let perLine: Int

  init(line: EncodedShape.Line, size: Int) {
    self.line = line
    self.size = size
    perLine = ceilingDivision(line.length, by: size)
  }

  /// Groups of so many elements; nil beyond what can be counted.
  func count(elements: Int) -> Int? {
    let outer = ceilingDivision(elements, by: line.length * line.inner)
    let (lines, overflow) = (outer * line.inner).multipliedReportingOverflow(by: perLine)
    return overflow ? nil : lines
  }

  /// The numbers of the groups that have elements of a tile, ascending.
  func numbers(of tile: ElementRanges) -> ElementRanges {
    var numbers = ElementRanges()
    guard line.inner > 1 else {
      for range in tile.ranges {
        let (first, last) = (row(range.lowerBound), row(range.upperBound - 1))
        numbers.add(first, last + 1 - first)
      }
      return numbers
    }
    // Rows of `inner` elements: those of one group have its scales side by side.
    var found: [Range<Int>] = []
    func add(_ range: Range<Int>) { if found.last != range { found.append(range) } }
    tile.forEachPiece(columns: line.inner) { rows, columns in
      let (first, last) = (row(rows.lowerBound), row(rows.upperBound - 1))
      if columns.count == line.inner { return add(first * line.inner..<(last + 1) * line.inner) }
      for row in first...last {
        add(row * line.inner + columns.lowerBound..<row * line.inner + columns.upperBound)
      }
    }
    found.sort { $0.lowerBound < $1.lowerBound }
    for range in found { numbers.add(range.lowerBound, range.count) }
    return numbers
  }

  /// The row of scales that a row of elements has.
  private func row(_ row: Int) -> Int {
    let (outer, position) = row.quotientAndRemainder(dividingBy: line.length)
    return outer * perLine + position / size
  }
}
