import Hardware
import ReferenceMachine
import Tensors
import TestFiles
import Testing
import Workloads

/// The reference machine, stepped, against the page's formulas for what it steps (docs/model.md, 3.4).
@Suite struct RowRecurrenceTests {
  @Test func `Vectors begin when the page's recurrence says, and counts are the page's`() throws {
    for seed in 0..<UInt64(600) {
      var random = RandomNumbers(seed: seed &* 0xC2B2_AE3D_27D4_EB4F &+ 0x51)
      let byte = NumberFormat.integer(bits: 8)
      let array = random.rowStationaryArray(
        ArrayPrecision(input: byte, weight: byte, accumulate: .integer(bits: 32)))
      var product = random.product(for: .rowStationary(array))
      product.images = 1
      let expected = RowTimes(array, product)
      let record = try run(.rowStationary(array), product)
      #expect(record.cycles == expected.steps, "seed \(seed): \(array), \(product)")
      #expect(record.folds == expected.folds && record.foldElements == expected.foldElements, "seed \(seed)")
      #expect(record.slots["effective"]! + record.slots["ineffectual"]! == product.denseMACs, "seed \(seed)")
      #expect(record.slots["fill_drain"] == expected.idleSteps * array.elements, "seed \(seed): \(array)")
      #expect(record.buffers[0].reads == expected.inputs, "seed \(seed): \(array), \(product)")
      #expect(record.buffers[1].reads == expected.weights, "seed \(seed): \(array), \(product)")
      #expect(record.buffers[2].writes == expected.sums, "seed \(seed)")
      #expect(record.buffers[2].reads == expected.addedSums, "seed \(seed)")
      #expect(record.registerLoads == expected.registerLoads, "seed \(seed): \(array), \(product)")
    }
  }
}

private func ceiling(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }

/// The formulas of 3.4 for one pass over a product of one image.
private struct RowTimes {
  var steps = 0
  var idleSteps = 0
  var folds = 0
  var foldElements = 0
  var inputs = 0
  var weights = 0
  var sums = 0
  var addedSums = 0
  var registerLoads = [0, 0]

  init(_ array: RowStationaryArray, _ product: Product) {
    let (height, width) = (product.kernelHeight, product.kernelWidth)
    let (channels, filters) = (product.channels, product.filters)
    let e = min(product.outputHeight, array.columns)
    let u = array.columns / e
    let v = array.rows / height
    let mostChannels = min(array.files.input, array.files.weight) / width
    let vc = min(v, ceiling(channels, mostChannels))
    let vf = v / vc
    let q = min(mostChannels, ceiling(channels, vc))
    let mostFilters = min(array.files.sum, array.files.weight / (width * q))
    let runs = ceiling(filters, vf * u * mostFilters)
    let p = ceiling(filters, runs * vf * u)

    var start: Int?
    var foldStart = 0
    // Of the vector before, and of the one before that.
    var (length, leaving, leavingBefore) = (0, 0, 0)
    for _ in 0..<product.groups {
      for firstFilter in stride(from: 0, to: filters, by: vf * u * p) {
        let n = min(vf * u * p, filters - firstFilter)
        var known: Int?
        for firstRow in stride(from: 0, to: product.outputHeight, by: e) {
          let rows = min(e, product.outputHeight - firstRow)
          for firstChannel in stride(from: 0, to: channels, by: vc * q) {
            let c = min(vc * q, channels - firstChannel)
            folds += 1
            // Sets that have a filter; sets that have a channel.
            let usedFilterSets = ceiling(n, p)
            let usedChannelSets = ceiling(c, q)
            foldElements += usedFilterSets * usedChannelSets * height * rows
            let comes = known != firstChannel
            known = firstChannel
            let foldWeights = comes ? n * c * height * width : 0
            weights += foldWeights
            // Each weight goes to its kernel row's elements, one for each output row.
            registerLoads[1] += foldWeights * rows
            let weightSteps = ceiling(foldWeights, array.buses.weight)
            let pairs = (0..<rows).flatMap { row in
              (0..<height).map { tap in
                (firstRow + row) * product.strideHeight + tap * product.dilationHeight - product.padTop
              }
            }.filter { $0 >= 0 && $0 < product.inputHeight }
            let rowsTaken = array.multicast ? Set(pairs).count : pairs.count
            var before: Set<Int> = []
            for column in 0..<product.outputWidth {
              let taps = Set(
                (0..<width).map {
                  column * product.strideWidth + $0 * product.dilationWidth - product.padLeft
                })
              let new = taps.subtracting(before)
              before = taps
              let inside = new.filter { $0 >= 0 && $0 < product.inputWidth }.count
              let moved = inside * rowsTaken * c
              inputs += moved
              registerLoads[0] += new.count * c * height * rows * usedFilterSets
              let come = ceiling(moved, array.buses.input)
              if let last = start {
                let isFirst = column == 0
                let next: Int
                if isFirst, array.preload == .serial {
                  next = last + max(length, leavingBefore) + max(weightSteps, come)
                } else {
                  let streamed = last + max(length, come, leavingBefore)
                  next = isFirst ? max(streamed, foldStart + weightSteps) : streamed
                }
                idleSteps += next - last - length
                start = next
              } else {
                start = max(weightSteps, come)
                idleSteps += start!
              }
              if column == 0 { foldStart = start! }
              length = min(q, c) * width * min(p, n)
              leavingBefore = leaving
              leaving = ceiling(n * rows, array.buses.output)
              sums += n * rows
              if firstChannel > 0 { addedSums += n * rows }
            }
          }
        }
      }
    }
    steps = start! + max(length, leavingBefore) + array.pipeline - 1 + leaving
    idleSteps += steps - start! - length
  }
}
