import Workloads

extension ReferencePoint {
  /// Parameters and multiply-accumulates of the networks that ship, against what is published of them.
  static let totals =
    [
      total(
        "resnet50_parameters", "resnet50", .parameters, theirs: 25_557_032, source: "torchvision, resnet50"),
      total(
        "resnet50_macs", "resnet50", .macs, theirs: 4.089e9, digits: 4, source: "torchvision, resnet50 (_ops)"
      ),
      total(
        "mobilenet_v1_parameters", "mobilenet_v1", .parameters, theirs: 4_231_976,
        source: "Keras, MobileNet: trainable parameters; running statistics of batch norms are none here"),
      total(
        "mobilenet_v1_macs", "mobilenet_v1", .macs, theirs: 569e6, digits: 3,
        source: "Howard et al., MobileNets, 2017, arXiv:1704.04861, table 4"),
      total(
        "llama2_7b_parameters", "llama2_7b_decode", .parameters, theirs: Double(LLaMA2.parameters),
        source: "\(LLaMA2.source): 32 (4 d^2 + 3 d f + 2 d) + 2 v d + d"),
      total(
        "llama2_7b_macs", "llama2_7b_decode", .macs, theirs: Double(LLaMA2.macs),
        source: "\(LLaMA2.source): 32 (4 d^2 + 3 d f + 2 x 1024 d) + v d"),
    ] + convolutionalTotals + transformerTotals + tinyTotals

  private static let convolutionalTotals = [
    total(
      "alexnet_parameters", "alexnet", .parameters, theirs: 61e6, digits: 2,
      source: "Sze et al., Proc. IEEE 105(12), 2017: weights"),
    total(
      "alexnet_macs", "alexnet", .macs, theirs: 724e6, digits: 3,
      source: "Sze et al., Proc. IEEE 105(12), 2017"),
    total(
      "resnet18_parameters", "resnet18", .parameters, theirs: 11_689_512, source: "torchvision, resnet18"),
    total(
      "resnet18_macs", "resnet18", .macs, theirs: 1.814e9, digits: 4, source: "torchvision, resnet18 (_ops)"),
    total("vgg16_parameters", "vgg16", .parameters, theirs: 138_357_544, source: "torchvision, vgg16"),
    total("vgg16_macs", "vgg16", .macs, theirs: 15.47e9, digits: 4, source: "torchvision, vgg16 (_ops)"),
    total(
      "mobilenet_v2_parameters", "mobilenet_v2", .parameters, theirs: 3_504_872,
      source: "torchvision, mobilenet_v2"),
    total(
      "mobilenet_v2_macs", "mobilenet_v2", .macs, theirs: 301e6, digits: 3,
      source: "torchvision, mobilenet_v2 (_ops)"),
  ]

  private static let transformerTotals = [
    total(
      "bert_base_parameters", "bert_base_128", .parameters, theirs: 109_482_240 - 590_592,
      source: "Transformers, BertModel of bert-base-uncased, without its pooler"),
    total(
      "bert_base_macs", "bert_base_128", .macs, theirs: (7.25e9 + 0.60e9 + 14.50e9) / 2,
      rounded: (3 * 0.005e9 / 2, "the sum of three figures of two digits behind the point"),
      source: "Kim et al., Full Stack Optimization of Transformer Inference, arXiv:2302.14017: operations of "
        + "products at 128 tokens"),
    total(
      "vit_s16_parameters", "vit_s16", .parameters, theirs: 22_050_664, source: "timm, vit_small_patch16_224"),
    total(
      "vit_s16_macs", "vit_s16", .macs, theirs: 4.6e9, digits: 2,
      source: "Touvron et al., DeiT, ICML 2021, arXiv:2012.12877 (DeiT-S)"),
    total(
      "gpt2_small_parameters", "gpt2_small_prefill", .parameters, theirs: 124_439_808,
      source: "Transformers, GPT2LMHeadModel of gpt2"),
    total(
      "gpt2_small_macs", "gpt2_small_prefill", .macs,
      theirs: Double(1_024 * (12 * (7_077_888 + 2 * 1_024 * 768) + 768 * 50_257)),
      source: "Radford et al., 2019, l = 1024, d = 768, v = 50257: l (12 (12 d^2 + 2 l d) + v d)"),
    total(
      "llama2_7b_prefill_macs", "llama2_7b_prefill", .macs,
      theirs: Double(128 * (LLaMA2.macs - 2 * 32 * (1_024 - 128) * 4_096)),
      source: "\(LLaMA2.source): 128 tokens, each over all of them"),
  ]

  /// Operations as Vela counts them, less those of its average pooling and of its softmax, which are no products.
  private static let tinyTotals = [
    total(
      "tiny_resnet8_parameters", "tiny_resnet8", .parameters, theirs: 78_666 - 960,
      source: "mlcommons/tiny, Keras' parameters of image classification, less those of batch norms"),
    total(
      "tiny_ds_cnn_parameters", "tiny_ds_cnn", .parameters, theirs: 24_908 - 2_304,
      source: "mlcommons/tiny, Keras' parameters of keyword spotting, less those of batch norms"),
    total(
      "tiny_mobilenet_v1_parameters", "tiny_mobilenet_v1", .parameters, theirs: 221_794 - 10_944,
      source: "mlcommons/tiny, Keras' parameters of visual wake words, less those of batch norms"),
    total(
      "tiny_autoencoder_parameters", "tiny_autoencoder", .parameters, theirs: 269_992 - 4_128,
      source: "mlcommons/tiny, Keras' parameters of anomaly detection, less those of batch norms"),
    total(
      "tiny_resnet8_macs", "tiny_resnet8", .macs, theirs: 12_505_748 - 4_096 - 20,
      source: "Vela 5.2.0 on mlcommons/tiny@1afd2c9, image classification, less pooling and softmax"),
    total(
      "tiny_ds_cnn_macs", "tiny_ds_cnn", .macs, theirs: 2_664_792 - 8_000 - 24,
      source: "Vela 5.2.0 on mlcommons/tiny@1afd2c9, keyword spotting, less pooling and softmax"),
    total(
      "tiny_mobilenet_v1_macs", "tiny_mobilenet_v1", .macs, theirs: 7_491_972 - 2_304 - 4,
      source: "Vela 5.2.0 on mlcommons/tiny@1afd2c9, visual wake words, less pooling and softmax"),
    total(
      "tiny_autoencoder_macs", "tiny_autoencoder", .macs, theirs: 264_192,
      source: "Vela 5.2.0 on mlcommons/tiny@1afd2c9, anomaly detection"),
  ]

  private enum Total: String {
    case parameters
    case macs = "MACs"
  }

  /// A total that is published exactly, with so many digits, or as a sum that is rounded by so much at most.
  private static func total(
    _ name: String, _ trace: String, _ total: Total, theirs: Double, digits: Int? = nil,
    rounded: (by: Double, why: String)? = nil, source: String
  ) -> ReferencePoint {
    var tolerance = (rounded?.by ?? 0) / theirs
    if let digits {
      var unit = 1.0
      while unit * 10 <= theirs { unit *= 10 }
      for _ in 1..<digits { unit /= 10 }
      tolerance = unit / 2 / theirs
    }
    return ReferencePoint(
      name: name, figure: total.rawValue, theirs: theirs, kind: .analytic, source: source,
      tolerance: tolerance,
      why: digits.map { "published with \($0) digits: half a unit of the last" } ?? rounded?.why
        ?? "both count one structure"
    ) { files in
      let trace = try files.trace(trace)
      return Double(total == .macs ? trace.denseMACs : trace.parameters)
    }
  }
}

/// LLaMA2-7B from its published hyperparameters: one token after 1,023 others.
enum LLaMA2 {
  static let source = "Touvron et al., Llama 2, 2023, arXiv:2307.09288; d = 4096, f = 11008, v = 32000"

  private static let (layers, width, inner, words, tokens) = (32, 4096, 11_008, 32_000, 1024)
  private static let matrices = 4 * width * width + 3 * width * inner

  static let parameters = layers * (matrices + 2 * width) + 2 * words * width + width
  static let macs = layers * (matrices + 2 * tokens * width) + words * width

  /// Bytes of weights and caches that a step cannot do without, at one byte each: one row of the embedding, all
  /// other parameters, all keys and values read, and those of the new token written.
  static let stepBytes = parameters - (words - 1) * width + layers * 2 * (tokens + 1) * width
}
