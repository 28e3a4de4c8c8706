"""The text of a trace, and its totals."""


def flow(value):
    """A value in YAML's flow style; no text that is used here needs quotes in it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return str(value)


class TraceText:
    """The lines of a trace, and the totals of the operators in it."""

    def __init__(self, values=None):
        self.lines = []
        # What distributions the values have, None for none.
        self.values = values
        self.indent = "  "
        self.repeat = 1
        # The phase of the operators to come, None for none.
        self.phase = None
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
        if self.values is not None:
            entry.update(self.values.keys(op, entry.get("epilogue", [])))
        if self.phase is not None:
            entry["phase"] = self.phase
        self.counts[op] = self.counts.get(op, 0) + self.repeat
        self.line(f"{self.indent}- {flow(entry)}")
        return name

    def begin_group(self, name, repeat, carry=None):
        self.line(f"{self.indent}- name: {name}")
        self.indent += "  "
        self.line(f"{self.indent}repeat: {repeat}")
        if carry:
            self.line(f"{self.indent}carry: {flow(carry)}")
        self.line(f"{self.indent}operators:")
        self.indent += "  "
        self.repeat = repeat

    def end_group(self):
        self.indent = self.indent[:-4]
        self.repeat = 1

    # Operators that compute with parameters count them.

    def conv2d(
        self, name, source, size, channels, filters, kernel, stride=1, padding=0, groups=1, epilogue=()
    ):
        """A convolution; sizes are one number or (height, width), and so is what it returns: its output's."""
        height, width = size if isinstance(size, tuple) else (size, size)
        rows, columns = kernel if isinstance(kernel, tuple) else (kernel, kernel)
        edges = padding if isinstance(padding, list) else 4 * [padding]
        output = (
            (height + edges[0] + edges[1] - rows) // stride + 1,
            (width + edges[2] + edges[3] - columns) // stride + 1)
        weights = rows * columns * channels // groups * filters
        self.parameters += weights + filters * sum({"bias": 1, "batch_norm": 2}.get(f, 0) for f in epilogue)
        self.product_macs += output[0] * output[1] * weights
        self.add(
            name, "conv2d", input=source, height=height, width=width, channels=channels, filters=filters,
            kernel=kernel, stride=stride if stride != 1 else None, padding=padding if padding != 0 else None,
            groups=groups if groups != 1 else None, epilogue=list(epilogue) or None)
        return output if isinstance(size, tuple) else output[0]

    def max_pool(self, name, source, size, channels, kernel, stride, padding=0):
        """A pooling of a square image; returns the height and width of its output."""
        self.add(
            name, "pooling", function="max_pool", input=source, height=size, width=size, channels=channels,
            kernel=kernel, stride=stride, padding=padding or None)
        return (size + 2 * padding - kernel) // stride + 1

    def global_average_pool(self, name, source, size, channels):
        height, width = size if isinstance(size, tuple) else (size, size)
        self.add(
            name, "pooling", function="average_pool", input=source, height=height, width=width,
            channels=channels, kernel=height if height == width else [height, width])

    def linear(self, name, source, k, n, m=1, epilogue=(), weight=None, masked=None, output=None):
        """A product with a parameter matrix of its own, which may be masked, or with one that exists."""
        if weight is None:
            self.parameters += self.repeat * k * n
        self.parameters += self.repeat * n * ("bias" in epilogue)
        self.product_macs += self.repeat * m * k * n
        return self.add(
            name, "matmul", input=source, weight=weight or masked, m=m, k=k, n=n, epilogue=list(epilogue) or None,
            output=output)

    def normalization(self, name, function, source, columns, rows=1, output=None):
        self.parameters += self.repeat * columns * {"rms_norm": 1, "layer_norm": 2}[function]
        return self.add(
            name, "normalization", function=function, input=source, rows=rows, columns=columns, output=output)

    def embedding(self, name, rows, columns, tokens=1):
        self.parameters += rows * columns
        return self.add(name, "embedding", rows=rows, columns=columns, tokens=tokens)


class Values:
    """Distributions of weights and of what products read; each is written once, and named then."""

    def __init__(self, weight, activation):
        self.texts = {"weight": weight, "activation": activation}
        self.named = set()

    def text(self, name):
        if name in self.named:
            return f"*{name}"
        self.named.add(name)
        return f"&{name} {{values: {flow(self.texts[name])}}}"

    def keys(self, op, epilogue):
        """What an operator says of its weights and of its output, if a rectifier or a pooling made it."""
        keys = {}
        if op in ("conv2d", "matmul"):
            keys["weight"] = self.text("weight")
        if "relu" in epilogue or op == "pooling":
            keys["output"] = self.text("activation")
        return keys


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


def in_formats(base, network, formats, note):
    """A trace that ships, in other formats."""
    return "\n".join([
        f"# {note}", "# Written by tools/generate_traces.py.", "", f"base: {base}.yaml", f"network: {network}",
        f"formats: {flow(formats)}"]) + "\n"


INT8 = {"input": "int8", "weight": "int8", "output": "int8"}
FP16 = {"input": "fp16", "weight": "fp16", "output": "fp16"}
INT6 = {"input": "int6", "weight": "int6", "output": "int6"}
FP8 = {"input": "fp8_e3m4", "weight": "fp8_e3m4", "output": "fp8_e3m4"}
