#!/usr/bin/env python3
"""Draws figures for papers, as PDF, SVG or PNG, from the files that ridgeline writes, and from nothing else (docs/figures.md)."""

import argparse
import pathlib
import sys

from plots import environment, files

EXAMPLES = """examples:
  ridgeline run Configs/designs/ws32.yaml Traces/resnet50.yaml --what-if -o out/ws32
  python3 tools/figures.py cycles out/ws32 -o cycles.pdf                      time of each operator by its classes, one column
  python3 tools/figures.py cycles out/ws32 --by group -o groups.pdf           of each group of operators
  python3 tools/figures.py roofline out/ws32 -o roofline.pdf --columns 2      across both columns of a page
  python3 tools/figures.py energy out/ws32 out/os32 --share -o energy.pdf     designs side by side, the first one's energy 1
  python3 tools/figures.py waterline out/ws32 --by group -o waterline.pdf     where the array's peak went
  python3 tools/figures.py wall out/ws32 out/os32 -o wall.pdf                 what twice as much of something would bring
  ridgeline compare A.yaml B.yaml --trace T.yaml --format json -o ab.json
  python3 tools/figures.py compare ab.json -o speedup.pdf                     bars of the baseline, with the geometric mean
  ridgeline sweep array_by_dataflow -o out/arrays
  python3 tools/figures.py pareto out/arrays/results.csv --x pes --y time_s --by array.dataflow -o pareto.pdf
  python3 tools/figures.py sensitivity out/arrays/results.csv --of time_s -o sensitivity.pdf

The same files give the same bytes. Fonts are embedded as Type 42, and there is no title: that is the caption's."""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--install", action="store_true", help="put matplotlib into .build/figures-env, and end")
    figures = parser.add_subparsers(dest="figure", metavar="FIGURE")

    def figure(name, words, height):
        part = figures.add_parser(name, help=words, description=words, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
        part.add_argument("-o", "--output", type=pathlib.Path, required=True, help="the file to write: .pdf, .svg or .png")
        part.add_argument("--columns", type=int, choices=[1, 2], default=1, help="1: 3.5 in wide, 2: 7.16 in wide, as pages of IEEE and ACM")
        part.add_argument("--height", type=float, help=f"inches, {height} where none is given")
        part.set_defaults(usual_height=height)
        return part

    def of_results(name, words, height, by):
        part = figure(name, words, height)
        part.add_argument("results", nargs="+", type=pathlib.Path, help="result.json, or the folders of run -o")
        part.add_argument("--name", action="append", dest="names", help="what to call a result, in their order; else its design's name")
        if by:
            part.add_argument("--by", choices=["operator", "group", "kind", "phase", "run"],
                              help="what a bar is: of one result an operator, of several a run where it is left out")
            part.add_argument("--most", type=int, help="the most bars; operators with less are added up in one")
        return part

    for name, words in (("cycles", "where the time went: the cycle stack"), ("energy", "where the energy went: components")):
        of_results(name, words, 2.2, True).add_argument(
            "--share", action="store_true", help="of several results the first one of its network is 1; of one each bar is")
    of_results("waterline", "where the array's peak went: the efficiency gap", 2.2, True)
    roofline = of_results("roofline", "every operator below the roofs of a memory and the array", 2.4, False)
    roofline.add_argument("--memory", help="the memory; else that at which the run stands furthest to the left")
    roofline.add_argument("--named", type=int, default=5, help="how many operators are named, those with most of the time")
    of_results("wall", "what more bandwidth, buffers or array would bring", 2.0, False)
    compare = figure("compare", "designs beside the baseline, with the geometric mean", 1.9)
    compare.add_argument("comparison", type=pathlib.Path, help="what compare --format json wrote")
    compare.add_argument("--metric", action="append", choices=["speedup", "energy_ratio", "energy_delay_product_ratio"],
                         help="a panel each; speed-up, and energy where there is one, if none is named")
    pareto = figure("pareto", "the points of a sweep and their front", 2.4)
    pareto.add_argument("table", type=pathlib.Path, help="results.csv, or what sweep collect --csv wrote")
    pareto.add_argument("--x", required=True, help="a column")
    pareto.add_argument("--y", required=True, help="a column")
    pareto.add_argument("--max", action="append", default=[], metavar="COLUMN", help="a column that is to be great, and not small")
    pareto.add_argument("--by", help="a column that gives markers their kind")
    sensitivity = figure("sensitivity", "what each axis of a sweep does to a figure", 2.0)
    sensitivity.add_argument("table", type=pathlib.Path, help="results.csv, or what sweep collect --csv wrote")
    sensitivity.add_argument("--of", required=True, help="a column: cycles, time_s, energy_pj.total")
    options = parser.parse_args()
    if options.install:
        return options
    if not options.figure:
        parser.error("which figure? one of cycles, energy, waterline, roofline, wall, compare, pareto, sensitivity; --help has examples")
    options.asked_height = options.height is not None
    options.height = options.height or options.usual_height
    if options.output.suffix.lower() not in (".pdf", ".svg", ".png"):
        raise files.Problem(f"{options.output}: a figure's file ends in .pdf, .svg or .png")
    if not 0.8 <= options.height <= 10:
        raise files.Problem(f"{options.output}: a figure is from 0.8 to 10 inches high")
    if getattr(options, "most", None) is not None and options.most < 2:
        raise files.Problem(f"{options.output}: --most is 2 or more")
    return options


def labels(results):
    """What tells the results apart: their designs, else their networks, else their folders."""
    for candidates in (
            [result["design"]["name"] for result in results], [result["network"] for result in results],
            [result["path"].parent.name for result in results]):
        pairs = {(label, result["network"]) for label, result in zip(candidates, results)}
        if len(set(candidates)) == len(results) or (len(pairs) == len(results) and len(set(candidates)) > 1):
            return candidates
    return [result["design"]["name"] for result in results]


def draw(options):
    """Reads all there is to read, and then draws."""
    if options.figure in ("pareto", "sensitivity"):
        table = files.Table(options.table)
        for column in [options.of] if options.figure == "sensitivity" else [options.x, options.y, *options.max]:
            table.numbers(column)
        environment.need_matplotlib()
        from plots import of_sweeps
        return getattr(of_sweeps, options.figure)(table, options)
    if options.figure == "compare":
        comparison = files.comparison(options.comparison)
        environment.need_matplotlib()
        from plots import of_comparisons
        return of_comparisons.compare(comparison, options.comparison, options)
    results = [files.result(path) for path in options.results]
    if options.names and len(options.names) != len(results):
        raise files.Problem(f"{options.output}: {len(options.names)} --name for {len(results)} results")
    options.labels = options.names or labels(results)
    environment.need_matplotlib()
    from plots import of_results
    return getattr(of_results, options.figure)(results, options)


def main():
    try:
        options = arguments()
        if options.install:
            return environment.install()
        drawn = draw(options)
        from plots import style
        with files.reading(options.output):
            style.write(drawn, options.output)
    except files.Problem as problem:
        print(f"figures.py: {problem}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
