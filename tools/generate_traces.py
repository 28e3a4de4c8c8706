#!/usr/bin/env python3
"""Writes the traces in Traces/ from the structure of their networks (docs/trace-format.md).

    python3 tools/generate_traces.py          writes them
    python3 tools/generate_traces.py --check  exits with 1 where a file differs from what would be written

Each network's totals are computed from its layers and held against the published ones, so a trace that is
written is a trace that adds up. The networks are in tools/traces.
"""

import pathlib
import sys

sys.dont_write_bytecode = True

from traces import convolutional, mlperf_tiny, sparse_transformers, transformers  # noqa: E402: nothing is to be written beside them
from traces.text import FP8, FP16, INT6, in_formats  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Traces"


def networks():
    """Each trace's text by its file's name."""
    for module, names in (
        (convolutional, ["alexnet", "resnet18", "resnet50", "vgg16", "mobilenet_v1", "mobilenet_v2", "tiny",
                         "alexnet_wrpn"]),
        (mlperf_tiny, ["tiny_resnet8", "tiny_ds_cnn", "tiny_mobilenet_v1", "tiny_autoencoder"]),
        (transformers, ["vit_s16", "gpt2_small_prefill", "gpt2_small_generation"]),
    ):
        for name in names:
            yield name, getattr(module, name)()
    # Attention in blocks, for machines with 'unneeded_blocks: skip'.
    yield "gpt2_small_prefill_window_4", transformers.gpt2_small_prefill(window=4)
    yield "resnet50_int8_normal", convolutional.resnet50(values=True)
    for tokens in (128, 512, 4096):
        yield f"bert_base_{tokens}", transformers.bert_base(tokens)
    yield "minilm_l6_128", sparse_transformers.minilm_l6()
    yield "minilm_l6_2_4", sparse_transformers.minilm_l6("2_4")
    # For machines of fp16: what A100's tensor cores and SAT skip.
    yield "minilm_l6_2_4_fp16", sparse_transformers.minilm_l6("2_4", formats=FP16)
    yield "minilm_l6_2_8_fp16", sparse_transformers.minilm_l6(drawn="2:8", formats=FP16)
    yield "minilm_l6_global_80_int8", sparse_transformers.minilm_l6("global_80", "int8")
    # For machines of six bits and of floating-point numbers of eight: Configs/designs/biscaled.yaml and adafloat.yaml.
    yield "tiny_resnet8_int6", in_formats(
        "tiny_resnet8", "tiny_resnet8_int6", INT6, "tiny_resnet8.yaml in integers of six bits, for biscaled.yaml.")
    yield "tiny_resnet8_fp8", in_formats(
        "tiny_resnet8", "tiny_resnet8_fp8", FP8, "tiny_resnet8.yaml in floating-point numbers of eight bits, for adafloat.yaml.")
    # With the softmax as Vela has it: Configs/designs/ethos_u55_*.yaml.
    yield "tiny_resnet8_vela", mlperf_tiny.tiny_resnet8(of_vela=True)
    yield "tiny_ds_cnn_vela", mlperf_tiny.tiny_ds_cnn(of_vela=True)
    yield "llama2_7b_prefill", transformers.llama2_7b(128, 128, "llama2_7b_prefill")
    # The one without a number is that of 1024.
    yield "llama2_7b_decode", transformers.llama2_7b(1, 1024, "llama2_7b_decode")
    for context in (128, 512, 2048):
        name = f"llama2_7b_decode_{context}"
        yield name, transformers.llama2_7b(1, context, name)
    for model in ("llama3_8b", "opt_6_7b"):
        for phase, tokens, context in (("prefill", 128, 128), ("decode", 1, 1024)):
            name = f"{model}_{phase}"
            yield name, getattr(transformers, model)(tokens, context, name)


def main():
    arguments = sys.argv[1:]
    if arguments not in ([], ["--check"]):
        sys.exit(__doc__)
    wrong = []
    for name, text in networks():
        path = FOLDER / f"{name}.yaml"
        if not arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            wrong.append(f"{path.relative_to(FOLDER.parent)} is not what tools/generate_traces.py writes")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
