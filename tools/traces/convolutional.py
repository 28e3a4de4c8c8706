"""Networks of convolutions."""

from traces.text import INT8, TraceText, Values, head

# What ResNet-50's int8 values are said to be: assumptions, in the middle of the deviations, 10 to 50, with which the
# bit-weight paper (arXiv:2503.06342) tries its machines.
NORMAL_WEIGHTS = {"distribution": "normal", "sigma": 30, "low": -127}
RECTIFIED = {"distribution": "relu", "sigma": 30}


def resnet50(values=False):
    trace = TraceText(Values(NORMAL_WEIGHTS, RECTIFIED) if values else None)
    size = trace.conv2d("conv1", "image", 224, 3, 64, 7, 2, 3, epilogue=["batch_norm", "relu"])
    source = trace.add(
        "maxpool", "pooling", function="max_pool", input="conv1", height=size, width=size, channels=64,
        kernel=3, stride=2, padding=1)
    size, channels = 56, 64
    for stage, (width, blocks) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)], start=1):
        filters = 4 * width
        trace.comment(f"layer{stage}: {blocks} blocks of {width}, {width} and {filters} filters")
        for block in range(blocks):
            name = f"layer{stage}.{block}"
            stride = 2 if stage > 1 and block == 0 else 1
            trace.conv2d(f"{name}.conv1", source, size, channels, width, 1, epilogue=["batch_norm", "relu"])
            small = trace.conv2d(
                f"{name}.conv2", f"{name}.conv1", size, width, width, 3, stride, 1,
                epilogue=["batch_norm", "relu"])
            trace.conv2d(f"{name}.conv3", f"{name}.conv2", small, width, filters, 1, epilogue=["batch_norm"])
            if block == 0:
                identity = f"{name}.downsample"
                trace.conv2d(identity, source, size, channels, filters, 1, stride, epilogue=["batch_norm"])
            else:
                identity = source
            size, channels = small, filters
            source = trace.add(
                f"{name}.add", "elementwise", function="add", inputs=[f"{name}.conv3", identity],
                elements=size * size * filters, epilogue=["relu"])
    trace.comment("classifier")
    trace.add(
        "avgpool", "pooling", function="average_pool", input=source, height=size, width=size, channels=channels,
        kernel=size)
    trace.linear("fc", "avgpool", channels, 1000, epilogue=["bias"])
    trace.add("softmax", "softmax", input="fc", rows=1, columns=1000)

    # torchvision documents 25557032 parameters and 4.089 GFLOPs, which are MACs of convolutions and fc.
    assert trace.parameters == 25_557_032
    assert round(trace.product_macs / 1e6) == 4_089
    assert trace.counts == {"conv2d": 53, "matmul": 1, "pooling": 2, "elementwise": 16, "softmax": 1}
    notes = [
        "Operators have torchvision's names. torchvision publishes 25,557,032 parameters and 4.089 GFLOPs, by",
        "which it means MACs. Batch norms are not folded into the weights: they are epilogues with a scale and a",
        "shift for each filter. The softmax is not part of torchvision's model."]
    image = {"elements": 3 * 224 * 224}
    if values:
        image["values"] = {"distribution": "uniform"}
        notes += [
            "", "The values are assumptions, and no trained network's: weights normal with a deviation of 30, in the middle of",
            "what arXiv:2503.06342 tries its machines with; activations what a rectifier leaves of such a distribution,",
            "behind the poolings too, so that half of them are 0; and an image whose pixels are all equally likely."]
    return head(
        trace, "ResNet-50 v1.5 (the stride is on the 3x3 convolutions), 224 x 224, batch 1.", notes,
        "resnet50_int8_normal" if values else "resnet50",
        ["He et al., Deep Residual Learning for Image Recognition, CVPR 2016, arXiv:1512.03385",
         "torchvision, torchvision/models/resnet.py, resnet50"],
        INT8, inputs={"image": image})


def mobilenet_v1():
    trace = TraceText()
    after = ["batch_norm", "relu"]
    # 'same' padding of an even image at stride 2 adds one row below and one column to the right.
    below = [0, 1, 0, 1]
    size = trace.conv2d("conv1", "image", 224, 3, 32, 3, 2, below, epilogue=after)
    source, channels = "conv1", 32
    blocks = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]
    blocks += 5 * [(512, 1)] + [(1024, 2), (1024, 1)]
    for number, (filters, stride) in enumerate(blocks, start=1):
        name = f"conv_dw_{number}"
        size = trace.conv2d(
            name, source, size, channels, channels, 3, stride, below if stride == 2 else 1, channels, after)
        source = f"conv_pw_{number}"
        trace.conv2d(source, name, size, channels, filters, 1, epilogue=after)
        channels = filters
    trace.add(
        "global_average_pooling", "pooling", function="average_pool", input=source, height=size, width=size,
        channels=channels, kernel=size)
    trace.linear("fc", "global_average_pooling", channels, 1000, epilogue=["bias"])
    trace.add("softmax", "softmax", input="fc", rows=1, columns=1000)

    # Keras counts 4253864 parameters, of which 21888 are running statistics; the paper 569 M mult-adds.
    assert trace.parameters == 4_253_864 - 21_888
    assert round(trace.product_macs / 1e6) == 569
    assert trace.counts == {"conv2d": 27, "matmul": 1, "pooling": 1, "softmax": 1}
    return head(
        trace, "MobileNet-V1 1.0 224, batch 1.",
        ["The paper publishes 4.2 M parameters and 569 M mult-adds; Keras counts 4,253,864 parameters, of which",
         "21,888 are running statistics of batch norms, which are none here: 4,231,976 remain. Names and padding",
         "('same': at stride 2 one row below, one column to the right) are those of Keras."],
        "mobilenet_v1",
        ["Howard et al., MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications, "
         "2017, arXiv:1704.04861",
         "Keras, keras/src/applications/mobilenet.py"],
        INT8, inputs={"image": {"elements": 3 * 224 * 224}})


CLASSES = {"inputs": {"image": {"elements": 3 * 224 * 224}}}


def resnet18():
    trace = TraceText()
    after = ["batch_norm", "relu"]
    size = trace.conv2d("conv1", "image", 224, 3, 64, 7, 2, 3, epilogue=after)
    size = trace.max_pool("maxpool", "conv1", size, 64, 3, 2, 1)
    source, channels = "maxpool", 64
    for stage, width in enumerate([64, 128, 256, 512], start=1):
        trace.comment(f"layer{stage}: 2 blocks of {width} filters")
        for block in range(2):
            name, identity = f"layer{stage}.{block}", source
            stride = 2 if stage > 1 and block == 0 else 1
            small = trace.conv2d(f"{name}.conv1", source, size, channels, width, 3, stride, 1, epilogue=after)
            trace.conv2d(f"{name}.conv2", f"{name}.conv1", small, width, width, 3, 1, 1, epilogue=["batch_norm"])
            if stride == 2:
                identity = f"{name}.downsample"
                trace.conv2d(identity, source, size, channels, width, 1, stride, epilogue=["batch_norm"])
            size, channels = small, width
            source = trace.add(
                f"{name}.add", "elementwise", function="add", inputs=[f"{name}.conv2", identity],
                elements=size * size * width, epilogue=["relu"])
    trace.global_average_pool("avgpool", source, size, channels)
    trace.linear("fc", "avgpool", channels, 1000, epilogue=["bias"])
    trace.add("softmax", "softmax", input="fc", rows=1, columns=1000)
    # torchvision documents 11689512 parameters and 1.814 GFLOPs, which are MACs.
    assert trace.parameters == 11_689_512 and round(trace.product_macs / 1e6) == 1_814
    assert trace.counts == {"conv2d": 20, "matmul": 1, "pooling": 2, "elementwise": 8, "softmax": 1}
    return head(
        trace, "ResNet-18, 224 x 224, batch 1.",
        ["Operators have torchvision's names. torchvision publishes 11,689,512 parameters and 1.814 GFLOPs, by",
         "which it means MACs. Batch norms are epilogues. The softmax is not part of torchvision's model."],
        "resnet18",
        ["He et al., Deep Residual Learning for Image Recognition, CVPR 2016, arXiv:1512.03385",
         "torchvision, torchvision/models/resnet.py, resnet18"],
        INT8, **CLASSES)


def vgg16():
    trace = TraceText()
    source, size, channels = "image", 224, 3
    for stage, (filters, layers) in enumerate([(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)], start=1):
        for layer in range(1, layers + 1):
            name = f"conv{stage}_{layer}"
            size = trace.conv2d(name, source, size, channels, filters, 3, 1, 1, epilogue=["bias", "relu"])
            source, channels = name, filters
        size = trace.max_pool(f"pool{stage}", source, size, channels, 2, 2)
        source = f"pool{stage}"
    trace.linear("fc6", source, size * size * channels, 4096, epilogue=["bias", "relu"])
    trace.linear("fc7", "fc6", 4096, 4096, epilogue=["bias", "relu"])
    trace.linear("fc8", "fc7", 4096, 1000, epilogue=["bias"])
    trace.add("softmax", "softmax", input="fc8", rows=1, columns=1000)
    # torchvision documents 138357544 parameters and 15.47 GFLOPs, which are MACs.
    assert trace.parameters == 138_357_544 and round(trace.product_macs / 1e7) == 1_547
    return head(
        trace, "VGG-16 (configuration D), 224 x 224, batch 1.",
        ["torchvision publishes 138,357,544 parameters and 15.47 GFLOPs, by which it means MACs."],
        "vgg16",
        ["Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, "
         "ICLR 2015, arXiv:1409.1556",
         "torchvision, torchvision/models/vgg.py, vgg16"],
        INT8, **CLASSES)


def alexnet_layers(trace, times, first):
    """The layers up to the classifier, so many times as wide, with the linear ones numbered from the first."""
    after = ["bias", "relu"]

    def wide(channels):
        return times * channels

    size = trace.conv2d("conv1", "image", 227, 3, wide(96), 11, 4, epilogue=after)
    size = trace.max_pool("pool1", "conv1", size, wide(96), 3, 2)
    size = trace.conv2d("conv2", "pool1", size, wide(96), wide(256), 5, 1, 2, 2, after)
    size = trace.max_pool("pool2", "conv2", size, wide(256), 3, 2)
    size = trace.conv2d("conv3", "pool2", size, wide(256), wide(384), 3, 1, 1, 1, after)
    size = trace.conv2d("conv4", "conv3", size, wide(384), wide(384), 3, 1, 1, 2, after)
    size = trace.conv2d("conv5", "conv4", size, wide(384), wide(256), 3, 1, 1, 2, after)
    size = trace.max_pool("pool5", "conv5", size, wide(256), 3, 2)
    trace.linear(f"fc{first}", "pool5", size * size * wide(256), wide(4096), epilogue=after)
    trace.linear(f"fc{first + 1}", f"fc{first}", wide(4096), wide(4096), epilogue=after)
    trace.linear(f"fc{first + 2}", f"fc{first + 1}", wide(4096), 1000, epilogue=["bias"])


def alexnet():
    trace = TraceText()
    alexnet_layers(trace, 1, 6)
    trace.add("softmax", "softmax", input="fc8", rows=1, columns=1000)
    # torchvision documents 138357544 parameters and 15.47 GFLOPs, which are MACs.
    assert trace.parameters == 138_357_544 and round(trace.product_macs / 1e7) == 1_547
    return head(
        trace, "VGG-16 (configuration D), 224 x 224, batch 1.",
        ["torchvision publishes 138,357,544 parameters and 15.47 GFLOPs, by which it means MACs."],
        "vgg16",
        ["Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, "
         "ICLR 2015, arXiv:1409.1556",
         "torchvision, torchvision/models/vgg.py, vgg16"],
        INT8, **CLASSES)


def alexnet():
    trace = TraceText()
    after = ["bias", "relu"]
    size = trace.conv2d("conv1", "image", 227, 3, 96, 11, 4, epilogue=after)
    size = trace.max_pool("pool1", "conv1", size, 96, 3, 2)
    size = trace.conv2d("conv2", "pool1", size, 96, 256, 5, 1, 2, 2, after)
    size = trace.max_pool("pool2", "conv2", size, 256, 3, 2)
    size = trace.conv2d("conv3", "pool2", size, 256, 384, 3, 1, 1, 1, after)
    size = trace.conv2d("conv4", "conv3", size, 384, 384, 3, 1, 1, 2, after)
    size = trace.conv2d("conv5", "conv4", size, 384, 256, 3, 1, 1, 2, after)
    size = trace.max_pool("pool5", "conv5", size, 256, 3, 2)
    trace.linear("fc6", "pool5", size * size * 256, 4096, epilogue=after)
    trace.linear("fc7", "fc6", 4096, 4096, epilogue=after)
    trace.linear("fc8", "fc7", 4096, 1000, epilogue=["bias"])
    trace.add("softmax", "softmax", input="fc8", rows=1, columns=1000)
    # Sze et al.: 724 M MACs and 61 M weights.
    assert round(trace.product_macs / 1e6) == 724 and round(trace.parameters / 1e6) == 61
    assert (trace.parameters, trace.product_macs) == (60_965_224, 724_406_816)
    return head(
        trace, "AlexNet as of 2012, with two groups in conv2, conv4 and conv5; 227 x 227, batch 1.",
        ["Sze et al. publish 724 M MACs and 61 M weights. The two local response normalizations, which have",
         "neither, are left out."],
        "alexnet",
        ["Krizhevsky et al., ImageNet Classification with Deep Convolutional Neural Networks, NIPS 2012",
         "Sze et al., Efficient Processing of Deep Neural Networks, Proc. IEEE 105(12), 2017"],
        INT8, inputs={"image": {"elements": 3 * 227 * 227}})


def alexnet_wrpn():
    """AlexNet twice as wide, of 8 and 4 bits, as BitFusion runs it."""
    trace = TraceText()
    alexnet_layers(trace, 2, 1)
    # Its benchmarks.py has products alone: 16 images of these.
    assert trace.product_macs == 2_678_604_864
    # Fully connected outputs of 8 bits are those that the last layer, of 8 bits, reads.
    formats = {
        "input": "int8", "weight": "int4", "output": "int4",
        "rules": [
            {"operators": "conv1", "weight": "int8"},
            {"operators": "fc2", "output": "int8"},
            {"operators": "fc3", "weight": "int8", "output": "int32"},
        ]}
    return head(
        trace, "AlexNet with twice the channels (WRPN), in 8 and 4 bits, as BitFusion's simulator runs it; 227 x 227, batch 1.",
        ["The two halves of conv1 to conv5 there, a and b, are the two groups here. Biases and functions are this trace's: the",
         "simulator counts products alone. The results of fc3 are sums. Designs that multiply int8 alone run it too, without the",
         "gain; bitfusion.yaml is the one that it was made for."],
        "alexnet_wrpn",
        ["Mishra et al., WRPN: Wide Reduced-Precision Networks, ICLR 2018, arXiv:1709.01134",
         "github.com/hsharma35/bitfusion, commit 04ec1c8, benchmarks.py, get_alex_net_wrpn"],
        formats, inputs={"image": {"elements": 3 * 227 * 227}})


def mobilenet_v2():
    trace = TraceText()
    after = ["batch_norm", "relu"]
    size = trace.conv2d("features.0", "image", 224, 3, 32, 3, 2, 1, epilogue=after)
    source, channels, number = "features.0", 32, 0
    blocks = [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
    for expansion, filters, count, first in blocks:
        for block in range(count):
            number += 1
            name, inner, identity = f"features.{number}", expansion * channels, source
            stride = first if block == 0 else 1
            if expansion > 1:
                trace.conv2d(f"{name}.expand", source, size, channels, inner, 1, epilogue=after)
                source = f"{name}.expand"
            size = trace.conv2d(
                f"{name}.depthwise", source, size, inner, inner, 3, stride, 1, inner, epilogue=after)
            source = f"{name}.project"
            trace.conv2d(source, f"{name}.depthwise", size, inner, filters, 1, epilogue=["batch_norm"])
            if stride == 1 and channels == filters:
                source = trace.add(
                    f"{name}.add", "elementwise", function="add", inputs=[source, identity],
                    elements=size * size * filters)
            channels = filters
    trace.conv2d("features.18", source, size, channels, 1280, 1, epilogue=after)
    trace.global_average_pool("avgpool", "features.18", size, 1280)
    trace.linear("classifier", "avgpool", 1280, 1000, epilogue=["bias"])
    trace.add("softmax", "softmax", input="classifier", rows=1, columns=1000)
    # torchvision documents 3504872 parameters and 0.301 GFLOPs, which are MACs.
    assert trace.parameters == 3_504_872 and round(trace.product_macs / 1e6) == 301
    assert trace.counts == {"conv2d": 52, "matmul": 1, "pooling": 1, "elementwise": 10, "softmax": 1}
    return head(
        trace, "MobileNet-V2 1.0 224, batch 1.",
        ["torchvision publishes 3,504,872 parameters and 0.301 GFLOPs, by which it means MACs. The activation is",
         "ReLU6, which costs what `relu` costs. The softmax is not part of torchvision's model."],
        "mobilenet_v2",
        ["Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, CVPR 2018, arXiv:1801.04381",
         "torchvision, torchvision/models/mobilenetv2.py, mobilenet_v2"],
        INT8, **CLASSES)


def tiny():
    trace = TraceText()
    after = ["batch_norm", "relu"]
    size = trace.conv2d("stem", "image", 9, 3, 8, 3, 2, 1, epilogue=after)
    trace.conv2d("depthwise", "stem", size, 8, 8, 3, 1, 1, 8, epilogue=after)
    trace.conv2d("pointwise", "depthwise", size, 8, 8, 1, epilogue=["batch_norm"])
    trace.add(
        "residual", "elementwise", function="add", inputs=["pointwise", "stem"], elements=size * size * 8,
        epilogue=["relu"])
    trace.add(
        "pool", "pooling", function="average_pool", input="residual", height=size, width=size, channels=8,
        kernel=size)
    trace.begin_group("block", 2, {"block_add": "pool"})
    trace.linear("expand", "pool", 8, 16, epilogue=["bias", "relu"])
    trace.linear("contract", "expand", 16, 8, epilogue=["bias"])
    trace.add("block_add", "elementwise", function="add", inputs=["contract", "pool"], elements=8)
    trace.end_group()
    trace.linear("classifier", "block_add", 8, 10, epilogue=["bias"])
    trace.add("softmax", "softmax", input="classifier", rows=1, columns=10)
    assert (trace.parameters, trace.product_macs) == (1_050, 9_392)
    return head(
        trace, "Small enough to follow by hand: convolutions, a residual, a repeated group, a classifier.",
        ["No published network: for documentation, and to try things out."],
        "tiny", [], INT8, inputs={"image": {"elements": 9 * 9 * 3}})
