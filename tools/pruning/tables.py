"""The tables of docs/real-sparsity.md, each from masks alone, as lines of Markdown."""

import numpy

from pruning import measures
from pruning.minilm import HEADS, LAYERS
from pruning.names import bert_input
from pruning.patterns import Pattern, grouped_mask
from pruning.random_masks import alike_in_all, alike_per_tensor

OPERATORS = ("query", "key", "value", "attention_output", "expand", "contract")
SEEDS = (1, 2, 3)


class Networks:
    """The real masks, and random ones of the same counts, made once."""

    def __init__(self, weights, grouped, inputs):
        self.weights, self.grouped, self.inputs = weights, grouped, inputs
        self.per_tensor = [alike_per_tensor(weights, seed) for seed in SEEDS]
        self.in_all = [alike_in_all(weights, seed) for seed in SEEDS]
        self.random_inputs = alike_per_tensor(inputs, 101)

    def three(self, measure):
        """A measure of the real masks, and its mean over the random ones of each kind."""
        return (
            measure(self.weights), float(numpy.mean([measure(masks) for masks in self.per_tensor])),
            float(numpy.mean([measure(masks) for masks in self.in_all])))


def table(head, rows):
    """Lines of Markdown; the first column is text, the others are numbers."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" + "---:|" * (len(head) - 1)]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]


def density(networks):
    rows = []
    for layer in range(LAYERS):
        masks = [networks.weights[f"layer.{layer}.{name}.weight"] for name in OPERATORS]
        rows.append([f"layer {layer}"] + [f"{100 * mask.mean():.1f}" for mask in masks]
                    + [f"{100 * measures.density(masks):.1f}"])
    masks = [[networks.weights[f"layer.{layer}.{name}.weight"] for layer in range(LAYERS)] for name in OPERATORS]
    rows.append(["all layers"] + [f"{100 * measures.density(of):.1f}" for of in masks]
                + [f"{100 * measures.density(networks.weights):.1f}"])
    return table(["density in %", *(f"`{name}`" for name in OPERATORS), "all"], rows)


def heads(networks):
    """The densities of the 12 heads' rows."""
    rows = []
    for name in ("query", "value"):
        for layer in range(LAYERS):
            weight = f"layer.{layer}.{name}.weight"
            row = [f"`{weight.removesuffix('.weight')}`"]
            for masks in (networks.weights, networks.per_tensor[0]):
                shares = 100 * masks[weight].reshape(HEADS, -1).mean(axis=1)
                row += [f"{shares.min():.1f}", f"{shares.max():.1f}"]
            rows.append(row)
    return table(["density in %", "real, least", "real, most", "uniform, least", "uniform, most"], rows)


def spread_row(title, counts):
    """Least, 5th, 50th and 95th percentile, most and deviation of densities in %."""
    shares = 100 * numpy.concatenate(counts)
    low, middle, high = numpy.percentile(shares, [5, 50, 95], method="inverted_cdf")
    return [title, *(f"{value:.1f}" for value in (shares.min(), low, middle, high, shares.max(), shares.std()))]


def spread(networks):
    rows = []
    for axis, title in ((1, "rows"), (0, "columns")):
        for kind, masks in (
            ("real", networks.weights), ("uniform, each weight's density", networks.per_tensor[0]),
            ("uniform, the network's density", networks.in_all[0]),
        ):
            rows.append(spread_row(f"{title}, {kind}", [mask.mean(axis=axis) for mask in masks.values()]))
    return table(["density in %", "least", "5 %", "median", "95 %", "most", "deviation"], rows)


THREE = ["real", "uniform, each weight's density", "uniform, the network's density"]


def elements(networks):
    rows = []
    for count in (8, 16, 32, 64, 128, 384):
        found = networks.three(lambda masks: measures.imbalance(masks, count))
        near = measures.imbalance(networks.weights, count, neighbours=True)
        rows.append([f"{count} processing elements", *(f"{value:.3f}" for value in (*found, near))])
    return table(["most over mean work", *THREE, "real, rows after each other on one element"], rows)


def lanes(networks):
    rows = []
    for count in (4, 16, 64):
        for window in (16, 64):
            found = networks.three(lambda masks: measures.lock_step(masks, count, window))
            rows.append([f"{count} lanes, windows of {window}", *(f"{value:.3f}" for value in found)])
    return table(["steps over mean work", *THREE], rows)


def pairs(weights, inputs):
    for name, weight in weights.items():
        yield name, weight, inputs[bert_input(name.removesuffix(".weight"))]


def two_sided(networks):
    """Effectual MACs against the product of the two densities, by kind of operator, for both masks of weights."""
    rows = []
    for title, weights in (("unstructured", networks.weights), ("2:4", networks.grouped)):
        for operator in (*OPERATORS, None):
            found = expected = dense = 0
            for name, weight, inputs in pairs(weights, networks.inputs):
                if operator is None or name.endswith(f".{operator}.weight"):
                    macs = weight.size * len(inputs)
                    found += measures.effectual(weight, inputs)
                    expected += weight.mean() * inputs.mean() * macs
                    dense += macs
            label = f"`{operator}`" if operator else "all"
            rows.append([f"{title}, {label}", f"{dense / 1e6:.1f}", f"{found / 1e6:.2f}", f"{expected / 1e6:.2f}",
                         f"{100 * (expected / found - 1):+.1f} %"])
    return table(["", "dense MACs (M)", "effectual (M)", "product of densities (M)", "its error"], rows)


def two_sided_steps(networks, count, window):
    """Of real masks, of uniform ones with each tensor's density, and of uniform ones with the network's two densities."""
    def steps(weights, inputs):
        both = numpy.array([
            measures.two_sided_lock_step(weight, tensor, count, window) for _, weight, tensor in pairs(weights, inputs)])
        return both.sum(axis=0)
    return (
        steps(networks.weights, networks.inputs), steps(networks.per_tensor[0], networks.random_inputs),
        steps(networks.in_all[0], alike_in_all(networks.inputs, 102)))


def two_sided_lanes(networks):
    rows = []
    for window in (16, 64):
        real, per_tensor, in_all = two_sided_steps(networks, 16, window)
        for title, (steps, work) in zip(THREE, (real, per_tensor, in_all)):
            rows.append([
                f"windows of {window}, {title}", f"{work / 1e6:.2f}", f"{steps / 1e6:.3f}",
                f"{steps * 16 / work:.3f}", f"{100 * (steps / real[0] - 1):+.1f} %"])
    return table(["16 lanes", "effectual (M)", "steps (M)", "steps over mean work", "its error"], rows)


CODES = (
    ("bitmask", "bitmask"), ("run-length, 3 bit", "run3"), ("run-length, 4 bit", "run4"), ("run-length, 5 bit", "run5"),
    ("ELL", "ell"), ("blocks of 4 x 4 (BSR)", "bsr4"))


def storage(networks):
    rows = []
    for title, code in CODES:
        found = networks.three(lambda masks: measures.bytes_of(masks, code))
        rows.append([title, *(f"{value / 1e6:.3f}" for value in found)])
    return table(["MB of int8 weights", *THREE], rows)


def fit(networks):
    rows = []
    for ones in range(5):
        found = networks.three(lambda masks: measures.group_histogram(masks, 4)[ones])
        rows.append([f"groups of 4 with {ones}", *(f"{100 * value:.2f}" for value in found)])
    for keep, size in ((1, 4), (2, 4), (2, 8), (4, 16)):
        found = networks.three(lambda masks: measures.fitting_share(masks, keep, size))
        rows.append([f"ones that fit {keep}:{size}", *(f"{100 * value:.2f}" for value in found)])
    return table(["%", *THREE], rows)


def grouped_spread(networks):
    random = {
        name: grouped_mask(1 + (numpy.random.PCG64([7, index]).random_raw(mask.size) >> 40).reshape(mask.shape),
                           Pattern("2:4"))
        for index, (name, mask) in enumerate(networks.grouped.items())}
    rows = [
        spread_row(f"columns, {title}", [mask.mean(axis=0) for mask in masks.values()])
        for title, masks in (("real 2:4", networks.grouped), ("random 2:4", random))]
    return table(["density in %", "least", "5 %", "median", "95 %", "most", "deviation"], rows)


def batch(networks):
    """How many columns a batch of tokens needs, of the inputs of `contract`, against independent tokens."""
    rows = []
    masks = [mask for name, mask in networks.inputs.items() if name.endswith(".expand")]
    for size in (1, 2, 4, 8, 16, 32, 64, 128):
        real = numpy.mean([measures.union_density(mask, size) for mask in masks])
        uniform_ = numpy.mean([1 - (1 - mask.mean()) ** size for mask in masks])
        first = measures.union_density(masks[0], size)
        alone = 1 - (1 - masks[0].mean()) ** size
        rows.append([f"{size}", *(f"{100 * value:.1f}" for value in (first, alone, real, uniform_))])
    return table(["tokens", "layer 0, real", "layer 0, independent", "all layers, real", "all layers, independent"], rows)


TABLES = {
    "density": density, "heads": heads, "spread": spread, "elements": elements, "lanes": lanes, "two-sided": two_sided,
    "two-sided-lanes": two_sided_lanes, "storage": storage, "fit": fit, "grouped-spread": grouped_spread,
    "batch": batch}
