import Hardware
import Tensors
import TestFiles
import Workloads

extension StreamCase {
  /// Lets multipliers make several products at once, take several steps for one, or add digits, in many streams; in all others
  /// every pair of formats is as fast as the first.
  mutating func drawArithmetic(_ sources: [StreamSources], seed: UInt64) {
    var random = RandomNumbers(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x9_4321)
    if design.array.hasModes, random.chance(70) {
      let makesRoom = random.chance(70)
      for _ in 0..<6 {
        var one = self
        one.giveArithmetic(sources, makesRoom: makesRoom, &random)
        if one.stream.allSatisfy({ $0.work.admitsMode($0.mapping, on: one.design) }) {
          self = one
          return
        }
      }
    }
    design.array.precision.input = stream[0].work.formats.input.multiplied
    design.array.precision.weight = stream[0].work.formats.weight.multiplied
    runOthersPlainly()
  }

  private mutating func giveArithmetic(
    _ sources: [StreamSources], makesRoom: Bool, _ random: inout RandomNumbers
  ) {
    let names = tensorNames(sources)
    for name in names.order {
      guard let uses = names.uses[name],
        random.takesFormats(of: stream[uses[0].number].work.encoded[uses[0].operand])
      else { continue }
      let format = random.arithmeticFormat()
      for use in uses {
        stream[use.number].work.encode(nil, as: use.operand)
        stream[use.number].work.give(format, to: use.operand)
      }
    }
    if makesRoom { makeRoomForDigits(&random) }
    repeatCopied(sources)
    let products = stream.filter(\.mapping.isOfProduct)
    guard !products.isEmpty else { return }
    design.array.precision = random.precision(
      for: products.map(\.work.multipliedFormats), on: design.array, addsDigits: makesRoom)
    if case .digits(var digits) = design.array.precision.arithmetic, random.chance(80),
      stream.contains(where: { $0.inputFollows && $0.mapping.isOfProduct })
    {
      // What an operator made is recoded.
      digits.operand = .input
      design.array.precision.arithmetic = .digits(digits)
    }
    runOthersPlainly()
    drawValues(names.uses, random.pick([1, 3, 20, 1 << 16]))
    repeatCopied(sources)
  }

  private mutating func makeRoomForDigits(_ random: inout RandomNumbers) {
    guard let roomy = design.array.withRoomForDigits else { return }
    design.array = roomy
    for number in stream.indices {
      guard case .product(var tiles) = stream[number].mapping, tiles.spatial == .channelWise else { continue }
      tiles.spatial = random.pick([.im2col, .direct, .partKernel])
      stream[number].mapping = .product(tiles)
    }
  }

  mutating func repeatCopied(_ sources: [StreamSources]) {
    for (number, source) in sources.enumerated() {
      guard let copied = source.copied else { continue }
      stream[number].work = stream[copied].work
      stream[number].mapping = stream[copied].mapping
    }
  }

  /// Pairs of formats that no mode takes get one, of a product a step; what digits do not take is left to be refused.
  private mutating func runOthersPlainly() {
    if case .digits = design.array.precision.arithmetic { return }
    for item in stream {
      guard case .product = item.work.body else { continue }
      let formats = item.work.multipliedFormats
      guard design.array.mode(input: formats[0], weight: formats[1]) == nil else { continue }
      design.array.precision.pairs.append(FormatPair(input: formats[0], weight: formats[1]))
    }
  }

  /// Values of what an operator recodes: of an element the same for all its readers, but 0 where one of them has a zero.
  private mutating func drawValues(
    _ uses: [StreamOperand: [StreamOperand]], _ most: Int
  ) {
    for (name, uses) in uses {
      for use in uses {
        let work = stream[use.number].work
        let formats = work.multipliedFormats
        guard case .product(let product, _) = work.body, use.operand != .output,
          let digits = design.array.mode(input: formats[0], weight: formats[1])?.digits,
          use.operand == .input ? digits.recodesInput : digits.recodesWeight
        else { continue }
        let (format, mask) =
          use.operand == .input ? (formats[0], work.zeros.input) : (formats[1], work.zeros.weight)
        let places = product.maskPlaces(use.operand)
        let columns = use.operand == .input ? product.channels : product.k
        var values = [Int](repeating: 0, count: places.count)
        for (element, at) in places.enumerated() where mask?[at.row, at.column] != false {
          var numbers = RandomNumbers(
            seed: UInt64(name.number * 3 + name.operand.index) << 32 | UInt64(element))
          values[at.row * columns + at.column] = nonzeroValue(of: format, numbers.next() >> 1, most: most)
        }
        let tensor = ValueTensor(
          rows: places.count / columns, columns: columns, format: format, values: values)
        if use.operand == .input {
          stream[use.number].work.values.input = tensor
        } else {
          stream[use.number].work.values.weight = tensor
        }
      }
    }
  }

  /// Whether no element has two values.
  var valuesAgree: Bool {
    var known: [OperandAddresses.Place: [Int: Int]] = [:]
    for work in stream.map(\.work) {
      guard case .product(let product, _) = work.body else { continue }
      for operand in [Operand.input, .weight] {
        guard let values = work.values[operand] else { continue }
        for (element, at) in product.maskPlaces(operand).enumerated() where values[at.row, at.column] != 0 {
          let value = values[at.row, at.column]
          if known[work.addresses[operand], default: [:]].updateValue(value, forKey: element) ?? value
            != value
          {
            return false
          }
        }
      }
    }
    return true
  }
}
