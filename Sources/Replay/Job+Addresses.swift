import Hardware
import Workloads

/// The bytes, by operand, within which all that an operator moves lies.
struct OperandExtents: Hashable, Sendable {
  /// Of input, weight, parameters, output and partial sums; nil where there is none.
  var ranges: [Range<Int>?]
}

extension OperandAddresses {
  /// The same places as far as they can change a cycle, and no more; so equal operators have equal ones.
  ///
  /// A bus knows only where in a request a byte is. Of DRAM it is bank, column, and which of the operator's bytes
  /// share a row: so rows may be others, as long as those that differed still do.
  func reduced(_ design: Design, _ extents: OperandExtents) -> OperandAddresses {
    var places = [input, weight, parameters, output, partialSums]
    for (memory, one) in design.memories.enumerated() {
      let here = places.indices.filter { places[$0].memory == memory }
      switch one.kind {
      case .ideal: for index in here { places[index].address = 0 }
      case .bandwidth(let bus): for index in here { places[index].address %= bus.request }
      case .dram(let dram):
        // A stream's operators share rows with each other, and find the devices as they were left.
        guard design.boundary == .barrier, let span = dram.system.rowSpan else { continue }
        Self.moveRows(&places, here, extents, span, rows: dram.system.organization.capacity.count / span)
      }
    }
    return OperandAddresses(
      input: places[0], weight: places[1], parameters: places[2], output: places[3], partialSums: places[4])
  }

  /// Moves operands to the first rows, in their order; those that share some stay together.
  private static func moveRows(
    _ places: inout [Place], _ here: [Int], _ extents: OperandExtents, _ span: Int, rows: Int
  ) {
    var groups: [(rows: Range<Int>, members: [Int])] = []
    for index in here {
      guard let bytes = extents.ranges[index], !bytes.isEmpty else {
        // Nothing is moved there.
        places[index].address = 0
        continue
      }
      var merged = (rows: bytes.lowerBound / span..<(bytes.upperBound - 1) / span + 1, members: [index])
      // What wraps round at the capacity stays where it is.
      guard merged.rows.upperBound <= rows else { return }
      for group in groups where group.rows.overlaps(merged.rows) {
        merged.rows =
          min(
            group.rows.lowerBound, merged.rows.lowerBound)..<max(
            group.rows.upperBound, merged.rows.upperBound)
        merged.members = group.members + merged.members
      }
      groups.removeAll { $0.rows.overlaps(merged.rows) }
      groups.append(merged)
    }
    groups.sort { ($0.members.min() ?? 0) < ($1.members.min() ?? 0) }
    var next = 0
    for group in groups {
      for index in group.members { places[index].address -= (group.rows.lowerBound - next) * span }
      next += group.rows.count
    }
  }
}
