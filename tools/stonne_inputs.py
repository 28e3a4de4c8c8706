#!/usr/bin/env python3
"""Writes the matrices that STONNE multiplies in `-SparseGEMM` and `-SparseDense`, as masks.

    python3 tools/stonne_inputs.py -M 64 -N 196 -K 576 --mk-sparsity 50 --kn-sparsity 80 -o conv_masks.npz
    python3 tools/stonne_inputs.py --check ORACLE.csv    counts of these matrices against a table of them

STONNE draws its inputs with the C library's rand(), which it does not seed, so they are the same in every run: an
element is 0 where `rand() % 100 <= sparsity`, and otherwise `rand() % 10 + 1`; first the M x K matrix row by row, then
the K x N one. (Asked for 0 % it makes 1 % of zeros, for 50 % 51 %.) The file has `input`, the first matrix, of shape
[M, K], and `weight`, the transpose of the second, of shape [N, K]: a bit for an element, as tools/prune.py packs them.
"""

import argparse
import csv
import sys

sys.dont_write_bytecode = True

try:
    import numpy
except ModuleNotFoundError:
    sys.exit("error: this tool needs numpy: python3 -m pip install numpy")

from pruning.files import write_masks  # noqa: E402: nothing is to be written beside it


def glibc_rand(seed=1):
    """The numbers of glibc's rand() (its generator TYPE_3: r[i] = r[i - 3] + r[i - 31], without the lowest bit)."""
    state = [seed]
    for _ in range(30):
        state.append(16807 * state[-1] % 2147483647)
    # The 31 words are followed by themselves, once around, and then the first 310 sums are thrown away.
    ring = state[3:] + state[:3]
    for drawn in range(310):
        ring[drawn % 31] = (ring[drawn % 31] + ring[(drawn + 28) % 31]) & 0xFFFFFFFF
    place = 0
    while True:
        ring[place] = value = (ring[place] + ring[place - 3]) & 0xFFFFFFFF
        place = place + 1 if place < 30 else 0
        yield value >> 1


def matrix(numbers, rows, columns, sparsity):
    """A matrix of STONNE's values, drawn row by row."""
    values = [
        0 if next(numbers) % 100 <= sparsity else next(numbers) % 10 + 1 for _ in range(rows * columns)]
    return numpy.array(values, dtype=numpy.uint8).reshape(rows, columns)


def inputs(m, n, k, mk_sparsity, kn_sparsity):
    """The first matrix [m, k] and the second [k, n]."""
    numbers = glibc_rand()
    first = matrix(numbers, m, k, mk_sparsity)
    return first, matrix(numbers, k, n, kn_sparsity)


def counts(first, second):
    """What a row of the oracle says of the two matrices, by its columns' names."""
    left, right = first != 0, second != 0
    rows = left.sum(axis=1)
    return {
        "nnz_A": left.sum(), "nnz_B": right.sum(),
        "effectual_macs": (left.sum(axis=0, dtype=numpy.int64) * right.sum(axis=1)).sum(),
        "dense_macs": first.size * second.shape[1], "minrow_nnz_A": rows.min(), "maxrow_nnz_A": rows.max(),
        "sum_A(checksum)": first.sum(dtype=numpy.int64), "sum_B(checksum)": second.sum(dtype=numpy.int64)}


def check(path):
    """Holds every row of the oracle against the counts; the number of rows that agree."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        problem = [int(row[name]) for name in ("M", "N", "K", "MK_sparsity", "KN_sparsity")]
        for name, count in counts(*inputs(*problem)).items():
            if count != int(row[name]):
                sys.exit(f"error: {problem}: {name} is {count}; the table has {row[name]}")
    return len(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for size in "MNK":
        parser.add_argument(f"-{size}", type=int, default=64, help="a size of the product (%(default)s)")
    parser.add_argument("--mk-sparsity", type=int, default=0, help="STONNE's -MK_sparsity (%(default)s)")
    parser.add_argument("--kn-sparsity", type=int, default=0, help="STONNE's -KN_sparsity (%(default)s)")
    parser.add_argument("-o", "--output", help="the .npz file to write")
    parser.add_argument("--check", metavar="CSV", help="hold a table's rows against these matrices")
    arguments = parser.parse_args()
    if arguments.check:
        print(f"{check(arguments.check)} rows agree")
        return
    if min(arguments.M, arguments.N, arguments.K) < 1 or not arguments.output:
        parser.error("sizes are at least 1, and -o names the file to write")
    first, second = inputs(
        arguments.M, arguments.N, arguments.K, arguments.mk_sparsity, arguments.kn_sparsity)
    write_masks(arguments.output, {"input": first != 0, "weight": second.T != 0})
    for name, count in counts(first, second).items():
        print(f"{name}: {count}")


if __name__ == "__main__":
    main()
