import Tensors

/// A file that is wrong, or a tensor that cannot be had from it.
struct WrongFile: Sendable, CustomStringConvertible {
  /// Of its golden file.
  let name: String
  let file: String
  let bytes: [UInt8]
  var read: @Sendable (TensorFile) throws -> Void = { _ = try $0.tensor().mask() }

  var description: String { name }

  init(_ name: String, _ file: String, _ bytes: [UInt8]) {
    self.name = name
    self.file = file
    self.bytes = bytes
  }

  init(_ name: String, _ file: String, _ text: String) { self.init(name, file, Array(text.utf8)) }

  func reading(_ read: @escaping @Sendable (TensorFile) throws -> Void) -> WrongFile {
    var copy = self
    copy.read = read
    return copy
  }

  /// The error that reading it gives.
  func error() -> TensorFileError? {
    var limits = TensorFileLimits()
    limits.elements = 100_000
    limits.maskWords = 20_000
    do {
      try read(TensorFile(bytes: bytes, name: file, limits: limits))
      return nil
    } catch {
      return error as? TensorFileError
    }
  }

  static let all: [WrongFile] =
    general + numpy + archives + safetensorsFiles + patterns + matrices + requests

  static let good = npy("<i2", "(2, 3)", data: [1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 3, 0])

  private static let general = [
    WrongFile("empty", "weights", ""),
    WrongFile("unknown_format", "a.bin", "hello"),
    WrongFile("name_without_extension", "weights", "[1, 2]"),
  ]

  private static let numpy = [
    WrongFile("npy_magic", "a.npy", "hello, hello"),
    WrongFile("npy_short", "a.npy", Array(good.prefix(7))),
    WrongFile("npy_short_length", "a.npy", Array(good.prefix(9))),
    WrongFile("npy_short_header", "a.npy", Array(good.prefix(40))),
    WrongFile("npy_version", "a.npy", npy("{}", version: 4)),
    WrongFile("npy_long_header", "a.npy", npy(String(repeating: " ", count: 10_001), version: 2)),
    WrongFile("npy_too_few_bytes", "a.npy", good.dropLast()),
    WrongFile("npy_too_many_bytes", "a.npy", good + [0]),
    WrongFile("npy_overflow", "a.npy", npy("<f8", "(4611686018427387904, 4)", data: [])),
    WrongFile("npy_huge_axis", "a.npy", npy("<f8", "(99999999999999999999,)", data: [])),
    WrongFile("npy_axes", "a.npy", npy("<f8", "(" + String(repeating: "1, ", count: 65) + ")", data: [])),
    WrongFile("npy_negative", "a.npy", npy("<f8", "(-1,)", data: [])),
    WrongFile("npy_no_comma", "a.npy", npy("<f8", "(1)", data: [])),
    WrongFile("npy_shape_list", "a.npy", npy("<f8", "[1]", data: [])),
    WrongFile("npy_object", "a.npy", npy("|O", "(1,)", data: [])),
    WrongFile("npy_complex", "a.npy", npy("<c8", "(1,)", data: [])),
    WrongFile("npy_void", "a.npy", npy("<V2", "(1,)", data: [])),
    WrongFile("npy_text", "a.npy", npy("<U3", "(1,)", data: [])),
    WrongFile("npy_no_byte_order", "a.npy", npy("|i4", "(1,)", data: [])),
    WrongFile(
      "npy_record", "a.npy", npy("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }")),
    WrongFile("npy_unknown_key", "a.npy", npy("{'descr': '<f4', 'order': False, 'shape': (1,), }")),
    WrongFile("npy_key_twice", "a.npy", npy("{'shape': (1,), 'shape': (1,), }")),
    WrongFile("npy_missing_key", "a.npy", npy("{'descr': '<f4', 'shape': (1,), }")),
    WrongFile("npy_boolean", "a.npy", npy("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }")),
    WrongFile("npy_unquoted", "a.npy", npy("{descr: '<f4'}")),
    WrongFile("npy_open_text", "a.npy", npy("{'descr: ")),
    WrongFile("npy_not_utf8", "a.npy", npy("{'descrX': 1}").map { $0 == 0x58 ? 0xFF : $0 }),
    WrongFile("npy_no_colon", "a.npy", npy("{'descr' '<f4'}")),
    WrongFile("npy_no_comma_between", "a.npy", npy("{'descr': '<f4' 'shape': (1,)}")),
    WrongFile(
      "npy_after_header", "a.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } + 1")),
    WrongFile("npy_escape", "a.npy", npy("{'descr': '\\x3cf4'}")),
    WrongFile(
      "npy_too_many_elements", "a.npy", npy("|i1", "(100001,)", data: .init(repeating: 1, count: 100_001))),
  ]

  private static let patterns = [
    WrongFile("smtx_no_number", "a.smtx", "rows, cols, nnz\n"),
    WrongFile("smtx_short", "a.smtx", "2, 3"),
    WrongFile("smtx_four_numbers", "a.smtx", "2, 3, 1, 5\n"),
    WrongFile("smtx_too_many", "a.smtx", "2, 3, 7\n0 3 7\n0 1 2 0 1 2 3\n"),
    WrongFile("smtx_digits", "a.smtx", "1234567890123456789, 3, 7\n"),
    WrongFile("smtx_first_start", "a.smtx", "2, 3, 2\n1 1 2\n0 1\n"),
    WrongFile("smtx_falling_starts", "a.smtx", "2, 3, 2\n0 2 1\n0 1\n"),
    WrongFile("smtx_last_start", "a.smtx", "2, 3, 2\n0 1 1\n0 1\n"),
    WrongFile("smtx_too_few_starts", "a.smtx", "2, 3, 2\n0 1\n0 1\n"),
    WrongFile("smtx_too_many_starts", "a.smtx", "2, 3, 2\n0 1 2 2\n0 1\n"),
    WrongFile("smtx_column", "a.smtx", "2, 3, 2\n0 1 2\n0 3\n"),
    WrongFile("smtx_column_twice", "a.smtx", "2, 3, 2\n0 2 2\n1 1\n"),
    WrongFile("smtx_too_few_columns", "a.smtx", "2, 3, 2\n0 1 2\n0\n"),
    WrongFile("smtx_too_many_columns", "a.smtx", "2, 3, 2\n0 1 2\n0 1 2\n"),
    WrongFile("smtx_values", "a.smtx", "2, 3, 2\n0 1 2\n0 1\n0.5 0.25\n"),
    WrongFile("smtx_not_utf8", "a.smtx", Array("2, 3, 2\n0 1 2\n0 ".utf8) + [0xE9, 0x0A]),
    WrongFile("smtx_float", "a.smtx", "2, 3, 2\n0 1.5 2\n0 1\n"),
    WrongFile("smtx_huge", "a.smtx", "999999999999, 999999999999, 0\n0\n\n"),
    WrongFile("smtx_empty_matrix", "a.smtx", "0, 3, 0\n0\n\n"),
    WrongFile("smtx_padding", "a.smtx", "50000, 1, 0\n0\n\n"),
  ]

  private static func matrix(_ rest: String, _ first: String = "coordinate real general") -> String {
    "%%MatrixMarket matrix \(first)\n" + rest
  }

  private static let matrices = [
    WrongFile("mtx_banner", "a.mtx", "%MatrixMarket matrix coordinate real general\n1 1 0\n"),
    WrongFile("mtx_short_banner", "a.mtx", "%%MatrixMarket matrix coordinate real\n1 1 0\n"),
    WrongFile("mtx_vector", "a.mtx", "%%MatrixMarket vector coordinate real general\n1 1 0\n"),
    WrongFile("mtx_layout", "a.mtx", matrix("1 1 0\n", "coordinates real general")),
    WrongFile("mtx_field", "a.mtx", matrix("1 1 0\n", "coordinate float general")),
    WrongFile("mtx_symmetry", "a.mtx", matrix("1 1 0\n", "coordinate real triangular")),
    WrongFile("mtx_complex", "a.mtx", matrix("1 1 0\n", "coordinate complex hermitian")),
    WrongFile("mtx_pattern_array", "a.mtx", matrix("1 1\n", "array pattern general")),
    WrongFile("mtx_skew_pattern", "a.mtx", matrix("1 1 0\n", "coordinate pattern skew-symmetric")),
    WrongFile("mtx_control_character", "a.mtx", "%%MatrixMarket \u{1} coordinate real general\n"),
    WrongFile("mtx_not_utf8", "a.mtx", Array("%%MatrixMarket ".utf8) + [0xE9, 0x0A]),
    WrongFile("mtx_no_sizes", "a.mtx", matrix("% only a comment\n")),
    WrongFile("mtx_two_sizes", "a.mtx", matrix("3 4\n1 1 1\n")),
    WrongFile("mtx_four_sizes", "a.mtx", matrix("3 4 1 1\n1 1 1\n")),
    WrongFile("mtx_not_square", "a.mtx", matrix("3 4 0\n", "coordinate real symmetric")),
    WrongFile("mtx_too_many_entries", "a.mtx", matrix("3 4 13\n")),
    WrongFile("mtx_overflow", "a.mtx", matrix("999999999999 999999999999 1\n1 1 1\n")),
    WrongFile("mtx_huge", "a.mtx", matrix("99999999 99999999 1\n1 1 1\n")),
    WrongFile("mtx_truncated", "a.mtx", matrix("3 4 2\n1 1 1\n")),
    WrongFile("mtx_more", "a.mtx", matrix("3 4 1\n1 1 1\n2 2 1\n")),
    WrongFile("mtx_row", "a.mtx", matrix("3 4 1\n4 1 1\n")),
    WrongFile("mtx_column_zero", "a.mtx", matrix("3 4 1\n1 0 1\n")),
    WrongFile("mtx_twice", "a.mtx", matrix("3 4 2\n1 2 1\n1 2 -1\n")),
    WrongFile("mtx_zero_twice", "a.mtx", matrix("3 4 2\n1 2 0\n1 2 0\n")),
    WrongFile("mtx_zero_then_value", "a.mtx", matrix("3 4 2\n1 2 0\n1 2 5\n")),
    WrongFile("mtx_value_then_zero", "a.mtx", matrix("3 4 2\n1 2 5\n1 2 0\n")),
    WrongFile("mtx_upper", "a.mtx", matrix("3 3 1\n1 2 5\n", "coordinate real symmetric")),
    WrongFile("mtx_skew_diagonal", "a.mtx", matrix("3 3 1\n2 2 5\n", "coordinate real skew-symmetric")),
    WrongFile("mtx_no_value", "a.mtx", matrix("3 3 1\n2 2\n")),
    WrongFile("mtx_word", "a.mtx", matrix("3 3 1\n2 2 one\n")),
    WrongFile("mtx_hexadecimal", "a.mtx", matrix("3 3 1\n2 2 0x10\n")),
    WrongFile("mtx_fraction", "a.mtx", matrix("3 3 1\n2 2 1.5\n", "coordinate integer general")),
    WrongFile("mtx_value_of_pattern", "a.mtx", matrix("3 3 1\n2 2 1\n", "coordinate pattern general")),
    WrongFile("mtx_long_word", "a.mtx", matrix("3 3 1\n2 2 " + String(repeating: "1", count: 1_025) + "\n")),
    WrongFile("mtx_short_array", "a.mtx", matrix("2 2\n1\n2\n3\n", "array real general")),
    WrongFile("mtx_long_array", "a.mtx", matrix("2 2\n1\n2\n3\n4\n5\n", "array real general")),
  ]
}
