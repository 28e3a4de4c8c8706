import Tensors
import Testing

@Suite("Files that NumPy, SciPy and safetensors wrote are read")
struct TensorFileTests {
  static let typesOfNumpy: [(String, ElementType)] = [
    ("type_b1", .bool), ("type_i1", .int8), ("type_i2", .int16), ("type_i4", .int32), ("type_i8", .int64),
    ("type_u1", .uint8), ("type_u2", .uint16), ("type_u4", .uint32), ("type_u8", .uint64), ("type_f2", .fp16),
    ("type_f4", .fp32), ("type_f8", .fp64), ("big_endian_i2", .int16), ("big_endian_f2", .fp16),
    ("big_endian_f4", .fp32), ("big_endian_f8", .fp64), ("fortran", .int16), ("version2", .fp32),
    ("version3", .fp32),
  ]

  @Test(
    "every type of a .npy, in both byte orders, both orders of axes and all versions", arguments: typesOfNumpy
  )
  func numpyTypes(name: String, type: ElementType) throws {
    let file = try Fixtures.open(name + ".npy")
    #expect(file.format == .npy)
    #expect(file.tensorNames == [name])
    let tensor = try file.tensor()
    #expect(tensor.shape == [5, 67])
    #expect(tensor.elementType == type)
    #expect(try tensor.mask().isFixture(5, 67))
  }

  @Test(
    "every type of a .safetensors",
    arguments: [
      ("bool", .bool), ("int8", .int8), ("int16", .int16), ("int32", .int32), ("int64", .int64),
      ("uint8", .uint8), ("uint16", .uint16), ("uint32", .uint32), ("uint64", .uint64), ("float16", .fp16),
      ("float32", .fp32), ("float64", .fp64), ("bfloat16", .bf16), ("float8_e4m3fn", .fp8E4M3),
      ("float8_e5m2", .fp8E5M2),
    ] as [(String, ElementType)])
  func safetensorsTypes(name: String, type: ElementType) throws {
    let file = try Fixtures.open("types.safetensors")
    #expect(file.format == .safetensors)
    let tensor = try file.tensor(name)
    #expect(tensor.shape == [5, 67])
    #expect(tensor.elementType == type)
    #expect(try tensor.mask().isFixture(5, 67))
  }

  @Test("a .safetensors lists its tensors, the empty and the scalar ones too")
  func safetensorsList() throws {
    let file = try Fixtures.open("types.safetensors")
    let descriptions = try file.descriptions()
    #expect(descriptions.count == 17)
    #expect(descriptions.allSatisfy { $0.problem == nil })
    #expect(descriptions.first { $0.name == "empty" }?.shape == [0, 7])
    #expect(descriptions.first { $0.name == "scalar" }?.shape == [])
    #expect(try file.tensor("scalar").mask().isMask(1, 1) { _, _ in true })
    #expect(try Fixtures.open("one.safetensors").tensor().shape == [3, 4, 5, 6])
  }

  @Test(
    "archives stored and deflated, with ZIP64 as NumPy writes it", arguments: ["stored.npz", "deflated.npz"])
  func npz(name: String) throws {
    let file = try Fixtures.open(name)
    #expect(file.format == .npz)
    #expect(file.tensorNames == ["weights", "bias", "block/0/kernel"])
    let descriptions = try file.descriptions()
    #expect(descriptions.map(\.shape) == [[5, 67], [130], [3, 4, 5, 6]])
    #expect(descriptions.map(\.elementType) == [.fp32, .int8, .fp16])
    #expect(try file.tensor("weights").mask().isFixture(5, 67))
    #expect(try file.tensor("bias").mask().isFixture(1, 130))
    #expect(try file.tensor("block/0/kernel").mask(rowAxes: 1).isFixture(3, 120))
  }

  @Test("an archive whose sizes follow the data, and one with what is not read beside what is")
  func otherArchives() throws {
    #expect(try Fixtures.open("streamed.npz").tensor().mask().isFixture(5, 67))
    #expect(try Fixtures.open("one.npz").tensor().integers()[2] == Int32(Fixtures.value(2)))
    let scipy = try Fixtures.open("scipy_csr.npz")
    let descriptions = try scipy.descriptions()
    #expect(descriptions.first { $0.name == "format" }?.problem?.category == .unsupported)
    #expect(descriptions.first { $0.name == "data" }?.elementType == .int64)
  }

  @Test(
    "leading axes number the rows, in either order of axes", arguments: ["four_axes.npy", "fortran_4d.npy"])
  func folding(name: String) throws {
    let tensor = try Fixtures.open(name).tensor()
    #expect(tensor.shape == [3, 4, 5, 6])
    #expect(try tensor.mask().isFixture(60, 6))
    for (axes, rows, columns) in [(0, 1, 360), (1, 3, 120), (2, 12, 30), (3, 60, 6), (4, 360, 1)] {
      #expect(try tensor.mask(rowAxes: axes).isFixture(rows, columns))
    }
  }

  @Test("a vector is one row, and a number one element")
  func fewAxes() throws {
    #expect(try Fixtures.open("vector.npy").tensor().mask().isFixture(1, 130))
    #expect(try Fixtures.open("vector.npy").tensor().mask(rowAxes: 1).isFixture(130, 1))
    #expect(try Fixtures.open("scalar.npy").tensor().mask().isMask(1, 1) { _, _ in true })
  }

  @Test("-0.0 is zero; NaN, infinity and the smallest number are not")
  func specialValues() throws {
    #expect(try Fixtures.open("special.npy").tensor().mask().columns(ofRow: 0) == [2, 3, 4, 5])
  }

  @Test(
    "values of integers of at most 16 bits",
    arguments: ["type_i1", "type_u1", "type_i2", "type_u2", "big_endian_i2", "fortran"])
  func integers(name: String) throws {
    let values = try Fixtures.open(name + ".npy").tensor().integers()
    #expect(values.count == 5 * 67)
    let isUnsigned = name.contains("_u")
    for index in 0..<values.count {
      let value = Fixtures.value(index)
      #expect(values[index] == Int32(isUnsigned ? abs(value) : value))
    }
  }

  @Test(
    "the same values, in rows and columns, as a format holds them",
    arguments: [
      "type_i1", "type_u1", "type_i2", "type_u2", "type_i4", "type_u4", "type_i8", "big_endian_i2", "fortran",
    ])
  func values(name: String) throws {
    let contents = try Fixtures.open(name + ".npy").tensor()
    let isUnsigned = name.contains("_u")
    let values = try contents.values(try #require(NumberFormat(name: isUnsigned ? "uint16" : "int16")))
    #expect((values.rows, values.columns) == (5, 67))
    for index in 0..<5 * 67 {
      let value = Fixtures.value(index)
      #expect(values[index / 67, index % 67] == (isUnsigned ? abs(value) : value))
    }
    #expect(try contents.values(.integer(bits: 16), rowAxes: 1) == values || isUnsigned)
    #expect(values.mask() == (try contents.mask()))
  }

  @Test("the values of Matrix Market, whatever its layout and symmetry")
  func matrixMarketValues() throws {
    func values(_ kind: String, _ rest: String) throws -> ValueTensor {
      let text = "%%MatrixMarket matrix \(kind)\n\(rest)"
      return try TensorFile(bytes: Array(text.utf8), name: "a.mtx").tensor().values(.integer(bits: 8))
    }
    func tensor(_ values: [Int]) -> ValueTensor? {
      ValueTensor(rows: 2, columns: 2, format: .integer(bits: 8), values: values)
    }
    #expect(try values("coordinate integer general", "2 2 2\n2 1 -7\n1 2 +5\n") == tensor([0, 5, -7, 0]))
    #expect(try values("coordinate integer symmetric", "2 2 2\n2 1 -7\n2 2 3\n") == tensor([0, -7, -7, 3]))
    #expect(try values("coordinate integer skew-symmetric", "2 2 1\n2 1 -7\n") == tensor([0, 7, -7, 0]))
    #expect(try values("array integer general", "2 2\n1 2\n3\n4\n") == tensor([1, 3, 2, 4]))
  }

  @Test("masks that numpy.packbits packed, in both bit orders")
  func packed() throws {
    for (name, order) in [
      ("packed_big", PackedBitOrder.big), ("packed_little", .little), ("packed_fortran", .big),
    ] {
      let tensor = try Fixtures.open(name + ".npy").tensor()
      #expect(tensor.shape == [4, 3, 3])
      #expect(try tensor.packedMask(length: 21, order: order).isFixture(12, 21))
      #expect(try tensor.packedMask(length: 21, order: order, rowAxes: 1).isFixture(4, 63))
      #expect(try tensor.packedMask(length: 21, order: order, rowAxes: 0).isFixture(1, 252))
    }
  }

  @Test("the patterns of DLMC")
  func smtx() throws {
    let tensor = try Fixtures.open("pattern.smtx").tensor()
    #expect(tensor.shape == [5, 67])
    #expect(tensor.elementType == .bool)
    #expect(try tensor.mask().isFixture(5, 67))
    #expect(try tensor.mask(rowAxes: 0).isFixture(1, 335))
    #expect(try Fixtures.open("empty.smtx").tensor().mask().count == 0)
  }

  @Test(
    "Matrix Market with values and without, by coordinates and as an array",
    arguments: ["integer.mtx", "real.mtx", "pattern.mtx", "array.mtx", "array_real.mtx"])
  func matrixMarket(name: String) throws {
    let tensor = try Fixtures.open(name).tensor()
    #expect(tensor.shape == [5, 67])
    #expect(try tensor.mask().isFixture(5, 67))
    #expect(try tensor.mask(rowAxes: 2).isFixture(335, 1))
  }

  @Test(
    "Matrix Market's symmetric matrices",
    arguments: ["symmetric.mtx", "symmetric_array.mtx", "skew.mtx", "skew_array.mtx"])
  func symmetricMatrices(name: String) throws {
    let isSkew = name.hasPrefix("skew")
    let mask = try Fixtures.open(name).tensor().mask()
    let isExpected = mask.isMask(20, 20) { row, column in
      if isSkew, row == column { return false }
      return Fixtures.value(max(row, column) * 20 + min(row, column)) != 0
    }
    #expect(isExpected)
  }

  @Test("bytes are read as files are, and the format is told by what they begin with")
  func bytes() throws {
    for name in Fixtures.names {
      let bytes = Fixtures.bytes(name)
      let (file, other) = (try Fixtures.open(name), try TensorFile(bytes: bytes, name: "tensors.bin"))
      #expect(file.format == other.format)
      #expect(file.format.rawValue == name.split(separator: ".").last.map(String.init))
      for tensor in file.tensorNames where file.tensorNames == other.tensorNames {
        guard let contents = try? file.tensor(tensor), contents.elementCount > 0 else { continue }
        #expect(try contents.mask() == other.tensor(tensor).mask())
      }
    }
  }

  @Test("a .safetensors is one even where the length of its header looks like another format")
  func lengthLikeAnotherFormat() throws {
    let header = #"{"x":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}"#
    let padding = String(repeating: " ", count: 0x2525 - header.utf8.count)
    let bytes = safetensors(header + padding, data: [1])
    #expect(bytes.starts(with: "%%".utf8))
    #expect(try TensorFile(bytes: bytes, name: "a.safetensors").tensor().mask().count == 1)
  }
}
