/// The mapping of any work: a product's tiling, or the units of a vector operator's tile.
public enum WorkMapping: Hashable, Sendable {
  case product(ProductMapping)
  case vector(units: Int)
}
