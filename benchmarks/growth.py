"""Time and memory from one city to 3,400, four million observations: a table, and a plot where one is asked for.

    python benchmarks/growth.py [CITIES …] [--svg FILE]

Run it with the Python of an environment in which rsplan is installed, not editable. Every figure is that of a
whole process, the median of three up to 340 cities and of one beyond; nothing is remembered from a run before.
The inputs are invented (generate.py) in a temporary folder and deleted; 3,400 cities take some 400 MB there.
The axes of the plot are logarithmic: what grows in proportion to the cities is parallel to the dashed line.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from math import log10
from pathlib import Path
from typing import NamedTuple

from processes import Run, run

HERE = Path(__file__).parent
SIZES = (1, 10, 34, 100, 340, 1000, 3400)
FORMATS = ("jsonl", "json")
STATUS = ["status", "--targets", "targets", "--data", "observations.csv", "--as-of", "2025-12-31", "--format"]


class Point(NamedTuple):
    """What so many cities take in each format."""

    cities: int
    megabytes: float
    runs: dict[str, Run]


def measure(cities: int) -> Point:
    """Generate, run, delete."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.executable, HERE / "generate.py", folder, str(cities)], check=True)
        runs = {}
        for form in FORMATS:
            words = (sys.executable, "-m", "rsplan", *STATUS, form)
            each = [run(words, folder, {"RSPLAN_CACHE": ""}) for _ in range(3 if cities <= 340 else 1)]
            runs[form] = Run(*map(statistics.median, zip(*each, strict=True)))
        return Point(cities, (folder / "observations.csv").stat().st_size / 1e6, runs)


def header() -> Iterator[str]:
    """The head of the table."""
    each = "".join(f" {form} s | a city, ms | peak MB | a city, MB |" for form in FORMATS)
    yield f"| cities | observations | data MB |{each}"
    yield "|---:" * (3 + 4 * len(FORMATS)) + "|"


def line(point: Point) -> str:
    """A row of the table."""
    found = [f"{point.cities:,}", f"{point.cities * 1200:,}", f"{point.megabytes:.1f}"]
    for form in FORMATS:
        run = point.runs[form]
        found += [f"{run.seconds:.2f}", f"{run.seconds / point.cities * 1000:.1f}"]
        found += [f"{run.peak:.0f}", f"{run.peak / point.cities:.2f}"]
    return f"| {' | '.join(found)} |"


# --- the plot --------------------------------------------------------------------------------------------------------

#: Pixels: a panel, and the room around it for ticks and titles.
WIDTH, HEIGHT, LEFT, TOP, GAP = 300, 260, 60, 46, 90

#: Text and lines follow the reader's dark or light page; the two colours keep their contrast on both.
STYLE = """
text { font: 12px sans-serif; fill: #333 } .title { font-weight: bold; font-size: 13px }
.axis { stroke: #999; stroke-width: 1; fill: none } .grid { stroke: #999; stroke-opacity: .25 }
.guide { stroke: #999; stroke-dasharray: 5 4; fill: none }
.jsonl { stroke: #2a86d1; fill: #2a86d1 } .json { stroke: #d9730d; fill: #d9730d }
polyline.jsonl, polyline.json { fill: none; stroke-width: 2 } text.jsonl, text.json { stroke: none }
@media (prefers-color-scheme: dark) { text { fill: #ccc } }
"""


def panel(left: int, title: str, unit: str, points: Sequence[Point], measured: Callable[[Run], float]) -> Iterator[str]:
    """One quantity over the cities, both axes logarithmic, in whole decades."""
    values = [measured(one) for point in points for one in point.runs.values()]
    low, high = _decades(values)
    first, last = _decades([point.cities for point in points])

    def x(cities: float) -> float:
        return left + (log10(cities) - first) / (last - first) * WIDTH

    def y(value: float) -> float:
        return TOP + HEIGHT - (log10(value) - low) / (high - low) * HEIGHT

    def path(found: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{x(cities):.1f},{y(value):.1f}" for cities, value in found)

    bottom, right = TOP + HEIGHT, left + WIDTH
    yield f'<text class="title" x="{left}" y="{TOP - 26}">{title}</text>'
    yield f'<text x="{left - 8}" y="{TOP - 10}" text-anchor="end">{unit}</text>'
    for decade in range(low, high + 1):
        at = y(10**decade)
        yield f'<path class="grid" d="M{left} {at:.1f}H{right}"/>'
        yield f'<text x="{left - 8}" y="{at + 4:.1f}" text-anchor="end">{10**decade:,g}</text>'
    for decade in range(first, last + 1):
        at = x(10**decade)
        yield f'<path class="grid" d="M{at:.1f} {TOP}V{bottom}"/>'
        yield f'<text x="{at:.1f}" y="{bottom + 18}" text-anchor="middle">{10**decade:,}</text>'
    yield f'<text x="{left + WIDTH / 2}" y="{bottom + 36}" text-anchor="middle">cities (1,200 observations each)</text>'
    yield f'<path class="axis" d="M{left} {TOP}V{bottom}H{right}"/>'
    most, value = points[-1].cities, min(measured(one) for one in points[-1].runs.values())
    least = max(10**first, most * 10**low / value)
    yield f'<polyline class="guide" points="{path([(least, value * least / most), (most, value)])}"/>'
    for number, form in enumerate(FORMATS):
        found = [(point.cities, measured(point.runs[form])) for point in points]
        yield f'<polyline class="{form}" points="{path(found)}"/>'
        yield from (f'<circle class="{form}" cx="{x(at):.1f}" cy="{y(to):.1f}" r="{4 - number}"/>' for at, to in found)
        yield f'<text class="{form}" x="{left + 12}" y="{TOP + 18 + 16 * number}">--format {form}</text>'
    yield f'<text x="{left + 12}" y="{TOP + 50}">- - in proportion</text>'


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around the values."""
    return int(log10(min(values)) // 1), int(-(-log10(max(values)) // 1))


def plot(points: Sequence[Point]) -> str:
    """Both panels as SVG."""
    second = LEFT + WIDTH + GAP
    body = [
        *panel(LEFT, "Time: seconds of the whole process", "s", points, lambda run: run.seconds),
        *panel(second, "Memory: peak of the process", "MB", points, lambda run: run.peak),
    ]
    size = f"0 0 {second + WIDTH + 34} {TOP + HEIGHT + 48}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}"><style>{STYLE}</style>\n' + "\n".join(
        [*body, "</svg>\n"]
    )


def main(args: Sequence[str]) -> None:
    """Print the table, line by line as it is measured, and write the plot."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("cities", type=int, nargs="*", default=SIZES)
    parser.add_argument("--svg", type=Path)
    asked = parser.parse_args(args)
    points = []
    print(*header(), sep="\n")
    for cities in sorted(asked.cities):
        points.append(measure(cities))
        print(line(points[-1]), flush=True)
    if asked.svg and len(points) > 1:  # one point makes no curve
        asked.svg.write_text(plot(points), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
