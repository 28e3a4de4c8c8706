import Quantities

extension NumberFormat {
  /// What others call formats, or families of which a name takes one: here with the most usual of them.
  private static let otherNames = [
    "fp8": "fp8_e4m3", "fp6": "fp6_e2m3", "fp4": "fp4_e2m1", "e4m3": "fp8_e4m3", "e5m2": "fp8_e5m2",
    "e2m1": "fp4_e2m1", "e8m0": "ue8m0", "mxfp8": "mxfp8_e4m3", "mxfp6": "mxfp6_e2m3", "bfloat16": "bf16",
    "bfloat": "bf16", "float16": "fp16", "half": "fp16", "float32": "fp32", "float": "fp32", "bool": "uint1",
    "fp4_e2m1fn": "fp4_e2m1", "fp8_e4m3fn": "fp8_e4m3",
  ]

  /// The name that was probably meant; with `blocks` it may be of elements with a scale.
  public static func meant(by text: String, orBlocks blocks: Bool = false) -> String? {
    let names = blocks ? allNames : elementNames
    guard let other = otherNames[text.lowercased()] else { return NearestName.of(text, among: names) }
    return names.contains(other) ? other : NumberFormat(name: other)?.element.name
  }

  /// The names of elements in a few words.
  public static let elementList =
    "int1 to int32, uint1 to uint32, ternary, binary, fp16, bf16, fp32 or such as fp8_e4m3"
}
