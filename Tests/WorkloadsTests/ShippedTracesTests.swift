import Testing
import Workloads

@Suite("Shipped traces have the published totals")
struct ShippedTracesTests {
  @Test("ResNet-50 has torchvision's 25,557,032 parameters and 4.089 GMACs in 53 convolutions and one fc")
  func resnet50() throws {
    let trace = try shipped("resnet50")
    #expect(trace.parameters == 25_557_032)
    // torchvision documents 4.089; this is the exact number of its convolutions and its classifier.
    #expect(trace.denseMACs == 4_089_184_256)
    #expect(trace.counts == [.conv2d: 53, .matmul: 1, .pooling: 2, .elementwise: 16, .softmax: 1])
    let last = try trace.named("layer4.2.conv3")
    #expect(last.product?.m == 49 && last.product?.k == 512 && last.product?.n == 2_048)
    // Version 1.5: the 3x3 convolution has the stride.
    #expect(try trace.named("layer2.0.conv2").product?.strideHeight == 2)
    #expect(try trace.named("layer2.0.conv1").product?.strideHeight == 1)
  }

  @Test("MobileNet-V1 has Keras' 4,231,976 trainable parameters and 569 M MACs, 13 of its layers depthwise")
  func mobilenet() throws {
    let trace = try shipped("mobilenet_v1")
    #expect(trace.parameters == 4_253_864 - 21_888)
    // Howard et al. publish 569 million.
    #expect(trace.denseMACs == 568_740_352)
    #expect(trace.counts == [.conv2d: 27, .matmul: 1, .pooling: 1, .softmax: 1])
    let depthwise = trace.operators.filter { ($0.product?.groups ?? 1) > 1 }
    #expect(depthwise.count == 13)
    #expect(depthwise.allSatisfy { $0.product?.channels == 1 && $0.product?.filters == 1 })
  }

  @Test("LLaMA2-7B has 6,738,415,616 parameters, and a decode step 6,607,077,376 MACs and its attention's")
  func llama() throws {
    let trace = try shipped("llama2_7b_decode")
    #expect(trace.parameters == 6_738_415_616)
    #expect(trace.denseMACs == 6_607_077_376 + 2 * 32 * 1_024 * 4_096)
    let attention = trace.operators.filter { ["scores", "context"].contains($0.name) }
    #expect(attention.map { $0.executions * $0.denseMACs } == [134_217_728, 134_217_728])
    #expect(
      trace.counts == [
        .embedding: 1, .normalization: 65, .matmul: 289, .activation: 96, .keyValueAppend: 64, .softmax: 32,
        .elementwise: 96,
      ])
  }

  @Test("LLaMA2-7B attends to a token-major cache of 1,024 tokens in each of its 32 layers")
  func llamaCache() throws {
    let trace = try shipped("llama2_7b_decode")
    let keys = try trace.tensor("key_cache")
    #expect(keys.kind == .cache && keys.copies == 32 && keys.elements == 1_024 * 4_096)
    let append = try trace.named("key_append")
    #expect(append.outputOffset == 1_023 * 4_096)
    #expect(append.output.map { trace.tensors[$0] } == keys)
    #expect(try trace.named("scores").product?.layout.weight == .filtersThenGroups)
    #expect(try trace.named("context").product?.layout.weight == .channelsThenGroups)
    #expect(try trace.named("scores").weight.map { trace.tensors[$0] } == keys)
    #expect(try trace.named("gate").groups == [Operator.Group(name: "layer", executions: 32)])
    #expect(try trace.tensor("gate.weight").copies == 32)
  }

  @Test("the tiny trace has the totals in its head")
  func tiny() throws {
    let trace = try shipped("tiny")
    #expect(trace.parameters == 1_050)
    #expect(trace.denseMACs == 9_392)
    #expect(trace.counts == [.conv2d: 3, .elementwise: 3, .pooling: 1, .matmul: 5, .softmax: 1])
  }
}
