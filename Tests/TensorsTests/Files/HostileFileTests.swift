import Tensors
import Testing

@Suite("No file crashes a reader, or makes it take what the file does not justify")
struct HostileFileTests {
  private static let limits: TensorFileLimits = {
    var limits = TensorFileLimits()
    limits.elements = 1 << 16
    limits.maskWords = 1 << 14
    return limits
  }()

  /// Reads all that there is; says whether there was no error.
  private static func readsWhole(_ bytes: [UInt8], _ name: String) -> Bool {
    do {
      let file = try TensorFile(bytes: bytes, name: name, limits: limits)
      _ = try file.descriptions()
      for tensor in file.tensorNames {
        let contents = try file.tensor(tensor)
        _ = try? contents.integers()
        _ = try? contents.values(.integer(bits: 16))
        _ = try? contents.packedMask(length: 8)
        if contents.elementCount > 0 { _ = try contents.mask() }
      }
      return true
    } catch {
      return false
    }
  }

  @Test("a file that ends too soon is refused, wherever it ends", arguments: Fixtures.names)
  func truncated(name: String) {
    let bytes = Fixtures.bytes(name)
    #expect(!bytes.isEmpty)
    let isText = name.hasSuffix("tx")
    for count in 0..<bytes.count {
      let isRead = Self.readsWhole(Array(bytes[..<count]), name)
      // Digits and blanks at the end of a text may be missing without a trace.
      if !isText { #expect(!isRead, "\(name) is read with \(count) of \(bytes.count) bytes") }
    }
  }

  @Test("a file with any byte changed is read or refused", arguments: Fixtures.names)
  func changed(name: String) {
    let bytes = Fixtures.bytes(name)
    // Of long files, the headers and some of the rest.
    for place in bytes.indices where place < 1_500 || place % 37 == 0 {
      for change: UInt8 in [0x01, 0x80, 0xFF] {
        var changed = bytes
        changed[place] ^= change
        _ = Self.readsWhole(changed, name)
      }
    }
  }

  @Test("a changed byte of an archive's data never goes unseen")
  func checksums() {
    for (name, start, count) in [
      ("stored.npz", 61, 1_468), ("deflated.npz", 61, 247), ("one.npz", 58, 193), ("streamed.npz", 38, 193),
    ] {
      let bytes = Fixtures.bytes(name)
      // The last bits of the last byte of deflated data may mean nothing.
      for place in start..<(start + count - 1) {
        var changed = bytes
        changed[place] ^= 0x10
        #expect(!Self.readsWhole(changed, name), "\(name), byte \(place)")
      }
    }
  }

  @Test("archives of any ZIP64 garbage are read or refused")
  func zip64Garbage() {
    let plain = zip64File([ZipEntry("x.npy", WrongFile.good)])
    #expect(Self.readsWhole(plain, "a.npz"))
    let start = plain.count - 22 - 20 - 56
    for place in start..<plain.count {
      for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
        var changed = plain
        changed[place] = value
        _ = Self.readsWhole(changed, "a.npz")
      }
    }
    var entry = ZipEntry("x.npy", WrongFile.good)
    entry.isZIP64 = true
    #expect(Self.readsWhole(zipFile([entry]), "a.npz"))
    #expect(Self.readsWhole(zipFile([entry], comment: "a comment"), "a.npz"))
  }

  @Test("a bomb that keeps deflate's rate is refused by the limit of elements before it is inflated")
  func bomb() throws {
    let header = Array("{'descr': '|i1', 'fortran_order': False, 'shape': (16000000,), }\n".utf8)
    let zeros = [UInt8](repeating: 0, count: 16_000_000)
    let bomb = zipFile([
      ZipEntry("x.npy", npy(String(decoding: header, as: UTF8.self), data: zeros), isDeflated: true)
    ])
    #expect(bomb.count < 17_000)
    let file = try TensorFile(bytes: bomb, name: "a.npz", limits: Self.limits)
    let error = #expect(throws: TensorFileError.self) { try file.tensor() }
    #expect(error?.category == .tooLarge)
    // And within the limits it is what it says.
    #expect(try TensorFile(bytes: bomb, name: "a.npz").tensor().mask().count == 0)
  }

  @Test("huge sizes with nothing in them end at once")
  func hugeAndEmpty() {
    for text in [
      "%%MatrixMarket matrix array real general\n0 999999999999999999\n",
      "%%MatrixMarket matrix coordinate pattern general\n0 999999999999999999 0\n",
      "0, 999999999999999999, 0\n0\n\n", "999999999999999999, 0, 0\n0\n\n",
    ] {
      _ = Self.readsWhole(Array(text.utf8), "a.bin")
    }
    #expect(Self.readsWhole(npy("<f4", "(0, 9223372036854775807, 9223372036854775807)", data: []), "a.npy"))
  }

  @Test("numbers of a Matrix Market file are zero where fp64 has zero")
  func smallNumbers() throws {
    let words = [
      "0", "-0.0", "0e99", "1e-400", "+0.", ".0", "1e-320", "-1", "1E5", "nan", "inf", "-Infinity", "5e-1",
      "0.00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001e-3",
    ]
    let lines = words.enumerated().map { "1 \($0 + 1) \($1)\r\n" }.joined()
    let text =
      "%%MATRIXMARKET Matrix Coordinate Real General\r\n\n%c\n1 \(words.count) \(words.count)\r\n" + lines
    let file = try TensorFile(bytes: Array(text.utf8), name: "a.mtx")
    #expect(try file.tensor().mask().columns(ofRow: 0) == Array(6..<words.count))
  }
}
