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

  @Test(
    "each trace has the exact parameters and MACs of its published structure",
    arguments: [
      // Caffe's AlexNet; torchvision's ResNet-18, VGG-16 and MobileNet-V2.
      ("alexnet", 60_965_224, 724_406_816), ("resnet18", 11_689_512, 1_814_073_344),
      ("vgg16", 138_357_544, 15_470_264_320), ("mobilenet_v2", 3_504_872, 300_774_272),
      // Of BERT without its pooler: 12 layers of l (4 d^2 + 2 d f) + 2 l^2 d MACs.
      ("bert_base_128", 108_891_648, 12 * (128 * 7_077_888 + 2 * 128 * 128 * 768)),
      ("bert_base_512", 108_891_648, 12 * (512 * 7_077_888 + 2 * 512 * 512 * 768)),
      // Its table of positions has 4,096 rows and not 512.
      (
        "bert_base_4096", 108_891_648 + 3_584 * 768,
        12 * (4_096 * 7_077_888 + 2 * 4_096 * 4_096 * 768)
      ),
      // MiniLM-L6 without its pooler: 6 layers of l (4 d^2 + 2 d f) + 2 l^2 d MACs.
      ("minilm_l6_128", 22_565_376, 6 * (128 * 1_769_472 + 2 * 128 * 128 * 384)),
      ("vit_s16", 22_050_664, 4_598_882_304),
      ("gpt2_small_prefill", 124_439_808, 1_024 * (12 * (7_077_888 + 2 * 1_024 * 768) + 768 * 50_257)),
      ("llama2_7b_prefill", 6_738_415_616, 128 * (6_607_077_376 + 2 * 32 * 128 * 4_096)),
      ("llama2_7b_decode_128", 6_738_415_616, 6_607_077_376 + 2 * 32 * 128 * 4_096),
      ("llama2_7b_decode_512", 6_738_415_616, 6_607_077_376 + 2 * 32 * 512 * 4_096),
      ("llama2_7b_decode_2048", 6_738_415_616, 6_607_077_376 + 2 * 32 * 2_048 * 4_096),
      // MLPerf Tiny: Keras' parameters less those of its batch norms; Vela's operations less pooling and softmax.
      ("tiny_resnet8", 78_666 - 960, 12_501_632), ("tiny_ds_cnn", 24_908 - 2_304, 2_656_768),
      ("tiny_resnet8_vela", 77_706, 12_501_632), ("tiny_ds_cnn_vela", 22_604, 2_656_768),
      ("tiny_mobilenet_v1", 221_794 - 10_944, 7_489_664), ("tiny_autoencoder", 269_992 - 4_128, 264_192),
    ])
  func totals(name: String, parameters: Int, macs: Int) throws {
    let trace = try shipped(name)
    #expect(trace.parameters == parameters)
    #expect(trace.denseMACs == macs)
  }

  @Test("DS-CNN has the MACs of each layer that Vela lists")
  func keywordSpotting() throws {
    let trace = try shipped("tiny_ds_cnn")
    #expect(
      trace.operators.compactMap { $0.product == nil ? nil : $0.denseMACs }
        == [320_000, 72_000, 512_000, 72_000, 512_000, 72_000, 512_000, 72_000, 512_000, 768])
  }

  @Test("the tiny trace has the totals in its head")
  func tiny() throws {
    let trace = try shipped("tiny")
    #expect(trace.parameters == 1_050)
    #expect(trace.denseMACs == 9_392)
    #expect(trace.counts == [.conv2d: 3, .elementwise: 3, .pooling: 1, .matmul: 5, .softmax: 1])
  }
}
