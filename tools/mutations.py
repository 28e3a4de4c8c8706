#!/usr/bin/env python3
"""Re-applies the one-line mutations of docs/verification.md, and demands that the named test catches each.

    python3 tools/mutations.py                all of them, in a copy of the repository
    python3 tools/mutations.py NAME...        some of them
    python3 tools/mutations.py --in FOLDER    in a copy that stays, of which the next time only what changed is built
    python3 tools/mutations.py --list         the table of docs/verification.md

Each mutation is one line of the fast engine or of the mapper, changed as a mistake would change it. A mutation whose test
passes, or whose line is no longer there, is a failure.

The copy is built once, with every mutation in it: the function that a mutation is in is there once more for each, and
an environment variable chooses which of them runs. So it takes the minutes of one build, and then for each mutation the
time that its test takes to fail. It is not part of CI.
"""

import argparse
import pathlib
import shutil
import sys
import tempfile
import time

from mutating import package, running
from mutating.weaving import CannotWeave

ROOT = pathlib.Path(__file__).resolve().parent.parent

# name, file in Sources, line as it is, line as a mistake would have it, the test that catches it.
MUTATIONS = [
    ("latency_forgotten", "Simulation/Memory/BusServer.swift",
     "let arrival = time + timing.latency", "let arrival = time", "AgreementTests"),
    ("round_robin_stays", "Simulation/Memory/BusServer.swift",
     "nextQueue = queue + 1 == heads.count ? 0 : queue + 1", "nextQueue = queue", "AgreementTests"),
    ("turn_stays_after_a_stretch", "Simulation/Memory/BusServer.swift",
     "nextQueue = last + 1 == heads.count ? 0 : last + 1", "nextQueue = nextQueue + 0 * last", "BusServerTests"),
    ("window_never_full", "Simulation/Memory/BusServer.swift",
     "window.isEmpty ? lastIssue : max(lastIssue, window[oldest])", "lastIssue", "AgreementTests"),
    ("bus_time_rounded_down", "Simulation/Memory/MemoryTiming.swift",
     "var roundedUp: Int { units > 0 ? cycles + 1 : cycles }", "var roundedUp: Int { cycles }", "AgreementTests"),
    ("dram_port_free", "Simulation/Memory/DRAMServer.swift",
     "if end.cycles < back { end = BusTime(cycles: back) }", "end = BusTime(cycles: back)", "AgreementTests"),
    ("dram_last_data_free", "Simulation/Memory/DRAMServer.swift",
     "return coupling.ratio.cycle(ofTick: machine.dataEnd)", "return 0", "AgreementTests"),
    ("dram_busy_rounded_down", "Simulation/Memory/MovingData.swift",
     "let stop = ratio.cycle(ofTick: burst.end)", "let stop = ratio.cycle(inTick: burst.end)", "AgreementTests"),
    ("dram_stores_reordered", "Simulation/Memory/DRAMServer.swift",
     "storePorts[core].number < storePorts[best].number",
     "storePorts[core].number > storePorts[best].number", "StreamAgreementTests"),
    ("dram_arrivals_in_any_order", "Simulation/Memory/ArrivalQueue.swift",
     "if old >= head, copies[new].isBefore(arrivals[old]) {", "if old >= head, copies[new].cycle < 0 {",
     "ArrivalQueueTests"),
    ("dram_last_burst_counts", "Simulation/Memory/RequestTable.swift",
     "requests[number].latest = max(requests[number].latest, tick)",
     "requests[number].latest = tick", "StreamAgreementTests"),
    ("dram_store_sent_at_once", "Simulation/Memory/StorePort.swift",
     "guard end.roundedUp > cycle else", "guard end.roundedUp == Int.max else", "AgreementTests"),
    ("dram_interface_passed_by", "Simulation/Memory/DRAMCoupling.swift",
     "interface.isOfArray ? ratio.tick(ofCycle: cycle) : interface.tick(ofSending: cycle)",
     "ratio.tick(ofCycle: cycle)", "AgreementTests"),
    ("requests_unaligned", "Simulation/Memory/QueueHead.swift",
     "toBoundary = request - Int(byRequest.remainder(UInt64(address)))", "toBoundary = request",
     "AgreementTests"),
    ("preload_free", "Simulation/Arrays/SystolicPass.swift",
     "start = max(preloadStart + preload, free)", "start = free", "AgreementTests"),
    ("shadowed_drain_free", "Simulation/Arrays/SystolicPass.swift",
     "case .shadowed: start = before.streamEnd + max(0, before.drained - streamed)",
     "case .shadowed: start = before.streamEnd", "AgreementTests"),
    ("bank_conflicts_rounded_down", "Simulation/Arrays/BankedBuffer.swift",
     "func load(consecutiveWords words: Int) -> Int { (words + banks - 1) / banks }",
     "func load(consecutiveWords words: Int) -> Int { max(1, words / banks) }", "AgreementTests"),
    ("read_backs_are_writes", "Simulation/Arrays/BankedBuffer.swift",
     "readBacks = words / times * (times - 1)", "readBacks = 0 * times", "AgreementTests"),
    ("resting_rows_do_not_move", "Simulation/Arrays/SystolicPass+Profile.swift",
     "* (array.products * (fold.rows * (fold.rows - 1) / 2) + last * fold.rows)",
     "* (array.products * (fold.rows - 1) + last)", "AgreementTests"),
    ("last_positions_of_a_row_forgotten", "Simulation/Arrays/SystolicPass.swift",
     "? (rowRange.count + array.products - 1) / array.products : min(rowRange.count, array.rows)",
     "? max(1, rowRange.count / array.products) : min(rowRange.count, array.rows)", "AgreementTests"),
    ("sums_leave_before_the_last_step", "Simulation/Arrays/SystolicSweep.swift",
     "start: fold.end - fold.streamed + fold.interval - 1, end", "start: fold.end - fold.streamed, end",
     "AgreementTests"),
    ("vectors_read_in_each_step", "Simulation/Arrays/BroadcastSweep.swift",
     "if step % count > 0 { (one.readsInputs", "if step % count > count { (one.readsInputs", "AgreementTests"),
    ("products_take_all_slots", "Mapping/Design+Composed.swift",
     "return array.slotMultiple / mode.products", "return array.slotMultiple", "AgreementTests"),
    ("lanes_counted_by_positions", "Simulation/Arrays/SIMDPass.swift",
     "((fullest + cluster.products - 1) / cluster.products)", "fullest", "AgreementTests"),
    ("gated_in_one_step_alone", "Simulation/PreparedOperator+Zeros.swift",
     "counts.gated *= steps", "counts.gated *= 1", "AgreementTests"),
    ("decoders_wait_for_all_requests", "Simulation/Memory/LoadDecoder.swift",
     "max(first, free) + cycles", "max(complete, free) + cycles", "AgreementTests"),
    ("taps_share_scales", "Mapping/ScaleStretches.swift",
     "if tap > 0, changesBetween { changes += 1 }", "if tap < 0, changesBetween { changes += 1 }", "AgreementTests"),
    ("state_without_decoders", "Simulation/Stream/StreamState.swift",
     "if ledger.hasDecoders { addDecoders(to: &state) }", "if false { addDecoders(to: &state) }", "StreamReuseTests"),
    ("empty_places_take_no_step", "Simulation/Digits/DigitFactor.swift",
     "cost += rule.places - occupied.nonzeroBitCount", "cost += 0", "AgreementTests"),
    ("zeros_take_no_step", "Simulation/Digits/DigitFactor.swift",
     "costs = digits.reduce(0, +) + rows * length - nonzeros.reduce(0, +)", "costs = digits.reduce(0, +)",
     "AgreementTests"),
    ("digits_of_both_added", "Simulation/Digits/DigitProfiles.swift",
     "left[one + k] &* right[other + k]", "left[one + k] &+ right[other + k]", "AgreementTests"),
    ("direct_chunks_cross_taps", "Simulation/Arrays/Chunks.swift",
     "case .direct: Chunks(reduction, side: side, period: shape.channels)",
     "case .direct: Chunks(reduction, side: side)", "AgreementTests"),
    ("each_chunk_of_a_run_written", "Simulation/Arrays/BroadcastPass.swift",
     "hasRestingOperand ? runs.count : 1", "hasRestingOperand ? reductionChunks.count : 1", "AgreementTests"),
    ("resting_inputs_read_again", "Simulation/Arrays/BroadcastPass+Traffic.swift",
     "array.dataflow == .inputStationary || isChannelWise ? 1 : filterChunks.count",
     "isChannelWise ? 1 : filterChunks.count", "AgreementTests"),
    ("serial_preload_free", "Mapping/Spatial/PassSteps.swift",
     "preload == .serial ? streamed +| preloadSteps : max(streamed, preloadSteps)",
     "max(streamed, preloadSteps)", "AgreementTests"),
    ("groups_beyond_the_columns", "Mapping/Spatial/SpatialChoices.swift",
     "max(1, min(size.groups, rows / max(1, size.reduction), columns / max(1, size.filters)))",
     "max(1, min(size.groups, rows / max(1, size.reduction)))", "AgreementTests"),
    ("window_laid_out_for_each_filter_run", "Simulation/Arrays/SIMDPass.swift",
     "input.add(inputs.traffic(), times: isTransformed ? 1 : filterRuns)",
     "input.add(inputs.traffic(), times: filterRuns)", "AgreementTests"),
    ("weights_that_stay_come_again", "Mapping/Spatial/RowStationaryFolds.swift",
     "weightsStay = channel.previous == nil", "weightsStay = false", "RowStationaryProfileTests"),
    ("weights_left_behind_come_again", "Simulation/Arrays/RowStationaryPass.swift",
     "pass.shape.keepsWeights ? 0 : groups * filters * pass.reduction", "groups * filters * pass.reduction",
     "AgreementTests"),
    ("sums_leave_at_once", "Mapping/Spatial/RowStationaryFolds.swift",
     "max(products, sums, inputSteps(chunk, channels, columns: columns))",
     "max(products, inputSteps(chunk, channels, columns: columns))", "RowStationaryProfileTests"),
    ("sums_of_the_fold_before_forgotten", "Mapping/Spatial/RowStationaryFolds.swift",
     "let leaving = hasOneVector ? sumsBefore : sums", "let leaving = sums", "AgreementTests"),
    ("lanes_never_overflow", "Hardware/DSPChainArray+Lanes.swift",
     "return (longest + above - 1) / above - 1", "return longest / (longest + above)", "DSPChainTests"),
    ("zero_blocks_take_a_step", "Simulation/Zeros/ChainSegments.swift",
     "return chunk == chunks.count - 1 ? max(1, steps) : steps", "return max(1, steps)", "DSPChainTests"),
    ("filters_have_densities_of_their_own", "Simulation/Zeros/ChainSegments.swift",
     "let own = first..<min(first + block, filters.upperBound)", "let own = first..<first + 1", "DSPChainTests"),
    ("idle_chains_are_no_slots", "Simulation/Arrays/DSPChainPass.swift",
     "profile.unmapped += vectors * (array.elements - dense.elements)",
     "profile.unmapped += vectors * 0", "DSPChainTests"),
    ("inputs_always_multicast", "Simulation/Arrays/RowStationaryPass.swift",
     "if array.multicast, counted[Int(row)] == first { continue }",
     "if counted[Int(row)] == first { continue }", "AgreementTests"),
    ("chained_functions_one_by_one", "Simulation/PreparedOperator.swift",
     "vectorUnit?.isChained == true ? longest : sum", "sum", "AgreementTests"),
    ("link_has_no_width", "Simulation/PreparedOperator.swift",
     "return reduction.latency + (reducingCores - 1) * ((bytes + reduction.width - 1) / reduction.width)",
     "return reduction.latency", "StreamAgreementTests"),
    ("skipped_pixels_end_with_the_window", "Mapping/AxisTile.swift",
     "skippedPixels == .loaded ? stride : 1", "1", "AgreementTests"),
    ("skipped_pixels_take_no_room", "Mapping/AxisTile.swift",
     "return box(of: Segment(start: start, count: min(size, part.end - start))).count",
     "return box(of: Segment(start: start, count: 1)).count", "MapperTests"),
    ("cut_off_pixels_change_nothing", "Mapping/Plan+Product.swift",
     "let key = Key(taps: tile.taps, inputs: tile.inputCount)", "let key = Key(taps: tile.taps, inputs: 0)",
     "AgreementTests"),
    ("issue_limit_of_the_last_pass_alone", "Simulation/PreparedOperator.swift",
     "let sum = onArray[pass.outputTile, default: 0] + profile.cycles", "let sum = profile.cycles", "AgreementTests"),
    ("vector_unit_never_busy", "Simulation/OperatorRun.swift",
     "vectorFree = max(vectorFree, now) + prepared.epilogueCycles(of: Int32(index))",
     "vectorFree = now + prepared.epilogueCycles(of: Int32(index))",
     "AgreementTests"),
    ("loads_never_wait_for_commits", "Simulation/Stream/StreamLedger.swift",
     "!operators[index].fixed.follows(moved.queue) || isCommitted(sequence - 1)",
     "!operators[index].fixed.follows(moved.queue) || true", "StreamAgreementTests"),
    ("state_without_the_bus", "Simulation/Stream/StreamState.swift",
     "let isAhead = ahead > 0 || (ahead == 0 && busEnd.units > 0)", "let isAhead = false", "StreamReuseTests"),
    ("state_without_requests_under_way", "Simulation/Stream/StreamState.swift",
     "let underWay = (window[oldest...] + window[..<oldest]).filter { $0 > now }",
     "let underWay = (window[oldest...] + window[..<oldest]).filter { _ in false }", "StreamReuseTests"),
    ("state_without_heads", "Simulation/Stream/StreamState.swift",
     "if isOpen { for word in [strip, run, remaining, served] { state.add(word) } }", "if isOpen {}",
     "StreamReuseTests"),
    ("state_without_what_is_under_way", "Simulation/Stream/StreamState.swift",
     "state.add(event.time - ledger.now)", "state.add(0)", "StreamReuseTests"),
    ("state_without_operators", "Simulation/Stream/StreamState.swift",
     "state.add(one.fixed.identity)", "state.add(0)", "StreamReuseTests"),
    ("state_without_turns", "Simulation/Stream/StreamState.swift",
     "state.add(nextQueue)", "state.add(0)", "StreamReuseTests"),
    ("state_without_tiles_left_behind", "Simulation/Stream/StreamState.swift",
     "state.add(holder.bytes)", "state.add(0)", "StreamReuseTests"),
    ("step_without_what_comes", "Simulation/Stream/OperatorStream.swift",
     "let key = StepKey(state: state, arrival: arrival)",
     "let key = StepKey(state: state, arrival: Arrival(number: 0))", "StreamReuseTests"),
    ("addresses_all_alike", "Replay/Job+Addresses.swift",
     "case .bandwidth(let bus): for index in here { places[index].address %= bus.request }",
     "case .bandwidth: for index in here { places[index].address = 0 }", "OverlapTests"),
    ("carry_forgotten", "Replay/ExecutionOrder.swift",
     "return written == copy(carried(tensor), of: index)", "return written == copy(tensor, of: index)", "OverlapTests"),
    ("slots_shared_with_the_next", "Mapping/BufferRoom.swift",
     "case .overlap where needed > capacity / 2:", "case .overlap where needed > capacity:",
     "ReplayTests.DiagnosticTests"),
    ("partial_sums_overwritten", "Mapping/Plan+Product.swift",
     "let accumulates = visits[tile] > 1", "let accumulates = visits[tile] < 0", "AgreementTests"),
    ("groups_of_a_tile_lost", "Mapping/ProductLoops.swift",
     "(at.group * filters + at.filter) * channels + at.channel",
     "at.filter * channels + at.channel", "AgreementTests"),
    ("channel_tiles_have_all_channels", "Mapping/VectorRegion.swift",
     "elements / allChannels * channels.count", "elements", "AgreementTests"),
    ("channel_tiles_reload_weights", "Mapping/Plan+Vector.swift",
     "tile: region.isConstant ? 0 : box.unitTile", "tile: region.isConstant ? 0 : box.pass", "AgreementTests"),
    ("fewer_slots_ignored", "Mapping/UsedSlots.swift",
     "min(self[operand] ?? buffers[operand].tiles, buffers[operand].mostTiles)", "buffers[operand].tiles",
     "AgreementTests"),
    ("serpentine_never_turns", "Mapping/ProductLoops.swift",
     "if turns { runsBack[depth].toggle() }", "", "AgreementTests"),
    ("slots_not_counted", "Mapping/BufferRoom.swift",
     "var bytes: Int { slots *| tileBytes }", "var bytes: Int { tileBytes }", "MapperTests"),
    ("best_is_worst", "Mapping/Estimate.swift",
     "(bytes, busy, passes, cycles) < (other.bytes, other.busy, other.passes, other.cycles)",
     "(bytes, busy, passes, cycles) > (other.bytes, other.busy, other.passes, other.cycles)", "MapperTests"),
    ("last_tiles_taken_for_full", "Mapping/Search/ProductRecurrence.swift",
     "where parts.rest == 0", "where parts.rest >= 0", "SimulationTests.MappingSearchTests"),
    ("newest_tile_leaves", "Mapping/SlotQueue.swift",
     "where slots[other].lastPass < slots[index].lastPass", "where slots[other].lastPass > slots[index].lastPass",
     "AgreementTests"),
    ("bound_forgets_free_slots", "Mapping/Search/TileResidency.swift",
     "guard tilesInside > slots else { return }", "", "SimulationTests.MappingSearchTests"),
    ("bound_forgets_turns", "Mapping/Search/TileResidency.swift",
     "stays = stays +| (count - 1) *| max(0, stays - slots)", "stays = stays *| count",
     "SimulationTests.MappingSearchTests"),
    ("bound_of_passes_without_zeros", "Mapping/Search/ShareTiles.swift",
     "return bound.array.leastSteps(size, bound.spatial)", "return bound.array.steps(size, bound.spatial)",
     "SimulationTests.MappingSearchTests"),
    ("bound_stores_after_all_loads", "Mapping/Search/ProductTileBound.swift",
     "rate.latency +| rate.cycles(loads +| stores)", "rate.latency +| rate.latency +| rate.cycles(loads +| stores)",
     "SimulationTests.MappingSearchTests"),
    ("bus_of_the_walk_has_no_gaps", "Mapping/Search/RelaxedBus.swift",
     "if release > end { keep(gap: (end, release)) }", "", "SimulationTests.MappingSearchTests"),
    ("search_ends_at_the_first", "Replay/MappingSearch.swift",
     "guard known.bound <= score.cycles else { break }", "guard known.bound < score.cycles else { break }",
     "SimulationTests.MappingSearchTests"),
    ("taking_a_job_costs_nothing", "Simulation/Zeros/ItemJobs.swift",
     "free.replaceFirst(time: next.time + work + stealSteps)",
     "free.replaceFirst(time: next.time + work)", "AgreementTests"),
    ("units_wait_for_their_own_queue", "Simulation/Zeros/ItemQueues.swift",
     "if units > 1 { late[begins.unit] -= issued - max(ready, begins.lastOfOthers) }", "", "AgreementTests"),
    ("waiting_is_forgotten_behind_an_item", "Simulation/Zeros/ItemQueues.swift",
     "late[unit] = kept &- forOthers", "late[unit] = 0", "AgreementTests"),
    ("work_is_the_owners", "Simulation/Zeros/ItemJobs.swift",
     "        worked[next.unit] += work\n        free.replaceFirst(time: next.time + work + stealSteps)",
     "        worked[0] += work\n        free.replaceFirst(time: next.time + work + stealSteps)", "AgreementTests"),
    ("thieves_act_in_any_order", "Simulation/Zeros/SingleStepJobs.swift",
     "if owners == 0 { (owners, left) = (own[top], left - 1) }", "if owners == 0 { owners = own[top] }", "AgreementTests"),
    ("last_of_equal_units_gives", "Simulation/Zeros/ItemJobs.swift",
     "where left[other] > most {", "where left[other] >= most {", "AgreementTests"),
    ("places_without_a_pair_wait", "Simulation/Zeros/WindowedPass.swift",
     "profile.unmapped = counts.steps * array.elements - profile.decode - counts.fullest",
     "profile.imbalance += counts.steps * array.elements - profile.decode - counts.fullest", "AgreementTests"),
    ("chosen_inputs_move_alone", "Simulation/Arrays/SystolicPass+Profile.swift",
     "loads += places.positionsByRank(of: fold.rowRange) * fold.columns", "loads += fold.elements",
     "AgreementTests"),
    ("adders_never_waited_for", "Simulation/Arrays/SystolicPass.swift",
     "let interval = array.stepsOfVector(turns: turns)", "let interval = turns", "AgreementTests"),
    ("rows_of_a_batch_share_their_own", "Tensors/Patterns/MaskMaker+Lines.swift",
     "let shared = nearestCount(common, of: members.reduce(columns) { min($0, count($1)) })",
     "let shared = nearestCount(common, of: members.isEmpty ? 0 : count(row))", "PatternShapeTests"),
    ("last_line_takes_what_is_left", "Tensors/Patterns/Shares.swift",
     "for (line, _) in fractions.prefix(Int(left)) { counts[line] += 1 }",
     "if left > 0 { counts[weights.count - 1] += Int(left) }", "SparsityPatternTests"),
    ("pairs_of_all_cores_on_one", "Mapping/Search/ProductBound.swift",
     "pairs = design.cores.count == 1 && design.array.sparsity.skips ? effectual : 0",
     "pairs = design.array.sparsity.skips ? effectual : 0", "SimulationTests.MappingSearchTests"),
    ("beats_take_one_step", "Mapping/Spatial/PassSteps.swift",
     "(lanes, stepsOfProduct) = (cluster.lanes, cluster.beats * cluster.steps)",
     "(lanes, stepsOfProduct) = (cluster.lanes, cluster.steps)", "AgreementTests"),
    ("passes_that_are_swept_cost_nothing", "Replay/MappingSearch.swift",
     "if spent + profiles.sweptSteps / Self.stepsOfWork >= limit {", "if spent >= limit {",
     "ReplayTests.MappingSearchTests"),
    ("zero_inputs_computed", "Mapping/LeftOutPasses.swift",
     "visits[loops.outputTile(at)] == 0 || !needsInput.isEmpty && !needsInput[loops.inputTile(at)]",
     "visits[loops.outputTile(at)] == 0", "BlockAgreementTests"),
    ("unneeded_block_computed", "Mapping/LeftOutPasses.swift",
     "visits[loops.outputTile(at)] = isNeeded ?? true ? Int32(channels) : 0",
     "visits[loops.outputTile(at)] = Int32(channels)", "BlockAgreementTests"),
    ("first_row_decides_for_its_tile", "Mapping/LeftOutPasses.swift",
     "for row in rows.start..<rows.end {", "for row in rows.start..<rows.start + 1 {", "BlockAgreementTests"),
    ("first_head_decides_for_its_tile", "Mapping/LeftOutPasses.swift",
     "for line in first..<first + groups.count", "for line in first..<first + 1", "BlockAgreementTests"),
    ("sums_of_zeros_never_stored", "Mapping/LeftOutPasses.swift",
     "|| channels == 0 && channel == loops.channels - 1", "|| channels < 0", "BlockAgreementTests"),
    ("windows_left_out", "Mapping/LeftOutPasses.swift",
     "kernelHeight == 1 && kernelWidth == 1 && outputHeight == inputHeight && outputWidth == inputWidth",
     "outputHeight == inputHeight && outputWidth == inputWidth", "BlockAgreementTests"),
    ("parameters_left_out", "Mapping/LeftOutPasses.swift",
     "mapping.partition != .k && !hasParameters", "mapping.partition != .k", "BlockAgreementTests"),
    ("shares_of_sums_left_out", "Mapping/LeftOutPasses.swift",
     "product.isPointwise && mapping.partition != .k", "product.isPointwise", "BlockAgreementTests"),
    ("load_of_a_left_out_pass_taken_for_done", "Mapping/Plan+Product.swift",
     "leftOutParts.append(part($0))",
     "leftOutParts.append(part($0)); _ = input.replace(with: loops.inputTile($0), bytes: 0)", "BlockAgreementTests"),
    ("left_out_passes_awaited", "Mapping/Plan+Product.swift",
     "Int(visits[tile]) == leftOut?.visits(ofOutputTile: tile) ?? loops.channels",
     "Int(visits[tile]) == loops.channels", "BlockAgreementTests"),
    ("left_out_products_counted", "Simulation/PreparedOperator+Zeros.swift",
     "for part in plan.leftOut { pairs.subtract(PairCounts(part, bits)) }", "", "BlockAgreementTests"),
    ("unneeded_products_are_of_use", "Simulation/PreparedOperator+Zeros.swift",
     "counts.products.effective = needed", "counts.products.effective += 0 * needed", "BlockAgreementTests"),
    ("dropped_scores_loaded", "Mapping/VectorRegion.swift",
     "mask.count(rows: units.start..<units.end, columns: 0..<mask.columns)",
     "units.count * mask.columns", "BlockAgreementTests"),
    ("dropped_scores_take_time", "Simulation/PreparedOperator.swift",
     "shape.elements.map { vector.operations(of: stage, elements: $0) }",
     "shape.elements.map { vector.operations(of: stage, elements: max($0, shape.units * stage.operationsPerUnit)) }",
     "BlockAgreementTests"),
    ("softmax_counts_dropped_scores", "Workloads/VectorWork.swift",
     "mask.map { operations(of: stage, elements: $0.count) } ?? units * stage.operationsPerUnit",
     "units * stage.operationsPerUnit", "NeededBlockTests"),
    ("rows_of_blocks_one_by_one", "Replay/Job+Blocks.swift",
     "cut.rows = directives.rows ?? block.height * blocks", "cut.rows = directives.rows ?? block.height",
     "NeededBlockTests"),
    ("window_begins_a_block_late", "Tensors/Patterns/BlockPattern.swift",
     "own.lowerBound - (window - 1)...own.upperBound", "own.lowerBound - (window - 1) / 2...own.upperBound",
     "BlockPatternTests"),
    ("mask_of_blocks_not_of_tokens", "Tensors/Patterns/BlockPattern.swift",
     "(row * block.height + ahead) / block.width...(last + ahead) / block.width",
     "row + blockColumns - blockRows...row + blockColumns - blockRows", "BlockPatternTests"),
    ("regions_adjoin", "Tensors/Storage/StorageRegions.swift",
     "if !starts.isEmpty { next = ceilingDivision(next, by: request) * request }", "", "AgreementTests"),
    ("pointer_behind_forgotten", "Tensors/Storage/StorageListing.swift",
     "entries.pointers.add(first.row, last + 2 - first.row)", "entries.pointers.add(first.row, last + 1 - first.row)",
     "AgreementTests"),
    ("reload_not_looked_at_again", "Simulation/Memory/MemoryServer.swift",
     "if self[queue].refresh(&ledger, isIdeal: isIdeal) { hasCompleted = true }",
     "_ = self[queue].refresh(&ledger, isIdeal: isIdeal)", "AgreementTests"),
    ("dram_five_activates", "DRAM/Engine/Channel+Issue.swift",
     "rank.pointee.windowFrom = four[(next &+ 1) & 3]", "rank.pointee.windowFrom = 0",
     "StandardTraceTests"),
    ("dram_write_recovery_forgotten", "DRAM/Engine/Distances.swift",
     "writeToPrecharge = least(write + burst + timing.writeRecovery)",
     "writeToPrecharge = least(write + burst)", "StandardTraceTests"),
    ("dram_ranks_share_no_bus", "DRAM/Engine/Distances.swift",
     "sameGroup: turn, sameRank: turn, otherRank: least(read + burst + timing.rankSwitch - write))",
     "sameGroup: turn, sameRank: turn, otherRank: 1)", "StandardTraceTests"),
    ("dram_refreshes_of_rank_0", "DRAM/Engine/Channel+Refresh.swift",
     "closingLow = target.bank ?? target.rank * rules.banksPerRank", "closingLow = target.bank ?? 0",
     "StandardTraceTests"),
    ("dram_write_overtakes_its_read", "DRAM/Engine/Channel+Transfer.swift",
     "if isReadWaiting(slots[best.slot].key, bank: line.bank(of: best.slot)) {", "if best.slot < 0 {",
     "RandomMemoryTests"),
    ("dram_later_write_first", "DRAM/Engine/Channel+Transfer.swift",
     "while slot >= 0, best.slot < 0 || line.isOlder(slot, than: best.slot) {", "while slot >= 0 {",
     "RandomMemoryTests"),
    ("dram_first_bank_is_the_best", "DRAM/Engine/Channel+FewBanks.swift",
     "if first.cycle <= least {", "if first.cycle < Rules.never {", "RandomMemoryTests"),
    ("dram_drain_to_the_last", "DRAM/Engine/Channel+Transfer.swift",
     "return writes.count <= rules.drainTo ? 0 : drain", "return writes.count == 0 ? 0 : drain",
     "RandomMemoryTests"),
    ("dram_refresh_passed_by", "DRAM/Engine/Channel+Plain.swift",
     "cycle == target || refreshDue <= cycle &+ 1", "cycle == target || refreshDue <= cycle", "MachineTests"),
    ("dram_merged_reads_never_done", "DRAM/Engine/Channel+Issue.swift",
     "if slot.pointee.merged >= 0 { completeMerged(with: number, in: done) }",
     "if slot.pointee.merged > 0 { completeMerged(with: number, in: done) }", "RandomMemoryTests"),
    ("dram_turns_for_bank_groups", "DRAM/Engine/Channel+Bus.swift",
     "if turn >= group {", "if turn > group {", "RandomMemoryTests"),
    ("dram_segments_across_refreshes", "DRAM/Engine/StreamRun+Segments.swift",
     "where (owner.channels + number).pointee.refreshDue <= now &+ segment.duration { return false }",
     "where (owner.channels + number).pointee.refreshDue <= now { return false }", "RepetitionTests"),
]


def wrong_places():
    """Why a mutation cannot be tried, by its name."""
    wrong = package.weave(ROOT, MUTATIONS)[1]
    for name, _, _, _, test in MUTATIONS:
        try:
            package.target(ROOT, test)
        except CannotWeave as error:
            wrong[name] = str(error)
    return wrong


def try_all(chosen, folder):
    """Tries (number, mutation) after (number, mutation); returns those that were not caught."""
    targets = {name: package.target(ROOT, test) for _, (name, _, _, _, test) in chosen}
    chosen = sorted(chosen, key=lambda one: (targets[one[1][0]], one[1][1], one[0]))
    began = time.monotonic()
    print("building the tests, with all mutations in them", flush=True)
    package.copy(ROOT, folder, package.weave(ROOT, MUTATIONS)[0], {target for target, _ in targets.values()})
    package.build(folder)
    print(f"built in {minutes(time.monotonic() - began)}", flush=True)

    began, missed, whole = time.monotonic(), [], {}
    for done, (number, (name, file, _, _, test)) in enumerate(chosen):
        target, suite = targets[name]
        if (target, suite) not in whole:
            whole[target, suite] = running.run(folder, target, suite, 0)
            if whole[target, suite].failure:
                raise RuntimeError(f"{test} fails without a mutation: {whole[target, suite].failure}")
            print(f"{test} passes without a mutation, in {minutes(whole[target, suite].seconds)}", flush=True)
        try:
            found = running.run(folder, target, suite, number, limit=60 + 10 * whole[target, suite].seconds)
        except RuntimeError as error:
            print(f"{name}: {error}", flush=True)
            missed.append(name)
            continue
        left = (time.monotonic() - began) / (done + 1) * (len(chosen) - done - 1)
        verdict = "caught" if found.failure else "NOT caught"
        print(f"{done + 1}/{len(chosen)}, about {minutes(left)} left: {name}: {verdict} by {test} "
              f"in {minutes(found.seconds)}{': ' + found.failure if found.failure else ''}", flush=True)
        if not found.failure:
            missed.append(name)
    return missed


def minutes(seconds):
    return f"{int(seconds) // 60} min {int(seconds) % 60:02} s" if seconds >= 60 else f"{seconds:.0f} s"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", help="mutations to apply; all where none is named")
    parser.add_argument("--in", dest="folder", type=pathlib.Path, help="where the copy is, which then stays")
    parser.add_argument("--list", action="store_true", help="print the table of docs/verification.md")
    parser.add_argument("--check", action="store_true", help="only see whether each mutation can be tried")
    arguments = parser.parse_args()
    if arguments.list:
        print("| mutation | file | caught by |\n|---|---|---|")
        for name, file, _, _, test in MUTATIONS:
            print(f"| `{name}` | `Sources/{file}` | `{test}` |")
        return 0
    known = [mutation[0] for mutation in MUTATIONS]
    for name in arguments.names:
        if name not in known:
            parser.error(f"there is no mutation '{name}'; there are {', '.join(known)}")
    wrong = wrong_places()
    for name, why in wrong.items():
        print(f"{name}: {why}", flush=True)
    if arguments.check:
        return 1 if wrong else 0
    chosen = [one for one in enumerate(MUTATIONS, 1) if not arguments.names or one[1][0] in arguments.names]
    tried = [one for one in chosen if one[1][0] not in wrong]

    folder = arguments.folder or pathlib.Path(tempfile.mkdtemp(prefix="ridgeline-mutations-")) / "ridgeline"
    try:
        missed = try_all(tried, folder.absolute()) if tried else []
    except (package.DoesNotBuild, RuntimeError) as error:
        sys.exit(str(error))
    finally:
        if not arguments.folder:
            shutil.rmtree(folder.parent, ignore_errors=True)
    caught = len(tried) - len(missed)
    print(f"{caught} of {len(chosen)} caught{': all but ' + ', '.join(missed) if missed else ''}")
    return 0 if caught == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
