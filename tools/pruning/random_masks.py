"""Uniform random masks: what a tool assumes that knows a density and no network."""

import numpy

from pruning.patterns import greatest


def uniform(shape, count, seed):
    """A mask with exactly `count` ones, each set of places equally likely."""
    # Raw numbers of PCG64 are the same in every numpy; the places of the greatest are a uniform choice.
    numbers = numpy.random.PCG64(seed).random_raw(int(numpy.prod(shape)))
    return greatest(numbers, count).reshape(shape)


def alike_per_tensor(masks, seed):
    """Uniform masks of each tensor's own count."""
    return {
        name: uniform(mask.shape, int(mask.sum()), [seed, index])
        for index, (name, mask) in enumerate(masks.items())}


def alike_in_all(masks, seed):
    """Uniform masks that all have the network's density."""
    ones, size = sum(int(mask.sum()) for mask in masks.values()), sum(mask.size for mask in masks.values())
    return {
        name: uniform(mask.shape, round(ones / size * mask.size), [seed, index])
        for index, (name, mask) in enumerate(masks.items())}
