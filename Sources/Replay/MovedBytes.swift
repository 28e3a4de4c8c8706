import Simulation

/// Bytes that operators move, each as often as given; nil beyond what a search for a bandwidth can count with.
func movedBytes(_ operators: some Sequence<(prepared: PreparedOperator, times: Int)>) -> Int? {
  // With bandwidths of whole bytes in up to 2^10 cycles: their products stay within 62 bits.
  let limit = 1 << 52
  var bytes = 0
  for (prepared, times) in operators {
    let (product, overflow) = prepared.movedBytes.multipliedReportingOverflow(by: times)
    guard !overflow, product < limit - bytes else { return nil }
    bytes += product
  }
  return bytes
}
