"""Ours beside theirs: bars for points that have names, a scatter about the diagonal for the many of a kind."""

from . import points
from .style import INK, MARKERS, SERIES, WIDTHS, below, canvas, legend, logarithmic, names

OURS, CALIBRATED, THEIRS = ("#0b3c6f", ""), ("#8cc0e8", ""), ("#f2a65e", "////")
NAMES = ["ours", "ours, which set a parameter", "theirs", "theirs, a bound"]
CROWDED = 14


def draw(found, entry):
    panels = points.panels(found, entry.panels)
    counts = [len(mine) for _, mine in panels]
    alone = entry.columns == 1 or max(counts) > CROWDED
    across = 1 if alone else min(len(panels), entry.across)
    down = -(-len(panels) // across)
    more = {}
    if across > 1 and down == 1:
        more = {"width_ratios": [max(count, 2) for count in counts]}
    height = 2.6 if panels[0][0].parity else 1.9 if down == 1 else 1.5 * down + 0.2
    figure, axes = canvas(entry.columns, height, len(panels), across, **more)
    handles = {}
    for place, (ax, (panel, mine)) in enumerate(zip(axes, panels)):
        share = 1 / across if not more else more["width_ratios"][place] / sum(more["width_ratios"])
        (parity if panel.parity else bars)(ax, panel, mine, WIDTHS[entry.columns] * share, handles)
    for ax in axes[len(panels):]:
        ax.set_axis_off()
    order = [name for name in (*NAMES, *handles) if name in handles]
    legend(figure, [handles[name] for name in dict.fromkeys(order)], list(dict.fromkeys(order)), entry.columns)
    return figure


def bars(axes, panel, mine, width, handles):
    """Two bars a point, ours first; a bound is a line, and whiskers are ours over seeds of masks."""
    places, spans, x, last = [], [], 0.0, None
    for span, *_ in mine:
        if places:
            x += 1 if span == last else 1.7
        if span is not None and span != last:
            spans.append([x, x, span.replace("_", " ")])
        if span is not None:
            spans[-1][1] = x
        places.append(x)
        last = span
    for place, (_, _, _, point) in zip(places, mine):
        (color, hatch), name = (CALIBRATED, "ours, which set a parameter") if point.is_calibrated else (OURS, "ours")
        handles[name] = axes.bar(place - 0.21, point.ours, 0.42, color=color, hatch=hatch, edgecolor=INK)
        if point.high > point.low:
            axes.errorbar(place - 0.21, point.ours, [[point.ours - point.low], [point.high - point.ours]], color=INK,
                          linewidth=0.7, capsize=1.5, capthick=0.7)
        if point.bound:
            handles["theirs, a bound"], = axes.plot([place - 0.46, place + 0.46], [point.theirs] * 2, color="#d9540b", linewidth=1.8)
        else:
            handles["theirs"] = axes.bar(place + 0.21, point.theirs, 0.42, color=THEIRS[0], hatch=THEIRS[1], edgecolor=INK)
    axes.set_ylabel(panel.text)
    axes.set_xlim(places[0] - 0.7, places[-1] + 0.7)
    axes.ticklabel_format(axis="y", style="plain")
    axes.yaxis.set_major_formatter(lambda number, _: f"{number / 1e6:g} M" if abs(number) >= 1e6 else f"{number:,g}")
    labels = [label.replace("_", " ") for _, label, _, _ in mine]
    depth = names(axes, places, labels, width)
    below(axes, spans, 6 + depth)
    if panel.below:
        axes.set_xlabel(panel.below)


def parity(axes, panel, mine, width, handles):
    """Ours over theirs: on the diagonal they are equal, and the band is 10 % to both sides."""
    ends = min(min(point.ours, point.theirs) for *_, point in mine) / 1.5, max(max(point.ours, point.theirs) for *_, point in mine) * 1.5
    axes.grid(True, axis="both")
    handles["equal"], = axes.plot(ends, ends, color=INK, linewidth=0.8)
    handles["within 10 %"] = axes.fill_between(ends, [0.9 * end for end in ends], [1.1 * end for end in ends], color="#dddddd", linewidth=0)
    for place, series in enumerate(dict.fromkeys(series for _, _, series, _ in mine)):
        of_it = [point for _, _, other, point in mine if other == series]
        color = SERIES[[0, 1, 2, 3, 5, 9][place % 6]][0]
        handles[series.replace("_", " ")] = axes.scatter(
            [point.theirs for point in of_it], [point.ours for point in of_it], s=10, marker=MARKERS[place % len(MARKERS)],
            color=color, edgecolor=INK, linewidth=0.3, alpha=0.85, zorder=3)
    axes.set(xlim=ends, ylim=ends, xlabel=f"theirs ({panel.text})", ylabel=f"ours ({panel.text})")
    logarithmic(axes, "x")
    logarithmic(axes, "y")
