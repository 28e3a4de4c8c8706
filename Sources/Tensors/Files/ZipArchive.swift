import Documents

/// The members of a `.npz`, which is a ZIP archive: stored or deflated, with or without ZIP64.
///
/// What the central directory says counts; what stands before each member must agree with it.
struct ZipArchive: Sendable {
  struct Member: Sendable {
    let name: String
    let flags: UInt16
    let method: UInt16
    let checksum: UInt32
    let storedSize: Int
    let size: Int
    /// Where what stands before the member begins, and where the next member or the directory begins.
    let offset: Int
    var limit: Int
  }

  static let recordBytes = 46
  static let localBytes = 30

  let source: ByteSource
  /// The members that are arrays, by what stands before `.npy` in their names, in the directory's order.
  let arrays: [(name: String, member: Member)]

  init(_ source: ByteSource) throws(TensorFileError) {
    self.source = source
    let directory = try ZipDirectory.find(source)
    let members = try Self.withLimits(try directory.members(source), source: source, end: directory.offset)
    var names: Set<String> = []
    var arrays: [(name: String, member: Member)] = []
    for member in members where member.name.hasSuffix(".npy") {
      let name = String(member.name.dropLast(4))
      guard names.insert(name).inserted else {
        throw source.error(
          .duplicate, "two members have the name \(quoted(member.name))", .byte(member.offset),
          "an array has a name of its own")
      }
      arrays.append((name: name, member: member))
    }
    self.arrays = arrays
  }

  /// Members must not overlap: else a small file could hold any number of large ones.
  private static func withLimits(
    _ members: [Member], source: ByteSource, end: Int
  ) throws(TensorFileError) -> [Member] {
    var members = members
    var limit = end
    for index in members.indices.sorted(by: { members[$0].offset > members[$1].offset }) {
      let member = members[index]
      let (last, overflows) = (member.offset + localBytes).addingReportingOverflow(member.storedSize)
      guard !overflows, last <= limit else {
        throw source.error(
          .inconsistent, "the member \(quoted(member.name)) overlaps what follows it", .byte(member.offset),
          "members lie one after another, before the directory")
      }
      members[index].limit = limit
      limit = member.offset
    }
    return members
  }

  /// The bytes of a member, from the first.
  func stream(_ member: Member) throws(TensorFileError) -> any ByteStream {
    let range = try dataRange(member)
    let error = ErrorMaker(file: source.name, member: member.name)
    if member.method == 0 {
      return RangeStream(source, range: range, checksum: member.checksum, error: error)
    }
    return try InflatingStream(
      source, range: range, size: member.size, checksum: member.checksum, error: error)
  }

  /// Where the bytes of a member lie, after a look at what stands before them.
  private func dataRange(_ member: Member) throws(TensorFileError) -> Range<Int> {
    let place = TensorFileError.Place.byte(member.offset)
    let name = quoted(member.name)
    guard member.flags & 0x2041 == 0 else {
      throw source.error(.unsupported, "the member \(name) is encrypted", place, "save it without a password")
    }
    guard member.method == 0 || member.method == 8 else {
      throw source.error(
        .unsupported, "the member \(name) is compressed by method \(member.method)", place,
        "stored and deflated members are read; write it with numpy.savez or numpy.savez_compressed")
    }
    guard member.method == 8 || member.storedSize == member.size else {
      throw source.error(
        .inconsistent,
        "the member \(name) is stored, of \(counted(member.size, "byte")) in \(member.storedSize)", place,
        "the two sizes of a stored member are equal")
    }
    guard member.size / TensorFileLimits.deflateRatio <= member.storedSize else {
      throw source.error(
        .inconsistent,
        "the member \(name) says that \(counted(member.storedSize, "byte")) inflate to \(member.size)", place,
        "deflate makes at most \(TensorFileLimits.deflateRatio) bytes of one")
    }
    let local = ByteFields(try source.bytes(at: member.offset, count: Self.localBytes))
    let start = member.offset + Self.localBytes + Int(local.uint16(26)) + Int(local.uint16(28))
    guard local.uint32(0) == 0x0403_4B50, start + member.storedSize <= member.limit else {
      throw source.error(
        .syntax, "there is no member \(name) where the directory says", place, "write the file again")
    }
    let texts = try source.bytes(
      at: member.offset + Self.localBytes, count: start - member.offset - Self.localBytes)
    let nameBytes = texts.prefix(Int(local.uint16(26)))
    var sizes = ZipSizes(storedSize: local.uint32(18), size: local.uint32(22), offset: 0)
    sizes.takeZIP64(ByteFields(Array(texts.dropFirst(nameBytes.count))))
    // With this flag the sizes follow the data, and stand only in the directory before.
    let sizesFollow = local.uint16(6) & 8 != 0
    let agree =
      sizesFollow
      || sizes.storedSize == member.storedSize && sizes.size == member.size
        && local.uint32(14) == member.checksum
    guard agree, local.uint16(8) == member.method, nameBytes.elementsEqual(member.name.utf8) else {
      throw source.error(
        .inconsistent, "what stands before the member \(name) is not what the directory says", place,
        "name, method, sizes and CRC-32 are the same in both")
    }
    return start..<(start + member.storedSize)
  }
}
