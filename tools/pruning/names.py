"""From a model's names to a trace's."""

import re

# Transformers' BertModel, and the operators of tools/traces/transformers.py, a layer's number before each.
BERT = [
    (r"^(?:bert\.)?encoder\.layer\.(\d+)\.attention\.self\.(query|key|value)(?=\.|$)", r"layer.\1.\2"),
    (r"^(?:bert\.)?encoder\.layer\.(\d+)\.attention\.output\.dense(?=\.|$)", r"layer.\1.attention_output"),
    (r"^(?:bert\.)?encoder\.layer\.(\d+)\.intermediate\.dense(?=\.|$)", r"layer.\1.expand"),
    (r"^(?:bert\.)?encoder\.layer\.(\d+)\.output\.dense(?=\.|$)", r"layer.\1.contract"),
]
SETS = {"bert": BERT}


class Names:
    """Rules in order, each a regular expression and what takes the place of what it finds, and which names count."""

    def __init__(self, rules=(), only=None, known=None):
        self.rules = [(re.compile(found), new) for found, new in (SETS[known] if known else []) + list(rules)]
        self.only = re.compile(only) if only else None
        # A known set names all of its products; whatever its rules leave alone is none of them.
        self.known = known

    def renamed(self, name):
        """The trace's name, None for what is left out."""
        new = name
        for found, replacement in self.rules:
            new = found.sub(replacement, new)
        if self.known and new == name:
            return None
        return new if self.only is None or self.only.search(new) else None


def bert_input(operator):
    """The tensor of the trace that a product of BERT reads, by the product's name `layer.I.WHICH`."""
    layer, which = operator.removeprefix("layer.").split(".")
    if which in ("query", "key", "value"):
        return "embedding_norm" if layer == "0" else f"layer.{int(layer) - 1}.layer_output"
    made = {"attention_output": "context", "expand": "attention_norm", "contract": "expand"}
    return f"layer.{layer}.{made[which]}"
