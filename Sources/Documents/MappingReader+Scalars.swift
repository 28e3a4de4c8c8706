import Quantities

// Each reading has three forms: required, with a default, and `IfPresent`.

extension MappingReader {
  /// An integer in plain decimal digits, within a range.
  public func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
    scalar(required(key, .integer(range)), key)?.integer(in: range)
  }

  public func integer(_ key: String, in range: ClosedRange<Int>, default value: Int) -> Int {
    integerIfPresent(key, in: range) ?? value
  }

  public func integerIfPresent(_ key: String, in range: ClosedRange<Int>) -> Int? {
    scalar(nodeIfPresent(key), key)?.integer(in: range)
  }

  /// `true` or `false`, and no other word.
  public func boolean(_ key: String) -> Bool? { scalar(required(key, .boolean), key)?.boolean() }

  public func boolean(_ key: String, default value: Bool) -> Bool { booleanIfPresent(key) ?? value }

  public func booleanIfPresent(_ key: String) -> Bool? { scalar(nodeIfPresent(key), key)?.boolean() }

  /// A number with its unit, such as `256 KiB`.
  public func quantity<Q: Quantity>(_ key: String, as type: Q.Type, in range: ClosedRange<Q>? = nil) -> Q? {
    scalar(required(key, .quantity(Q.kind, example: Q.example)), key)?.quantity(as: type, in: range)
  }

  public func quantity<Q: Quantity>(
    _ key: String, as type: Q.Type, in range: ClosedRange<Q>? = nil, default value: Q
  ) -> Q {
    quantityIfPresent(key, as: type, in: range) ?? value
  }

  public func quantityIfPresent<Q: Quantity>(
    _ key: String, as type: Q.Type, in range: ClosedRange<Q>? = nil
  ) -> Q? {
    scalar(nodeIfPresent(key), key)?.quantity(as: type, in: range)
  }

  /// An exact ratio: `3/4`, `0.25` or `2`.
  public func ratio(_ key: String, in range: ClosedRange<Ratio>? = nil) -> Ratio? {
    scalar(required(key, .ratio(range)), key)?.ratio(in: range)
  }

  public func ratio(_ key: String, in range: ClosedRange<Ratio>? = nil, default value: Ratio) -> Ratio {
    ratioIfPresent(key, in: range) ?? value
  }

  public func ratioIfPresent(_ key: String, in range: ClosedRange<Ratio>? = nil) -> Ratio? {
    scalar(nodeIfPresent(key), key)?.ratio(in: range)
  }
}
