"""Which activations of a PyTorch model's forward pass count as zero.

Three rules, because not every zero is one: `zeros` (exact zeros, which a ReLU makes), `int8` (what is zero after symmetric
quantization of the tensor to int8), and `magnitude:S` (below a threshold: the share S of a calibrating pass lies below it,
per tensor, as in TEAL, Liu et al., arXiv:2408.14690, and CATS, Lee et al., arXiv:2404.08763; these are no zeros, and a
network that drops them computes something else).
"""

import numpy

from pruning.quantization import is_zero_in_int8


class Unrecordable(Exception):
    """Why a forward pass gives no masks."""


class Rule:
    """`zeros`, `int8` or `magnitude:S`."""

    def __init__(self, text):
        kind, _, share = text.partition(":")
        self.text = text
        self.kind = kind
        try:
            self.share = float(share) if kind == "magnitude" else None
        except ValueError:
            raise ValueError(f"'{text}': '{share}' is no share; 'magnitude:0.5' has one") from None
        if kind not in ("zeros", "int8", "magnitude") or (kind != "magnitude" and share):
            raise ValueError(f"'{text}' is no rule: 'zeros', 'int8' or 'magnitude:0.5' are")
        if self.share is not None and not 0 <= self.share < 1:
            raise ValueError(f"'{text}': the share below the threshold is from 0 to below 1")

    def thresholds(self, calibrating):
        """The magnitude below which each tensor's elements are dropped; none for the other rules."""
        if self.kind != "magnitude":
            return {}
        found = {}
        for name, numbers in calibrating.items():
            magnitudes = numpy.sort(numpy.abs(numbers).ravel())
            found[name] = magnitudes[int(self.share * magnitudes.size)]
        return found

    def mask(self, name, numbers, thresholds):
        if self.kind == "zeros":
            return numbers != 0
        if self.kind == "int8":
            return ~is_zero_in_int8(numbers)
        # Behind a ReLU more may be zero than is to be dropped, and then the threshold is 0.
        return (numbers != 0) & (numpy.abs(numbers) >= thresholds[name])


def products(model, names):
    """The linear layers and convolutions of a model that the names want, by their names in a trace."""
    import torch

    found = {}
    for name, module in model.named_modules():
        if isinstance(module, (torch.nn.Linear, torch.nn.Conv2d)):
            new = names.renamed(name)
            if new is not None:
                found[new] = module
    return found


def record(model, inputs, names, input_name=None):
    """The inputs [m, k] of a model's products in one forward pass, by the name of the tensor that each reads.

    `inputs` are the forward pass's keyword arguments. Layers that read one tensor give it once. Pixels of a convolution's
    input are rows.
    """
    import torch

    recorded = {}

    def hook(tensor):
        def keep(module, arguments):
            numbers = arguments[0].detach().to("cpu", torch.float32)
            if isinstance(module, torch.nn.Conv2d):
                numbers = numbers.movedim(-3, -1)
            numbers = numbers.numpy()
            numbers = numbers.reshape(-1, numbers.shape[-1])
            if not numpy.isfinite(numbers).all():
                raise Unrecordable(f"{tensor} has elements that are no finite numbers")
            if tensor in recorded and not numpy.array_equal(recorded[tensor], numbers):
                raise Unrecordable(f"{tensor} is read twice in one pass, with other numbers the second time")
            recorded[tensor] = numbers.copy()
        return keep

    hooks = [
        module.register_forward_pre_hook(hook(input_name(name) if input_name else f"{name}.input"))
        for name, module in products(model, names).items()]
    try:
        with torch.no_grad():
            model(**inputs)
    finally:
        for handle in hooks:
            handle.remove()
    return recorded


def recorded_masks(model, inputs, names, rule, input_name=None):
    """The masks of the first inputs' pass, and the thresholds, which the passes of the others decide if there are any."""
    first = record(model, inputs[0], names, input_name)
    passes = [record(model, other, names, input_name) for other in inputs[1:]] if rule.kind == "magnitude" else []
    calibrating = {name: numpy.concatenate([found[name] for found in passes or [first]]) for name in first}
    cut = rule.thresholds(calibrating)
    return {name: rule.mask(name, numbers, cut) for name, numbers in first.items()}, cut


def dropping(model, names, rule, cut, input_name):
    """Makes a model compute without what the rule drops of its products' inputs."""
    import torch

    def hook(tensor):
        def drop(module, arguments):
            mask = rule.mask(tensor, arguments[0].detach().to("cpu", torch.float32).numpy(), cut)
            return (arguments[0] * torch.from_numpy(mask).to(arguments[0].device), *arguments[1:])
        return drop

    for name, module in products(model, names).items():
        module.register_forward_pre_hook(hook(input_name(name)))


def apply_masks(model, names, masks):
    """Zeroes the weights that the masks drop; the rows and columns are in the model's order."""
    import torch

    for name, module in products(model, names).items():
        mask = masks.get(f"{name}.weight")
        if mask is not None:
            with torch.no_grad():
                module.weight.mul_(torch.from_numpy(mask.astype(numpy.float32)))
