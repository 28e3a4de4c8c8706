#!/usr/bin/env python3
"""Makes masks and int8 values of a trained network, for traces to name (docs/real-sparsity.md).

    python3 tools/prune.py weights model.safetensors -o pruned --pattern unstructured --scope global --density 0.2
    python3 tools/prune.py weights model.safetensors -o pruned --pattern 2:4 --values
    python3 tools/prune.py weights model.safetensors -o pruned --pattern block:4x4 --density 0.5 --permute rows
    python3 tools/prune.py activations network.py -o pruned --rule int8

`weights` prunes by magnitude, without training again, and writes `pruned_masks.npz`, with --values `pruned_values.npz`
and with --permute `pruned_orders.npz`. It needs numpy. `activations` runs a PyTorch model and writes which inputs of its
linear layers and convolutions are not zero, `pruned_masks.npz`; it needs numpy and torch. `activations --help` and
`weights --help` say what the files hold.
"""

import argparse
import pathlib
import re
import runpy
import sys
import traceback

sys.dont_write_bytecode = True

try:
    import numpy
except ModuleNotFoundError:
    sys.exit("error: this tool needs numpy: python3 -m pip install numpy")

from pruning import activations, files, patterns, permutation  # noqa: E402: nothing is to be written beside them
from pruning.names import SETS, Names  # noqa: E402
from pruning.quantization import quantized  # noqa: E402
from pruning.safetensors import UnreadableModel, matrices, other_types, read_floats  # noqa: E402

WEIGHTS = """\
Every matrix of the model, and every convolution as Ridgeline lays it out (OHWI), is pruned as [n, k]: outputs in rows, the
reduction in columns. Masks are numpy.packbits(mask, axis=1, bitorder="little"), uint8 of shape [n, ceil(k / 8)]. Values
are int8 [n, k], symmetric, with a scale for each row beside them as NAME.scale: value x scale is the weight. With --permute,
row (or column) i of mask and values is the row (or column) orders[NAME][i] of the model. All files are written, or none.

    python3 tools/prune.py weights model.safetensors -o pruned --pattern unstructured --scope global --density 0.2
    python3 tools/prune.py weights part1.safetensors part2.safetensors -o pruned --pattern 2:4 --only 'mlp' --values
    python3 tools/prune.py weights gpt2.safetensors -o pruned --pattern 2:4 --transposed 'attn|mlp' --rename '^h[.]' 'layer.'
"""
ACTIVATIONS = """\
The file defines network(), which gives a model and a list of keyword arguments for its forward pass. The first is what is
recorded; --rule magnitude:S takes its thresholds from the others, or from the first if it is the only one. Masks are
packed like those of weights: [m, k], a row for each row that a linear layer reads, or for each pixel of a convolution.
They are named MODULE.input. A file network.py:

    import torch
    def network():
        model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.ReLU(), torch.nn.Linear(16, 4))
        return model, [{"input": torch.randn(32, 8)}]

    python3 tools/prune.py activations network.py -o pruned --rule zeros
    python3 tools/prune.py activations network.py -o pruned --rule magnitude:0.5 --only '^2'
"""


def add_names(parser):
    parser.add_argument("-o", "--output", required=True, metavar="PREFIX", help="where the files begin")
    parser.add_argument("--names", choices=sorted(SETS), help="a model whose names in traces are known")
    parser.add_argument(
        "--rename", nargs=2, action="append", default=[], metavar=("REGEX", "NEW"),
        help="renames tensors or modules; may come several times, and counts in order")
    parser.add_argument("--only", metavar="REGEX", help="leaves out what, renamed, does not match")


def options():
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=formatter)
    commands = parser.add_subparsers(dest="command", required=True)
    weights = commands.add_parser("weights", description=WEIGHTS, formatter_class=formatter)
    weights.add_argument("model", type=pathlib.Path, nargs="+", help=".safetensors files, the parts of one model")
    add_names(weights)
    weights.add_argument(
        "--transposed", metavar="REGEX", help="matrices that the model has as [k, n], as GPT-2 does, by their names in it")
    weights.add_argument("--pattern", required=True, help="unstructured, N:M along the reduction, or block:RxC")
    weights.add_argument("--scope", choices=["layer", "global"], help="where the greatest are taken from (layer)")
    weights.add_argument("--density", type=float, help="the share that stays, above 0 and up to 1; not with N:M")
    weights.add_argument(
        "--permute", choices=["rows", "columns"], help="first bring alike rows together for blocks of several rows, or"
        " exchange columns for N:M, where that keeps more")
    weights.add_argument("--values", action="store_true", help="write int8 values too")
    recorded = commands.add_parser("activations", description=ACTIVATIONS, formatter_class=formatter)
    recorded.add_argument("network", type=pathlib.Path, help="a Python file")
    add_names(recorded)
    recorded.add_argument("--rule", required=True, help="zeros, int8, or magnitude:S")
    arguments = parser.parse_args()
    arguments.error = (weights if arguments.command == "weights" else recorded).error
    return arguments


def checked_pattern(arguments):
    try:
        pattern = patterns.Pattern(arguments.pattern)
    except ValueError as error:
        arguments.error(str(error))
    if pattern.is_grouped and (arguments.density is not None or arguments.scope):
        arguments.error(f"{arguments.pattern} says itself what stays: no --density and no --scope")
    if not pattern.is_grouped and (arguments.density is None or not 0 < arguments.density <= 1):
        arguments.error("--density has to be above 0 and up to 1")
    if arguments.permute == "rows" and pattern.rows == 1:
        arguments.error(f"--permute rows changes nothing with {arguments.pattern}: each row is pruned alone")
    if arguments.permute == "columns" and not pattern.is_grouped:
        arguments.error("--permute columns is for N:M")
    return pattern


def check_output(arguments):
    """Says that there is no folder for the files before they are made."""
    folder = pathlib.Path(f"{arguments.output}_masks.npz").parent
    if not folder.is_dir():
        arguments.error(f"-o {arguments.output}: there is no folder '{folder}'")


def read_weights(arguments, names):
    """All weights of the model by their new names, as [n, k]."""
    weights, left_out, transposed = {}, [], False
    for path in arguments.model:
        def wanted(name):
            return names.renamed(name) is not None
        tensors = read_floats(path, wanted)

        def is_transposed(name):
            return arguments.transposed is not None and re.search(arguments.transposed, name) is not None
        found = matrices(tensors, is_transposed)
        transposed = transposed or any(is_transposed(name) and tensors[name].ndim == 2 for name in found)
        left_out += [f"{name} ({kind})" for name, kind in other_types(path, wanted).items()]
        left_out += [f"{name} ({tensors[name].ndim}-d)" for name in tensors if name not in found]
        for name, weight in found.items():
            if weight.size == 0:
                sys.exit(f"error: {path}: {name} is empty; leave it out with --only")
            if names.renamed(name) in weights:
                sys.exit(
                    f"error: {path}: {name} gets the name '{names.renamed(name)}', which another tensor has; see --rename")
            if not numpy.isfinite(weight).all():
                sys.exit(f"error: {path}: {name} has elements that are no finite numbers")
            weights[names.renamed(name)] = weight
    if not weights:
        sys.exit(f"error: {arguments.model[0]} has no matrix and no convolution by these names")
    if arguments.transposed is not None and not transposed:
        sys.exit(f"error: --transposed '{arguments.transposed}' matches no matrix of {arguments.model[0]}")
    return weights, left_out


def prune_weights(arguments):
    pattern = checked_pattern(arguments)
    check_output(arguments)
    weights, left_out = read_weights(arguments, Names(arguments.rename, arguments.only, arguments.names))
    orders = {}
    for name, weight in weights.items() if arguments.permute else ():
        if arguments.permute == "rows":
            orders[name] = permutation.rows_for_blocks(weight, pattern, arguments.density)
            weights[name] = weight[orders[name]]
        else:
            orders[name] = permutation.columns_for_groups(weight, pattern)
            weights[name] = weight[:, orders[name]]
    masks = patterns.prune(weights, pattern, arguments.density, arguments.scope or "layer")
    written = {f"{arguments.output}_masks.npz": files.packed_masks(masks)}
    if orders:
        written[f"{arguments.output}_orders.npz"] = {name: order.astype(numpy.int32) for name, order in orders.items()}
    if arguments.values:
        written[f"{arguments.output}_values.npz"], lost = values_of(weights, masks)
    files.write_all(written)
    print(f"{'weight':<40} {'shape':>13} {'density':>8} {'magnitude kept':>15}")
    for name, mask in masks.items():
        shape = "x".join(str(size) for size in mask.shape)
        print(f"{name:<40} {shape:>13} {mask.mean():>8.4f} {permutation.kept_share(weights[name], mask):>15.4f}")
    print(f"{sum(int(m.sum()) for m in masks.values())} of {sum(m.size for m in masks.values())} weights stay")
    if arguments.values:
        print(f"{lost} of those that stay are 0 in int8")
    if left_out:
        more = f" and {len(left_out) - 3} more" if len(left_out) > 3 else ""
        print(f"left out, as they are no weights of products in floating point: {', '.join(left_out[:3])}{more}")


def values_of(weights, masks):
    """int8 values with their scales, by name, and how many of the weights that stay they lose."""
    arrays, lost = {}, 0
    for name, weight in weights.items():
        values, scale = quantized(weight, masks[name])
        lost += int((masks[name] & (values == 0)).sum())
        arrays[name], arrays[f"{name}.scale"] = values, scale
    return arrays, lost


def defined_network(path):
    """The model and the inputs that a file's network() gives."""
    definitions = runpy.run_path(str(path))
    if "network" not in definitions:
        sys.exit(f"error: {path} defines no function network()")
    made = definitions["network"]()
    try:
        model, inputs = made
        if not inputs or not all(isinstance(one, dict) for one in inputs):
            raise TypeError
    except (TypeError, ValueError):
        sys.exit(f"error: {path}: network() gives no model with a list of keyword arguments beside it; see --help")
    return model, inputs


def place_in(path, error):
    """`FILE:LINE`, where an error of the user's own code is in it, else `FILE`."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return f"{path}:{lines[-1]}" if lines else str(path)


def record_activations(arguments):
    try:
        rule = activations.Rule(arguments.rule)
    except ValueError as error:
        arguments.error(str(error))
    check_output(arguments)
    if not arguments.network.is_file():
        sys.exit(f"error: {arguments.network} is no file")
    try:
        import torch  # noqa: F401: to say so where it is missing
    except ModuleNotFoundError:
        sys.exit("error: recording activations needs PyTorch: python3 -m pip install torch")
    names = Names(arguments.rename, arguments.only, arguments.names)
    try:
        model, inputs = defined_network(arguments.network)
        masks, cut = activations.recorded_masks(model.eval(), inputs, names, rule)
    except activations.Unrecordable as error:
        sys.exit(f"error: {arguments.network}: {error}")
    except Exception as error:  # noqa: BLE001: whatever the user's code throws
        sys.exit(f"error: {place_in(arguments.network, error)}: {type(error).__name__}: {error}")
    if not masks:
        sys.exit(f"error: {arguments.network} has no linear layer and no convolution by these names")
    files.write_masks(f"{arguments.output}_masks.npz", masks)
    print(f"{'tensor':<40} {'shape':>13} {'density':>8} {'threshold':>10}")
    for name, mask in masks.items():
        shape = "x".join(str(size) for size in mask.shape)
        print(f"{name:<40} {shape:>13} {mask.mean():>8.4f} {cut[name] if cut else 'none':>10.6}")


def main():
    arguments = options()
    try:
        (prune_weights if arguments.command == "weights" else record_activations)(arguments)
    except re.error as error:
        sys.exit(f"error: '{error.pattern}' in --rename, --only or --transposed: {error}")
    except (UnreadableModel, files.Unwritable, OSError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
