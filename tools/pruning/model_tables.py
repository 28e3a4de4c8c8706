"""The tables of docs/real-sparsity.md that need the model and PyTorch."""

import numpy

from pruning import measures, minilm
from pruning.activations import Rule, apply_masks, dropping, record
from pruning.names import bert_input
from pruning.permutation import kept_share
from pruning.tables import pairs, table


class Model:
    """The dense network, its weights, and the embeddings and activations of each passage."""

    def __init__(self, folder):
        minilm.require_torch()
        self.folder = folder
        self.weights = minilm.weights(folder)
        self.inputs = {name: minilm.tokens(folder, text) for name, text in minilm.texts().items()}
        network = minilm.network(folder)
        self.dense = self.embeddings(network)
        self.recorded = {
            name: record(network, tokens, minilm.NAMES, bert_input) for name, tokens in self.inputs.items()}

    def embeddings(self, network):
        """A sentence embedding of each passage: the mean of its tokens, of length 1."""
        import torch

        with torch.no_grad():
            means = [network(**tokens).last_hidden_state[0].mean(dim=0).numpy() for tokens in self.inputs.values()]
        return numpy.array([mean / numpy.linalg.norm(mean) for mean in means])

    def likeness(self, network):
        """The mean cosine between a network's embeddings and the dense one's."""
        return float((self.embeddings(network) * self.dense).sum(axis=1).mean())

    def dense_likeness(self):
        """The mean cosine of two different passages."""
        cosines = self.dense @ self.dense.T
        return float((cosines.sum() - len(cosines)) / (len(cosines) * (len(cosines) - 1)))


def in_the_models_order(masks, orders, axis):
    """Masks whose rows or columns are back where the model has them."""
    back = {}
    for name, mask in masks.items():
        inverse = numpy.argsort(orders[name]) if name in orders else None
        back[name] = mask if inverse is None else mask[inverse] if axis == "rows" else mask[:, inverse]
    return back


def patterns(model, variants, pruned):
    """What each way to prune keeps: `pruned` gives weights, masks and orders of a variant."""
    rows = []
    for variant, (pattern, scope, _, axis) in variants.items():
        weights, masks, orders = pruned(model.weights, variant)
        magnitude = sum(kept_share(weights[name], masks[name]) * numpy.abs(weights[name]).sum(dtype=float) for name in masks)
        magnitude /= sum(numpy.abs(weight).sum(dtype=float) for weight in weights.values())
        network = minilm.network(model.folder)
        apply_masks(network, minilm.NAMES, in_the_models_order(masks, orders, axis))
        how = " ".join(part for part in (pattern, scope, f"{axis} in a new order" if axis else "") if part)
        rows.append([f"`{variant}`: {how}", f"{100 * measures.density(masks):.1f}", f"{100 * magnitude:.1f}",
                     f"{model.likeness(network):.3f}"])
    rows.append(["two different passages, dense", "100.0", "100.0", f"{model.dense_likeness():.3f}"])
    return table(["", "density (%)", "magnitude kept (%)", "cosine to the dense network"], rows)


def thresholds(model, rules, weights):
    """What each rule for activations leaves, and what products of densities get wrong about it."""
    recorded = model.recorded[minilm.RECORDED]
    others = [found for name, found in model.recorded.items() if name != minilm.RECORDED]
    rows = []
    for name, text in rules.items():
        rule = Rule(text)
        cut = rule.thresholds({tensor: numpy.concatenate([found[tensor] for found in others]) for tensor in recorded})
        masks = {tensor: rule.mask(tensor, numbers, cut) for tensor, numbers in recorded.items()}
        network = minilm.network(model.folder)
        dropping(network, minilm.NAMES, rule, cut, bert_input)
        inner = {tensor: mask for tensor, mask in masks.items() if tensor.endswith(".expand")}
        found = sum(measures.effectual(weight, inputs) for _, weight, inputs in pairs(weights, masks))
        product = sum(
            weight.mean() * inputs.mean() * weight.size * len(inputs) for _, weight, inputs in pairs(weights, masks))
        union = numpy.mean([measures.union_density(mask, 8) for mask in masks.values()])
        alone = numpy.mean([1 - (1 - mask.mean()) ** 8 for mask in masks.values()])
        rows.append([
            f"`{name}`", f"{100 * measures.density(masks):.1f}", f"{100 * measures.density(inner):.1f}",
            f"{model.likeness(network):.3f}", f"{100 * (product / found - 1):+.1f} %", f"{100 * union:.1f}",
            f"{100 * alone:.1f}"])
    return table(
        ["rule", "density (%)", "of `expand` (%)", "cosine to the dense network", "error of the product of densities",
         "columns for 8 tokens (%)", "if tokens were independent (%)"], rows)
