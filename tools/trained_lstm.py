#!/usr/bin/env python3
"""Makes a sparse matrix of a trained LSTM, for what EIE's NT-LSTM waits for (docs/deviations.md, 33).

    python3 tools/trained_lstm.py        masks and two traces, in .build/trained_lstm, and how to run them

The LSTM is that of the speaker encoder of the package Resemblyzer (Apache-2.0), which comes from PyPI, once, without what it
needs. Its second and third layer are matrices of 1024 x 513 (four gates of 256 by the sum of the biases, 256 inputs, 256 units);
of each the greatest 10.5 % stay. Two of either make one of 2048 x 1026, nearly as large as NT-LSTM (2400 x 1201). On 54 units, a
unit has as many of its rows (38) as of NT-LSTM's on 64. Needs numpy.
"""

import argparse
import hashlib
import pathlib
import sys
import zipfile

sys.dont_write_bytecode = True

try:
    import numpy
except ModuleNotFoundError:
    sys.exit("error: this tool needs numpy: python3 -m pip install numpy")

from pruning import packages  # noqa: E402: nothing is to be written beside it
from pruning.files import write_masks  # noqa: E402
from pruning.patterns import Pattern, prune  # noqa: E402
from pruning.torch_file import Unreadable, read_tensors  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGE = "Resemblyzer==0.1.4"
MEMBER = "resemblyzer/pretrained.pt"
SHA256 = "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e"
DENSITY = 0.105
UNITS = 54


def model(folder):
    """The file of the encoder's weights, from PyPI if it is not there."""
    path = folder / "pretrained.pt"
    if not path.is_file():
        with zipfile.ZipFile(packages.wheel(PACKAGE, folder, "*esemblyzer-*.whl")) as archive:
            path.write_bytes(archive.read(MEMBER))
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        sys.exit(f"error: {path} is not the file that this tool knows (SHA-256 {found})")
    return path


def layer(tensors, number):
    """A layer's matrix [rows of gates, bias and inputs and units]."""
    def tensor(name):
        return tensors[f"model_state.lstm.{name}_l{number}"]
    biases = (tensor("bias_ih") + tensor("bias_hh"))[:, None]
    return numpy.concatenate([biases, tensor("weight_ih"), tensor("weight_hh")], axis=1)


def trace(shape, weight):
    n, k = shape
    return (
        "network: lstm\nformats: {input: int16, weight: int4, output: int16}\n"
        f"inputs: {{x: {{elements: {k}}}}}\n"
        f"operators: [{{name: gates, op: matmul, input: x, m: 1, k: {k}, n: {n}, weight: {{{weight}}}}}]\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=pathlib.Path, default=ROOT / ".build" / "trained_lstm", help="the folder")
    folder = parser.parse_args().output
    path = model(folder)
    try:
        tensors = read_tensors(path)
    except Unreadable as error:
        sys.exit(f"error: {path}: {error}")
    matrices = {f"layer{number}": layer(tensors, number) for number in (1, 2)}
    first, second = prune(matrices, Pattern("unstructured"), DENSITY, "layer").values()
    mask = numpy.block([[first, second], [second, first]])
    write_masks(folder / "lstm_masks.npz", {"weight": mask})
    (folder / "trained.yaml").write_text(trace(mask.shape, 'mask: "lstm_masks.npz#weight"'))
    (folder / "uniform.yaml").write_text(
        trace(mask.shape, f"sparsity: {{pattern: uniform, density: {DENSITY}}}"))
    rows, columns = mask.sum(axis=1), mask.sum(axis=0)
    print(f"{mask.shape[0]} x {mask.shape[1]}, {mask.mean():.3%}; deviation over mean: rows {rows.std() / rows.mean():.2f}, "
          f"columns {columns.std() / columns.mean():.2f}")
    for name in ("trained", "uniform"):
        print(f"ridgeline run Configs/designs/eie.yaml {folder / name}.yaml --no-wall --set array.units={UNITS} --seeds 20")


if __name__ == "__main__":
    main()
