import Documents
import Tensors
import Testing
import Workloads

@Suite("Traces that tools write read back as what was meant")
struct TraceWriterTests {
  @Test("a convolution with everything out of the ordinary")
  func convolution() throws {
    let product = Product(
      images: 3, groups: 2, inputHeight: 9, inputWidth: 11, channels: 4, filters: 5, kernelHeight: 3,
      kernelWidth: 2, strideHeight: 2, strideWidth: 1, dilationHeight: 1, dilationWidth: 3, padTop: 1,
      padBottom: 2, padLeft: 3, padRight: 4)
    let node = TraceWriter.conv2d(
      name: "7: odd #name", input: "image", product: product, epilogue: ["bias"], repeat: 2)
    let trace = try read(node, elements: product.inputElements)
    #expect(trace.operators[0].name == "7: odd #name")
    #expect(trace.operators[0].product == product)
    #expect(trace.operators[0].executions == 2)
  }

  @Test("a plain convolution takes no more keys than it needs")
  func plainConvolution() throws {
    let product = Product(
      inputHeight: 9, inputWidth: 9, channels: 4, filters: 5, kernelHeight: 3, kernelWidth: 3)
    let node = TraceWriter.conv2d(name: "conv", input: "image", product: product)
    let keys = ["name", "op", "input", "height", "width", "channels", "filters", "kernel"]
    #expect(node.entries?.map(\.key) == keys)
    #expect(try read(node, elements: product.inputElements).operators[0].product == product)
  }

  @Test("a matrix product")
  func matrixProduct() throws {
    let node = TraceWriter.matmul(name: "fc", input: "image", batch: 2, m: 3, k: 4, n: 5, epilogue: ["relu"])
    let trace = try read(node, elements: 24)
    let product = try #require(trace.operators[0].product)
    #expect((product.groups, product.m, product.k, product.n) == (2, 3, 4, 5))
    #expect(trace.network == "test" && trace.sources == ["somewhere"])
    #expect(trace.tensors.map(\.format.name) == ["int8", "int4", "int16"])
  }

  private func read(_ node: Node, elements: Int) throws -> Trace {
    let int16 = NumberFormat.integer(bits: 16)
    let trace = TraceWriter.trace(
      network: "test", sources: ["somewhere"], input: .integer(bits: 8), weight: .integer(bits: 4),
      output: int16, inputs: [("image", elements)], operators: [node])
    return try decoded(YAMLWriter.write(trace))
  }
}
