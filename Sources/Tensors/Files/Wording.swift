/// A shape as people write it: "64 x 128"; "scalar" where there is no axis.
func shown(_ shape: [Int]) -> String {
  shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: " x ")
}
