import Workloads

/// What came with a tile of an encoded format beside its elements (docs/model.md, 12): scales, a table, bits on demand.
struct TileCodes {
  /// By place in the slot, the number of the field that has the element's scale.
  private var fields: [Int: Int] = [:]
  /// By field, its scale, that of the whole tensor included.
  private var scales: [Int: Int] = [:]
  private var table: [Int] = []
  /// The places whose other bits did not come.
  private var partial: Set<Int> = []
  private let lowBits: Int

  /// Takes from a memory what a transfer has moved; a field that is needed and was not moved is a failure.
  ///
  /// - Parameter hasOwnValues: Whether the operator says what a multiplier takes, so that nothing is to be made of it.
  init(_ transfer: Transfer, _ layout: EncodedLayout, hasOwnValues: Bool, _ image: MemoryImage) throws {
    let moved = transfer.contents.movedFields
    func read(_ bit: Int, of field: EncodedLayout.Field) throws -> Int {
      let key = MemoryImage.Key(memory: transfer.memory, bit: bit)
      guard moved.contains(field.bits.lowerBound), let value = image[key] else {
        throw ReferenceFailure(description: "a scale or table that a tile needs has not come with it")
      }
      return value
    }
    lowBits = layout.lowBits
    let second = try layout.part(.secondScale).map {
      try read($0.fields[0].bits.lowerBound, of: $0.fields[0])
    }
    for element in transfer.contents.elements where element.tensor != .parameters {
      if let scale = layout.scaleField(of: element.index), let part = layout.part(.scales) {
        let field = part.fields[scale]
        fields[element.place] = scale
        scales[scale] =
          scaleNumber(try read(field.bits.lowerBound, of: field)) * (second.map(scaleNumber) ?? 1)
      }
      if !hasOwnValues, let low = layout.lowField(of: element.index), let part = layout.part(.otherBits),
        !moved.contains(part.fields[low].bits.lowerBound)
      {
        partial.insert(element.place)
      }
    }
    if !hasOwnValues, let part = layout.part(.table), !transfer.contents.elements.isEmpty {
      let field = part.fields[0]
      table = try stride(from: field.bits.lowerBound, to: field.bits.upperBound, by: layout.entryBits).map {
        try read($0, of: field)
      }
    }
  }

  var hasTable: Bool { !table.isEmpty }
  var hasScales: Bool { !scales.isEmpty }
  var isPartial: Bool { !partial.isEmpty }

  /// What a multiplier takes for the value that lies at a place: what is left of it without its last bits, or the entry
  /// that it is the number of.
  func number(_ value: Int, at place: Int) -> Int {
    let known = partial.contains(place) ? withoutLowBits(value, lowBits) : value
    return table.isEmpty ? known : tableEntry(known, of: table)
  }

  /// The field that has the scale of what lies at a place, and the scale; nil where there is none.
  func scale(at place: Int) -> (field: Int, number: Int)? {
    fields[place].flatMap { field in scales[field].map { (field, $0) } }
  }

  /// The scale of a tensor that has one.
  var onlyScale: Int { scales.first?.value ?? 1 }
}

/// A memory's number as a scale: small, so that sums stay small, and never 0.
func scaleNumber(_ value: Int) -> Int { (value < 0 ? -1 : 1) * (1 + value.magnitudeAsInt % 7) }

/// A value whose last bits are not known, taken for the middle of what it may be: never 0.
func withoutLowBits(_ value: Int, _ bits: Int) -> Int { ((value >> bits) << bits) + (1 << (bits - 1)) }

/// The entry of a table that a value is the number of.
func tableEntry(_ value: Int, of table: [Int]) -> Int {
  table[(value % table.count + table.count) % table.count]
}

extension Int {
  fileprivate var magnitudeAsInt: Int { Int(magnitude) }
}

/// What encoded tiles and decoders did, so that a test can say which rules it has exercised.
public struct CodeEvents: Equatable, Sendable {
  /// Elements that came out of a decoder, and those that did before their load was complete.
  public var decoded = 0
  public var decodedEarly = 0
  /// Tiles of products whose elements are numbers of a table's entries, and those of which some bits did not come.
  public var tables = 0
  public var partialTiles = 0
  /// Tiles of products whose elements were multiplied by their scales on the way to the array.
  public var scaledTiles = 0
  /// Passes whose sums were multiplied by scales as they came: at every change, or once.
  public var scaledPasses = 0
  public var oncePasses = 0
  /// Of these the ones in which the scales of the input changed, and of the weight.
  public var inputScales = 0
  public var weightScales = 0

  public init() {}

  mutating func add(_ other: CodeEvents) {
    decoded += other.decoded
    decodedEarly += other.decodedEarly
    tables += other.tables
    partialTiles += other.partialTiles
    scaledTiles += other.scaledTiles
    scaledPasses += other.scaledPasses
    oncePasses += other.oncePasses
    inputScales += other.inputScales
    weightScales += other.weightScales
  }
}
