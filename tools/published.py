#!/usr/bin/env python3
"""Runs what a paper published on Ridgeline again, prints ours beside theirs, and draws both as PDF (docs/figures.md)."""

import argparse
import dataclasses
import pathlib
import subprocess
import sys

from plots import environment, files, points

ROOT = environment.ROOT
EXAMPLES = """examples:
  python3 tools/published.py --list
  python3 tools/published.py eie                        runs `ridgeline validate eie`, prints it, writes figures/eie.pdf
  python3 tools/published.py --all -o figures           everything, a minute or two
  ridgeline validate > validate.txt
  python3 tools/published.py ant --from validate.txt    draws what was run before
  python3 tools/published.py mixpe --table              prints alone, for which no matplotlib is needed

Exits with 1 where a point is outside its tolerance, and with 2 where there is nothing to draw."""


@dataclasses.dataclass
class Published:
    """A figure or table of a paper: its groups of `ridgeline validate`, and how points become panels."""
    paper: str
    what: str
    groups: list
    panels: list
    columns: int = 2
    across: int = 3


bars = points.Panel

PUBLISHED = {
    "ant": Published(
        "Guo et al., ANT, MICRO 2022", "figure 13: time of quantized machines over AdaFloat's, by the authors' simulator", ["ant"],
        [bars(r"ant_(?P<span>vgg16|resnet18|resnet50|inceptionv3|vit|bert_[a-z0-9]+)_(?P<label>.+)", "time (AdaFloat = 1)")]),
    "bit_weight": Published(
        "High-performance tensor-processing engines of bit weights, README of the authors' RTL",
        "average partial products an operand by EN-T, and rates of the engines; their areas are under energies", ["bit_weight"],
        [bars(r"bit_weight_sigma(?P<label>\d+)", "digits an operand", "standard deviation"),
         bars(r"bit_weight_sigma(?P<label>\d+)_steps", "steps an operand", "standard deviation"),
         bars(r"bit_weight_sigma(?P<label>\d+)_k128", "digits, K = 128", "standard deviation"),
         bars(r"bit_weight_sigma(?P<label>\d+)_k32", "digits, K = 32", "standard deviation"),
         bars(r"bit_weight_(?P<label>sigma25_booth|column_k32)", "digits an operand"),
         bars(r"bit_weight_(?P<label>booth_up_to_3)", "share"),
         bars(r"bit_weight_(?P<label>opt4[ce])_rate", "products over a multiplier's")], across=4),
    "bitfusion": Published(
        "Sharma et al., Bit Fusion, ISCA 2018",
        "the authors' sweep: rows with equal compute cycles, those that the bus makes within 2 cycles, and those of a search within 2 %",
        ["bitfusion"],
        [bars(r"bitfusion_(?P<label>[a-z0-9]+)_(?P<span>16x\d+_\d+)", "rows of equal cycles"),
         bars(r"bitfusion_(?P<span>bus|search)_(?P<label>.+)", "rows that agree")]),
    "eie": Published(
        "Han et al., EIE, ISCA 2016", "table IV: actual over theoretical time, what imbalance costs", ["eie"],
        [bars(r"eie_(?P<span>alex|vgg|nt)_(?P<label>.+)", "actual over theoretical time")], 1),
    "energies": Published(
        "BitFusion, MixPE, EIE, FlightLLM and the bit-weight paper", "energies and areas of whole machines, of which most stand beside ours and claim nothing",
        ["energies"],
        [bars(r"bitfusion_energy_(?P<label>[a-z0-9]+)", "BitFusion (mJ)"), bars(r"bitfusion_energy_(?P<label>[a-z0-9]+)_dram", "BitFusion, DRAM (mJ)"),
         bars(r"mixpe_energy_(?P<span>vit_huge|vit|opt_6\.7b|llama2_13b)_(?P<label>[a-z0-9]+)_core", "MixPE, core (FP16 = 1)"),
         bars(r"mixpe_energy_(?P<span>vit_huge|vit|opt_6\.7b|llama2_13b)_(?P<label>[a-z0-9]+)_buffer", "MixPE, buffers (FP16 = 1)"),
         bars(r"mixpe_energy_(?P<span>vit_huge|vit|opt_6\.7b|llama2_13b)_(?P<label>[a-z0-9]+)_dram", "MixPE, DRAM (FP16 = 1)"),
         bars(r"mixpe_energy_(?P<span>vit_huge|vit|opt_6\.7b|llama2_13b)_(?P<label>[a-z0-9]+)_static", "MixPE, static (FP16 = 1)"),
         bars(r"eie_power_(?P<label>.+)", "EIE, a unit (mW)"), bars(r"flightllm_u280_joules_(?P<label>per_token)", "FlightLLM (J)"),
         bars(r"(?P<label>bitfusion_less_than_eyeriss.*|flightllm_u280_less_than_.+)", "times less energy"),
         bars(r"bit_weight_area_(?P<label>.+)", "times the TOPS/mm2")], across=4),
    "eyeriss": Published(
        "Chen et al., Eyeriss, JSSC 2017", "table V: AlexNet's layers on the chip, batch 4: time without DRAM, and power", ["eyeriss"],
        [bars(r"eyeriss_alexnet_(?P<label>conv\d)", "latency (ms)"), bars(r"eyeriss_alexnet_(?P<label>conv\d)_power", "power (mW)")]),
    "eyeriss_v2": Published(
        "Eyeriss v2's masks, as Wu et al., Sparseloop, MICRO 2022, figure 12, publish them",
        "cycles of one element on MobileNet's layers: pairs without a zero, and with its scratchpads filled", ["eyeriss_v2"],
        [bars(r"eyeriss_v2_pe_(?P<label>L\d+)", "pairs (cycles)"), bars(r"eyeriss_v2_pe_scratchpads_(?P<label>L\d+)", "scratchpads too (cycles)")], 1),
    "flightllm": Published(
        "Zeng et al., FlightLLM, FPGA 2024",
        "LLaMA2-7B: the authors' profiler in the upper row; below, the VHK158 beside it, and a U280's bound, counters, figure 1 and claims",
        ["flightllm"],
        [bars(r"flightllm_profile_decode_(?P<label>\d+)", "decode (ms)", "tokens before"),
         bars(r"flightllm_profile_prefill_(?P<label>\d+)", "prefill (ms)", "tokens"),
         bars(r"flightllm_profile_128_(?P<label>\d+)", "prompt and all (ms)", "tokens after 128"),
         bars(r"flightllm_profile_(?P<label>(prefill_)?instructions)", "instructions"),
         bars(r"flightllm_(?P<label>vhk158_\d+|u280_bound_\d+)", "a token (ms)"),
         bars(r"flightllm_(?P<label>u280_\d+)", "a token (cycles)"),
         bars(r"flightllm_(?P<label>u280|vhk158)(_tokens_per_s|_128_512)", "tokens a second"),
         bars(r"flightllm_(?P<label>vhk158)_prefill_128", "a prefill of 128 (ms)"),
         bars(r"flightllm_(?P<label>u280(_dense|_offchip)?)_bandwidth", "of HBM's bandwidth (%)"),
         bars(r"flightllm_(?P<label>u280_sparse_chain|vhk158_over_a100|u280_over_v100s)", "times as fast"),
         bars(r"flightllm_u280_cost_over_(?P<label>.+)", "times the tokens a dollar")], across=4),
    "memory_wall": Published(
        "Kim et al., Full Stack Optimization of Transformer Inference, 2023; Gholami et al., AI and Memory Wall, 2024",
        "arithmetic intensity of BERT-base's parts, and operations and bytes of GPT-2", ["memory_wall"],
        [bars(r"wall_bert_(?P<span>\d+)_(?P<label>.+)", "BERT (op/B)"),
         bars(r"wall_gpt2_(?P<label>\d+)_operations", "GPT-2 (Gop)", "tokens"), bars(r"wall_gpt2_(?P<label>\d+)_bytes", "GPT-2 (GB)", "tokens")]),
    "mixpe": Published(
        "Zhang et al., MixPE, 2024, arXiv:2411.16158", "time of mixed-precision arrays over that of FP16, by the authors' simulator", ["mixpe"],
        [bars(r"mixpe_(?P<span>vit_huge|vit|opt_6\.7b|llama2_13b)_(?P<label>.+)", "time (FP16 = 1)")]),
    "scalesim": Published(
        "Samajdar et al., SCALE-Sim v2, and v3 with N:M weights", "cycles of whole networks by three dataflows", ["scalesim", "scalesim_v3"],
        [points.Panel(r"scalesim_.+", "cycles", parity=True)], 1),
    "sparse_tensor_core": Published(
        "Wu et al., Sparseloop, MICRO 2022", "figure 15: sparse tensor cores on two products by the density of weights", ["sparse_tensor_core"],
        [bars(r"(?P<span>stc.*)_m128_density_(?P<label>[\d.]+)", "M = 128 (cycles)"),
         bars(r"(?P<span>stc.*)_m512_density_(?P<label>[\d.]+)", "M = 512 (cycles)")]),
    "sparseloop": Published(
        "Wu et al., Sparseloop, MICRO 2022", "figure 15 and table 7: energy of a dense tensor core, and of Eyeriss on AlexNet",
        ["sparseloop", "sparseloop_eyeriss"],
        [bars(r"sparseloop_tc_(?P<label>.+)_energy", "tensor core (uJ)"), bars(r"sparseloop_eyeriss_(?P<label>.+?)(?<!gated)_energy", "Eyeriss (uJ)"),
         bars(r"sparseloop_tc_(?P<label>.+?)(?<!array)_cycles", "tensor core (cycles)"),
         bars(r"sparseloop_tc_(?P<label>.+)_array_cycles", "ideal memory (cycles)"),
         bars(r"sparseloop_eyeriss_(?P<label>.+)_cycles", "Eyeriss (cycles)"),
         bars(r"sparseloop_eyeriss_(?P<label>.+)_gated_energy", "Eyeriss, zeros (uJ)")]),
    "sparseloop_sparse": Published(
        "Wu et al., Sparseloop, MICRO 2022", "figures 1 and 15 and table 7: energy by format and density, of sparse tensor cores, and of Eyeriss with zeros",
        ["sparseloop_formats", "sparse_tensor_core_energy", "sparseloop_eyeriss"],
        [bars(r"sparseloop_formats_(?P<span>bitmask|coordinate_list)_(?P<label>[\d.]+)", "formats (uJ)", "density"),
         bars(r"(?P<span>stc.*)_energy_m128_k1152_(?P<label>.+)", "M 128, K 1152 (uJ)"),
         bars(r"(?P<span>stc.*)_energy_m512_k10(?:24|56)_(?P<label>.+)", "M 512, K 1024 (uJ)"),
         bars(r"(?P<span>stc.*)_energy_m512_k1(?:28|44)_(?P<label>.+)", "M 512, K 128 (uJ)"),
         bars(r"(?P<span>stc.*)_energy_m512_k2(?:56|88)_(?P<label>.+)", "M 512, K 256 (uJ)"),
         bars(r"sparseloop_eyeriss_(?P<label>conv\d)_gated_energy", "Eyeriss, zeros (uJ)"),
         bars(r"sparseloop_eyeriss_(?P<label>conv\d)_energy", "Eyeriss, dense (uJ)"),
         bars(r"sparseloop_eyeriss_(?P<label>conv\d)_cycles", "Eyeriss, dense (cycles)")], across=4),
    "tpu": Published(
        "Jouppi et al., the TPU, ISCA 2017", "the roofs of its six applications, with other roofs and peaks of `validate rooflines`", ["rooflines"],
        [bars(r"tpu_v1_(?P<label>.+)_roof", "roof (TOPS)"), bars(r"(?P<label>simba)_chiplet_peak", "peak (TOPS)"),
         bars(r"(?P<label>.+)_roofline", "decode (cycles)")]),
    "vela": Published(
        "Arm's Vela 5.2.0 on MLPerf Tiny", "cycles of each layer on an Ethos-U55 of four sizes", ["vela"],
        [points.Panel(r"ethos_u55_(?P<series>\d+)_.+", "cycles", parity=True)], 1),
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to run again; --list names all")
    parser.add_argument("--list", action="store_true", help="print the names, papers and figures")
    parser.add_argument("--all", action="store_true", help="all of them")
    parser.add_argument("-o", "--output", type=pathlib.Path, default=pathlib.Path("figures"), help="the folder to write to; figures if none is given")
    parser.add_argument("--format", choices=["pdf", "svg", "png"], default="pdf", help="of the figures; pdf if none is given")
    parser.add_argument("--table", action="store_true", help="print, and draw nothing")
    parser.add_argument("--from", dest="source", type=pathlib.Path, metavar="FILE", help="read what ridgeline validate printed before")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / ".build" / "release" / "ridgeline", help="another binary of ridgeline")
    parser.add_argument("--readme", action="store_true", help="write README's table of validate anew, and end")
    parser.add_argument("--check", action="store_true", help="with --readme: write nothing, and end with status 1 if the table is another")
    parser.add_argument("--install", action="store_true", help="put matplotlib into .build/figures-env, and end")
    return parser, parser.parse_args()


def validated(options, groups):
    """What `ridgeline validate` prints of the groups."""
    if options.source:
        with files.reading(options.source):
            return options.source.read_text(encoding="utf-8")
    if not options.program.is_file():
        raise files.Problem(f"{options.program}: is not there: ./tools/demo.sh builds it, or name another with --program")
    done = subprocess.run([options.program.resolve(), "validate", *groups, "--root", ROOT], capture_output=True, text=True)
    if done.returncode not in (0, 1) or not done.stdout:
        raise files.Problem(f"{options.program}: validate {' '.join(groups)}: {(done.stderr.strip().splitlines() or ['it said nothing'])[-1]}")
    return done.stdout


def readme(options):
    """Writes the table between README's two marks from what `ridgeline validate` prints: a line a group, and its last line."""
    path = ROOT / "README.md"
    text = validated(options, [])
    with files.reading(path):
        before, mark, rest = path.read_text(encoding="utf-8").partition("<!-- validate: tools/published.py --readme writes this -->\n")
        _, end, after = rest.partition("<!-- end of validate -->")
        if not mark or not end:
            raise files.Problem(f"{path}: has not the two marks of the table")
        table = "\n".join(points.summary(text, options.source or "ridgeline validate"))
        whole = f"{before}{mark}{table}\n{end}{after}"
        if options.check:
            if whole != path.read_text(encoding="utf-8"):
                print(f"{path.name}: its table of validate is not what validate prints; write it anew with --readme", file=sys.stderr)
                sys.exit(1)
            print(f"{path.name}: the table of validate is what it prints")
            return
        path.write_text(whole, encoding="utf-8")
    print(f"written: {path.name}, the table of validate")


def main():
    parser, options = arguments()
    if options.install:
        return environment.install()
    if options.list:
        width = max(map(len, PUBLISHED))
        for name, entry in PUBLISHED.items():
            print(f"{name:{width}}  {entry.paper}\n{'':{width}}  {entry.what}")
        return None
    if options.readme:
        try:
            return readme(options)
        except files.Problem as problem:
            print(f"published.py: {problem}", file=sys.stderr)
            sys.exit(2)
    names = list(PUBLISHED) if options.all else options.names
    if not names:
        parser.error("which? --list names all there are, --all runs them")
    outside = False
    try:
        for name in names:
            if name not in PUBLISHED:
                raise files.Problem(f"'{name}' is none of {', '.join(PUBLISHED)}")
        if not options.table:
            environment.need_matplotlib()
        for name in names:
            entry = PUBLISHED[name]
            source = options.source or f"validate {' '.join(entry.groups)}"
            found = points.read(validated(options, entry.groups), entry.groups, source)
            print(f"{'' if name == names[0] else chr(10)}{name}: {entry.paper}, {entry.what}")
            points.show(found)
            outside = outside or any(point.is_outside for point in found)
            if options.table:
                continue
            from plots import of_points, style
            path = options.output / f"{name}.{options.format}"
            with files.reading(path):
                style.write(of_points.draw(found, entry), path)
            print(f"drawn: {path}")
    except files.Problem as problem:
        print(f"published.py: {problem}", file=sys.stderr)
        sys.exit(2)
    sys.exit(1 if outside else 0)


if __name__ == "__main__":
    main()
