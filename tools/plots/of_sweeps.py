"""Figures of a sweep's table: the Pareto scatter of two figures, and what each axis does to one."""

from .files import Problem
from .style import INK, MARKERS, SERIES, WIDTHS, canvas, is_wide, legend, logarithmic, scaled

UNITS = [("_s", "s", 1), ("energy_pj.total", "J", 1e-12), ("_bytes_per_s", "B/s", 1), ("_bytes", "B", 1)]
WORDS = {
    "time_s": "time", "latency_s": "latency", "energy_pj.total": "energy", "cycles": "cycles", "mac_utilization": "MAC utilization",
    "pes": "processing elements"}


def quantity(name, values):
    """The values in a unit that suits them, and what stands at their axis."""
    known = [abs(value) for value in values if value is not None]
    for ending, unit, factor in UNITS:
        if (name.endswith(ending) and not name.endswith("per_s")) or name == ending or (ending == "_bytes_per_s" and name.endswith(ending)):
            by, word = scaled(max(known, default=1) * factor or 1, unit)
            text = WORDS.get(name, name.removesuffix("_s").replace("_", " "))
            return [value if value is None else value * factor / by for value in values], f"{text} ({word})"
    return values, WORDS.get(name, name.replace("_", " "))


def front(points):
    """Of (x, y), to be small both, those that no other is better than, by x."""
    best, kept = None, []
    for x, y in sorted(points):
        if best is None or y < best:
            kept.append((x, y))
            best = y
    return kept


def pareto(table, options):
    xs, ys = table.numbers(options.x), table.numbers(options.y)
    kinds = [row[table.need(options.by)] for row in table.rows] if options.by else [""] * len(xs)
    flip_x, flip_y = (-1 if name in options.max else 1 for name in (options.x, options.y))
    xs, x_text = quantity(options.x, xs)
    ys, y_text = quantity(options.y, ys)
    known = [(x, y, kind) for x, y, kind in zip(xs, ys, kinds) if x is not None and y is not None]
    if not known:
        raise Problem(f"{table.path}: no point has both {options.x} and {options.y}")
    figure, (axes,) = canvas(options.columns, options.height)
    axes.grid(True, axis="both")
    best = front([(flip_x * x, flip_y * y) for x, y, _ in known])
    line, = axes.plot([flip_x * x for x, _ in best], [flip_y * y for _, y in best], color=INK, linewidth=0.8,
                      drawstyle="steps-post", zorder=2)
    handles, texts = [line], ["Pareto front"]
    order = list(dict.fromkeys(kind for _, _, kind in known))
    if len(order) > len(MARKERS):
        raise Problem(f"{table.path}: '{options.by}' has {len(order)} values, and there are {len(MARKERS)} markers: choose another --by")
    on_front = {(flip_x * x, flip_y * y) for x, y in best}
    for place, kind in enumerate(order):
        color = SERIES[[0, 1, 2, 3, 5, 9, 7, 10, 4, 6, 8][place]][0]
        mine = [(x, y) for x, y, other in known if other == kind]
        handles.append(axes.scatter([x for x, _ in mine], [y for _, y in mine], s=[20 if point in on_front else 8 for point in mine],
                                    marker=MARKERS[place], color=color, edgecolor=INK,
                                    linewidth=[0.9 if point in on_front else 0.3 for point in mine], zorder=3))
        texts.append(kind or "point")
    axes.set(xlabel=x_text, ylabel=y_text)
    for axis, values in (("x", [x for x, _, _ in known]), ("y", [y for _, y, _ in known])):
        if is_wide(values):
            logarithmic(axes, axis)
    legend(figure, handles, texts, options.columns)
    return figure


def shares(table, values):
    """Of each axis its values, their means, and the share of the variance that the means explain alone."""
    known = [(row, value) for row, value in zip(table.rows, values) if value is not None]
    mean = sum(value for _, value in known) / len(known)
    spread = sum((value - mean) ** 2 for _, value in known)
    found = []
    for axis in table.axes:
        groups = {}
        for row, value in known:
            groups.setdefault(row[axis], []).append(value)
        if len(groups) < 2:
            continue
        means = {name: sum(group) / len(group) for name, group in groups.items()}
        between = sum(len(group) * (means[name] - mean) ** 2 for name, group in groups.items())
        found.append((axis, means, between / spread if spread else 0.0))
    return mean, sorted(found, key=lambda entry: (-entry[2], entry[0]))


def span(rows, points):
    """The ends of an axis of so many points that has room for the bars and for the names at their ends."""
    low, high = min(row[1] for row in rows), max(row[2] for row in rows)
    each = (high - low or abs(high) or 1) / points
    for _ in range(8):
        low = min(least - (len(names[0]) * 3.4 + 7) * each for _, least, _, names, _ in rows)
        high = max(greatest + (len(names[1]) * 3.4 + 7) * each for _, _, greatest, names, _ in rows)
        each = (high - low) / points
    return low, high


def sensitivity(table, options):
    """A row an axis: the means of the figure over all points with each of its values, and their share of the variance."""
    values, text = quantity(options.of, table.numbers(options.of))
    if all(value is None for value in values):
        raise Problem(f"{table.path}: no point has a {options.of}")
    mean, axes_found = shares(table, values)
    if not axes_found:
        raise Problem(f"{table.path}: has no axis with two values")
    height = options.height if options.asked_height else 0.5 + 0.3 * len(axes_found)
    figure, (axes,) = canvas(options.columns, height)
    axes.grid(True, axis="x")
    axes.grid(False, axis="y")
    room = 20 if options.columns == 1 else 40
    rows = []
    for axis, means, share in axes_found:
        ends = sorted(means.items(), key=lambda entry: entry[1])
        short = [name if len(name) <= room else name[:room - 1] + "…" for name in (ends[0][0], ends[-1][0])]
        rows.append((list(means.values()), ends[0][1], ends[-1][1], short, share))
    low, high = span(rows, WIDTHS[options.columns] * 72 * 0.62)
    axes.set_xlim(low, high)
    if min(row[1] for row in rows) >= 0:
        axes.set_xticks([tick for tick in axes.get_xticks() if 0 <= tick <= high])
    for place, (values, least, greatest, (first, last), share) in enumerate(rows):
        y = len(rows) - 1 - place
        axes.barh(y, greatest - least, 0.4, left=least, color=SERIES[4][0], edgecolor=INK)
        axes.scatter(values, [y] * len(values), s=9, color=SERIES[0][0], zorder=3)
        for name, value, side in ((first, least, -1), (last, greatest, 1)) if len(values) > 1 else ():
            axes.annotate(name, (value, y), (4 * side, 0), textcoords="offset points", ha="right" if side < 0 else "left",
                          va="center", fontsize=5.5)
        axes.annotate(f"{100 * share:.1f} %", (1, y), (3, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
                      va="center", fontsize=6.5)
    axes.axvline(mean, color=INK, linewidth=0.6, linestyle="--")
    axes.set_yticks(range(len(axes_found)), [axis for axis, _, _ in reversed(axes_found)])
    axes.set_ylim(-0.5, len(axes_found) - 0.5)
    axes.set_xlabel(f"mean {text}; right: share of the variance")
    return figure
