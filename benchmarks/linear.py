"""Thousands of lines of one indicator: do `log` and `import` take time and memory in proportion to them?

    python benchmarks/linear.py [RUNS]

Run it with the Python of an environment in which rsplan is installed, not editable. Every figure is that of a whole
process, the median of the runs. The inputs are invented: levels by day, and sums to date by day, of one target of one
city. Seconds are those of the processor. What counts is the ratio to a bare pass over the same bytes, and the last
column: how many times as long four times as many lines take, the start of the program aside. Four is in proportion,
sixteen the square.
"""

import statistics
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from processes import Run, run

BARE = "import csv, sys; sum(len(row) for row in csv.reader(open(sys.argv[1], encoding='utf-8')))"
RSPLAN = (sys.executable, "-m", "rsplan")
OPTIONS = ("--targets", "plan.yaml", "--city", "own")

TARGETS = """\
city: {id: own, name: {zh: 自编, en: Own}}
documents: {own: {title: {zh: 规划, en: Plan}, state: issued}}
plans:
  - id: own
    title: {zh: 规划, en: Plan}
    document: own
    state: issued
    start: 2016-01-01
    end: 2025-12-31
    indicators:
      - {id: rate, name: {zh: 失业率, en: Rate}, unit: {zh: "%", en: "%"}, kind: rate, better: lower,
         target: {printed: 4以内, where: 表}}
      - {id: jobs, name: {zh: 就业, en: Jobs}, unit: {zh: 万人, en: x}, kind: cumulative, better: higher,
         target: {printed: 90000, where: 表}}
"""
HEADER = "city,indicator,period,value,basis,bound,provisional,published,source,note\n"


def last_days(number: int) -> list[date]:
    """The last days of the plan and before it."""
    return [date(2025, 12, 31) - timedelta(each) for each in reversed(range(number))]


def levels(number: int) -> list[str]:
    """Levels by day."""
    return [f"own,rate,{day},1.{day.toordinal()},level,,,,,\n" for day in last_days(number)]


def sums(number: int) -> list[str]:
    """Sums to date that grow by one a day."""
    return [f"own,jobs,{day},{day.timetuple().tm_yday},ytd,,,,,\n" for day in last_days(number)]


#: What is measured: the words, the lines of its input, their number, and the limits in seconds and megabytes.
MEASURED = (
    ("log, levels", ("log", "own", "rate", "--targets", "plan.yaml", "--data"), levels, 8_000, 2, 150),
    ("log, sums to date", ("log", "own", "jobs", "--targets", "plan.yaml", "--data"), sums, 8_000, 2, 150),
    ("import, new", ("import", *OPTIONS, "--data", "new.csv", "-n"), levels, 10_000, 3, 250),
    ("import, sums to date", ("import", *OPTIONS, "--data", "new.csv", "-n"), sums, 10_000, 3, 250),
)


def median(words: Sequence[str], folder: Path, runs: int) -> Run:
    """The median of so many runs."""
    each = [run(words, folder) for _ in range(runs)]
    return Run(*map(statistics.median, zip(*each, strict=True)))


def main() -> None:
    """Print a row for each."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print("| process | lines | CPU s | limit | ratio | peak MB | limit | of four times as many |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "plan.yaml").write_text(TARGETS, encoding="utf-8")
        for title, words, lines, most, seconds, megabytes in MEASURED:
            found = {}
            for number in (1, most // 4, most):
                path = folder / f"{number}.csv"
                path.write_text(HEADER + "".join(lines(number)), encoding="utf-8")
                found[number] = median((*RSPLAN, *words, path.name, "--format", "jsonl"), folder, runs)
            bare = median((sys.executable, "-c", BARE, f"{most}.csv"), folder, runs)
            whole, start = found[most], found[1].cpu
            growth = (whole.cpu - start) / (found[most // 4].cpu - start)
            print(
                f"| {title} | {most:,} | {whole.cpu:.2f} | {seconds} | {whole.cpu / bare.cpu:.1f} "
                f"| {whole.peak:.0f} | {megabytes} | {growth:.1f} |"
            )


if __name__ == "__main__":
    main()
