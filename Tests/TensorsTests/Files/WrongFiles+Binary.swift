import Tensors

extension WrongFile {
  private static func archive(
    _ name: String, _ change: (inout ZipEntry) -> Void = { _ in }, isDeflated: Bool = false
  ) -> WrongFile {
    var entry = ZipEntry("x.npy", good, isDeflated: isDeflated)
    change(&entry)
    return WrongFile(name, "a.npz", zipFile([entry]))
  }

  static let archives = [
    WrongFile("npz_no_tensor", "a.npz", zipFile([ZipEntry("readme.txt", [1, 2, 3])])),
    WrongFile("npz_empty", "a.npz", zipFile([])),
    WrongFile("npz_no_directory", "a.npz", zipFile([ZipEntry("x.npy", good)]).dropLast(1)),
    WrongFile("npz_not_npy", "a.npz", zipFile([ZipEntry("x.npy", [1, 2, 3, 4, 5, 6, 7, 8, 9])])),
    WrongFile(
      "npz_short_npy", "a.npz", zipFile([ZipEntry("x.npy", Array(good.prefix(60)), isDeflated: true)])),
    WrongFile("npz_long_npy", "a.npz", zipFile([ZipEntry("x.npy", good + [0], isDeflated: true)])),
    WrongFile("npz_names_twice", "a.npz", zipFile([ZipEntry("x.npy", good), ZipEntry("x.npy", good)])),
    WrongFile("npz_part", "a.npz", with(zipFile([ZipEntry("x.npy", good)]), at: -18, [1, 0])),
    WrongFile("npz_members", "a.npz", zipFile([ZipEntry("x.npy", good)], count: 2)),
    WrongFile(
      "npz_fewer_members", "a.npz", zipFile([ZipEntry("x.npy", good), ZipEntry("y.npy", good)], count: 1)),
    WrongFile(
      "npz_directory_size", "a.npz", with(zipFile([ZipEntry("x.npy", good)]), at: -10, [1, 0, 0, 0])),
    WrongFile("npz_zip64_locator", "a.npz", zip64File([ZipEntry("x.npy", good)], recordPlace: 1 << 40)),
    WrongFile("npz_zip64_record", "a.npz", zip64File([ZipEntry("x.npy", good)], recordPlace: 0)),
    WrongFile("npz_zip64_count", "a.npz", zip64File([ZipEntry("x.npy", good)], count: 1 << 40)),
    WrongFile("npz_zip64_negative", "a.npz", zip64File([ZipEntry("x.npy", good)], count: -1)),
    WrongFile(
      "npz_zip64_missing", "a.npz", with(zipFile([ZipEntry("x.npy", good)]), at: -12, [255, 255, 255, 255])),
    archive("npz_encrypted") { $0.flags = 1 },
    archive("npz_method") { $0.method = 14 },
    archive("npz_stored_sizes") { $0.size += 1 },
    archive("npz_bomb", { $0.size = 1 << 30 }, isDeflated: true),
    archive("npz_checksum") { $0.checksum ^= 1 },
    archive("npz_deflated_checksum", { $0.checksum ^= 1 }, isDeflated: true),
    archive("npz_not_utf8") { $0.name = [0xFF] },
    archive("npz_local_name") { $0.localName = Array("y.npy".utf8) },
    archive("npz_local_size") { $0.localSize = 7 },
    archive("npz_offset_beyond") { $0.offset = 1 << 30 },
    archive("npz_offset_wrong") { $0.offset = 1 },
    archive("npz_zip64_sizes") { ($0.isZIP64, $0.size) = (true, -1) },
    archive("npz_more_than_its_size", isDeflatedAs: good + [0, 0]) { $0.size -= 2 },
    archive(
      "npz_less_than_its_size", isDeflatedAs: npy("|i1", "(600,)", data: .init(repeating: 1, count: 600))
    ) {
      $0.stored = deflated(npy("|i1", "(600,)", data: .init(repeating: 1, count: 500)))
      $0.storedSize = $0.stored.count
    },
    archive("npz_garbage", isDeflatedAs: good) { $0.stored = $0.stored.map { _ in 0xFF } },
    archive("npz_cut", isDeflatedAs: good) {
      $0.stored.removeLast(5)
      $0.storedSize -= 5
    },
    archive("npz_after_end", isDeflatedAs: good) {
      $0.stored += [0, 0]
      $0.storedSize += 2
    },
    WrongFile(
      "npz_overlap", "a.npz",
      zipFile([
        ZipEntry("x.npy", good),
        {
          var second = ZipEntry("y.npy", good)
          second.offset = 1
          return second
        }(),
      ])),
    WrongFile("npz_entry", "a.npz", with(zipFile([ZipEntry("x.npy", good)]), at: -70, [9])),
    WrongFile("npz_entry_cut", "a.npz", with(zipFile([ZipEntry("x.npy", good)]), at: -45, [200])),
  ]

  private static func archive(
    _ name: String, isDeflatedAs data: [UInt8], _ change: (inout ZipEntry) -> Void
  ) -> WrongFile {
    var entry = ZipEntry("x.npy", data, isDeflated: true)
    change(&entry)
    return WrongFile(name, "a.npz", zipFile([entry]))
  }

  /// The bytes with some of them replaced; a negative place counts from the end.
  private static func with(_ bytes: [UInt8], at place: Int, _ replacement: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let start = place < 0 ? bytes.count + place : place
    bytes.replaceSubrange(start..<(start + replacement.count), with: replacement)
    return bytes
  }

  private static func tensor(_ rest: String) -> String { #"{"x":{"# + rest + "}}" }

  static let safetensorsFiles = [
    WrongFile("safetensors_short", "a.safetensors", [1, 2, 3]),
    WrongFile("safetensors_length", "a.safetensors", safetensors("{}", length: 1 << 62)),
    WrongFile("safetensors_truncated", "a.safetensors", safetensors("{}", length: 3)),
    WrongFile("safetensors_no_object", "a.safetensors", safetensors("[1]")),
    WrongFile("safetensors_empty", "a.safetensors", safetensors("{}")),
    WrongFile("safetensors_syntax", "a.safetensors", safetensors(#"{"x":{"dtype":"F32""#)),
    WrongFile("safetensors_not_utf8", "a.safetensors", safetensors("{X}").map { $0 == 0x58 ? 0xFF : $0 }),
    WrongFile("safetensors_nul", "a.safetensors", safetensors("{}\u{0}\u{0}")),
    WrongFile(
      "safetensors_deep", "a.safetensors", safetensors("{" + String(repeating: #""x":{"#, count: 9) + "}")),
    WrongFile("safetensors_not_mapping", "a.safetensors", safetensors(#"{"x":1}"#)),
    WrongFile("safetensors_metadata", "a.safetensors", safetensors(#"{"__metadata__":1}"#)),
    WrongFile(
      "safetensors_twice", "a.safetensors",
      safetensors(
        #"{"x":{"dtype":"I8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"I8","shape":[1],"data_offsets":[1,2]}}"#,
        data: [1, 2])),
    WrongFile(
      "safetensors_missing", "a.safetensors", safetensors(tensor(#""dtype":"I8","shape":[1]"#), data: [1])),
    WrongFile(
      "safetensors_unknown_key", "a.safetensors",
      safetensors(tensor(#""dtype":"I8","shape":[1],"data_offsets":[0,1],"offset":1"#), data: [1])),
    WrongFile(
      "safetensors_type", "a.safetensors",
      safetensors(tensor(#""dtype":"F4","shape":[2],"data_offsets":[0,1]"#), data: [1])),
    WrongFile(
      "safetensors_shape", "a.safetensors",
      safetensors(tensor(#""dtype":"I8","shape":[2],"data_offsets":[0,1]"#), data: [1])),
    WrongFile(
      "safetensors_negative", "a.safetensors",
      safetensors(tensor(#""dtype":"I8","shape":[-1],"data_offsets":[0,1]"#), data: [1])),
    WrongFile(
      "safetensors_fraction", "a.safetensors",
      safetensors(tensor(#""dtype":"I8","shape":[1.5],"data_offsets":[0,1]"#), data: [1])),
    WrongFile(
      "safetensors_overflow", "a.safetensors",
      safetensors(
        tensor(#""dtype":"I8","shape":[4294967296,4294967296,2],"data_offsets":[0,1]"#), data: [1])),
    WrongFile(
      "safetensors_axes", "a.safetensors",
      safetensors(
        tensor(
          #""dtype":"I8","shape":["# + Array(repeating: "1", count: 65).joined(separator: ",")
            + #"],"data_offsets":[0,1]"#), data: [1])),
    WrongFile(
      "safetensors_beyond", "a.safetensors",
      safetensors(tensor(#""dtype":"I8","shape":[2],"data_offsets":[0,2]"#), data: [1])),
    WrongFile(
      "safetensors_backwards", "a.safetensors",
      safetensors(tensor(#""dtype":"I8","shape":[1],"data_offsets":[1,0]"#), data: [1])),
    WrongFile(
      "safetensors_three_offsets", "a.safetensors",
      safetensors(tensor(#""dtype":"I8","shape":[1],"data_offsets":[0,1,2]"#), data: [1])),
    WrongFile("safetensors_hole", "a.safetensors", two(firstEnd: 1, second: (2, 3))),
    WrongFile("safetensors_overlap", "a.safetensors", two(firstEnd: 2, second: (1, 3))),
    WrongFile("safetensors_rest", "a.safetensors", two(firstEnd: 1, second: (1, 2))),
  ]

  private static func two(firstEnd: Int, second: (Int, Int)) -> [UInt8] {
    safetensors(
      #"{"x":{"dtype":"I8","shape":[\#(firstEnd)],"data_offsets":[0,\#(firstEnd)]},"#
        + #""y":{"dtype":"I8","shape":[\#(second.1 - second.0)],"data_offsets":[\#(second.0),\#(second.1)]}}"#,
      data: [1, 2, 3])
  }

  private static let several = zipFile(
    ["weight", "bias", "scale"].map { ZipEntry("layer0.\($0).npy", good) })

  /// What is asked for is not there, or not of that type.
  static let requests = [
    WrongFile("no_such_tensor_near", "a.npz", several).reading { _ = try $0.tensor("layer0.wieght") },
    WrongFile("no_such_tensor", "a.npz", several).reading { _ = try $0.tensor("embeddings") },
    WrongFile("no_tensor_named", "a.npz", several).reading { _ = try $0.tensor() },
    WrongFile("row_axes", "a.npy", good).reading { _ = try $0.tensor().mask(rowAxes: 3) },
    WrongFile("packed_no_elements", "a.npy", npy("|u1", "(0, 4611686018427387904)", data: [])).reading {
      _ = try $0.tensor().packedMask(length: 9)
    },
    WrongFile("no_elements", "a.npy", npy("<f4", "(0, 3)", data: [])),
    WrongFile("no_integers", "a.npy", npy("<f4", "(1,)", data: [0, 0, 0, 0])).reading {
      _ = try $0.tensor().integers()
    },
    WrongFile("pattern_integers", "a.smtx", "1, 1, 0\n0 0\n\n").reading { _ = try $0.tensor().integers() },
    WrongFile("values_of_floats", "a.npy", npy("<f4", "(1,)", data: [0, 0, 0, 0])).reading {
      _ = try $0.tensor().values(.integer(bits: 8))
    },
    WrongFile("values_of_pattern", "a.smtx", "1, 1, 0\n0 0\n\n").reading {
      _ = try $0.tensor().values(.integer(bits: 8))
    },
    WrongFile("value_outside", "a.npy", npy("<i2", "(2, 2)", data: [0, 0, 127, 0, 128, 0, 0, 0])).reading {
      _ = try $0.tensor().values(.integer(bits: 8))
    },
    WrongFile(
      "value_outside_of_text", "a.mtx",
      "%%MatrixMarket matrix coordinate integer general\n2 2 2\n1 1 3\n2 1 -9\n"
    )
    .reading { _ = try $0.tensor().values(.integer(bits: 4)) },
    WrongFile(
      "value_of_many_digits", "a.mtx",
      "%%MatrixMarket matrix array integer general\n1 1\n99999999999999999999\n"
    )
    .reading { _ = try $0.tensor().values(.integer(bits: 16)) },
    WrongFile("packed_type", "a.npy", good).reading { _ = try $0.tensor().packedMask(length: 20) },
    WrongFile("packed_length", "a.npy", npy("|u1", "(2, 3)", data: [1, 2, 3, 4, 5, 6])).reading {
      _ = try $0.tensor().packedMask(length: 25)
    },
    WrongFile("packed_rest", "a.npy", npy("|u1", "(2, 2)", data: [1, 128, 3, 1])).reading {
      _ = try $0.tensor().packedMask(length: 9)
    },
    WrongFile("packed_order", "a.npy", npy("|u1", "(1, 2)", data: [1, 128])).reading {
      _ = try $0.tensor().packedMask(length: 9, order: .little)
    },
    WrongFile("packed_too_large", "a.npy", npy("|u1", "(20000,)", data: .init(repeating: 1, count: 20_000)))
      .reading {
        _ = try $0.tensor().packedMask(length: 160_000)
      },
  ]
}
