"""The figures of docs/real-sparsity.md."""

import numpy

from pruning import measures
from pruning.charts import NETWORK, REAL, TENSOR, Chart, densities_as_gray, write_png
from pruning.minilm import LAYERS
from pruning.tables import OPERATORS

KINDS = (
    ("real", REAL), ("uniform, each weight's density", TENSOR), ("uniform, the network's density", NETWORK))
PICTURED = "layer.0.value.weight"


def density(networks, path):
    chart = Chart(
        "Density of each weight at 20 % in all", "layer", "density in %", (0, LAYERS), (0, 50),
        [(layer + 0.46, str(layer)) for layer in range(LAYERS)], range(0, 51, 10))
    colors = ("#7c2d12", "#c2410c", "#fb923c", "#0f766e", "#1d4ed8", "#93c5fd")
    for layer in range(LAYERS):
        for place, name in enumerate(OPERATORS):
            share = networks.weights[f"layer.{layer}.{name}.weight"].mean()
            chart.bar(layer + 0.1 + place * 0.12, 0.11, 100 * share, colors[place])
    chart.line([(0, 20), (LAYERS, 20)], NETWORK, dots=False, dash="5 4")
    for place, name in enumerate(OPERATORS):
        chart.legend([(name, colors[place])], (70, 150, 220, 300, 440, 530)[place], 38)
    chart.write(path)


def rows(networks, path):
    # Four ones of 384 are a bar, so that each has equally many densities.
    edges = numpy.arange(0, 0.72, 4 / 384) * 100
    count = sum(len(mask) for mask in networks.weights.values())
    chart = Chart(
        f"Density of the {count:,} rows", "density of a row in %", "rows in %", (0, 72), (0, 22),
        [(value, str(value)) for value in range(0, 71, 10)], range(0, 21, 5))
    for (words, color), masks in zip(KINDS, (networks.weights, networks.per_tensor[0], networks.in_all[0])):
        shares = numpy.concatenate([100 * mask.mean(axis=1) for mask in masks.values()])
        counts = numpy.histogram(shares, edges - 0.01)[0] * 100 / len(shares)
        points = list(zip(edges[:-1] + 200 / 384, counts))
        chart.line(points, color, dots=False, dash="5 4" if color == NETWORK else None)
    chart.legend(KINDS, 460, 70)
    chart.write(path)


def elements(networks, path):
    counts = (4, 8, 16, 32, 64, 128, 384)
    chart = Chart(
        "Work of the processing element with most, over the mean", "processing elements, row i on element i mod their number",
        "most over mean", (1.8, 8.8), (1, 2.4), [(float(numpy.log2(count)), str(count)) for count in counts],
        (1, 1.2, 1.4, 1.6, 1.8, 2, 2.2))
    found = [networks.three(lambda masks, count=count: measures.imbalance(masks, count)) for count in counts]
    for index, (words, color) in enumerate(KINDS):
        points = [(float(numpy.log2(count)), three[index]) for count, three in zip(counts, found)]
        chart.line(points, color, dash="5 4" if color == NETWORK else None)
    chart.legend(KINDS, 90, 70)
    chart.write(path)


def pictures(networks, path):
    """The real mask beside a uniform one of its density, a gray for each 4 x 4 weights."""
    real, random = (
        densities_as_gray(masks[PICTURED], 4, 4) for masks in (networks.weights, networks.per_tensor[0]))
    gap = numpy.full((len(real), 16), 255, dtype=numpy.uint8)
    write_png(path, numpy.hstack([real, gap, random]))


FIGURES = {
    "real_sparsity_density.svg": density, "real_sparsity_rows.svg": rows, "real_sparsity_elements.svg": elements,
    "real_sparsity_masks.png": pictures}
