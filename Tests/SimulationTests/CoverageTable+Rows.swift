import Hardware
import ReferenceMachine
import Workloads

extension CoverageTable {
  /// Counts what row-stationary arrays have, and what came of it.
  mutating func countRows(_ one: RandomCase, _ record: ReferenceRecord, _ events: RowEvents) {
    var array: RowStationaryArray?
    if case .rowStationary(let it) = one.design.array, record.folds > 0 { array = it }
    count("rows: multicast", array?.multicast == true)
    count("rows: no multicast", array?.multicast == false)
    for preload in RowStationaryArray.Preload.allCases {
      count("rows: preload " + preload.rawValue, array?.preload == preload)
      let waits = array?.preload == preload && events.waitsForWeights > 0
      count("rows: wait for weights, " + preload.rawValue, waits)
    }
    count("rows: pipeline", (array?.pipeline ?? 1) > 1)
    count("rows: gated slots", array != nil && record.gated > 0)
    count("rows: zeros", array != nil && one.work.zeros != .none)
    for (name, number) in [
      ("wait for inputs", events.waitsForInputs), ("wait for sums", events.waitsForSums),
      ("kept weights", events.keptWeights), ("weights of the pass before", events.foundWeights),
      ("sets of channels", events.channelSets),
      ("sets of filters", events.filterSets), ("sets of columns", events.columnSets),
      ("several channels in an element", events.severalChannels),
      ("several filters in an element", events.severalFilters), ("runs of channels", events.channelRuns),
      ("runs of filters", events.filterRuns), ("runs of rows", events.rowRuns),
      ("last run of channels", events.lastChannelRuns), ("last run of filters", events.lastFilterRuns),
      ("last run of rows", events.lastRowRuns), ("inputs kept for the next vector", events.slidVectors),
    ] { count("rows: " + name, number > 0) }
  }
}
