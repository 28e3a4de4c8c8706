"""int8 values of weights and activations, symmetric around zero."""

import numpy


def quantized(weight, mask):
    """int8 values [n, k] with a scale for each row (each output): value x scale is the weight, or nearly."""
    kept = numpy.where(mask, weight, 0).astype(numpy.float32)
    greatest = numpy.abs(kept).max(axis=1)
    scale = numpy.where(greatest > 0, greatest / 127, 1).astype(numpy.float32)
    values = numpy.clip(numpy.rint(kept / scale[:, None]), -127, 127).astype(numpy.int8)
    return values, scale


def is_zero_in_int8(numbers):
    """Where a tensor is zero in int8 with one scale, its greatest magnitude being 127."""
    greatest = numpy.abs(numbers).max(initial=0)
    return numpy.abs(numbers) * 127 * 2 <= greatest if greatest > 0 else numpy.ones(numbers.shape, dtype=bool)
