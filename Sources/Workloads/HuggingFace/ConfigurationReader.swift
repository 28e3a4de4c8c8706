import Documents

/// Reads the keys of a `config.json`: a key that is `null` counts as one that is not there, and unknown keys are left alone.
struct ConfigurationReader {
  let reader: MappingReader

  /// A size that the configuration has to state.
  func size(_ key: String) -> Int? {
    reader.integer(key, in: TraceLimits.sizes)
  }

  /// A size that has a usual value; nil, after a finding, where what is there is wrong.
  func size(_ key: String, otherwise value: Int?) -> Int? {
    isThere(key) ? reader.integerIfPresent(key, in: TraceLimits.sizes) : value
  }

  /// A size that may be missing, and then is no size at all.
  func sizeIfPresent(_ key: String) -> Int? { size(key, otherwise: nil) }

  func flag(_ key: String, otherwise value: Bool) -> Bool {
    isThere(key) ? reader.boolean(key, default: value) : value
  }

  /// The activation's function by the names of vector units.
  func activation(_ key: String, otherwise value: Activation) -> String {
    isThere(key) ? (reader.enumerationIfPresent(key, as: Activation.self) ?? value).function : value.function
  }

  func isThere(_ key: String) -> Bool { reader.nodeIfPresent(key).map { !$0.isLeftEmpty } ?? false }

  /// Says that the architecture is not there with this value of a key.
  func refuse(_ key: String, _ reason: String) {
    reader.report(.notImported(key, reason), at: key)
  }

  /// Activations of Transformers, by its names.
  enum Activation: String, CaseIterable {
    case gelu, relu, silu, swish
    case geluNew = "gelu_new"
    case geluFast = "gelu_fast"
    case geluTanh = "gelu_pytorch_tanh"

    /// Approximations of a function take a vector unit as long as the function.
    var function: String {
      switch self {
      case .gelu, .geluNew, .geluFast, .geluTanh: "gelu"
      case .relu: "relu"
      case .silu, .swish: "silu"
      }
    }
  }
}
