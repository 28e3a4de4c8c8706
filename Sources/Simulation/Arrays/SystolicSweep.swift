import Hardware

/// Goes through a systolic pass step by step and asks every buffer what the step costs: for passes in which several
/// accesses contend, so that no closed form holds.
struct SystolicSweep {
  private(set) var cycles = 0
  private(set) var accesses: InlineArray<3, Int> = [0, 0, 0]
  private(set) var readBacks = 0

  /// Consecutive steps in which a fold uses one buffer.
  private struct Activity {
    enum Kind { case preload, inputStream, weightStream, write }
    var kind: Kind
    var fold: Fold
    var start: Int
    var end: Int
    /// Steps from one access to the next.
    var interval = 1
    /// Of a fold whose sums rest, what the rows hold in a turn.
    var pixels = 0..<0
  }

  init(_ pass: SystolicPass, _ buffers: Buffers) {
    var activities: [Activity] = []
    var steps = 0
    pass.forEachFold { fold in
      steps = max(steps, fold.end)
      activities += Self.activities(of: fold, pass)
    }
    activities.sort { $0.start < $1.start }
    let gather = pass.gather
    var ports = StepPorts(buffers)
    var active: [Activity] = []
    var next = 0
    for step in 0..<steps {
      active.removeAll { $0.end <= step }
      while next < activities.count, activities[next].start <= step {
        active.append(activities[next])
        next += 1
      }
      for activity in active where (step - activity.start).isMultiple(of: activity.interval) {
        Self.add(activity, step: step, pass, gather, &ports)
      }
      cycles += ports.finishStep(&accesses)
    }
    readBacks = ports.readBacks
  }

  private static func activities(of fold: Fold, _ pass: SystolicPass) -> [Activity] {
    let start = fold.streamStart
    func stream(_ kind: Activity.Kind) -> Activity {
      Activity(kind: kind, fold: fold, start: start, end: fold.streamEnd, interval: fold.interval)
    }
    if pass.array.dataflow == .outputStationary {
      var all = [stream(.weightStream)]
      for turn in 0..<fold.turns {
        let pixels = fold.range(ofTurn: turn)
        let left = fold.end - (fold.turns - 1 - turn) * fold.drain
        all.append(
          Activity(
            kind: .inputStream, fold: fold, start: start + turn, end: fold.streamEnd, interval: fold.interval,
            pixels: pixels))
        all.append(Activity(kind: .write, fold: fold, start: left - pixels.count, end: left, pixels: pixels))
      }
      return all
    }
    let streamed: Activity.Kind =
      pass.array.dataflow == .weightStationary ? .inputStream : .weightStream
    return [
      Activity(
        kind: .preload, fold: fold, start: fold.preloadEnd - fold.rows, end: fold.preloadEnd),
      stream(streamed),
      Activity(
        kind: .write, fold: fold, start: fold.end - fold.streamed + fold.interval - 1, end: fold.end,
        interval: fold.interval),
    ]
  }

  private static func add(
    _ activity: Activity, step: Int, _ systolic: SystolicPass, _ gather: InputGather, _ ports: inout StepPorts
  ) {
    let pass = systolic.pass
    let fold = activity.fold
    let index = (step - activity.start) / activity.interval
    let group = fold.group..<(fold.group + 1)
    let readsBack = pass.shape.accumulates || fold.addsToFold
    let (firstRow, firstColumn) = (fold.rowRange.lowerBound, fold.columnRange.lowerBound)
    switch (activity.kind, systolic.array.dataflow) {
    case (.preload, .weightStationary) where systolic.isChannelWise:
      let row = fold.rows - 1 - index
      let (k, inside) = (row % pass.reduction, row / pass.reduction)
      ports.addWeight(
        offset: (k * pass.groups + firstRow + inside) * pass.filters, length: pass.filters,
        bits: pass.bits.weight)
    case (.preload, .weightStationary):
      addWeights(systolic.together(fold.rows - 1 - index, of: fold.rowRange), fold, systolic, &ports)
    case (.preload, _):
      var positions = systolic.together(fold.rows - 1 - index, of: fold.rowRange)
      if let places = pass.places {
        // The last place of a group enters first, and brings the inputs for the others.
        let next = positions.upperBound
        guard next == fold.rowRange.upperBound || places.beginsGroup(next) else { return }
        positions = places.positions(of: positions)
      }
      ports.addInput(
        gather, set: firstColumn / systolic.array.columns, groups: group, reduction: positions)
    case (.inputStream, .weightStationary) where systolic.isChannelWise:
      ports.addInput(gather, set: index, groups: fold.rowRange, reduction: 0..<pass.reduction)
    case (.inputStream, .weightStationary):
      let positions = pass.places?.positions(of: fold.rowRange) ?? fold.rowRange
      ports.addInput(gather, set: index, groups: group, reduction: positions)
    case (.inputStream, _):
      var positions = systolic.together(index, of: 0..<systolic.reduction)
      if let places = pass.places {
        guard places.beginsGroup(index) else { return }
        positions = places.positions(of: positions)
      }
      ports.addInput(
        gather, set: activity.pixels.lowerBound / systolic.array.rows, groups: group, reduction: positions)
    case (.weightStream, .inputStationary):
      let offset = (fold.group * pass.filters + index) * systolic.reduction + firstRow
      ports.addWeight(offset: offset, length: fold.rowRange.count, bits: pass.bits.weight)
      ports.addWeightMetadata(offset: offset, length: fold.rowRange.count, bits: pass.placeBits)
    case (.weightStream, _):
      addWeights(systolic.together(index, of: 0..<systolic.reduction), fold, systolic, &ports)
    case (.write, .outputStationary):
      let pixel = activity.pixels.upperBound - 1 - index
      ports.addOutput(
        offset: (fold.group * pass.pixels + pixel) * pass.filters + firstColumn, length: fold.columns,
        bits: pass.bits.output, readsBack: readsBack)
    case (.write, .weightStationary) where systolic.isChannelWise:
      ports.addOutput(
        offset: (index * pass.groups + firstRow) * pass.filters, length: fold.columns,
        bits: pass.bits.output, readsBack: readsBack)
    case (.write, .weightStationary):
      ports.addOutput(
        offset: (fold.group * pass.pixels + index) * pass.filters + firstColumn, length: fold.columns,
        bits: pass.bits.output, readsBack: readsBack)
    case (.write, .inputStationary):
      ports.addOutput(
        offset: (fold.group * pass.filters + index) * pass.pixels + firstColumn, length: fold.columns,
        bits: pass.bits.output, readsBack: readsBack)
    }
  }

  /// The weights of some positions of k for a fold's columns.
  private static func addWeights(
    _ positions: Range<Int>, _ fold: Fold, _ systolic: SystolicPass, _ ports: inout StepPorts
  ) {
    let pass = systolic.pass
    for k in positions {
      let offset = (fold.group * systolic.reduction + k) * pass.filters + fold.columnRange.lowerBound
      ports.addWeight(offset: offset, length: fold.columns, bits: pass.bits.weight)
      ports.addWeightMetadata(offset: offset, length: fold.columns, bits: pass.placeBits)
    }
  }
}
