import Quantities
import Tensors
import TestFiles
import Workloads

extension RandomCase {
  /// Gives operands that lie dense formats with scales, tables or packed elements, sometimes; all of them get other places
  /// then. Other cases stay as they were.
  mutating func drawFormats() {
    var random = RandomNumbers(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x6_1234)
    guard random.chance(35) else { return }
    for operand in Operand.allCases {
      guard work.stored[operand] == nil, let elements = work.encodableElements(operand), random.chance(65)
      else {
        continue
      }
      work.encode(random.encoded(work, operand, elements: elements), as: operand)
    }
    if !work.encoded.isEmpty { random.place(&work, on: design) }
  }
}

extension RandomNumbers {
  mutating func encoded(_ work: Work, _ operand: Operand, elements: Int) -> EncodedTensor {
    // An output may begin within its tensor, as one that is appended to a cache does.
    let first = operand == .output && chance(40) ? integer(1...9) : 0
    var shape = EncodedShape(
      elements: elements + first, columns: chance(30) ? elements : integer(1...min(elements, 24)))
    if operand == .weight, case .product(let product, _) = work.body, chance(85) {
      shape = EncodedShape(WeightShape(product))
    }
    if operand == .input, case .product(let product, _) = work.body, chance(70) {
      // Rows that are pixels.
      shape = EncodedShape(
        elements: elements,
        columns: product.channels * (product.layout.input == .groupsInside ? product.groups : 1))
    }
    var tensor = EncodedTensor(
      format: format(like: work.formats[operand]), shape: shape, firstElement: first)
    if let progressive = tensor.format.encoding?.progressive, progressive.refetched == nil {
      let marked = shuffled(Array(0..<shape.elements)).prefix(integer(0...max(1, shape.elements / 6)))
      let chosen = Set(marked)
      tensor.record = OccupancyMask(rows: 1, columns: shape.elements) { chosen.contains($1) }
    }
    return tensor
  }

  private mutating func format(like simple: NumberFormat) -> NumberFormat {
    if chance(12) { return NumberFormat(name: pick(["mxfp8_e4m3", "mxfp4", "nvfp4", "mxint8"]))! }
    var element = simple
    var encoding = FormatEncoding()
    if element.bits > 1, chance(25) {
      encoding.progressive = FormatEncoding.Progressive(
        firstBits: integer(1...element.bits - 1), refetched: chance(30) ? nil : Ratio(integer(0...7), 7),
        block: integer(1...9))
    } else {
      if chance(35) {
        let count = integer(2...6)
        // Fewer bits than the elements have are those that a decoder reads.
        encoding.pack = FormatEncoding.Pack(
          elements: count, bits: chance(50) ? integer(1...9) : count * element.bits + integer(0...5))
      }
      if chance(35) { encoding.rowMultiple = pick([1, 3, 8, 32]) }
      if chance(20) {
        element = NumberFormat(name: "uint\(integer(1...5))")!
        encoding.codebook = .format(NumberFormat(name: pick(["fp16", "int8", "fp6_e2m3"]))!)
      }
    }
    if encoding == FormatEncoding() || chance(55) {
      let side = pick(FormatEncoding.Side.allCases)
      encoding.scale = FormatEncoding.Scale(
        format: NumberFormat(name: pick(["ue8m0", "fp16", "ue5m3", "fp4_e2m1", "uint3"]))!,
        zeroPoint: chance(40) ? .integer(bits: integer(2...9)) : nil,
        second: chance(20) ? NumberFormat(name: pick(["fp32", "fp16"])) : nil,
        group: pick([
          .elements(integer(1...16), side), .elements(integer(1...16), side), .line(side), .tensor,
        ]))
    }
    return NumberFormat(element, encoding)
  }
}

extension Work {
  /// Elements of an operand, those included that a gather leaves out; nil where there is none.
  func encodableElements(_ operand: Operand) -> Int? {
    if operand == .input, case .vector(let vector) = body { return vector.input.extent(units: vector.units) }
    return storableElements(operand)
  }

  /// Gives an operand an encoded format, or its element's.
  mutating func encode(_ tensor: EncodedTensor?, as operand: Operand) {
    let format = tensor?.format ?? formats[operand].element
    switch operand {
    case .input: (encoded.input, formats.input) = (tensor, format)
    case .weight: (encoded.weight, formats.weight) = (tensor, format)
    case .output: (encoded.output, formats.output) = (tensor, format)
    }
  }

  /// Bytes that an operand of an encoded format takes at most, with what is between its parts; 0 of any other.
  func encodedBytes(_ operand: Operand) -> Int {
    guard let tensor = encoded[operand],
      let regions = EncodedRegions(tensor.format, tensor.shape, base: 0, request: 1)
    else { return 0 }
    // Four parts begin behind gaps of less than a request.
    return regions.end + 4 * 64
  }
}
