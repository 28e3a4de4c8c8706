import Documents

extension ProcessingArray {
  /// The array as a document with every default written out.
  var node: Node {
    let dense =
      switch self {
      case .systolic(let array): array.node
      case .broadcast(let array): array.node
      case .simd(let cluster): cluster.node
      case .rowStationary(let array): array.node
      case .independent(let array): array.node
      case .dspChain(let array): array.node
      }
    guard let entry = sparsity.entry, let entries = dense.entries else { return dense }
    return .mapping(entries + [entry])
  }
}

extension SystolicArray {
  fileprivate var node: Node {
    let movement =
      dataflow == .outputStationary
      ? Node.Entry(key: "drain", value: .text(drain.rawValue))
      : Node.Entry(key: "preload", value: .text(preload.rawValue))
    let interleaving =
      dataflow == .outputStationary
      ? [
        Node.Entry(key: "accumulate_interval", value: .integer(accumulateInterval)),
        Node.Entry(key: "interleaved_sums", value: .integer(interleavedSums)),
      ] : []
    let entries = [
      Node.Entry(key: "topology", value: .text(Topology.systolic.rawValue)),
      Node.Entry(key: "dataflow", value: .text(dataflow.rawValue)),
      Node.Entry(key: "rows", value: .integer(rows)),
      Node.Entry(key: "columns", value: .integer(columns)), precision.entry, movement,
      Node.Entry(key: "fold_overlap", value: .boolean(foldOverlap)),
      Node.Entry(key: "partial_folds", value: .text(partialFolds.rawValue)),
    ]
    return .mapping(entries + interleaving)
  }
}

extension BroadcastArray {
  fileprivate var node: Node {
    var entries = [
      Node.Entry(key: "topology", value: .text(arrangement.rawValue)),
      Node.Entry(key: "dataflow", value: .text(dataflow.rawValue)),
    ]
    entries += sides
    entries.append(precision.entry)
    if dataflow != .outputStationary {
      entries.append(Node.Entry(key: "preload", value: .text(preload.rawValue)))
    }
    if dataflow == .weightStationary {
      entries.append(Node.Entry(key: "resting_chunks", value: .integer(restingChunks)))
    }
    if let preloadRate { entries.append(Node.Entry(key: "preload_rate", value: .integer(preloadRate))) }
    entries.append(Node.Entry(key: "pipeline", value: .integer(pipeline)))
    entries.append(Node.Entry(key: "fold_gap", value: .integer(foldGap)))
    if dataflow != .inputStationary {
      entries.append(Node.Entry(key: "own_inputs", value: .boolean(ownInputs)))
    }
    if ownInputs { entries.append(Node.Entry(key: "own_reduction", value: .integer(ownReduction))) }
    return .mapping(entries)
  }

  private var sides: [Node.Entry] {
    switch arrangement {
    case .dotProduct:
      return [
        Node.Entry(key: "units", value: .integer(filters)),
        Node.Entry(key: "width", value: .integer(reduction)),
      ]
    case .matrix:
      return [
        Node.Entry(key: "rows", value: .integer(pixels)),
        Node.Entry(key: "columns", value: .integer(filters)),
      ]
    case .cube:
      let block =
        pixelsAreFlattened
        ? Node.integer(pixels)
        : .mapping(["rows": .integer(pixelRows), "columns": .integer(pixelColumns)])
      return [
        Node.Entry(key: "pixels", value: block), Node.Entry(key: "reduction", value: .integer(reduction)),
        Node.Entry(key: "filters", value: .integer(filters)),
      ]
    }
  }
}

extension SIMDCluster {
  fileprivate var node: Node {
    .mapping([
      Node.Entry(key: "topology", value: .text(Topology.simd.rawValue)),
      Node.Entry(key: "lanes", value: .integer(lanes)),
      Node.Entry(key: "macs_per_cycle", value: .integer(macsPerCycle)),
      Node.Entry(
        key: "registers",
        value: .mapping(["pixels": .integer(registerPixels), "filters": .integer(registerFilters)])),
      Node.Entry(key: "loop_overhead", value: .integer(loopOverhead)),
      Node.Entry(key: "block_overhead", value: .integer(blockOverhead)),
      Node.Entry(key: "transform", value: .integer(transform)), precision.entry,
    ])
  }
}

extension RowStationaryArray {
  fileprivate var node: Node {
    .mapping([
      Node.Entry(key: "topology", value: .text(Topology.rowStationary.rawValue)),
      Node.Entry(key: "rows", value: .integer(rows)),
      Node.Entry(key: "columns", value: .integer(columns)),
      Node.Entry(
        key: "files",
        value: .mapping([
          "input": .integer(files.input), "weight": .integer(files.weight), "sum": .integer(files.sum),
        ])),
      Node.Entry(
        key: "buses",
        value: .mapping([
          "input": .integer(buses.input), "weight": .integer(buses.weight), "output": .integer(buses.output),
        ])),
      Node.Entry(key: "multicast", value: .boolean(multicast)),
      Node.Entry(key: "preload", value: .text(preload.rawValue)),
      Node.Entry(key: "weights_stay", value: .text(weightsStay.rawValue)),
      Node.Entry(key: "pipeline", value: .integer(pipeline)), precision.entry,
    ])
  }
}

extension IndependentArray {
  fileprivate var node: Node {
    var entries = [
      Node.Entry(key: "topology", value: .text(Topology.independent.rawValue)),
      Node.Entry(key: "units", value: .integer(units)),
      Node.Entry(key: "multipliers", value: .integer(multipliers)),
      Node.Entry(key: "queue", value: .integer(queue)),
      Node.Entry(key: "distribution", value: .text(distribution.rawValue)),
    ]
    if distribution == .stealing {
      entries.append(Node.Entry(key: "steal_steps", value: .integer(stealSteps)))
    }
    entries += [
      Node.Entry(key: "least_steps", value: .integer(leastSteps)),
      Node.Entry(key: "pipeline", value: .integer(pipeline)), precision.entry,
    ]
    return .mapping(entries)
  }
}

extension DSPChainArray {
  fileprivate var node: Node {
    var entries = [
      Node.Entry(key: "topology", value: .text(Topology.dspChain.rawValue)),
      Node.Entry(key: "dsp", value: .text(dsp.rawValue)),
      Node.Entry(key: "chain", value: .integer(chain)), Node.Entry(key: "group", value: .integer(group)),
      Node.Entry(key: "dot", value: .boolean(dot)), Node.Entry(key: "pump", value: .integer(pump)),
      Node.Entry(key: "matrix", value: matrix.node),
    ]
    if let vector { entries.append(Node.Entry(key: "vector", value: vector.node)) }
    entries.append(Node.Entry(key: "cascade", value: .integer(cascade)))
    var adjusting = [Node.Entry(key: "latency", value: .integer(adjust.latency))]
    if let above = adjust.above {
      adjusting.insert(Node.Entry(key: "above", value: .integer(above)), at: 0)
    }
    return .mapping(
      entries + [
        Node.Entry(key: "adjust", value: .mapping(adjusting)),
        Node.Entry(key: "nodes", value: .mapping(["latency": .integer(nodeLatency)])),
        Node.Entry(key: "switch", value: .integer(switchSteps)),
        Node.Entry(key: "pipeline", value: .integer(pipeline)), precision.entry,
      ])
  }
}

extension DSPChainArray.Mode {
  fileprivate var node: Node {
    .mapping([
      "pixels": .integer(pixels), "filters": .integer(filters),
      "packing": .mapping(["inputs": .integer(packing.inputs), "weights": .integer(packing.weights)]),
    ])
  }
}
