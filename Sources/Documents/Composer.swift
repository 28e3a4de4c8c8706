import CLibYAML
import Quantities

/// Builds the nodes of one document from its events, within the limits.
struct Composer: ~Copyable {
  /// Thrown after the finding was added.
  struct Stopped: Error {}

  /// A node that an alias may stand for, and what each use of it costs.
  struct Anchor {
    let node: Node
    let nodeCount: Int
    let height: Int
  }

  let bytes: UnsafeBufferPointer<UInt8>
  let file: String
  private let limits: DocumentLimits
  private let findings: Findings
  private var events: EventStream

  /// Keys and values so far, each alias counted with all that it stands for.
  private var nodeCount = 0
  /// The deepest nesting since the innermost open anchor began.
  private var deepest = 0
  private var anchors: [String: Anchor] = [:]
  private var openAnchors: [String] = []
  private var usesAliases = false

  /// A text within a line of something else begins at a column of its own, and must be in flow style.
  let columnOffset: Int
  private let isFlowOnly: Bool

  init(
    bytes: UnsafeBufferPointer<UInt8>, file: String, limits: DocumentLimits, findings: Findings,
    columnOffset: Int = 0, isFlowOnly: Bool = false
  ) {
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.starts(with: byteOrderMark) ? UnsafeBufferPointer(rebasing: bytes.dropFirst(3)) : bytes
    self.bytes = text
    self.file = file
    self.limits = limits
    self.findings = findings
    self.columnOffset = columnOffset
    self.isFlowOnly = isFlowOnly
    self.events = EventStream(bytes: text)
  }

  /// The root of the only document; nil when there is none, after a finding.
  mutating func document() -> Node? {
    do throws(Stopped) {
      guard bytes.count <= limits.fileBytes else {
        throw stop(.fileTooLarge(limit: limits.fileBytes), at: position(line: 1, column: 1))
      }
      if let directive = firstDirective {
        throw stop(.directive, at: position(byteOffset: directive))
      }
      try advance()
      try advance()
      if events.type == YAML_STREAM_END_EVENT { throw stop(.emptyDocument, at: position(line: 1, column: 1)) }
      try advance()
      let root = try node(depth: 1)
      try advance()
      try advance()
      if events.type != YAML_STREAM_END_EVENT { throw stop(.severalDocuments, at: position(events.start)) }
      return root
    } catch {
      return nil
    }
  }

  /// The node that begins with the current event, whose last event becomes the current one.
  private mutating func node(depth: Int) throws(Stopped) -> Node {
    let type = events.type
    if type == YAML_ALIAS_EVENT { return try aliased(depth: depth) }
    let position = position(events.start)
    let (anchor, tag) = events.properties
    if let tag { throw stop(.tag(tag), at: position) }
    try count(1, at: position)
    let outerDeepest = deepest
    if let anchor {
      openAnchors.append(anchor)
      deepest = depth - 1
    }
    let countBefore = nodeCount - 1
    let content: Node.Content
    if type == YAML_SCALAR_EVENT {
      content = try scalar(at: position)
    } else {
      guard depth <= limits.depth else { throw stop(.tooDeep(limit: limits.depth), at: position) }
      if isFlowOnly, !events.isFlow { throw stop(.blockInFlow, at: position) }
      deepest = max(deepest, depth)
      content = try type == YAML_SEQUENCE_START_EVENT ? items(depth: depth) : entries(depth: depth)
    }
    let node = Node(content, position: position)
    if let anchor {
      openAnchors.removeLast()
      anchors[anchor] = Anchor(node: node, nodeCount: nodeCount - countBefore, height: deepest - (depth - 1))
      deepest = max(deepest, outerDeepest)
    }
    return node
  }

  private func scalar(at position: SourcePosition) throws(Stopped) -> Node.Content {
    let data = events.data.scalar
    guard data.length <= limits.scalarBytes else {
      throw stop(.scalarTooLarge(limit: limits.scalarBytes), at: position)
    }
    let bytes = UnsafeBufferPointer(start: data.value, count: data.length)
    // An escape can make one; as the end of a C text it would cut a path short.
    guard !bytes.contains(0) else { throw stop(.nulCharacter, at: position) }
    let isPlain = data.style == YAML_PLAIN_SCALAR_STYLE
    return .scalar(text: String(decoding: bytes, as: UTF8.self), isPlain: isPlain)
  }

  private mutating func items(depth: Int) throws(Stopped) -> Node.Content {
    var items: [Node] = []
    try advance()
    while events.type != YAML_SEQUENCE_END_EVENT {
      items.append(try node(depth: depth + 1))
      try advance()
    }
    return .sequence(items)
  }

  private mutating func entries(depth: Int) throws(Stopped) -> Node.Content {
    var entries: [Node.Entry] = []
    var index = KeyIndex()
    try advance()
    while events.type != YAML_MAPPING_END_EVENT {
      let keyPosition = position(events.start)
      guard events.type == YAML_SCALAR_EVENT else { throw stop(.keyNotScalar, at: keyPosition) }
      guard case .scalar(let key, let isPlain) = try node(depth: depth + 1).content else { fatalError() }
      if isPlain, key == "<<" { throw stop(.mergeKey, at: keyPosition) }
      try advance()
      let value = try node(depth: depth + 1)
      try advance()
      if let first = index.insert(key, into: entries) {
        findings.add(.duplicateKey(key, firstLine: entries[first].keyPosition.line), at: keyPosition)
      } else {
        entries.append(Node.Entry(key: key, keyPosition: keyPosition, value: value))
      }
    }
    return .mapping(entries)
  }

  /// The node that an alias stands for: shared, but counted as if it had been written out.
  private mutating func aliased(depth: Int) throws(Stopped) -> Node {
    let position = position(events.start)
    let name = String(cString: events.data.alias.anchor)
    if openAnchors.contains(name) { throw stop(.recursiveAlias(name), at: position) }
    guard let anchor = anchors[name] else {
      throw stop(
        .unknownAlias(name, nearest: NearestName.of(name, among: anchors.keys.sorted())), at: position)
    }
    usesAliases = true
    try count(anchor.nodeCount, at: position)
    let reach = depth - 1 + anchor.height
    guard reach <= limits.depth else { throw stop(.tooDeep(limit: limits.depth), at: position) }
    deepest = max(deepest, reach)
    return anchor.node
  }

  private mutating func count(_ more: Int, at position: SourcePosition) throws(Stopped) {
    nodeCount += more
    guard nodeCount > limits.nodes else { return }
    throw stop(
      usesAliases ? .tooManyAliases(limit: limits.nodes) : .tooManyNodes(limit: limits.nodes), at: position)
  }
}

extension Composer {
  private mutating func advance() throws(Stopped) {
    guard !events.advance() else { return }
    switch events.failure {
    case .reader(let problem, let byteOffset):
      throw stop(.encoding(problem: problem), at: position(byteOffset: byteOffset))
    case .syntax(let problem, let mark, let context, let contextLine):
      let message: Finding.Message =
        character(at: mark) == UInt8(ascii: "\t")
        ? .tab : .syntax(problem: problem, context: context, contextLine: contextLine)
      throw stop(message, at: isEnd(mark) ? position(byteOffset: bytes.count) : position(mark))
    }
  }

  private func stop(_ message: Finding.Message, at position: SourcePosition) -> Stopped {
    findings.add(message, at: position)
    return Stopped()
  }
}
