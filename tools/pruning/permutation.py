"""Orders of rows or columns in which a pattern keeps more of a weight's magnitude.

A machine sees the weight in the new order. The outputs come in the order of the rows, so whoever reads them has to take
them so, or permute its own columns; the input has to come in the order of the columns.
"""

import numpy

from pruning.patterns import block_scores, greatest

ROUNDS = 20


def kept_share(weight, mask):
    """The share of the magnitude that a mask keeps."""
    magnitude = numpy.abs(weight).astype(numpy.float64)
    whole = magnitude.sum()
    return float(magnitude[mask].sum() / whole) if whole > 0 else 1.0


def alike_rows(weight, pattern, density):
    """An order in which rows that are great in the same columns share blocks: row i of the new weight was order[i].

    Greedy: the row with the most great parts begins a block, and the rows that share most of them join it.
    """
    n = weight.shape[0]
    parts = numpy.add.reduceat(
        numpy.abs(weight).astype(numpy.float64), numpy.arange(0, weight.shape[1], pattern.columns), axis=1)
    great = greatest(parts.ravel(), round(density * parts.size)).reshape(parts.shape).astype(numpy.float64)
    shared = great @ great.T
    weights = great.sum(axis=1)
    free, order = numpy.ones(n, dtype=bool), []
    while len(order) < n:
        first = int(numpy.argmax(numpy.where(free, weights, -1)))
        free[first] = False
        likeness = numpy.where(free, shared[first], -1)
        joined = numpy.argsort(-likeness, kind="stable")[:min(pattern.rows - 1, int(free.sum()))]
        free[joined] = False
        order += [first, *(int(row) for row in joined)]
    return numpy.array(order)


def block_gain(weight, order, pattern, density):
    """The sum of what a layer's greatest blocks have in an order."""
    scores = block_scores(weight[order], pattern).ravel()
    return scores[greatest(scores, round(density * scores.size))].sum()


def rows_for_blocks(weight, pattern, density):
    """The order of rows for blocks; the one that is there, if another is no better."""
    identity, order = numpy.arange(weight.shape[0]), alike_rows(weight, pattern, density)
    better = block_gain(weight, order, pattern, density) > block_gain(weight, identity, pattern, density)
    return order if better else identity


def columns_for_groups(weight, pattern):
    """An order of columns for N:M: pairs of groups exchange the two columns that gain most, in rounds of random pairs.

    After Pool and Yu, Channel Permutations for N:M Sparsity, NeurIPS 2021, whose search tries all pairs.
    """
    k, size = weight.shape[1], pattern.group
    magnitude = numpy.abs(weight).astype(numpy.float32)
    order = numpy.arange(k)
    groups = k // size
    # Raw numbers of PCG64 are the same in every numpy.
    generator = numpy.random.PCG64(1)
    # Every exchange of a column of one group with one of the other, and none at all.
    exchanges = [numpy.arange(2 * size)]
    for left in range(size):
        for right in range(size, 2 * size):
            exchange = numpy.arange(2 * size)
            exchange[[left, right]] = right, left
            exchanges.append(exchange)
    for _ in range(ROUNDS if groups > 1 else 0):
        pairs = numpy.argsort(generator.random_raw(groups), kind="stable")[:groups // 2 * 2].reshape(-1, 2)
        # [pairs, 2 x size]: the places of both groups' columns.
        places = (pairs[:, :, None] * size + numpy.arange(size)).reshape(len(pairs), -1)
        # Round numbers of pairs at a time, for the memory's sake.
        for chunk in numpy.array_split(places, -(-len(places) // 32)):
            columns = magnitude[:, order[chunk]]
            gains = []
            for exchange in exchanges:
                grouped = columns[:, :, exchange].reshape(len(weight), len(chunk), 2, size)
                best = numpy.partition(grouped, size - pattern.keep, axis=3)[..., size - pattern.keep:]
                gains.append(best.sum(axis=(0, 2, 3), dtype=numpy.float64))
            best = numpy.argmax(numpy.array(gains), axis=0)
            order[chunk] = numpy.take_along_axis(order[chunk], numpy.array(exchanges)[best], axis=1)
    return order
