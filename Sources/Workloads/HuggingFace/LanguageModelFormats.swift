import Documents

/// The number formats of a language model's tensors, as a trace states them (docs/number-formats.md).
public struct LanguageModelFormats: Sendable {
  public var weights: Node
  public var cache: Node
  public var activations: Node
  /// The zeros of the layers' weights, as a trace states them (docs/trace-format.md); nil where there are none.
  public var sparsity: Node?
  /// What is different in some layers, from the first on; empty where all are alike.
  public var layers: [LayerFormats] = []
  /// The blocks of a prefill's scores that are needed, as a trace states them; nil where all are.
  public var blocks: Node?

  /// Eight bits everywhere, unless something else is said.
  public init(
    weights: Node = .text("int8"), cache: Node = .text("int8"), activations: Node = .text("int8"),
    sparsity: Node? = nil
  ) {
    self.weights = weights
    self.cache = cache
    self.activations = activations
    self.sparsity = sparsity
  }

  /// The value of `--sparsity`: a pattern such as `8:16`, or a mapping with its parameters; what is wrong with it is said by whoever reads the trace.
  public static func pattern(_ text: String, option: String, findings: Findings) -> Node? {
    guard text.hasPrefix("{") else {
      let value = Node.text(text, ofOption: option)
      let entry = Node.Entry(key: "pattern", keyPosition: value.position, value: value)
      return Node(.mapping([entry]), position: value.position)
    }
    return DocumentLoader().load(option: option, text, findings: findings)
  }

  /// The value of an option such as `--weights int4`: a format's word or mapping; nil where findings say what is wrong.
  public static func node(_ text: String, option: String, findings: Findings) -> Node? {
    // A mapping around it, as the reader of formats asks for a key.
    guard let value = DocumentLoader().load(option: option, text, findings: findings),
      let reader = MappingReader(
        .mapping([Node.Entry(key: String(option.drop { $0 == "-" }), value: value)]), context: option,
        findings: findings)
    else { return nil }
    return reader.format(String(option.drop { $0 == "-" })) == nil ? nil : value
  }
}

extension LanguageModelFormats {
  /// The same in a trace that becomes a file: there a file of blocks, which an option names from the working folder, is named from
  /// the trace's.
  public func named(inTrace path: String, workingFolder: String) -> LanguageModelFormats {
    guard let blocks, let mask = blocks["mask"], case .scalar(let text, _) = mask.content,
      !text.hasPrefix("/")
    else { return self }
    let folders = path.split(separator: "/").dropLast().filter { $0 != "." }
    let goesDown = !path.hasPrefix("/") && !folders.contains("..")
    let start = goesDown ? String(repeating: "../", count: folders.count) : "\(workingFolder)/"
    var named = self
    named.blocks = blocks.setting(
      ["mask"], to: Node(.scalar(text: start + text, isPlain: false), position: mask.position),
      at: mask.position, findings: Findings())
    return named
  }
}
