"""A country of cities: rsplan beside a bare pass over the same bytes, and beside what users could pick instead.

    python benchmarks/national.py [CITIES] [RUNS] [--dir DIR] [--peers PYTHON]

Run it with the Python of an environment in which rsplan is installed, not editable. The inputs are invented
(generate.py: 20 indicators and 1,200 observations a city) and written into a temporary folder, or into DIR, where
they are left. Every row is a whole process, start-up included, that writes to nowhere; the runs of all rows
are shuffled, so that a machine whose speed drifts treats them alike. One run of each is not counted: it fills
the cache of parsed target files, and its output is compared: rsplan's with and without the cache, and one
sum of each peer with rsplan's. What counts are the ratios of the medians, of the time on the wall and, beside it,
of the processor's, which a busy machine disturbs less. The limits stand in docs/benchmarks.md; no change raises them.

Peers that are not there are left out, and named:

    apt-get install hledger ledger
    python3 -m venv VENV && VENV/bin/pip install fava beancount undata    # then: --peers VENV/bin/python
"""

import argparse
import filecmp
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from generate import START, YEARS
from peers import BEGIN, END
from processes import Run, run

HERE = Path(__file__).parent

#: What any program that reads both must do: split the lines of the data, and parse the target files.
BARE = """
import csv, pathlib, yaml
for file in sorted(pathlib.Path("targets").iterdir()):
    yaml.compose(file.read_bytes(), Loader=yaml.CSafeLoader)
with open("observations.csv", encoding="utf-8", newline="") as data:
    print(sum(1 for _ in csv.reader(data)))
"""
STATUS = ("-m", "rsplan", "status", "--targets", "targets", "--as-of", f"{START + YEARS - 1}-12-31")
DATA = ("--data", "observations.csv")
SUM = "new-jobs"


class Case(NamedTuple):
    """One row: what is run, what it computes, and how the city's sum is found in its output."""

    name: str
    words: tuple[str, ...]
    computed: str
    environ: Mapping[str, str] = {}
    piped: str = ""
    ratio: str = ""
    peak: str = ""
    sum: str = ""

    @property
    def file(self) -> str:
        """The name of the file that its output is kept in."""
        return re.sub(r"\W+", "-", self.name.lower()).strip("-")


def own_cases(city: str) -> tuple[Case, ...]:
    """The bare pass, and what rsplan is asked."""
    program = (sys.executable, *STATUS)
    every = "20 figures and a verdict a target, exact; every source with file and line"
    kept, nothing = {"RSPLAN_CACHE": "cache"}, {"RSPLAN_CACHE": ""}
    as_json, as_lines = ("--format", "json"), ("--format", "jsonl")
    return (
        Case("bare pass", (sys.executable, "-c", BARE), "csv.reader, yaml.compose with CSafeLoader; nothing else"),
        Case("rsplan json", (*program, *DATA, *as_json), every, kept, ratio="4", peak="200"),
        Case("rsplan json, nothing remembered", (*program, *DATA, *as_json), "the same", nothing),
        Case("rsplan jsonl", (*program, *DATA, *as_lines), "the same", kept),
        Case(
            "rsplan jsonl, data from a pipe",
            (*program, "--data", "-", *as_lines),
            "the same",
            kept,
            piped="observations.csv",
        ),
        Case(f"rsplan json --city {city}", (*program, *DATA, *as_json, "--city", city), "the same, of one city", kept),
    )


def peer_cases(city: str, python: str | None) -> Iterator[Case]:
    """What the programs that are there are asked; peers.py says how the data are put to them."""
    journal = ("-f", "peers/hledger.journal")
    days = ("-b", BEGIN, "-e", END)
    added = "all 20; added up exactly: actual and goal of the whole plan, levels as change from the baseline"
    if hledger := shutil.which("hledger"):
        yield Case(
            "hledger balance --budget",
            (hledger, *journal, "balance", "--budget", "--flat", "--output-format", "csv", *days),
            f"{added}; no percentage in CSV, no direction, no verdict",
            sum=f'"{city}:{SUM}","([0-9.]+) ',
        )
    if ledger := shutil.which("ledger"):
        yield Case(
            "ledger budget",
            (ledger, *journal, "budget", "--flat", "--no-total", *days),
            f"{added}, difference, percentage; no direction, no verdict",
            sum=rf"^ *([0-9.]+) 万人 .* {city}:{SUM}$",
        )
    if python and _has(python, "fava"):
        yield Case(
            "fava budgets",
            (python, f"{HERE}/peer_fava.py", "peers/fava.beancount", BEGIN, END),
            "all 20; as hledger, the goals day by day in 28 digits (5999.99… for 6000); no percentage, no verdict",
            sum=f"^Income:{city.capitalize()}:{SUM.capitalize()},WANREN,([0-9.]+),",
        )
    if python and _has(python, "undata"):
        undata = (
            python,
            f"{HERE}/peer_undata.py",
            "observations.csv",
            "peers/goals.json",
            str(START - 1),
            str(START + YEARS - 1),
        )
        yield Case(
            "undata.progress",
            undata,
            "all 20, as a value a year; floats: growth rate, projection, status, score; sums as growing levels",
            sum=f"^{city},.*,{START + YEARS - 1},([0-9.]+),.*,{SUM},$",
        )
        yield Case(
            "undata, its arithmetic alone",
            (*undata, "alone"),
            "the same figures without its search for the series and its tables",
            sum=f",{city},{SUM},([0-9.]+)$",
        )


def _has(python: str, module: str) -> bool:
    return not subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode


def missing(cases: Sequence[Case]) -> list[str]:
    """A line for each peer that is not there: how to get it."""
    ways = {
        "hledger": "apt-get install hledger",
        "ledger": "apt-get install ledger",
        "fava": "pip install fava beancount, in an environment named by --peers",
        "undata": "pip install undata, in an environment named by --peers",
    }
    found = {re.split(r"\W", case.name)[0] for case in cases}
    return [f"{name} is not here: {way}" for name, way in ways.items() if name not in found]


def measure(cases: Sequence[Case], folder: Path, runs: int) -> dict[str, Run]:
    """The medians of each case, after one run that is not counted, whose output is kept."""
    found: dict[str, list[Run]] = {case.name: [] for case in cases}
    for case in cases:
        run(case.words, folder, case.environ, folder / "out" / case.file, piped=case.piped)
    for _ in range(runs):
        for case in random.sample(cases, len(cases)):
            found[case.name].append(run(case.words, folder, case.environ, piped=case.piped))
    return {name: Run(*map(statistics.median, zip(*each, strict=True))) for name, each in found.items()}


def differences(cases: Sequence[Case], folder: Path, city: str) -> Iterator[str]:
    """A line for each output that does not say what rsplan says."""
    out = folder / "out"
    _, first, uncached, *_, single = own_cases(city)
    if not filecmp.cmp(out / first.file, out / uncached.file, shallow=False):
        yield "rsplan reports another thing when nothing is remembered"
    report = json.loads((out / single.file).read_bytes(), parse_float=Decimal)
    actual = next(one["actual"]["value"] for one in report["plans"][0]["indicators"] if one["id"] == SUM)
    for case in cases:
        if case.sum:
            hit = re.search(case.sum, (out / case.file).read_text(encoding="utf-8"), re.MULTILINE)
            if hit is None or Decimal(hit[1]) != actual:
                yield f"{case.name}: {hit and hit[1]} for {city} {SUM}; rsplan: {actual}"


def table(cases: Sequence[Case], medians: Mapping[str, Run]) -> Iterator[str]:
    """The rows as Markdown."""
    base = medians[cases[0].name]
    width = max(len(case.name) for case in cases)
    yield f"| {'process':<{width}} | seconds | ratio | limit | CPU s | ratio | peak MB | limit | what it computed |"
    yield f"|{'-' * (width + 2)}|--------:|------:|------:|------:|------:|--------:|------:|---|"
    for case in cases:
        median = medians[case.name]
        yield (
            f"| {case.name:<{width}} | {median.seconds:>7.2f} | {median.seconds / base.seconds:>5.2f} "
            f"| {case.ratio:>5} "
            f"| {median.cpu:>5.2f} | {median.cpu / base.cpu:>5.2f} | {median.peak:>7.0f} | {case.peak:>5} "
            f"| {case.computed} |"
        )


def prepare(folder: Path, cities: int) -> None:
    """The inputs, in processes of their own: this one is to stay small."""
    (folder / "out").mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, HERE / "generate.py", folder, str(cities)], check=True)
    subprocess.run([sys.executable, HERE / "peers.py", folder], check=True)


def main(args: Sequence[str]) -> int:
    """Print the table and what differs."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("cities", type=int, nargs="?", default=340)
    parser.add_argument("runs", type=int, nargs="?", default=3)
    parser.add_argument("--dir", help="where the inputs are written and left")
    parser.add_argument("--peers", metavar="PYTHON", help="the Python of an environment with fava and undata")
    asked = parser.parse_args(args)
    city = f"city{min(17, asked.cities):03d}"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(asked.dir or temporary).absolute()
        prepare(folder, asked.cities)
        cases = (*own_cases(city), *peer_cases(city, asked.peers and str(Path(asked.peers).absolute())))
        medians = measure(cases, folder, asked.runs)
        print(f"{asked.cities} cities, {asked.cities * 1200:,} observations; medians of {asked.runs} runs\n")
        print(*table(cases, medians), sep="\n", end="\n\n")
        wrong = list(differences(cases, folder, city))
        for line in (*missing(cases), *wrong):
            print(line)
        print(f"{city} {SUM}: {'NOT ' if wrong else ''}the same figure in all")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
