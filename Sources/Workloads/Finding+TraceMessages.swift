import Documents

// What can be wrong with a trace beyond single values.

// MARK: - Names and tensors

extension Finding.Message {
  static func missing(_ key: String, in context: String, _ expected: String) -> Self {
    Self(.missingKey, "\(context) has no key \(quoted(key)); add it: \(expected)")
  }

  static func misspelt(_ key: String, in context: String, nearest: String) -> Self {
    Self(.unknownKey, "unknown key \(quoted(key)) in \(context); did you mean \(quoted(nearest))?")
  }

  static func duplicate(_ what: String, _ name: String) -> Self {
    Self(.inconsistent, "there is \(what) named \(quoted(name)) already; names must differ")
  }

  static func unknownTensor(_ name: String, nearest: String?) -> Self {
    let hint = nearest.map { "did you mean \(quoted($0))?" }
    return Self(
      .unresolvedReference,
      "no tensor named \(quoted(name)) exists here; "
        + (hint ?? "name an input, a cache, or the output of an operator above"))
  }

  static func tensorMadeLater(_ name: String) -> Self {
    Self(
      .unresolvedReference, "\(quoted(name)) is not made before this; operators run in the order written")
  }

  static func unknownCache(_ name: String, nearest: String?) -> Self {
    let hint = nearest.map { "did you mean \(quoted($0))?" } ?? "name an entry of 'caches'"
    return Self(.unresolvedReference, "no cache is named \(quoted(name)); \(hint)")
  }

  static func wrongKind(_ name: String, _ kind: Tensor.Kind, key: String, expected: String) -> Self {
    let found =
      switch kind {
      case .activation: "an activation"
      case .parameter: "a parameter tensor"
      case .cache: "a cache"
      }
    return Self(.inconsistent, "\(quoted(name)) is \(found); \(quoted(key)) must name \(expected)")
  }

  static func elementsDiffer(_ name: String, has made: Int, context: String, reads wanted: Int) -> Self {
    Self(
      .inconsistent,
      "\(quoted(name)) has \(counted(made, "element")), and \(context) uses \(wanted); they must be equal")
  }

  static func tooManyElements(_ tensor: String) -> Self {
    Self(.outOfRange, "\(tensor) has too many elements; there may be at most \(TraceLimits.elements)")
  }

  static func tooManyOperations(_ context: String) -> Self {
    Self(.outOfRange, "\(context) has too many operations to count; at most \(Int.max) are counted")
  }

  static let tooManyExecutions = Self(
    .outOfRange, "these repeats multiply to more executions than can be counted; at most \(Int.max) are")

  static func totalTooLarge(_ what: String) -> Self {
    Self(.outOfRange, "from here on the trace has too many \(what) to count; at most \(Int.max) are counted")
  }

  static func executionsDiffer(_ name: String, _ first: Int, context: String, _ here: Int) -> Self {
    Self(
      .inconsistent,
      "\(context) runs \(counted(here, "time")), but \(quoted(name)) exists \(counted(first, "time")) "
        + "for its first user; all its users must run as often")
  }
}

// MARK: - Shapes

extension Finding.Message {
  static func inputCount(_ count: Int) -> Self {
    Self(.invalidValue, "'inputs' has \(counted(count, "item")); it must have two")
  }

  static func notDivided(groups: Int, _ what: String, _ count: Int) -> Self {
    Self(
      .inconsistent,
      "'groups' is \(groups), which does not divide the \(count) \(what); each group must have as many")
  }

  static func kernelTooLarge(lines: String, _ axis: WindowAxis, input: Int) -> Self {
    Self(
      .inconsistent,
      "'kernel' covers \(axis.extent) \(lines), and the padded input has \(input + axis.before + axis.after) "
        + "(\(input) and padding of \(axis.before) and \(axis.after)); the kernel must fit")
  }

  static func paddingTooLarge(_ lines: String, _ axis: WindowAxis) -> Self {
    Self(
      .inconsistent,
      "'padding' adds \(max(axis.before, axis.after)) \(lines) and the kernel has \(axis.kernel); "
        + "a pooling's padding must be smaller than its kernel")
  }

  static func paddingCount(_ count: Int) -> Self {
    Self(
      .invalidValue,
      "'padding' has \(counted(count, "item")); it must be one number, [height, width] "
        + "or [top, bottom, left, right]")
  }

  static func epilogueNeedsProduct(_ function: String) -> Self {
    Self(
      .inconsistent,
      "\(quoted(function)) has parameters, which only the epilogue of conv2d and matmul may have; remove it")
  }

  static let idsAndTokens = Self(.inconsistent, "'ids' and 'tokens' exclude each other; keep one")
  static let noTokens = Self(.invalidValue, "'ids' is empty; it must have at least one row")

  static let tooManyTokens = Self(
    .outOfRange, "the embeddings of a trace may have \(TraceLimits.tokens) tokens in all; these are more")
}

// MARK: - Caches

extension Finding.Message {
  static func noCacheFormat(_ name: String) -> Self {
    Self(
      .missingKey,
      "cache \(quoted(name)) has no format; add 'format' to it, or 'cache' to the formats of the trace")
  }

  static func beyondCache(position: Int?, tokens: Int, _ name: String, capacity: Int) -> Self {
    let wanted = counted(tokens, "token")
    let end = position.map { "position \($0) and \(wanted) end at \($0 + tokens)" } ?? "\(wanted) are used"
    return Self(
      .inconsistent,
      "\(end), but \(quoted(name)) holds \(counted(capacity, "token")); make the cache larger")
  }

  static func columnsDiffer(_ columns: Int, _ name: String, has cacheColumns: Int) -> Self {
    Self(
      .inconsistent,
      "a token has \(counted(columns, "column")) here and \(cacheColumns) in \(quoted(name)); "
        + "they must be equal")
  }

  static func needsWholeCache(_ name: String, has made: Int, context: String, uses wanted: Int) -> Self {
    Self(
      .inconsistent,
      "\(quoted(name)) has \(counted(made, "element")), and \(context) uses \(wanted); only "
        + "the orders n_batch_k and k_batch_n can use the first tokens of a cache")
  }
}

// MARK: - Groups

extension Finding.Message {
  static let noOperators = Self(
    .invalidValue,
    "'operators' is empty; there must be at least one, for example \"- {name: first, op: matmul, input: x, m: 16, k: 32, n: 48}\""
  )

  static func carryNotMadeInside(_ name: String, nearest: String?) -> Self {
    let hint = nearest.map { "did you mean \(quoted($0))?" } ?? "a key of 'carry' names an output made in it"
    return Self(.unresolvedReference, "the group makes no tensor named \(quoted(name)); \(hint)")
  }

  static func carryNotMadeBefore(_ name: String, nearest: String?) -> Self {
    let hint = nearest.map { "did you mean \(quoted($0))?" } ?? "a value of 'carry' names a tensor made above"
    return Self(.unresolvedReference, "no tensor named \(quoted(name)) is made before the group; \(hint)")
  }

  static func carryNotRead(_ name: String) -> Self {
    Self(.inconsistent, "nothing in the group reads \(quoted(name)), so nothing can take its place")
  }

  static func carryTwice(_ name: String) -> Self {
    Self(.inconsistent, "two tensors take the place of \(quoted(name)); keep one")
  }

  static func carryDiffers(_ later: Tensor, _ earlier: Tensor) -> Self {
    func shape(_ tensor: Tensor) -> String {
      "\(quoted(tensor.name)) has \(counted(tensor.elements, "element")) of \(tensor.format)"
    }
    return Self(
      .inconsistent, "\(shape(later)) and \(shape(earlier)); to take its place it must have the same")
  }
}

// MARK: - Mapping

extension Finding.Message {
  static func orderNotPermutation(_ names: [String]) -> Self {
    Self(
      .invalidValue,
      "'order' is [\(names.joined(separator: ", "))]; "
        + "it must have each of 'batch', 'm', 'n' and 'k' once, the outermost loop first")
  }

  static func noPartInMapping(_ key: String, of kind: Operator.Kind?) -> Self {
    let other =
      switch kind {
      case _ where key == "units": "a product is cut by groups, rows, columns, channels and filters"
      case .pooling: "only 'units' and 'channels' cut it"
      default: "only 'units' cuts it"
      }
    return Self(.inconsistent, "\(quoted(key)) plays no part in this operator's mapping: \(other); remove it")
  }

  static let spatialRepeated = Self(
    .outOfRange,
    "'spatial' must name at least one of 'im2col', 'direct', 'part_kernel' and 'channel_wise', and none twice"
  )

  static let workWithoutSearch = Self(
    .inconsistent, "'search_work' plays no part with 'search: rule', which simulates nothing; remove one")

  static func wholeWithSize(_ key: String) -> Self {
    Self(.inconsistent, "'whole' makes one tile of the operator, so \(quoted(key)) has no effect; remove one")
  }
}

// MARK: - Zeros

extension Finding.Message {
  static func twoSparsities(_ first: String, _ second: String) -> Self {
    Self(
      .inconsistent,
      "\(quoted(first)) and \(quoted(second)) both say where the zeros are; keep one of "
        + "'sparsity', 'mask' and 'values'")
  }

  static func unknownPattern(_ name: String, nearest: String?) -> Self {
    let hint =
      nearest.map { "did you mean \(quoted($0))?" }
      ?? "name one of docs/sparsity.md, such as 'uniform', or write N:M, such as \"2:4\""
    return Self(.unknownName, "no pattern is named \(quoted(name)); \(hint)")
  }

  static func wrongPattern(_ reason: String) -> Self { Self(.outOfRange, reason) }

  static func wrongValues(_ reason: String) -> Self { Self(.outOfRange, reason) }

  static func notTensorOfFile(_ key: String, _ text: String) -> Self {
    Self(
      .invalidValue,
      "\(quoted(key)) is \(quoted(text)); it must be FILE#TENSOR, or FILE of a file with one tensor, "
        + "such as masks.npz#encoder.weight")
  }

  static func sparseCache(_ name: String, _ key: String) -> Self {
    Self(
      .unsupported,
      "\(quoted(key)) of cache \(quoted(name)): masks of caches are not supported; remove it, or give the product "
        + "a second factor that is no cache, such as the output of a kv_read")
  }

  static func columnsDoNotDivide(_ name: String, elements: Int, columns: Int) -> Self {
    Self(
      .inconsistent,
      "'columns' is \(columns), which does not divide the \(counted(elements, "element")) of \(quoted(name)); "
        + "each row has as many")
  }

  static func carryDiffersInZeros(_ later: String, _ earlier: String) -> Self {
    Self(
      .inconsistent,
      "\(quoted(later)) and \(quoted(earlier)) have different zeros; to take its place it must have the same "
        + "'sparsity', 'mask' or 'values', as all executions of a reader share one mask")
  }
}
