"""Figures of `ridgeline compare`: bars beside the baseline's, with the geometric mean."""

from .files import Problem, reading
from .of_results import draw_groups
from .style import INK, canvas, legend

METRICS = {
    "speedup": "speed-up over {}", "energy_ratio": "energy ({} = 1)", "energy_delay_product_ratio": "EDP ({} = 1)"}


def compare(comparison, path, options):
    """A panel a metric, one below the other; a group a trace, a bar a design."""
    with reading(path):
        baseline = comparison["baseline"]
        designs = [entry["design"] for entry in comparison["geometric_means"]]
        traces = [(entry["trace"], {found["design"]: found for found in entry["designs"]}) for entry in comparison["traces"]]
        means = {found["design"]: found for found in comparison["geometric_means"]}
        groups = traces + ([("geo. mean", means)] if len(traces) > 1 else [])
        metrics = options.metric or [
            name for name in METRICS if name != "energy_delay_product_ratio" and any(found.get(name) for found in means.values())]
        panels = []
        for metric in metrics:
            series = [(design, [group[design].get(metric) for _, group in groups]) for design in designs]
            if not any(value is not None for _, values in series for value in values):
                raise Problem(f"{path}: has no {metric}: no design has energies")
            panels.append((metric, series))
    figure, axes = canvas(options.columns, options.height * (1 if len(panels) == 1 else 0.8 * len(panels)), len(panels))
    for place, (ax, (metric, series)) in enumerate(zip(axes, panels)):
        handles = draw_groups(ax, [name for name, _ in groups], series, options)
        ax.axhline(1, color=INK, linewidth=0.6, linestyle="--", zorder=0.5)
        ax.set_ylabel(METRICS[metric].format(baseline))
        if len(traces) > 1:
            ax.axvline(len(traces) - 0.5, color=INK, linewidth=0.6)
        if place < len(panels) - 1:
            ax.set_xticklabels([])
    legend(figure, handles, designs, options.columns)
    return figure
