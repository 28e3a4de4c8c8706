import Documents

/// What other tools call operators, and how a trace says it.
enum OperatorWord {
  /// How to write what `op` was asked for in another tool's word; nil of a word that none has.
  static func advice(_ word: String) -> String? {
    switch word.lowercased().replacing("_", with: "").replacing("-", with: "") {
    case "add", "sub", "mul", "multiply", "div", "residual", "eltwise":
      "work on two tensors: write 'op: elementwise' with 'function: add' or 'mul', 'elements' and 'inputs: [A, B]'"
    case "relu", "relu6", "gelu", "silu", "swish", "sigmoid", "tanh", "clip":
      "a function: write 'op: activation' with 'function: relu' (or gelu, silu, sigmoid, tanh) and 'elements'; of a product's outputs 'epilogue: [relu]'"
    case "layernorm", "layernormalization", "rmsnorm", "batchnorm", "batchnormalization", "norm":
      "a function: write 'op: normalization' with 'function: layer_norm', 'rms_norm' or 'batch_norm'"
    case "pool", "maxpool", "maxpool2d", "averagepool", "avgpool", "avgpool2d", "globalaveragepool":
      "a function: write 'op: pooling' with 'function: max_pool' or 'average_pool'"
    case "conv", "convolution", "dwconv", "depthwise", "depthwiseconv2d", "depthwiseconv":
      "a convolution: write 'op: conv2d', of which 'groups' makes a depthwise one"
    case "gemm", "linear", "dense", "fc", "fullyconnected", "mm", "bmm", "batchmatmul", "matmulinteger":
      "a product: write 'op: matmul' with 'm', 'k' and 'n', and 'batch' where there are several"
    case "attention", "multiheadattention", "mha", "selfattention", "scaleddotproductattention", "sdpa":
      "three operators: a matmul with 'batch' for the heads, whose second factor is a tensor ('input' and 'weight' name two), a softmax, and a matmul with the values"
    case "reshape", "view", "flatten", "transpose", "permute", "concat", "split", "identity":
      "no work here: name the tensor where it is read; sizes are those of the operator that reads it"
    default: nil
    }
  }
}

extension Finding.Message {
  static func otherToolsOperator(_ word: String, _ advice: String) -> Self {
    Self(.invalidValue, "'op' cannot be \(quoted(word)): that is \(advice)")
  }
}
