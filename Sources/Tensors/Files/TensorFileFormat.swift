/// The formats of tensor files that are read.
public enum TensorFileFormat: String, CaseIterable, Hashable, Sendable {
  /// NumPy's array.
  case npy
  /// NumPy's archive of arrays.
  case npz
  case safetensors
  /// The patterns of the Deep Learning Matrix Collection.
  case smtx
  /// Matrix Market.
  case mtx

  /// The format of the file: by its first bytes where they tell it, and else by the extension of its name.
  ///
  /// Only `.smtx` and `.safetensors` begin with nothing of their own; and the length that a `.safetensors` begins with may
  /// look like what others begin with.
  static func of(_ source: ByteSource) throws(TensorFileError) -> TensorFileFormat {
    let start = try source.bytes(at: 0, count: min(source.size, 64))
    let named = byExtension(source.name)
    let hasObject = start.count > 8 && start[8] == UInt8(ascii: "{")
    if hasObject, named == .safetensors { return .safetensors }
    if start.starts(with: NumpyHeader.magic) { return .npy }
    if start.starts(with: [0x50, 0x4B, 3, 4]) || start.starts(with: [0x50, 0x4B, 5, 6]) { return .npz }
    if start.starts(with: "%%".utf8) { return .mtx }
    if let named { return named }
    if hasObject { return .safetensors }
    let beginsWithDigit = start.first.map(isDigit) ?? false
    if beginsWithDigit, start.contains(UInt8(ascii: ",")), start.allSatisfy(isOfSMTX) { return .smtx }
    throw source.error(
      .unknownFormat, source.size == 0 ? "the file is empty" : "the format of the file is not known",
      source.size == 0 ? nil : .byte(0), "\(Self.names) are read")
  }

  private static func byExtension(_ name: String) -> TensorFileFormat? {
    let fileName = name.split(separator: "/").last ?? ""
    let parts = fileName.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 1 ? Self(rawValue: parts.last!.lowercased()) : nil
  }

  private static let names = allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isOfSMTX(_ byte: UInt8) -> Bool {
    isDigit(byte) || [UInt8](", \r\n".utf8).contains(byte)
  }
}
