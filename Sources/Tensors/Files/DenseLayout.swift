/// How the elements of a dense tensor lie one after another.
struct DenseLayout: Hashable, Sendable {
  var elementType: ElementType
  /// Whether the first byte of an element is its highest.
  var isBigEndian = false
  /// Whether the first index runs fastest, and not the last.
  var isFortranOrder = false
}
