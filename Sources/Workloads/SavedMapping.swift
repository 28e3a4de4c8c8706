import Documents

/// What every operator of a run was mapped to: written with a run, edited by hand, and replayed (docs/mapping.md).
public struct SavedMapping: Hashable, Sendable {
  /// What the file says that it is.
  public static let schema = "ridgeline-mapping/1"

  /// One operator of a trace; all executions of a repeat have one mapping.
  public struct Entry: Hashable, Sendable {
    public var name: String
    public var mapping: WorkMapping
    /// Where it stands, and in it how the operator lies on the array and on the cores.
    public var position: SourcePosition
    public var spatialPosition: SourcePosition
    public var partitionPosition: SourcePosition

    public init(
      name: String, mapping: WorkMapping, position: SourcePosition = .none,
      spatialPosition: SourcePosition? = nil, partitionPosition: SourcePosition? = nil
    ) {
      self.name = name
      self.mapping = mapping
      self.position = position
      self.spatialPosition = spatialPosition ?? position
      self.partitionPosition = partitionPosition ?? position
    }
  }

  /// The network and the design of the run; neither binds a replay.
  public var network: String
  public var design: String
  /// In the order of the trace.
  public var entries: [Entry]
  /// Where the entries stand, and where the network is named.
  public var position: SourcePosition
  public var networkPosition: SourcePosition

  public init(
    network: String, design: String, entries: [Entry], position: SourcePosition = .none,
    networkPosition: SourcePosition = .none
  ) {
    self.network = network
    self.design = design
    self.entries = entries
    self.position = position
    self.networkPosition = networkPosition
  }
}

extension SavedMapping {
  /// The text of the file: a line an operator.
  public var text: String {
    let lines = entries.map { Node.Entry(key: $0.name, value: $0.mapping.node) }
    let node = Node.mapping([
      "schema": .text(Self.schema), "network": .text(network), "design": .text(design),
      "operators": .mapping(lines),
    ])
    return YAMLWriter.write(node, levels: 2)
  }
}

extension WorkMapping {
  fileprivate var node: Node {
    switch self {
    case .vector(let units, nil): .mapping(["units": .integer(units)])
    case .vector(let units, let channels?):
      .mapping(["units": .integer(units), "channels": .integer(channels)])
    case .product(let product): product.node
    }
  }
}

extension ProductMapping.Slots {
  fileprivate var node: Node {
    .mapping(
      Operand.allCases.compactMap { operand in
        self[operand].map { Node.Entry(key: operand.rawValue, value: .integer($0)) }
      })
  }
}

extension ProductMapping {
  fileprivate var node: Node {
    var entries = [Node.Entry(key: "spatial", value: .text(spatial.rawValue))]
    if let partition {
      entries.append(Node.Entry(key: "partition", value: .text(partition.rawValue)))
    }
    let sizes = [
      ("groups", groups), ("rows", rows), ("columns", columns), ("channels", channels), ("filters", filters),
    ]
    entries += sizes.map { Node.Entry(key: $0, value: .integer($1)) }
    entries.append(Node.Entry(key: "order", value: .sequence(order.map { .text($0.rawValue) })))
    // What is as in files of versions without these keys is left out.
    if scan != .raster { entries.append(Node.Entry(key: "scan", value: .text(scan.rawValue))) }
    if slots != .all { entries.append(Node.Entry(key: "slots", value: slots.node)) }
    return .mapping(entries)
  }
}
