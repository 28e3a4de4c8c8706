"""Pruning by magnitude: which weights stay.

Every mask is exact in its count, where the model has so many weights that are not 0, and equal magnitudes stay in the order of their places, so it is the same everywhere.
"""

import re

import numpy


class Pattern:
    """`unstructured`, `N:M` (along the reduction) or `block:RxC`."""

    def __init__(self, text):
        self.text = text
        nm, block = re.fullmatch(r"(\d+):(\d+)", text), re.fullmatch(r"block:(\d+)x(\d+)", text)
        self.keep = self.group = None
        self.rows, self.columns = 1, 1
        if nm:
            self.keep, self.group = int(nm[1]), int(nm[2])
        elif block:
            self.rows, self.columns = int(block[1]), int(block[2])
        elif text != "unstructured":
            raise ValueError(f"'{text}' is no pattern: 'unstructured', '2:4' or 'block:4x4' are")
        if min(self.rows, self.columns) < 1 or (nm and not 0 < self.keep <= self.group):
            raise ValueError(f"'{text}' leaves nothing, or more than there is")

    @property
    def is_grouped(self):
        """Whether N of every M stay, so that no density is asked for."""
        return self.group is not None


def greatest(scores, count):
    """A mask of the `count` greatest of flat scores; of equal ones the first."""
    if count >= scores.size:
        return numpy.ones(scores.size, dtype=bool)
    if count <= 0:
        return numpy.zeros(scores.size, dtype=bool)
    least = numpy.partition(scores, scores.size - count)[scores.size - count]
    mask = scores > least
    equal = numpy.flatnonzero(scores == least)
    mask[equal[:count - int(mask.sum())]] = True
    return mask


def grouped_mask(weight, pattern):
    """The N greatest of every M along the reduction; of a shorter last group as many as there are, up to N."""
    n, k = weight.shape
    groups = -(-k // pattern.group)
    scores = numpy.full((n, groups * pattern.group), -1.0, dtype=numpy.float32)
    scores[:, :k] = numpy.abs(weight)
    order = numpy.argsort(-scores.reshape(n, groups, pattern.group), axis=2, kind="stable")
    mask = numpy.zeros((n, groups, pattern.group), dtype=bool)
    numpy.put_along_axis(mask, order[:, :, :pattern.keep], True, axis=2)
    return mask.reshape(n, -1)[:, :k]


def block_scores(weight, pattern):
    """The mean magnitude of each block; blocks at the edges have fewer elements."""
    magnitude = numpy.abs(weight).astype(numpy.float64)
    rows = numpy.arange(0, weight.shape[0], pattern.rows)
    columns = numpy.arange(0, weight.shape[1], pattern.columns)
    sums = numpy.add.reduceat(numpy.add.reduceat(magnitude, rows, axis=0), columns, axis=1)
    heights = numpy.minimum(pattern.rows, weight.shape[0] - rows)
    widths = numpy.minimum(pattern.columns, weight.shape[1] - columns)
    return sums / (heights[:, None] * widths[None, :])


def spread(blocks, pattern, shape):
    """A mask of elements from one of blocks."""
    whole = numpy.repeat(numpy.repeat(blocks, pattern.rows, axis=0), pattern.columns, axis=1)
    return whole[:shape[0], :shape[1]]


def prune(weights, pattern, density=None, scope="layer"):
    """A mask for each of the weights [n, k].

    `density` is the share of weights (or of blocks) that stay: in each of them with the scope `layer`, and of all of them
    together with `global`. What is 0 in the model does not stay, though fewer are left then, in blocks too.
    """
    if pattern.is_grouped:
        return {name: grouped_mask(weight, pattern) & (weight != 0) for name, weight in weights.items()}
    scores = {name: block_scores(weight, pattern) for name, weight in weights.items()}
    if scope == "layer":
        kept = {name: greatest(score.ravel(), round(density * score.size)) for name, score in scores.items()}
    else:
        flat = numpy.concatenate([score.ravel() for score in scores.values()])
        ends = numpy.cumsum([score.size for score in scores.values()])[:-1]
        parts = numpy.split(greatest(flat, round(density * flat.size)), ends)
        kept = dict(zip(scores, parts))
    return {
        name: spread(kept[name].reshape(scores[name].shape), pattern, weight.shape) & (weight != 0)
        for name, weight in weights.items()}
