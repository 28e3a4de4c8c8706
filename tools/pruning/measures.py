"""What a mask does to a machine, in the simplest terms in which it shows. Masks are [n, k] of weights, [m, k] of inputs.

Products of one trace share their m, so work of weights alone is counted for one row of the input.
"""

import numpy


def density(masks):
    masks = list(masks.values()) if isinstance(masks, dict) else list(masks)
    return sum(int(mask.sum()) for mask in masks) / sum(mask.size for mask in masks)


def most_and_mean(mask, elements, neighbours=False):
    """The work of the processing element that has most, and the mean.

    Row i belongs to element i mod `elements`, or with `neighbours` as many rows after each other to one.
    """
    rows = mask.sum(axis=1)
    rows = numpy.concatenate([rows, numpy.zeros(-len(rows) % elements, dtype=rows.dtype)])
    work = rows.reshape(elements, -1).sum(axis=1) if neighbours else rows.reshape(-1, elements).sum(axis=0)
    return int(work.max()), work.sum() / elements


def imbalance(masks, elements, neighbours=False):
    """Most over mean of a network: each product ends when its last processing element does."""
    both = numpy.array([most_and_mean(mask, elements, neighbours) for mask in masks.values()])
    return both[:, 0].sum() / both[:, 1].sum()


def windowed(mask, window):
    """Ones in each window of the reduction, [rows, windows]; a last one that is shorter counts as it is."""
    return numpy.add.reduceat(mask, numpy.arange(0, mask.shape[1], window), axis=1, dtype=numpy.int32)


def lanes_most(counts, lanes, axis):
    """The greatest count of each group of `lanes` along an axis; at least 1, since a window has to be looked at."""
    most = numpy.maximum.reduceat(counts, numpy.arange(0, counts.shape[axis], lanes), axis=axis)
    return numpy.maximum(most, 1)


def lock_step(masks, lanes, window):
    """Steps over mean work of lanes that take a row each, and go on to the next window together."""
    steps, work = 0, 0
    for mask in masks.values():
        counts = windowed(mask, window)
        steps += int(lanes_most(counts, lanes, 0).sum())
        work += int(counts.sum())
    return steps * lanes / work


def effectual(weight, inputs):
    """The MACs of which neither factor is zero."""
    return int((weight.sum(axis=0, dtype=numpy.int64) * inputs.sum(axis=0, dtype=numpy.int64)).sum())


def two_sided_lock_step(weight, inputs, lanes, window):
    """Steps and effectual MACs of lanes with a row of the weight each and one of the input together."""
    steps, work = 0, 0
    left, right = inputs.astype(numpy.float32), weight.astype(numpy.float32)
    for start in range(0, weight.shape[1], window):
        # Rows of the weight first: lanes are then whole rows, which are quick to compare.
        pairs = right[:, start:start + window] @ left[:, start:start + window].T
        steps += int(lanes_most(pairs, lanes, 0).sum(dtype=numpy.float64))
        work += int(pairs.sum(dtype=numpy.float64))
    return steps, work


def run_length_entries(mask, bits):
    """Entries of a run-length code, row by row: a value with the zeros before it, of which 2^bits - 1 fit.

    More zeros take entries of their own, each a zero with the most zeros before it. Zeros at a row's end take none.
    """
    rows, columns = numpy.nonzero(mask)
    before = numpy.empty(len(columns), dtype=numpy.int64)
    first = numpy.ones(len(rows), dtype=bool)
    first[1:] = rows[1:] != rows[:-1]
    before[1:] = columns[1:] - columns[:-1] - 1
    before[first] = columns[first]
    return len(columns) + int((before >> bits).sum())


def bytes_of(masks, code):
    """The bytes of a network's int8 weights in a code: bitmask, run4 (and other widths), ell, or bsr4 (blocks of 4 x 4)."""
    bits = 0
    for mask in masks.values():
        n, k = mask.shape
        if code == "bitmask":
            bits += n * k + 8 * int(mask.sum())
        elif code.startswith("run"):
            width = int(code[3:])
            bits += run_length_entries(mask, width) * (8 + width)
        elif code == "ell":
            # Every row as long as the longest, each value with its column's number.
            bits += n * int(mask.sum(axis=1).max()) * (8 + (k - 1).bit_length())
        elif code == "bsr4":
            blocks = mask.reshape(n // 4, 4, k // 4, 4).any(axis=(1, 3))
            bits += int(blocks.sum()) * (16 * 8 + (k // 4 - 1).bit_length())
        else:
            raise ValueError(code)
    return bits / 8


def group_histogram(masks, size):
    """The share of groups of `size` along the reduction with 0, 1, ... ones."""
    counts = numpy.zeros(size + 1, dtype=numpy.int64)
    for mask in masks.values():
        counts += numpy.bincount(windowed(mask, size).ravel(), minlength=size + 1)
    return counts / counts.sum()


def fitting_share(masks, keep, size):
    """The share of ones that are among the first `keep` of their group."""
    ones = sum(int(mask.sum()) for mask in masks.values())
    return sum(int(numpy.minimum(windowed(mask, size), keep).sum()) for mask in masks.values()) / ones


def union_density(mask, batch):
    """The share of columns that at least one of `batch` rows after each other has."""
    rows = len(mask) // batch * batch
    return float(mask[:rows].reshape(-1, batch, mask.shape[1]).any(axis=1).mean())
