import Hardware
import Quantities
import ReferenceMachine
import Tensors
import Workloads

/// One pass over a whole product on the reference machine, with an ideal memory and ports for any step.
func run(
  _ array: ProcessingArray, _ product: Product, spatial: ProductMapping.Spatial = .im2col,
  zeros: ProductZeros = .none
) throws -> ReferenceRecord {
  let buffer = Buffer(capacity: nil, banks: 8, ports: 64, width: 8)
  let design = Design(
    name: "bench", clock: Frequency(hertz: 1_000_000_000), array: array,
    buffers: .perOperand(input: buffer, weight: buffer, output: buffer),
    memories: [Memory(name: "ideal", kind: .ideal)],
    placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil)
  let byte = NumberFormat.integer(bits: 8)
  func place(_ address: Int) -> OperandAddresses.Place { .init(memory: 0, address: address) }
  let work = Work(
    body: .product(product, epilogue: []),
    formats: OperandFormats(input: byte, weight: byte, output: byte),
    addresses: OperandAddresses(
      input: place(0), weight: place(1 << 16), parameters: place(2 << 16), output: place(3 << 16),
      partialSums: place(4 << 16)), zeros: zeros)
  let mapping = ProductMapping(
    groups: product.groups, rows: product.outputHeight, columns: product.outputWidth,
    channels: product.channels, filters: product.filters, order: ProductMapping.Loop.allCases,
    spatial: spatial)
  var record = try ReferenceMachine.run(design: design, work: work, mapping: .product(mapping))
  // What the memory's side of the buffers did is not the array's.
  record.buffers[2].reads -= product.outputElements
  record.buffers[0].writes = 0
  record.buffers[1].writes = 0
  return record
}
