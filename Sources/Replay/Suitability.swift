import Documents
import Hardware
import Quantities
import Tensors
import Workloads

/// Whether a design has what the operators of a trace ask for.
struct Suitability {
  private let design: Design
  private let trace: Trace
  private let findings: Findings

  init(_ trace: Trace, _ design: Design, _ findings: Findings) {
    self.trace = trace
    self.design = design
    self.findings = findings
  }

  /// Reports every operator that the design cannot run.
  func check() {
    reportFormats()
    reportValues()
    for one in trace.operators {
      checkOffset(one)
      switch one.body {
      case .product(_, let epilogue):
        for stage in epilogue { checkFunction(stage.function, one) }
      case .vector(let vector):
        for stage in vector.stages { checkFunction(stage.function, one) }
      }
    }
  }

  /// What an operator appends must begin with a byte of its own.
  private func checkOffset(_ one: Operator) {
    // What an encoded format moves is found field by field.
    guard let output = one.output, trace.tensors[output].encodedShape == nil,
      one.outputOffset * trace.tensors[output].format.bits % 8 != 0
    else { return }
    findings.add(
      .offsetWithinByte(one.name, bits: one.outputOffset * trace.tensors[output].format.bits),
      at: one.position)
  }

  private func checkFunction(_ name: String, _ one: Operator) {
    guard let unit = design.vectorUnit else {
      findings.add(.noVectorUnit(one.name, function: name, design: design.name), at: one.position)
      return
    }
    guard unit.function(named: name) == nil else { return }
    findings.add(
      .noFunction(
        one.name, function: name, design: design.name,
        nearest: NearestName.of(name, among: unit.functions.map(\.name))), at: one.position)
  }

  /// Reports operators whose values the trace does not say, of which digits are; those without inputs' together, and those without weights'.
  private func reportValues() {
    var missing: [Operand: (operators: [Operator], tensors: [String])] = [:]
    for one in trace.operators {
      guard case .product = one.body else { continue }
      let factors = design.recodedFactors(of: one, trace)
      for (isRecoded, operand, tensor) in [
        (factors.input, Operand.input, one.input), (factors.weight, .weight, one.weight),
      ] {
        guard isRecoded, let tensor, trace.tensors[tensor].sparsity?.hasValues != true else { continue }
        missing[operand, default: ([], [])].operators.append(one)
        let name = trace.tensors[tensor].name
        if missing[operand]?.tensors.contains(name) == false { missing[operand]?.tensors.append(name) }
      }
    }
    for operand in Operand.allCases {
      guard let (operators, tensors) = missing[operand], let first = operators.first else { continue }
      findings.add(
        .noValues(operators.map(\.name), operand: operand, tensors: tensors, design: design.name),
        at: first.position)
    }
  }

  /// Reports formats that the multipliers do not take, once for all operators that have the same.
  private func reportFormats() {
    var (mistakes, operators): ([FormatMistake], [FormatMistake: [Operator]]) = ([], [:])
    for one in trace.operators {
      guard let mistake = FormatMistake(one, trace, design) else { continue }
      if operators[mistake] == nil { mistakes.append(mistake) }
      operators[mistake, default: []].append(one)
    }
    for mistake in mistakes {
      guard let alike = operators[mistake], let first = alike.first else { continue }
      findings.add(mistake.message(first.name, others: alike.count - 1, design), at: first.position)
    }
  }
}

/// Formats of a product's factors that a design's multipliers do not take.
private struct FormatMistake: Hashable {
  /// Nil where it is taken; of a pair that does not run neither is.
  var input: NumberFormat?
  var weight: NumberFormat?
  var isPair = false

  /// Nil for what runs, and for what is no product.
  init?(_ one: Operator, _ trace: Trace, _ design: Design) {
    guard case .product = one.body else { return nil }
    let formats = [one.input, one.weight].map { $0.map { trace.tensors[$0].format.multiplied } }
    let precision = design.array.precision
    if !precision.hasOnlyOwnMode, let input = formats[0], let weight = formats[1] {
      guard precision.mode(input: input, weight: weight) == nil else { return nil }
      (self.input, self.weight, isPair) = (input, weight, true)
      return
    }
    input = formats[0].flatMap { $0.runs(on: design.array.inputFormat) ? nil : $0 }
    weight = formats[1].flatMap { $0.runs(on: design.array.weightFormat) ? nil : $0 }
    guard input != nil || weight != nil else { return nil }
  }

  /// What is wrong with an operator, and with so many others.
  func message(_ name: String, others: Int, _ design: Design) -> Finding.Message {
    let subject = "operator '\(name)'" + (others > 0 ? " and \(others) more have" : " has")
    let parts = [input.map { "inputs of \($0)" }, weight.map { "weights of \($0)" }].compactMap(\.self)
    let formats = "\(subject) \(parts.joined(separator: " with "))"
    let precision = design.array.precision
    if isPair { return .pairDoesNotRun(formats, precision: precision, design: design.name) }
    let own = [input.map { _ in "\(precision.input)" }, weight.map { _ in "\(precision.weight)" }]
      .compactMap(\.self)
    return .formatDoesNotRun(
      formats, native: own.joined(separator: " with "), precision: precision, design: design.name)
  }
}

extension NumberFormat {
  /// The same where an unsigned integer needs no bit more than a signed one.
  fileprivate var takenFormatsOfAllSigns: String {
    family == .floatingPoint || isOfFewValues
      ? takenFormats
      : "int1 to int\(bits), uint1 to uint\(bits)" + (bits > 1 ? ", ternary and binary" : "")
  }

  /// The formats that a multiplier of this one takes, in words.
  fileprivate var takenFormats: String {
    switch (family, name) {
    case (.floatingPoint, _), (_, "binary"): name
    case (_, "ternary"): "ternary and binary"
    case (.unsignedInteger, _): bits == 1 ? name : "uint1 to \(name)"
    case (.signedInteger, _):
      bits == 1
        ? name
        : "int1 to \(name), \(bits == 2 ? "uint1" : "uint1 to uint\(bits - 1)"), ternary and binary"
    }
  }
}

extension ArithmeticMode {
  /// The formats of each factor that run in it, in words.
  fileprivate var takenInputs: String {
    takesUnsignedInput ? input.takenFormatsOfAllSigns : input.takenFormats
  }
  fileprivate var takenWeights: String {
    takesUnsignedWeight ? weight.takenFormatsOfAllSigns : weight.takenFormats
  }
}

extension Finding.Message {
  static func noVectorUnit(_ one: String, function: String, design: String) -> Self {
    Self(
      .impossibleDesign,
      "operator '\(one)' needs the function '\(function)', and the design '\(design)' has no vector unit; "
        + "give it a 'vector_unit' with that function")
  }

  static func noFunction(_ one: String, function: String, design: String, nearest: String?) -> Self {
    Self(
      .impossibleDesign,
      "operator '\(one)' needs the function '\(function)', which the vector unit of the design '\(design)' "
        + "does not have; " + (nearest.map { "did you mean '\($0)'?" } ?? "add it to 'vector_unit.functions'")
    )
  }

  static func formatDoesNotRun(
    _ formats: String, native: String, precision: ArrayPrecision, design: String
  ) -> Self {
    Self(
      .impossibleDesign,
      "\(formats), and the multipliers of the design '\(design)' take \(native); they run inputs of "
        + "\(precision.input.takenFormats) with weights of \(precision.weight.takenFormats): use such a pair, or another "
        + "'array.precision'")
  }

  static func pairDoesNotRun(_ formats: String, precision: ArrayPrecision, design: String) -> Self {
    var pairs: [String] = []
    let modes = precision.modes
    for (place, mode) in modes.enumerated() {
      // What another mode takes too is no news.
      let isTaken = modes.enumerated().contains { other, wider in
        other != place && wider.runs(input: mode.input, weight: mode.weight)
          && !mode.runs(input: wider.input, weight: wider.weight)
      }
      guard !isTaken else { continue }
      let pair = "\(mode.takenInputs) with \(mode.takenWeights)"
      if !pairs.contains(pair) { pairs.append(pair) }
    }
    return Self(
      .impossibleDesign,
      "\(formats), which the multipliers of the design '\(design)' do not run; they run inputs of "
        + pairs.joined(separator: ", or ")
        + ": use such a pair, or add it to 'array.precision.pairs'")
  }

  /// Of operators and tensors the first stands for all.
  static func noValues(_ operators: [String], operand: Operand, tensors: [String], design: String) -> Self {
    let (others, more) = (operators.count - 1, tensors.count - 1)
    let subject =
      others > 0 ? "operator '\(operators[0])' and \(others) more take" : "operator '\(operators[0])' takes"
    return Self(
      .impossibleDesign,
      "\(subject) as long on the design '\(design)' as \(others > 0 ? "their" : "its") \(operand.rawValue)s have digits, and the trace "
        + "does not say the values of '\(tensors[0])'\(more > 0 ? " and \(more) more" : ""); give "
        + "\(more > 0 ? "these tensors" : "that tensor") 'values', a distribution such as "
        + "{distribution: normal, sigma: 30} or a file (docs/values.md)")
  }

  static func offsetWithinByte(_ one: String, bits: Int) -> Self {
    Self(
      .impossibleDesign,
      "operator '\(one)' appends after \(bits) bits, which is within a byte; append where a byte begins, or "
        + "use a format of whole bytes")
  }

  static func doesNotMap(_ one: String, design: String, reason: String) -> Self {
    Self(
      .impossibleDesign,
      "operator '\(one)' does not fit the design '\(design)': \(reason)")
  }

  static func doesNotAdmit(_ one: String, design: String, reason: String) -> Self {
    Self(
      .impossibleDesign,
      "operator '\(one)' cannot run on the design '\(design)' with this mapping: \(reason)")
  }

  static func tooLarge(_ one: String, reason: String) -> Self {
    Self(.outOfRange, "operator '\(one)' is too large to simulate: \(reason)")
  }

  static func tooLargeTogether(_ network: String, reason: String) -> Self {
    Self(.outOfRange, "the network '\(network)' is too large to simulate: together, \(reason)")
  }

  static func tooManyExecutions(_ network: String) -> Self {
    Self(
      .outOfRange,
      "the network '\(network)' has more than \(ExecutionOrder.limit) executions of operators, and with "
        + "'boundary: overlap' each is kept; use smaller repeats, or 'boundary: barrier'")
  }

  static func noRoomForPartialSums(_ one: String, memory: String, needed: Int, available: Int) -> Self {
    Self(
      .impossibleDesign,
      "operator '\(one)' has partial sums of \(needed) B that leave the buffers, and the memory '\(memory)' of its output "
        + "has \(available) B left for them; use a mapping whose order has k innermost, or a larger 'capacity'"
    )
  }

  fileprivate static func noRoom(
    _ tensor: String, bytes: Int, memories: [AddressAssignment.Room]
  ) -> Self {
    let rooms = memories.map { room in
      let taken = [("caches", room.caches), ("parameters", room.parameters)].filter { $0.1 > 0 }
        .map { "\($0.1) B of \($0.0)" }.joined(separator: " and ")
      return "'\(room.name)' has \(max(0, room.available)) B free in one piece"
        + (taken.isEmpty ? "" : " beside \(taken)")
    }
    return Self(
      .impossibleDesign,
      "the tensor '\(tensor)' takes \(bytes) B, and no memory of its 'placement' has room for it: "
        + rooms.joined(separator: ", ") + "; name a memory without 'capacity' last, or use a larger one")
  }

  fileprivate static let addressesTooLarge = Self(
    .outOfRange, "the trace's tensors together take more than 2^56 bytes of a memory")
}

extension Findings {
  /// Says which tensor finds no place, at the first operator that uses it.
  func add(_ failure: AddressAssignment.Failure, _ trace: Trace, _ design: Design) {
    switch failure {
    case .tooLarge:
      if let first = trace.operators.first { add(.addressesTooLarge, at: first.position) }
    case .noRoom(let tensor, let bytes, let memories):
      let user = trace.operators.first {
        [$0.input, $0.weight, $0.parameters, $0.output].contains(tensor)
      }
      if let one = user ?? trace.operators.first {
        add(.noRoom(trace.tensors[tensor].name, bytes: bytes, memories: memories), at: one.position)
      }
    }
  }
}
