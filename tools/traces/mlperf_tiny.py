"""The networks of MLPerf Tiny, with their batch norms folded into biases, as the int8 models have them."""

from traces.text import INT8, TraceText, head

SOURCES = [
    "Banbury et al., MLPerf Tiny Benchmark, NeurIPS 2021, arXiv:2106.07597",
    "github.com/mlcommons/tiny, benchmark/training, at 1afd2c9",
]
AFTER = ["bias", "relu"]
# 'same' padding of an even image at stride 2 adds one row below and one column to the right.
BELOW = [0, 1, 0, 1]


VELA = [
    "Vela 5.2.0 (ethos-u-vela): regor/compiler/softmax.cpp, GetGraph8Bit, and its debug database (--enable-debug-db)",
]
INT32 = {"format": "int32"}


def softmax_of_vela(trace, source, columns):
    """An int8 softmax of one row as the 28 operators that Vela makes of it for the Ethos-U55, in its order."""
    def of_one(name, function, read, elements=1):
        """With a constant, or with nothing."""
        return trace.add(f"softmax.{name}", "activation", function=function, input=read, elements=elements, output=INT32)

    def of_two(name, function, reads, elements=1, output=INT32, epilogue=None):
        return trace.add(f"softmax.{name}", "elementwise", function=function, inputs=reads, elements=elements, output=output,
                         epilogue=epilogue)

    def over_row(name, function, read, output):
        return trace.add(f"softmax.{name}", "pooling", function=function, input=read, height=1, width=columns, channels=1,
                         kernel=[1, columns], output=output)

    trace.phase = "softmax"
    greatest = over_row("greatest", "max_pool", source, None)
    exponentials = of_two("exponentials", "sub", [source, greatest], columns, epilogue=["table"])
    shifted = of_one("shifted", "shift_int32", exponentials, columns)
    total = over_row("total", "reduce_sum", shifted, INT32)
    zeros = of_one("leading_zeros", "clz_int32", total)
    right = of_one("right_shift", "sub_int32", zeros)
    headroom = of_one("headroom", "sub_int32", zeros)
    denominator = of_two("denominator", "shift_int32", [total, headroom])
    # The reciprocal, by Newton's steps from 48/17 - 32/17 x.
    scaled = of_one("scaled_denominator", "mul_int32", denominator)
    reciprocal = of_one("reciprocal0", "add_int32", scaled)
    for step in range(1, 4):
        product = of_two(f"product{step}", "mul_int32", [reciprocal, denominator])
        rest = of_one(f"rest{step}", "sub_int32", product)
        change = of_two(f"change{step}", "mul_int32", [reciprocal, rest])
        larger = of_one(f"larger_change{step}", "mul_int32", change)
        reciprocal = of_two(f"reciprocal{step}", "add_int32", [reciprocal, larger])
    products = of_two("products", "mul_int32", [exponentials, reciprocal], columns)
    # The shift for each element: Vela adds it to zeros.
    shifts = of_two("right_shifts", "add_int32", ["softmax.zeros", right], columns)
    of_two("result", "shift_int32", [products, shifts], columns, output=None)
    trace.phase = None
    return {"softmax.zeros": {"elements": columns, **INT32}}


def finished(trace, title, notes, network, columns, inputs, of_vela):
    """The trace with its softmax over the outputs of the dense layer: one operator, or Vela's."""
    if of_vela:
        inputs = {**inputs, **softmax_of_vela(trace, "dense", columns)}
        network, sources = f"{network}_vela", SOURCES + VELA
        notes = [*notes, "The softmax is the 28 operators that Vela makes of it; a constant is no tensor here."]
    else:
        trace.add("softmax", "softmax", input="dense", rows=1, columns=columns)
        sources = SOURCES
    return head(trace, title, notes, network, sources, INT8, inputs=inputs)


def tiny_resnet8(of_vela=False):
    trace = TraceText()
    size, source, channels = trace.conv2d("conv", "image", 32, 3, 16, 3, 1, 1, epilogue=AFTER), "conv", 16
    for block, filters in enumerate([16, 32, 64], start=1):
        name, stride, identity = f"block{block}", 1 if block == 1 else 2, source
        small = trace.conv2d(
            f"{name}.conv1", source, size, channels, filters, 3, stride, 1 if block == 1 else BELOW,
            epilogue=AFTER)
        trace.conv2d(f"{name}.conv2", f"{name}.conv1", small, filters, filters, 3, 1, 1, epilogue=["bias"])
        if block > 1:
            identity = f"{name}.shortcut"
            trace.conv2d(identity, source, size, channels, filters, 1, stride, epilogue=["bias"])
        size, channels = small, filters
        source = trace.add(
            f"{name}.add", "elementwise", function="add", inputs=[identity, f"{name}.conv2"],
            elements=size * size * filters, epilogue=["relu"])
    trace.global_average_pool("pool", source, size, channels)
    trace.linear("dense", "pool", channels, 10, epilogue=["bias"])
    # Keras counts 78666, among them four for each of 240 channels with a batch norm.
    assert trace.parameters == 78_666 - 4 * 240
    # Vela counts 12505748 operations, among them 4096 of the pooling and 20 of the softmax.
    assert trace.product_macs == 12_505_748 - 4_096 - 20
    return finished(
        trace, "MLPerf Tiny, image classification: ResNet-8, 32 x 32, batch 1.",
        ["Keras counts 78,666 parameters, 960 of them of batch norms, which are folded into the biases here."],
        "tiny_resnet8", 10, {"image": {"elements": 3 * 32 * 32}}, of_vela)


def tiny_ds_cnn(of_vela=False):
    trace = TraceText()
    size = trace.conv2d("conv", "features", (49, 10), 1, 64, (10, 4), 2, [4, 5, 1, 1], epilogue=AFTER)
    source = "conv"
    for block in range(1, 5):
        trace.conv2d(f"depthwise{block}", source, size, 64, 64, 3, 1, 1, 64, AFTER)
        source = f"pointwise{block}"
        trace.conv2d(source, f"depthwise{block}", size, 64, 64, 1, epilogue=AFTER)
    trace.global_average_pool("pool", source, size, 64)
    trace.linear("dense", "pool", 64, 12, epilogue=["bias"])
    # Keras counts 24908, among them four for each of 9 x 64 channels with a batch norm.
    assert trace.parameters == 24_908 - 4 * 9 * 64
    # Vela counts 2664792 operations, among them 8000 of the pooling and 24 of the softmax.
    assert trace.product_macs == 2_664_792 - 8_000 - 24
    return finished(
        trace, "MLPerf Tiny, keyword spotting: DS-CNN, 49 frames of 10 coefficients, batch 1.",
        ["Keras counts 24,908 parameters, 2,304 of them of batch norms, which are folded into the biases here."],
        "tiny_ds_cnn", 12, {"features": {"elements": 49 * 10}}, of_vela)


def tiny_mobilenet_v1():
    trace = TraceText()
    size = trace.conv2d("conv", "image", 96, 3, 8, 3, 2, BELOW, epilogue=AFTER)
    source, channels, normalized = "conv", 8, 8
    blocks = [(16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2)]
    blocks += 5 * [(128, 1)] + [(256, 2), (256, 1)]
    for block, (filters, stride) in enumerate(blocks, start=1):
        size = trace.conv2d(
            f"depthwise{block}", source, size, channels, channels, 3, stride, BELOW if stride == 2 else 1,
            channels, AFTER)
        source = f"pointwise{block}"
        trace.conv2d(source, f"depthwise{block}", size, channels, filters, 1, epilogue=AFTER)
        normalized += channels + filters
        channels = filters
    trace.global_average_pool("pool", source, size, channels)
    trace.linear("dense", "pool", channels, 2, epilogue=["bias"])
    trace.add("softmax", "softmax", input="dense", rows=1, columns=2)
    # Keras counts 221794, four for each channel with a batch norm, whose convolution has a bias beside it.
    assert trace.parameters == 221_794 - 4 * normalized, (trace.parameters, normalized)
    # Vela counts 7491972 operations, among them 2304 of the pooling and 4 of the softmax.
    assert trace.product_macs == 7_491_972 - 2_304 - 4, trace.product_macs
    return head(
        trace, "MLPerf Tiny, visual wake words: MobileNet-V1 0.25, 96 x 96, batch 1.",
        [f"Keras counts 221,794 parameters, {4 * normalized:,} of them of batch norms, which are folded into the",
         "biases here."],
        "tiny_mobilenet_v1", SOURCES, INT8, inputs={"image": {"elements": 3 * 96 * 96}})


def tiny_autoencoder():
    trace = TraceText()
    source, width = "features", 640
    layers = [128, 128, 128, 128, 8, 128, 128, 128, 128, 640]
    for number, outputs in enumerate(layers, start=1):
        last = number == len(layers)
        source = trace.linear(f"dense{number}", source, width, outputs, epilogue=["bias"] if last else AFTER)
        width = outputs
    # Keras counts 269992, among them four for each of 8 x 128 + 8 outputs with a batch norm.
    assert trace.parameters == 269_992 - 4 * (8 * 128 + 8)
    assert trace.product_macs == 264_192
    return head(
        trace, "MLPerf Tiny, anomaly detection: autoencoder of fully connected layers, one window.",
        ["Keras counts 269,992 parameters, 4,128 of them of batch norms, which are folded into the biases here."],
        "tiny_autoencoder", SOURCES, INT8, inputs={"features": {"elements": 640}})
