import Documents

/// A file of tensors, or a tensor of it, could not be used: what is wrong, where, and what would be right.
public struct TensorFileError: Error, Hashable, Sendable {
  /// What sort of thing is wrong; the raw values are stable names for tools.
  public enum Category: String, CaseIterable, Hashable, Sendable {
    /// The system gives no bytes of it.
    case unreadableFile = "unreadable_file"
    /// Its bytes are of none of the formats.
    case unknownFormat = "unknown_format"
    /// It ends before what it says it holds.
    case truncated
    /// What it says of itself does not follow the format's grammar.
    case syntax
    /// It is right, and holds what is not read, such as complex numbers.
    case unsupported
    /// Two things that it says do not agree.
    case inconsistent
    /// A number in it lies outside of its range.
    case outOfRange = "out_of_range"
    /// A name or a position is there twice.
    case duplicate
    /// A checksum, or the compressed data, is wrong.
    case corrupt
    /// It is larger than the limits.
    case tooLarge = "too_large"
    /// There is no tensor of that name.
    case unknownTensor = "unknown_tensor"
    /// There are several tensors, and none was named.
    case ambiguousTensor = "ambiguous_tensor"
    /// The tensor is there, and not of the type or shape that was asked for.
    case wrongType = "wrong_type"
  }

  /// Where in the file.
  public enum Place: Hashable, Sendable {
    /// A byte, counted from 0.
    case byte(Int)
    /// A line of a text, counted from 1.
    case line(Int)
    /// A line and a column of the header of a `.safetensors`, counted from 1.
    case header(line: Int, column: Int)
    /// A byte of a member of an archive after inflation, counted from 0.
    case memberByte(Int)
  }

  /// The file as the user gave it.
  public let file: String
  public let category: Category
  public let problem: String
  public let place: Place?
  /// What would be right.
  public let remedy: String
}

extension TensorFileError: CustomStringConvertible {
  /// `FILE: error: what is wrong (byte 12); what would be right`.
  public var description: String {
    "\(file): error: \(problem)\(place.map { " (\($0))" } ?? ""); \(remedy)"
  }
}

extension TensorFileError.Place: CustomStringConvertible {
  public var description: String {
    switch self {
    case .byte(let offset): "byte \(offset)"
    case .line(let line): "line \(line)"
    case .header(let line, let column): "header line \(line), column \(column)"
    case .memberByte(let offset): "byte \(offset) of the member"
    }
  }
}

/// Makes the errors of one file, or of one member of an archive.
struct ErrorMaker: Sendable {
  let file: String
  var member: String?

  func callAsFunction(
    _ category: TensorFileError.Category, _ problem: String, at place: TensorFileError.Place? = nil,
    _ remedy: String
  ) -> TensorFileError {
    TensorFileError(
      file: file, category: category, problem: member.map { "in \(quoted($0)), " + problem } ?? problem,
      place: place, remedy: remedy)
  }

  /// The place of a byte, which is one after inflation where this is a member of an archive.
  func byte(_ offset: Int) -> TensorFileError.Place {
    member == nil ? .byte(offset) : .memberByte(offset)
  }
}
