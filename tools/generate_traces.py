#!/usr/bin/env python3
"""Writes the traces in Traces/ from the structure of their networks (docs/trace-format.md).

    python3 tools/generate_traces.py          writes them
    python3 tools/generate_traces.py --check  exits with 1 where a file differs from what would be written

Each network's totals are computed here from its layers and held against the published ones, so a trace that
is written is a trace that adds up.
"""

import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Traces"


def flow(value):
    """A value in YAML's flow style; no text that is used here needs quotes in it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return str(value)


class TraceText:
    """The lines of a trace, and the totals of the operators in it."""

    def __init__(self):
        self.lines = []
        self.indent = "  "
        self.repeat = 1
        self.parameters = 0
        self.product_macs = 0
        self.attention_macs = 0
        self.counts = {}

    def line(self, text=""):
        self.lines.append(text)

    def comment(self, text):
        self.line(f"{self.indent}# {text}")

    def add(self, name, op, **keys):
        """One operator on one line; keys whose value is None are left out."""
        entry = {"name": name, "op": op}
        entry.update((key, value) for key, value in keys.items() if value is not None)
        self.counts[op] = self.counts.get(op, 0) + self.repeat
        self.line(f"{self.indent}- {flow(entry)}")
        return name

    def begin_group(self, name, repeat, carry):
        self.line(f"{self.indent}- name: {name}")
        self.indent += "  "
        self.line(f"{self.indent}repeat: {repeat}")
        self.line(f"{self.indent}carry: {flow(carry)}")
        self.line(f"{self.indent}operators:")
        self.indent += "  "
        self.repeat = repeat

    def end_group(self):
        self.indent = self.indent[:-4]
        self.repeat = 1

    # Operators that compute with parameters count them.

    def conv2d(self, name, source, size, channels, filters, kernel, stride=1, padding=0, groups=1, epilogue=()):
        """A convolution over a square image; returns the height and width of its output."""
        before, after = (padding[0], padding[1]) if isinstance(padding, list) else (padding, padding)
        output = (size + before + after - kernel) // stride + 1
        weights = kernel * kernel * channels // groups * filters
        self.parameters += weights + filters * sum({"bias": 1, "batch_norm": 2}.get(f, 0) for f in epilogue)
        self.product_macs += output * output * weights
        self.add(
            name, "conv2d", input=source, height=size, width=size, channels=channels, filters=filters, kernel=kernel,
            stride=stride if stride != 1 else None, padding=padding if padding != 0 else None,
            groups=groups if groups != 1 else None, epilogue=list(epilogue) or None)
        return output

    def linear(self, name, source, k, n, m=1, epilogue=()):
        self.parameters += self.repeat * (k * n + (n if "bias" in epilogue else 0))
        self.product_macs += self.repeat * m * k * n
        return self.add(name, "matmul", input=source, m=m, k=k, n=n, epilogue=list(epilogue) or None)

    def rms_norm(self, name, source, columns):
        self.parameters += self.repeat * columns
        return self.add(name, "normalization", function="rms_norm", input=source, rows=1, columns=columns)


def head(trace, title, notes, network, sources, formats, inputs=None, caches=None):
    """Puts the head before the operators: comments first, with the totals that the operators came to."""
    macs = f"{trace.product_macs:,} MACs"
    if trace.attention_macs:
        macs = f"{macs} with weights and {trace.attention_macs:,} of attention"
    comments = [
        f"# {title}", "#", *(f"# {note}" if note else "#" for note in notes), "#",
        f"# In all {trace.parameters:,} parameters; {macs}.",
        "# Written by tools/generate_traces.py.", "",
    ]
    lines = [*comments, f"network: {network}"]
    if sources:
        lines += ["source:", *(f'  - "{source}"' for source in sources)]
    lines.append(f"formats: {flow(formats)}")
    for key, entries in (("inputs", inputs), ("caches", caches)):
        if entries:
            lines += [f"{key}:", *(f"  {name}: {flow(entry)}" for name, entry in entries.items())]
    return "\n".join([*lines, "operators:", *trace.lines]) + "\n"


INT8 = {"input": "int8", "weight": "int8", "output": "int8"}


def resnet50():
    trace = TraceText()
    size = trace.conv2d("conv1", "image", 224, 3, 64, 7, 2, 3, epilogue=["batch_norm", "relu"])
    source = trace.add(
        "maxpool", "pooling", function="max_pool", input="conv1", height=size, width=size, channels=64, kernel=3,
        stride=2, padding=1)
    size, channels = 56, 64
    for stage, (width, blocks) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)], start=1):
        filters = 4 * width
        trace.comment(f"layer{stage}: {blocks} blocks of {width}, {width} and {filters} filters")
        for block in range(blocks):
            name = f"layer{stage}.{block}"
            stride = 2 if stage > 1 and block == 0 else 1
            trace.conv2d(f"{name}.conv1", source, size, channels, width, 1, epilogue=["batch_norm", "relu"])
            small = trace.conv2d(
                f"{name}.conv2", f"{name}.conv1", size, width, width, 3, stride, 1, epilogue=["batch_norm", "relu"])
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
    return head(
        trace, "ResNet-50 v1.5 (the stride is on the 3x3 convolutions), 224 x 224, batch 1.",
        ["Operators have torchvision's names. torchvision publishes 25,557,032 parameters and 4.089 GFLOPs, by",
         "which it means MACs. Batch norms are not folded into the weights: they are epilogues with a scale and a",
         "shift for each filter. The softmax is not part of torchvision's model."],
        "resnet50",
        ["He et al., Deep Residual Learning for Image Recognition, CVPR 2016, arXiv:1512.03385",
         "torchvision, torchvision/models/resnet.py, resnet50"],
        INT8, inputs={"image": {"elements": 3 * 224 * 224}})


def mobilenet_v1():
    trace = TraceText()
    after = ["batch_norm", "relu"]
    # 'same' padding of an even image at stride 2 adds one row below and one column to the right.
    below = [0, 1, 0, 1]
    size = trace.conv2d("conv1", "image", 224, 3, 32, 3, 2, below, epilogue=after)
    source, channels = "conv1", 32
    blocks = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + 5 * [(512, 1)] + [(1024, 2), (1024, 1)]
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


def llama2_7b_decode():
    hidden, feed_forward, layers, heads, vocabulary, context = 4096, 11008, 32, 32, 32000, 1024
    width = hidden // heads
    trace = TraceText()
    trace.parameters += vocabulary * hidden
    trace.add("embedding", "embedding", rows=vocabulary, columns=hidden, tokens=1)
    trace.begin_group("layer", layers, {"layer_output": "embedding"})
    trace.rms_norm("attention_norm", "embedding", hidden)
    for name in ("query", "key", "value"):
        trace.linear(name, "attention_norm", hidden, hidden)
    trace.add("query_rotary", "activation", function="rotary", input="query", elements=hidden)
    trace.add("key_rotary", "activation", function="rotary", input="key", elements=hidden)
    for name, source in (("key", "key_rotary"), ("value", "value")):
        trace.add(
            f"{name}_append", "kv_append", cache=f"{name}_cache", input=source, tokens=1, columns=hidden,
            position=context - 1)
    trace.add(
        "scores", "matmul", input={"tensor": "query_rotary", "order": "m_batch_k"},
        weight={"tensor": "key_cache", "order": "n_batch_k"}, batch=heads, m=1, k=width, n=context)
    trace.add("probabilities", "softmax", input="scores", rows=heads, columns=context)
    trace.add(
        "context", "matmul", input="probabilities", weight={"tensor": "value_cache", "order": "k_batch_n"},
        output={"order": "m_batch_n"}, batch=heads, m=1, k=context, n=width)
    trace.attention_macs += 2 * layers * context * hidden
    trace.linear("attention_output", "context", hidden, hidden)
    trace.add(
        "attention_add", "elementwise", function="add", inputs=["attention_output", "embedding"], elements=hidden)
    trace.rms_norm("feed_forward_norm", "attention_add", hidden)
    trace.linear("gate", "feed_forward_norm", hidden, feed_forward)
    trace.linear("up", "feed_forward_norm", hidden, feed_forward)
    trace.add("gate_silu", "activation", function="silu", input="gate", elements=feed_forward)
    trace.add("gated", "elementwise", function="multiply", inputs=["gate_silu", "up"], elements=feed_forward)
    trace.linear("down", "gated", feed_forward, hidden)
    trace.add(
        "layer_output", "elementwise", function="add", inputs=["down", "attention_add"], elements=hidden)
    trace.end_group()
    trace.rms_norm("norm", "layer_output", hidden)
    trace.linear("lm_head", "norm", hidden, vocabulary)

    # The published parameters of the model, and its linear layers' MACs for one token.
    assert trace.parameters == 6_738_415_616
    assert trace.product_macs == 6_607_077_376 == 32 * (4 * 4096**2 + 3 * 4096 * 11008) + 32000 * 4096
    assert trace.attention_macs == 2 * 32 * 1024 * 4096
    # Matrix products of a layer: 4 of the attention's projections, 2 with caches, 3 of the feed-forward part.
    assert trace.counts["matmul"] == 9 * layers + 1 and sum(trace.counts.values()) == 20 * layers + 3
    return head(
        trace, "LLaMA2-7B, one decode step: the 1024th token (position 1023) attends to 1024; batch 1.",
        ["W8A8: weights, activations and the cache are int8. The model has 6,738,415,616 parameters. The cache is",
         "token-major: a token's heads lie side by side. The softmax's function includes the scale of the scores;",
         "the tables of the rotary embedding are the vector unit's own."],
        "llama2_7b_decode",
        ["Touvron et al., Llama 2: Open Foundation and Fine-Tuned Chat Models, 2023, arXiv:2307.09288",
         "huggingface.co/meta-llama/Llama-2-7b-hf, config.json"],
        {**INT8, "cache": "int8"},
        caches={name: {"tokens": context, "columns": hidden} for name in ("key_cache", "value_cache")})


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


def main():
    arguments = sys.argv[1:]
    if arguments not in ([], ["--check"]):
        sys.exit(__doc__)
    wrong = []
    for network in (resnet50, mobilenet_v1, llama2_7b_decode, tiny):
        path, text = FOLDER / f"{network.__name__}.yaml", network()
        if not arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            wrong.append(f"{path.relative_to(FOLDER.parent)} is not what tools/generate_traces.py writes")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
