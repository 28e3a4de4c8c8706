/// What one element of a tensor in a file is.
///
/// The names are those of `NumberFormat` where there is one of that sort.
public enum ElementType: String, CaseIterable, Hashable, Sendable {
  case bool
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64
  case fp16, bf16, fp32, fp64
  /// Without infinities; the "FN" variant, as `.safetensors` has it.
  case fp8E4M3 = "fp8_e4m3"
  case fp8E5M2 = "fp8_e5m2"

  /// The bytes of an element.
  public var width: Int {
    switch self {
    case .bool, .int8, .uint8, .fp8E4M3, .fp8E5M2: 1
    case .int16, .uint16, .fp16, .bf16: 2
    case .int32, .uint32, .fp32: 4
    case .int64, .uint64, .fp64: 8
    }
  }

  /// Whether the uppermost bit is a sign that alone makes no number: -0.0 is zero.
  var hasSignOfZero: Bool {
    switch self {
    case .fp16, .bf16, .fp32, .fp64, .fp8E4M3, .fp8E5M2: true
    default: false
    }
  }

  /// Whether it is an integer of at most 16 bits.
  var isSmallInteger: Bool {
    switch self {
    case .int8, .uint8, .int16, .uint16: true
    default: false
    }
  }

  var isSigned: Bool {
    switch self {
    case .int8, .int16, .int32, .int64: true
    default: false
    }
  }
}
