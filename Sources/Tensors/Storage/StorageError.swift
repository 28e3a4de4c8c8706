/// Why a tensor cannot be stored in a format; its description says what would be right.
public enum StorageError: Error, Hashable, Sendable {
  /// A parameter lies outside what it can be.
  case outOfRange(parameter: String, found: Int, least: Int, most: Int)
  /// A width is given that cannot tell all positions apart.
  case tooNarrow(parameter: String, found: Int, needed: Int)
  /// N:M with N above M.
  case moreThanTheGroup(GroupBound)
  /// A group of the tensor has more than N non-zeros.
  case doesNotFit(GroupBound)
  /// A row has more elements than the width of an ELL format.
  case rowTooLong(found: Int, width: Int)
  /// The first rank of an axis states a size, or another one does not.
  case rankSize(number: Int, isFirst: Bool)
  /// An axis has no rank.
  case missingRank(StorageRank.Axis)
  /// A flattened rank, numbered from 1, does not come before all ranks of rows and columns.
  case flattenedTooLate(number: Int)
  /// The ranks have more positions than can be counted.
  case ranksTooLarge
  /// The ranks have far more coordinates than the tensor has elements.
  case tooFarBeyondTheEdge
}

extension StorageError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .outOfRange(let parameter, let found, let least, let most):
      "\(parameter) is \(found); it lies between \(least) and \(most)"
    case .tooNarrow(let parameter, let found, let needed):
      "\(parameter) has \(found) bits; this tensor needs \(needed) or more"
    case .moreThanTheGroup(let bound):
      "\(bound) keeps more elements than a group has; write N:M with N at most M, for example \(bound.m):\(bound.n)"
    case .doesNotFit(let bound):
      "the tensor has more than \(bound.n) non-zeros in a group of \(bound.m); the format nm_indices holds \(bound.n)"
    case .rowTooLong(let found, let width):
      "a row has \(found) non-zeros; the format ell of width \(width) holds that many or fewer: state a width of \(found) or more, or none"
    case .rankSize(let number, let isFirst):
      isFirst
        ? "rank \(number) is the first of its axis and has as many coordinates as the others leave; leave out its size"
        : "rank \(number) is not the first of its axis; state its size"
    case .missingRank(let axis):
      "no rank has the axis \(axis.rawValue); rows and columns need one each, or a flattened one"
    case .flattenedTooLate(let number):
      "rank \(number) is flattened; it comes before all ranks of rows and columns"
    case .tooFarBeyondTheEdge:
      "the ranks keep far more coordinates than the tensor has elements; state smaller sizes, or ranks that keep only what is not empty"
    case .ranksTooLarge: "the ranks have more positions than 2^50; state smaller sizes"
    }
  }
}
