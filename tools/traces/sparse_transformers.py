"""all-MiniLM-L6-v2, dense, and with the masks of its own weights and activations (docs/real-sparsity.md)."""

from traces.text import FP16, INT8, TraceText, head
from traces.transformers import add, attention, encoder

LAYERS, HIDDEN, HEADS, INNER, TOKENS = 6, 384, 12, 1536, 128
SOURCES = [
    "huggingface.co/sentence-transformers/all-MiniLM-L6-v2, config.json; Apache-2.0",
    "Wang et al., MiniLM: Deep Self-Attention Distillation, NeurIPS 2020, arXiv:2002.10957"]


# The networks whose masks are in Traces: names of weights' masks, and of activations' masks after a +.
SHIPPED = ["2_4", "global_80+int8"]


class Masks:
    """Where weights and activations have their masks: in files of the variants' names.

    With `values` a weight names its int8 values, whose zeros are its mask. Without `activations` these are dense.
    """

    def __init__(self, weights, activations=None, values=False):
        self.key, kind = ("values", "values") if values else ("mask", "masks")
        self.weights = f"minilm_l6_{weights}_{kind}.npz"
        self.activations = f"minilm_l6_{activations}_masks.npz" if activations else None

    def weight(self, operator):
        return {self.key: f'"{self.weights}#{operator}.weight"'}

    def output(self, tensor):
        """What the maker of an activation says of it; None where there is nothing to say."""
        return {"mask": f'"{self.activations}#{tensor}"'} if self.activations else None


class DrawnMasks:
    """Weights whose masks are drawn, and dense activations."""

    def __init__(self, pattern):
        self.sparsity = {"sparsity": f'{{pattern: "{pattern}"}}'}

    def weight(self, operator):
        return self.sparsity

    def output(self, tensor):
        return None


def embeddings(trace, masks=None):
    size = TOKENS * HIDDEN
    for name, rows in (("word", 30522), ("position", 512), ("segment", 2)):
        trace.embedding(name, rows, HIDDEN, TOKENS)
    add(trace, "word_position_add", "word", "position", size)
    add(trace, "embedding_add", "word_position_add", "segment", size)
    return trace.normalization(
        "embedding_norm", "layer_norm", "embedding_add", HIDDEN, TOKENS,
        output=masks.output("embedding_norm") if masks else None)


def masked_layer(trace, number, source, masks):
    """A layer whose operators have its number in their names, since each has masks of its own; what it makes."""
    size, name = TOKENS * HIDDEN, f"layer.{number}"
    trace.comment(name)
    trace.phase = "projections"

    def linear(operator, into, k, n, epilogue, output=None):
        operator = f"{name}.{operator}"
        return trace.linear(
            operator, into, k, n, TOKENS, epilogue, masked=masks.weight(operator), output=output)
    for operator in ("query", "key", "value"):
        linear(operator, source, HIDDEN, HIDDEN, ["bias"])
    trace.phase = "attention"
    attention(
        trace, HEADS, HIDDEN // HEADS, TOKENS, TOKENS, f"{name}.key", f"{name}.value", f"{name}.query",
        prefix=f"{name}.", output=masks.output(f"{name}.context"))
    trace.phase = "projections"
    made = linear("attention_output", f"{name}.context", HIDDEN, HIDDEN, ["bias"])
    add(trace, f"{name}.attention_add", made, source, size)
    middle = trace.normalization(
        f"{name}.attention_norm", "layer_norm", f"{name}.attention_add", HIDDEN, TOKENS,
        output=masks.output(f"{name}.attention_norm"))
    trace.phase = "feed_forward"
    made = linear("expand", middle, HIDDEN, INNER, ["bias", "gelu"], masks.output(f"{name}.expand"))
    made = linear("contract", made, INNER, HIDDEN, ["bias"])
    add(trace, f"{name}.feed_forward_add", made, middle, size)
    source = trace.normalization(
        f"{name}.layer_output", "layer_norm", f"{name}.feed_forward_add", HIDDEN, TOKENS,
        output=masks.output(f"{name}.layer_output") if number < LAYERS - 1 else None)
    trace.phase = None
    return source


def minilm_l6(weights=None, activations=None, values=False, drawn=None, formats=INT8):
    """The encoder on 128 tokens; with the names of masks every product with parameters takes its own of them.

    With the pattern `drawn` it takes masks that are drawn; a name says which, and which formats where they are not int8.
    """
    trace, network, notes = TraceText(), "minilm_l6_128", []
    masks = Masks(weights, activations, values) if weights else DrawnMasks(drawn) if drawn else None
    source = embeddings(trace, masks)
    if masks:
        for number in range(LAYERS):
            source = masked_layer(trace, number, source, masks)
        network = "_".join(
            ["minilm_l6", weights or drawn.replace(":", "_")] + ([activations] if activations else [])
            + (["fp16"] if formats is FP16 else []))
        notes = ["Masks of its own weights and activations, made by tools/minilm.py: docs/real-sparsity.md."
                 if activations else "Masks of its own weights, made by tools/minilm.py: docs/real-sparsity.md."
                 if weights else f"No weights of it were pruned to {drawn}: the masks are drawn, all groups alike."]
    else:
        encoder(trace, source, LAYERS, TOKENS, HIDDEN, HEADS, INNER, first_norm=False)
    # The model has 22,713,216 parameters, of which the pooler, which the sentence embedding does not use, has 147,840.
    assert trace.parameters == 22_713_216 - HIDDEN * HIDDEN - HIDDEN
    assert trace.product_macs == LAYERS * TOKENS * (4 * HIDDEN**2 + 2 * HIDDEN * INNER)
    assert trace.attention_macs == LAYERS * 2 * TOKENS**2 * HIDDEN
    return head(
        trace, "all-MiniLM-L6-v2, the encoder on 128 tokens, batch 1.",
        ["Transformers' BertModel has 22,713,216 parameters; its pooler, with 147,840, is left out: a sentence's",
         "embedding is the mean of the tokens', which is left out too.", *notes],
        network, SOURCES, formats)
