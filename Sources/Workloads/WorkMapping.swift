/// The mapping of any work: a product's tiling, or the units of a vector operator's tile and, of a pooling, its
/// channels; nil for all of them.
public enum WorkMapping: Hashable, Sendable {
  case product(ProductMapping)
  case vector(units: Int, channels: Int? = nil)
}
