import Documents

/// Where the central directory of a ZIP archive lies.
struct ZipDirectory {
  let offset: Int
  let size: Int
  let memberCount: Int

  private static let endBytes = 22
  private static let locatorBytes = 20
  private static let zip64EndBytes = 56

  static func find(_ source: ByteSource) throws(TensorFileError) -> ZipDirectory {
    // The end record, which a comment may follow.
    let tailCount = min(source.size, endBytes + 0xFFFF)
    let tailStart = source.size - tailCount
    let tail = ByteFields(try source.bytes(at: tailStart, count: tailCount))
    let place = stride(from: tailCount - endBytes, through: 0, by: -1).first { place in
      tail.uint32(place) == 0x0605_4B50 && place + endBytes + Int(tail.uint16(place + 20)) == tailCount
    }
    guard let place else {
      throw source.error(
        .truncated, "the archive has no directory at its end", .byte(source.size), "write the file again")
    }
    let endPlace = tailStart + place
    guard tail.uint16(place + 4) == 0 || tail.uint16(place + 4) == 0xFFFF else {
      throw source.error(
        .unsupported, "the archive is a part of several", .byte(endPlace), "join the parts to one archive")
    }
    var count = Int(tail.uint16(place + 10))
    var size = Int(tail.uint32(place + 12))
    var offset = Int(tail.uint32(place + 16))
    var end = endPlace
    if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
      (offset, size, count, end) = try findZIP64(source, before: endPlace)
    }
    guard count <= TensorFileLimits.members else {
      throw source.error(
        .tooLarge, "the archive has \(count) members", .byte(endPlace),
        "at most \(TensorFileLimits.members) are read")
    }
    guard offset <= end, size == end - offset, size / ZipArchive.recordBytes >= count else {
      throw source.error(
        .inconsistent,
        "the directory says that it has \(counted(count, "member")) in \(counted(size, "byte")) from byte \(offset)",
        .byte(endPlace), "it ends where its end record begins, at byte \(end)")
    }
    return ZipDirectory(offset: offset, size: size, memberCount: count)
  }

  private static func findZIP64(
    _ source: ByteSource, before endPlace: Int
  ) throws(TensorFileError) -> (offset: Int, size: Int, count: Int, end: Int) {
    func failure(_ place: Int) -> TensorFileError {
      source.error(.syntax, "the archive's ZIP64 end record is wrong", .byte(place), "write the file again")
    }
    let locatorPlace = endPlace - locatorBytes
    guard locatorPlace >= zip64EndBytes else { throw failure(endPlace) }
    let locator = ByteFields(try source.bytes(at: locatorPlace, count: locatorBytes))
    guard locator.uint32(0) == 0x0706_4B50, let place = Int(exactly: locator.uint64(8)),
      place <= locatorPlace - zip64EndBytes
    else { throw failure(locatorPlace) }
    let record = ByteFields(try source.bytes(at: place, count: zip64EndBytes))
    guard record.uint32(0) == 0x0606_4B50, let count = Int(exactly: record.uint64(32)),
      let size = Int(exactly: record.uint64(40)), let offset = Int(exactly: record.uint64(48))
    else { throw failure(place) }
    return (offset, size, count, place)
  }

  func members(_ source: ByteSource) throws(TensorFileError) -> [ZipArchive.Member] {
    let directory = ByteFields(try source.bytes(at: offset, count: size))
    var members: [ZipArchive.Member] = []
    var place = 0
    for _ in 0..<memberCount {
      members.append(try member(directory, &place, source))
    }
    guard place == size else {
      throw source.error(
        .inconsistent, "the directory has more than \(counted(memberCount, "member"))", .byte(offset + place),
        "write the file again")
    }
    return members
  }

  private func member(
    _ directory: ByteFields, _ place: inout Int, _ source: ByteSource
  ) throws(TensorFileError) -> ZipArchive.Member {
    let bytePlace = TensorFileError.Place.byte(offset + place)
    func failure(_ problem: String, _ remedy: String = "write the file again") -> TensorFileError {
      source.error(.syntax, problem, bytePlace, remedy)
    }
    let start = place
    guard size - start >= ZipArchive.recordBytes, directory.uint32(start) == 0x0201_4B50 else {
      throw failure("an entry of the archive's directory is wrong")
    }
    let nameStart = start + ZipArchive.recordBytes
    let extraStart = nameStart + Int(directory.uint16(start + 28))
    let commentStart = extraStart + Int(directory.uint16(start + 30))
    place = commentStart + Int(directory.uint16(start + 32))
    guard place <= size else { throw failure("an entry of the archive's directory is cut") }
    guard let name = String(validating: directory.bytes[nameStart..<extraStart], as: UTF8.self) else {
      throw failure("a member's name is not UTF-8", "give arrays names in UTF-8")
    }
    var sizes = ZipSizes(
      storedSize: directory.uint32(start + 20), size: directory.uint32(start + 24),
      offset: directory.uint32(start + 42))
    sizes.takeZIP64(ByteFields(Array(directory.bytes[extraStart..<commentStart])))
    guard let storedSize = sizes.storedSize, let size = sizes.size, let memberOffset = sizes.offset,
      memberOffset <= offset
    else { throw failure("the sizes of the member \(quoted(name)) are wrong") }
    return ZipArchive.Member(
      name: name, flags: directory.uint16(start + 8), method: directory.uint16(start + 10),
      checksum: directory.uint32(start + 16), storedSize: storedSize, size: size, offset: memberOffset,
      limit: 0)
  }
}

/// The sizes and the offset of a member; those that do not fit into 32 bits stand in a field of their own.
struct ZipSizes {
  private(set) var storedSize: Int?
  private(set) var size: Int?
  private(set) var offset: Int?

  init(storedSize: UInt32, size: UInt32, offset: UInt32) {
    self.storedSize = storedSize == .max ? nil : Int(storedSize)
    self.size = size == .max ? nil : Int(size)
    self.offset = offset == .max ? nil : Int(offset)
  }

  /// Takes what is missing from the extra field with the number 1; what it has not stays nil.
  mutating func takeZIP64(_ extra: ByteFields) {
    var place = 0
    while extra.bytes.count - place >= 4 {
      let end = place + 4 + Int(extra.uint16(place + 2))
      guard end <= extra.bytes.count else { return }
      if extra.uint16(place) == 1 {
        place += 4
        // In this order, and only those that are missing.
        if size == nil { size = Self.take(extra, &place, end) }
        if storedSize == nil { storedSize = Self.take(extra, &place, end) }
        if offset == nil { offset = Self.take(extra, &place, end) }
        return
      }
      place = end
    }
  }

  private static func take(_ extra: ByteFields, _ place: inout Int, _ end: Int) -> Int? {
    guard end - place >= 8 else { return nil }
    defer { place += 8 }
    return Int(exactly: extra.uint64(place))
  }
}

/// Bytes with little-endian numbers in them.
struct ByteFields {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func uint16(_ place: Int) -> UInt16 { UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8 }

  func uint32(_ place: Int) -> UInt32 { UInt32(uint16(place)) | UInt32(uint16(place + 2)) << 16 }

  func uint64(_ place: Int) -> UInt64 { UInt64(uint32(place)) | UInt64(uint32(place + 4)) << 32 }
}
