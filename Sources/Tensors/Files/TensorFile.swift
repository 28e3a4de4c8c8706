import Documents
import Quantities

/// A file of tensors: `.npy`, `.npz`, `.safetensors`, `.smtx` or `.mtx`.
///
///     let file = try TensorFile(path: "model.safetensors")
///     let weights = try file.tensor("encoder.layer.0.weight")
///     let mask = try weights.mask()
///
/// Opening reads and checks headers; elements are read when they are asked for, in pieces, from the file itself.
public final class TensorFile: Sendable {
  /// What a file says of a tensor before its elements are read.
  public struct Description: Hashable, Sendable {
    public let name: String
    /// Nil where the header of its own cannot be read.
    public let shape: [Int]?
    /// Nil where elements of its type are not read.
    public let elementType: ElementType?
    /// Why the tensor cannot be read, if so.
    public let problem: TensorFileError?
  }

  /// The file as the user gave it.
  public var name: String { source.name }

  public let format: TensorFileFormat
  public let limits: TensorFileLimits

  private enum Directory: Sendable {
    case npy(NumpyHeader)
    case archive(ZipArchive)
    case safetensors(SafetensorsHeader)
    case smtx(SMTXHeader)
    case matrixMarket(MatrixMarketHeader)
  }

  private let source: ByteSource
  private let directory: Directory

  /// The names of the tensors, in the file's order.
  public let tensorNames: [String]

  private let places: [String: Int]

  /// Opens a file.
  public convenience init(
    path: String, limits: TensorFileLimits = TensorFileLimits()
  ) throws(TensorFileError) {
    try self.init(ByteSource(path: path), limits)
  }

  /// Takes the bytes of a file; `name` stands for it in errors, and its extension counts.
  public convenience init(
    bytes: [UInt8], name: String, limits: TensorFileLimits = TensorFileLimits()
  ) throws(TensorFileError) {
    try self.init(ByteSource(bytes: bytes, name: name), limits)
  }

  private init(_ source: ByteSource, _ limits: TensorFileLimits) throws(TensorFileError) {
    self.source = source
    self.limits = limits
    format = try TensorFileFormat.of(source)
    switch format {
    case .npy:
      let stream = RangeStream(source, range: 0..<source.size, error: source.errorMaker)
      directory = .npy(try NumpyHeader.read(stream, size: source.size, error: source.errorMaker))
      tensorNames = [Self.stem(source.name)]
    case .npz:
      let archive = try ZipArchive(source)
      directory = .archive(archive)
      tensorNames = archive.arrays.map(\.name)
    case .safetensors:
      let header = try SafetensorsHeader(source)
      directory = .safetensors(header)
      tensorNames = header.entries.map(\.name)
    case .smtx:
      directory = .smtx(try SMTXHeader(source))
      tensorNames = [Self.stem(source.name)]
    case .mtx:
      directory = .matrixMarket(try MatrixMarketHeader(source))
      tensorNames = [Self.stem(source.name)]
    }
    places = Dictionary(zip(tensorNames, tensorNames.indices)) { first, _ in first }
  }

  /// The name of a file without folder and extension.
  private static func stem(_ path: String) -> String {
    let fileName = String(path.split(separator: "/").last ?? "")
    return fileName.lastIndex(of: ".").map { String(fileName[..<$0]) } ?? fileName
  }

  /// What the file says of each of its tensors, in its order; those too that are of a type that is not read.
  public func descriptions() throws(TensorFileError) -> [Description] {
    var descriptions: [Description] = []
    for index in tensorNames.indices { descriptions.append(try description(index)) }
    return descriptions
  }

  private func description(_ index: Int) throws(TensorFileError) -> Description {
    let name = tensorNames[index]
    do throws(TensorFileError) {
      let contents = try self.contents(index)
      return Description(name: name, shape: contents.shape, elementType: contents.elementType, problem: nil)
    } catch {
      guard error.category == .unsupported || error.category == .tooLarge else { throw error }
      var shape: [Int]?
      if case .safetensors(let header) = directory { shape = header.entries[index].shape }
      return Description(name: name, shape: shape, elementType: nil, problem: error)
    }
  }

  private static func header(
    of member: ZipArchive.Member, in archive: ZipArchive
  ) throws(TensorFileError) -> NumpyHeader {
    let error = ErrorMaker(file: archive.source.name, member: member.name)
    return try NumpyHeader.read(archive.stream(member), size: member.size, error: error)
  }

  /// The tensor of a name; without one, the only tensor.
  public func tensor(_ name: String? = nil) throws(TensorFileError) -> TensorContents {
    try contents(index(of: name))
  }

  private func contents(_ index: Int) throws(TensorFileError) -> TensorContents {
    let name = tensorNames[index]
    func make(
      _ shape: [Int], _ type: ElementType, _ storage: TensorContents.Storage
    ) throws(TensorFileError) -> TensorContents {
      try TensorContents(
        name: name, shape: shape, elementType: type, storage: storage, source: source, limits: limits)
    }
    switch directory {
    case .npy(let header):
      return try make(
        header.shape, header.layout.elementType, .range(header.byteCount..<source.size, header.layout))
    case .archive(let archive):
      let member = archive.arrays[index].member
      let header = try Self.header(of: member, in: archive)
      return try make(
        header.shape, header.layout.elementType,
        .member(archive, member, headerBytes: header.byteCount, header.layout))
    case .safetensors(let header):
      let entry = header.entries[index]
      guard let type = entry.elementType else {
        throw source.error(
          .unsupported, "the tensor \(quoted(name)) has elements of type \(quoted(entry.typeName))",
          entry.place, "\(SafetensorsHeader.typeNames) are read")
      }
      return try make(entry.shape, type, .range(entry.range, DenseLayout(elementType: type)))
    case .smtx(let header): return try make([header.rows, header.columns], .bool, .smtx(header))
    case .matrixMarket(let header):
      return try make([header.rows, header.columns], header.elementType, .matrixMarket(header))
    }
  }

  private func index(of name: String?) throws(TensorFileError) -> Int {
    guard !tensorNames.isEmpty else {
      throw source.error(.unknownTensor, "the file has no tensor", nil, "save one into it")
    }
    guard let name else {
      guard tensorNames.count == 1 else {
        throw source.error(
          .ambiguousTensor, "the file has \(tensorNames.count) tensors, and none is named", nil,
          "name one after '#': \(listed(tensorNames))")
      }
      return 0
    }
    if let index = places[name] { return index }
    // A hostile file has millions.
    let nearest = NearestName.of(name, among: tensorNames.prefix(10_000))
    throw source.error(
      .unknownTensor, "the file has no tensor \(quoted(name))", nil,
      nearest.map { "did you mean \(quoted($0))?" } ?? "it has \(listed(tensorNames))")
  }
}
