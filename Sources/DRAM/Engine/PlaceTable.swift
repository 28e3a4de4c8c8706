/// The places of all lines: of every eight bits of a line's number those of their 256 values, packed into one number each.
///
/// Each bit of a place is an XOR of bits of the line's number, so a line's place is the XOR of its parts'.
struct PlaceTable {
  private let places: UnsafeMutablePointer<UInt64>
  private let count: Int
  private let bankFrom: UInt64
  private let channelFrom: UInt64
  private let rowFrom: UInt64

  init(_ decoder: AddressDecoder) {
    bankFrom = UInt64(decoder.columnBits)
    channelFrom = bankFrom + UInt64(decoder.bankBits)
    rowFrom = channelFrom + UInt64(decoder.channelBits)
    count = (decoder.lineBits + 7) / 8 * 256
    places = .allocate(capacity: count)
    places.initialize(repeating: 0, count: count)
    for bit in 0..<decoder.lineBits {
      let place = decoder.place(ofLine: 1 << UInt64(bit))
      let packed =
        UInt64(place.column) | UInt64(place.bank) << bankFrom | UInt64(place.channel) << channelFrom
        | UInt64(place.row) << rowFrom
      // Those of the values with this bit as their highest are those of the values below it, and this one.
      let (first, value) = (bit / 8 * 256, 1 << (bit % 8))
      for below in 0..<value { places[first + value + below] = places[first + below] ^ packed }
    }
  }

  /// The same, in memory of its own.
  init(copyOf other: PlaceTable) {
    count = other.count
    places = .allocate(capacity: count)
    places.initialize(from: other.places, count: count)
    bankFrom = other.bankFrom
    channelFrom = other.channelFrom
    rowFrom = other.rowFrom
  }

  func deallocate() { places.deallocate() }

  /// The place of a line below the capacity.
  @inline(__always)
  func place(ofLine line: UInt64) -> AddressDecoder.Place {
    var (packed, rest, part) = (UInt64(0), line, places)
    while rest != 0 {
      packed ^= part[Int(truncatingIfNeeded: rest & 255)]
      rest &>>= 8
      part += 256
    }
    return AddressDecoder.Place(
      channel: Self.field(packed, channelFrom, rowFrom), bank: Self.field(packed, bankFrom, channelFrom),
      row: Int(truncatingIfNeeded: packed &>> rowFrom), column: Self.field(packed, 0, bankFrom))
  }

  /// The bits of a number from one on to another.
  @inline(__always)
  private static func field(_ packed: UInt64, _ from: UInt64, _ to: UInt64) -> Int {
    Int(truncatingIfNeeded: packed &>> from & (1 &<< (to &- from) &- 1))
  }
}
