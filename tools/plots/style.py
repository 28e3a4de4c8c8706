"""How figures look and how they are written: widths of two-column papers, embedded fonts, the same bytes every time."""

import io
import os
import pathlib
import warnings

import matplotlib

from .files import Problem

matplotlib.use("Agg")
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter  # noqa: E402

WIDTHS = {1: 3.5, 2: 7.16}  # inches: a column and the text of IEEE's and ACM's two-column pages
INK = "#222222"

# Each class differs from its neighbours in lightness or hatching, so that grey prints and colour-blind readers tell them apart.
CYCLES = {
    "working": ("working", "#0b3c6f", ""),
    "buffer_bandwidth": ("buffer ports", "#8cc0e8", "////"),
    "dram_bandwidth": ("DRAM bandwidth", "#d9540b", ""),
    "dram_latency": ("DRAM latency", "#fbc58f", "xxxx"),
    "decode": ("decoders", "#7a7a7a", "...."),
    "vector_unit": ("vector unit", "#66c2a4", "\\\\\\\\"),
    "imbalance": ("imbalance", "#f5ec9b", "++++"),
}
GAP = {
    "achieved": ("achieved", "#0b3c6f", ""),
    "other": ("fill, zeros, vector unit, others", "#66c2a4", "\\\\\\\\"),
    "memory": ("memory", "#d9540b", ""),
    "mapping": ("mapping", "#f5ec9b", "...."),
}
SERIES = [
    ("#0b3c6f", ""), ("#f2a65e", "////"), ("#66c2a4", "\\\\\\\\"), ("#d9540b", ""), ("#c9dff2", "...."), ("#7a4fa3", "xxxx"),
    ("#f5ec9b", "++++"), ("#8a8a8a", ""), ("#ffffff", "////"), ("#3fa7d6", "----"), ("#b5651d", "||||"), ("#dddddd", "oooo"),
]
MARKERS = "os^DvP*Xd<>"


def style():
    matplotlib.rcdefaults()
    matplotlib.rcParams.update({
        "font.family": "DejaVu Sans", "font.size": 7, "axes.labelsize": 7, "xtick.labelsize": 6.5, "ytick.labelsize": 6.5,
        "legend.fontsize": 6.5, "legend.frameon": False, "legend.handlelength": 1.6, "legend.handleheight": 0.9,
        "legend.columnspacing": 1.0, "legend.handletextpad": 0.5, "axes.linewidth": 0.6, "axes.edgecolor": INK,
        "xtick.major.width": 0.6, "ytick.major.width": 0.6, "xtick.major.size": 2.5, "ytick.major.size": 2.5,
        "xtick.minor.size": 1.5, "ytick.minor.size": 1.5, "axes.spines.top": False, "axes.spines.right": False,
        "axes.grid": True, "axes.grid.axis": "y", "grid.color": "#d9d9d9", "grid.linewidth": 0.4, "axes.axisbelow": True,
        "hatch.linewidth": 0.4, "patch.linewidth": 0.4, "lines.linewidth": 1.0, "lines.markersize": 3.5,
        "pdf.fonttype": 42, "ps.fonttype": 42, "svg.fonttype": "path", "svg.hashsalt": "ridgeline",
    })


def canvas(columns, height, panels=1, across=1, **more):
    """A figure as wide as the columns, and its panels."""
    style()
    figure = Figure(figsize=(WIDTHS[columns], height), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.02, h_pad=0.02, hspace=0.03, wspace=0.03)
    down = -(-panels // across)
    return figure, list(figure.subplots(down, across, squeeze=False, **more).flat)


def legend(figure, handles, labels, columns, most=None):
    """Above the panels, in as many columns as the width takes."""
    if not handles:
        return
    width = WIDTHS[columns] * 72
    across = len(labels)
    while across > 1:
        rows = [labels[start::across] for start in range(across)]
        if sum(max(len(label) for label in row if row) * 3.75 + 22 for row in rows if row) <= width:
            break
        across -= 1
    figure.legend(handles, labels, loc="outside upper center", ncols=min(across, most or across))


def write(figure, path, dpi=300):
    """The whole file or none, without dates."""
    path = pathlib.Path(path)
    kind = path.suffix.lower().lstrip(".")
    metadata = {"pdf": {"CreationDate": None, "ModDate": None}, "svg": {"Date": None}, "png": {"Software": None}}[kind]
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        try:
            figure.savefig(buffer, format=kind, metadata=metadata, dpi=dpi)
        except UserWarning:
            raise Problem(f"{path}: its labels leave no room: more --height, --columns 2, or shorter names with --name") from None
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(buffer.getvalue())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def scaled(largest, unit):
    """The factor and the unit that give numbers from 1 to 1,000: seconds, joules, operations a second."""
    for factor, prefix in ((1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n")):
        if prefix in ("P", "T", "G", "M", "k") and unit in ("s", "J"):
            continue
        if largest >= factor:
            return factor, prefix + unit
    return 1e-12, "p" + unit


def bars(axes, places, values, width, color, hatch, label=None, bottom=None, **more):
    return axes.bar(places, values, width, bottom=bottom, color=color, hatch=hatch, edgecolor=INK, label=label, **more)


def stacks(axes, places, parts, classes, width=0.8):
    """Stacked bars: of each part a value for each class, classes in order; gives handles and labels, those on top first."""
    handles, labels = [], []
    bottom = [0.0] * len(parts)
    for name, (label, color, hatch) in classes.items():
        values = [part.get(name, 0.0) for part in parts]
        if not any(values):
            continue
        handles.append(bars(axes, places, values, width, color, hatch, bottom=bottom))
        labels.append(label)
        bottom = [low + value for low, value in zip(bottom, values)]
    return handles, labels


def short(label, most=24):
    """A name with its middle left out where it is longer than an upright one may be."""
    return label if len(label) <= most else f"{label[:most // 2]}…{label[-(most - 1 - most // 2):]}"


def names(axes, places, labels, width, size=6.5):
    """Labels below bars: level where they fit beside each other, in one line or with a word in each, else upright; gives their depth in points."""
    room = width * 72 * 0.85 / max(len(labels), 1)

    def reach(texts):
        return max((len(line) for text in texts for line in text.split("\n")), default=0) * size * 0.62
    words = ["\n".join(label.split()) for label in labels]
    upright = reach(labels) > room and reach(words) > room
    labels = [short(label) for label in labels] if upright else labels if reach(labels) <= room else words
    size = max(3.5, min(size, room * 0.95)) if upright else size
    axes.set_xticks(places, labels, rotation=90 if upright else 0, fontsize=size)
    axes.tick_params(axis="x", length=0)
    axes.grid(False, axis="x")
    return max(map(len, labels)) * size * 0.55 if upright else size * 1.25 * max(label.count("\n") + 1 for label in labels)


def below(axes, spans, depth):
    """A second row of names under groups of bars: (first, last, name), `depth` points below the axis."""
    for first, last, name in spans:
        axes.annotate(name, ((first + last) / 2, 0), (0, -depth), xycoords=("data", "axes fraction"),
                      textcoords="offset points", ha="center", va="top", fontsize=6.5)


def is_wide(values):
    """Whether positive values need a logarithmic axis."""
    values = [value for value in values if value is not None]
    return bool(values) and min(values) > 0 and max(values) / min(values) > 10


def logarithmic(axes, which):
    """A logarithmic axis with plain numbers: at 1, 2 and 5 where it has less than three decades."""
    axes.set(**{f"{which}scale": "log"})
    axis = getattr(axes, f"{which}axis")
    low, high = sorted(getattr(axes, f"get_{which}lim")())
    axis.set_major_locator(LogLocator(subs=(1, 2, 5) if high / low < 1000 else (1,)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}" if value >= 1 else f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())
