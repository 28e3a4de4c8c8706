import Hardware
import Mapping
import Tensors
import Workloads

/// The digits of a product's recoded factors, as rows along the reduction of a pass.
struct DigitValues {
  let product: Product
  let digits: DigitArithmetic
  /// Of each element of the whole factor how many of its digits are not 0, and which; empty of one that is not recoded.
  private let inputCounts: [UInt8]
  private let inputPlaces: [UInt32]
  private let weightCounts: [UInt8]
  private let weightPlaces: [UInt32]
  /// Places of the recoding of the one factor that is recoded.
  let places: Int

  init(_ product: Product, _ work: Work, _ digits: DigitArithmetic) {
    self.product = product
    self.digits = digits
    func tensor(_ isRecoded: Bool, _ values: ValueTensor?) -> ValueTensor? {
      guard isRecoded else { return nil }
      guard let values else { preconditionFailure("an operator without values is refused before it runs") }
      return values
    }
    let input = tensor(digits.recodesInput, work.values.input)
    let weight = tensor(digits.recodesWeight, work.values.weight)
    let waitsForPlaces = digits.wait == .position
    inputCounts = input?.nonzeroDigits(digits.recoding) ?? []
    weightCounts = weight?.nonzeroDigits(digits.recoding) ?? []
    inputPlaces = waitsForPlaces ? input?.nonzeroPlaces(digits.recoding) ?? [] : []
    weightPlaces = waitsForPlaces ? weight?.nonzeroPlaces(digits.recoding) ?? [] : []
    let format = digits.operand == .input ? work.formats.input : work.formats.weight
    places = digits.recoding.places(of: format.multiplied) ?? 0
  }

  /// The digits of the inputs of a pass in a group of the product, in sets of pixels.
  func inputs(_ pass: BroadcastPass, _ content: PassContent, group: Int) -> DigitFactor {
    let (taps, channels) = (pass.pass.window, content.channels)
    let rows = InputRows(pass, content, product, group)
    return DigitFactor(
      units: (0..<pass.sets.count).map { pass.sets.size(of: $0) }, length: taps * channels.count,
      DigitFactor.Rule(digits: digits, places: places, chunks: pass.reductionChunks)
    ) { set, index, counts, places in
      let pixel = rows.pixels[rows.firsts[set] + index]
      for tap in 0..<taps {
        let source = rows.element(of: pixel, tap: tap)
        let place = tap * channels.count
        guard source >= 0 else {
          // Zeros of the padding.
          for k in place..<place + channels.count { counts[k] = 0 }
          if !places.isEmpty { for k in place..<place + channels.count { places[k] = 0 } }
          continue
        }
        copy(inputCounts, from: source, to: counts, at: place, count: channels.count)
        if !places.isEmpty {
          copy(inputPlaces, from: source, to: places, at: place, count: channels.count)
        }
      }
    }
  }

  /// The digits of the weights of a pass in a group of the product, in chunks of filters.
  func weights(_ pass: BroadcastPass, _ content: PassContent, group: Int) -> DigitFactor {
    let (taps, channels, all) = (pass.pass.window, content.channels, product.channels)
    let chunks = pass.filterChunks
    return DigitFactor(
      units: (0..<chunks.count).map { chunks[$0].count }, length: taps * channels.count,
      DigitFactor.Rule(digits: digits, places: places, chunks: pass.reductionChunks)
    ) { chunk, index, counts, places in
      let filter = content.filters.start + chunks[chunk].lowerBound + index
      let row = (group * product.filters + filter) * taps * all + channels.start
      for tap in 0..<taps {
        let (source, place) = (row + tap * all, tap * channels.count)
        copy(weightCounts, from: source, to: counts, at: place, count: channels.count)
        if !places.isEmpty {
          copy(weightPlaces, from: source, to: places, at: place, count: channels.count)
        }
      }
    }
  }

  @inline(__always)
  private func copy<Element>(
    _ elements: [Element], from source: Int, to row: UnsafeMutableBufferPointer<Element>, at place: Int,
    count: Int
  ) {
    elements.withUnsafeBufferPointer { elements in
      for index in 0..<count { row[place + index] = elements[source + index] }
    }
  }
}

/// Where the inputs of the pixels of a pass lie in the whole factor.
private struct InputRows {
  /// All pixels in the order of their sets, and of each set the first.
  private(set) var pixels: [(row: Int, column: Int)] = []
  private(set) var firsts: [Int] = []
  private let content: PassContent
  private let product: Product
  private let group: Int

  init(_ pass: BroadcastPass, _ content: PassContent, _ product: Product, _ group: Int) {
    self.content = content
    self.product = product
    self.group = group
    for set in 0..<pass.sets.count {
      firsts.append(pixels.count)
      pass.sets.forEachPixel(of: set) { pixels.append(($0, $1)) }
    }
  }

  /// The first channel of a tap's input; -1 of a tap in the padding.
  func element(of pixel: (row: Int, column: Int), tap: Int) -> Int {
    let (kernelRow, kernelColumn) = (tap / product.kernelWidth, tap % product.kernelWidth)
    let y =
      (content.rows.start + pixel.row) * product.strideHeight + kernelRow * product.dilationHeight
      - product.padTop
    let x =
      (content.columns.start + pixel.column) * product.strideWidth + kernelColumn * product.dilationWidth
      - product.padLeft
    guard y >= 0, y < product.inputHeight, x >= 0, x < product.inputWidth else { return -1 }
    let input =
      ((content.image * product.inputHeight + y) * product.inputWidth + x) * product.groups + group
    return input * product.channels + content.channels.start
  }
}
