"""Many writers at once, and writers killed at any moment: is a line lost, mixed with another, or the file invalid?

    python benchmarks/journal.py [--processes 8] [--each 250] [--kills 300] [--seed 1]

The race: so many processes record so many observations each into one file that does not exist before. The kills: a
process that records without pause is killed (SIGKILL) at a random moment, again and again, every tenth time with
no file to begin with; after each kill the file is read as every command reads it. A line is acknowledged
once `record` has returned and its number is printed. Exit code 1 where anything is lost or invalid.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import IO, NamedTuple

from rsplan.errors import InvalidInput
from rsplan.journal.content import Content, content_of
from rsplan.journal.file import append
from rsplan.journal.recording import Entry, Inputs, record
from rsplan.read.plan_library import load
from rsplan.survey import EvaluationContext

FIRST_DAY = date(2001, 1, 1)
EVALUATION = EvaluationContext(date(2100, 12, 31))
CITY, INDICATOR = "testcity", "insured"
TARGETS = """\
city: {id: testcity, name: {zh: 某市, en: Some city}}
documents: {own: {title: {zh: 规划, en: Plan}, state: issued}}
plans:
  - id: long
    title: {zh: 规划, en: Plan}
    document: own
    state: issued
    start: 2001-01-01
    end: 2100-12-31
    indicators:
      - {id: insured, name: {zh: 参保人数, en: Insured}, unit: {zh: 万人, en: x}, kind: stock, better: higher,
         target: {printed: 100, where: 表1}}
"""

#: A source of this length makes some lines cross the blocks in which files are written.
SOURCE = "统计公报，第三页" * 8

#: Seconds from a process's start within which it is killed: its own start, its first and many later lines.
LONGEST_LIFE = 0.8


class Race(NamedTuple):
    """The result of many writers at once."""

    lines: int
    expected: int
    lost: int
    mixed: int
    seconds: float


class Kills(NamedTuple):
    """The result of killing writers; `broken` last lines were recognised and cut off by the next writer."""

    kills: int
    acknowledged: int
    unacknowledged: int
    lost: int
    invalid: int
    broken: int
    at_start: int


# --- a process that records ------------------------------------------------------------------------------------------


def entry(number: int) -> Entry:
    """The observation of a day of its own, with a value that tells which it is."""
    day = FIRST_DAY + timedelta(days=number)
    return Entry(CITY, INDICATOR, day.isoformat(), f"100.{number:06d}1", source=SOURCE)


def record_all(file: str, targets: str, first: int, count: int) -> None:
    """Record so many observations and print the number of each once it is recorded."""
    for number in range(first, first + count):
        record(entry(number), Inputs(file, targets=(targets,)), EVALUATION)
        print(number, flush=True)


def append_all(file: str, first: int, count: int) -> None:
    """The same without the plans, so that nearly all the time is spent on writing."""
    for number in range(first, first + count):
        cells = {key: str(value) for key, value in entry(number)._asdict().items() if key != "provisional"}

        def compose(content: Content, cells: dict[str, str] = cells) -> list[str]:
            return [content.line(cells)]

        append(file, compose)
        print(number, flush=True)


def worker(*words: object) -> "subprocess.Popen[str]":
    """Another process of this program, which records; it begins when its standard input is closed."""
    return subprocess.Popen(
        [sys.executable, __file__, "--worker", *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def work(how: str, file: str, targets: str, first: str, count: str) -> None:
    """Record or append, as a worker."""
    sys.stdin.read()
    if how == "record":
        record_all(file, targets, int(first), int(count))
    else:
        append_all(file, int(first), int(count))


# --- the files afterwards --------------------------------------------------------------------------------------------


def numbers_in(file: str, targets: str) -> list[int]:
    """The observations of the file, as every command reads them; raises InvalidInput."""
    library = load([targets], [file], (CITY,))
    found = []
    for observation in library.observations.get((CITY, INDICATOR), ()):
        number = (observation.period.start - FIRST_DAY).days
        if observation.source != SOURCE or f"{observation.value}" != entry(number).value:
            raise InvalidInput([])
        found.append(number)
    return found


def race(folder: Path, processes: int, each: int) -> Race:
    """Many writers at once, into a file that none of them finds."""
    file, targets = str(folder / "race.csv"), _targets(folder)
    writers = [worker("record", file, targets, first * each, each) for first in range(processes)]
    begin = time.perf_counter()
    for writer in writers:
        _stream(writer.stdin).close()
    acknowledged = [int(word) for one in writers for word in _stream(one.stdout).read().split()]
    codes = [one.wait() for one in writers]
    seconds = time.perf_counter() - begin
    found = numbers_in(file, targets)
    expected = processes * each
    lost = len(set(acknowledged) - set(found)) + (expected - len(set(acknowledged))) + sum(map(bool, codes))
    return Race(len(found), expected, lost, len(found) - len(set(found)), seconds)


def kill_writers(folder: Path, kills: int) -> Kills:
    """One writer after another, each killed at a random moment."""
    targets = _targets(folder)
    totals = dict.fromkeys(Kills._fields, 0) | {"kills": kills}
    file, acknowledged, first = "", set[int](), 0
    for turn in range(kills):
        if turn % 10 == 0:
            file, acknowledged, first = str(folder / f"kills{turn}.csv"), set(), 0
        alive = worker("append" if turn % 2 else "record", file, targets, first, 1_000_000)
        _stream(alive.stdin).close()
        time.sleep(random.uniform(0, LONGEST_LIFE))
        alive.kill()
        new = {int(word) for word in _whole_lines(_stream(alive.stdout).read())}
        alive.wait()
        acknowledged |= new
        if not os.path.exists(file):
            totals["at_start"] += 1
            totals["lost"] += len(acknowledged)
            continue
        content = content_of(file)
        if content.broken:
            totals["broken"] += 1
            file = _repaired(folder, content, turn)
        try:
            found = set(numbers_in(file, targets))
        except InvalidInput:
            totals["invalid"] += 1
            file, acknowledged, first = str(folder / f"again{turn}.csv"), set(), 0
            continue
        totals["acknowledged"] += len(new)
        totals["unacknowledged"] += len(found - acknowledged)
        totals["lost"] += len(acknowledged - found)
        acknowledged |= found
        first = max(found, default=-1) + 1
    return Kills(**totals)


def _whole_lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines(keepends=True) if line.endswith("\n"))


def _repaired(folder: Path, content: Content, turn: int) -> str:
    """The file as the next writer leaves it."""
    name = folder / f"repaired{turn}.csv"
    name.write_bytes(content.whole)
    return str(name)


def _targets(folder: Path) -> str:
    path = folder / "targets.yaml"
    path.write_text(TARGETS, encoding="utf-8")
    return str(path)


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def main(args: Sequence[str]) -> int:
    """Run both and print their results."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--each", type=int, default=250)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(args)
    random.seed(asked.seed)
    with tempfile.TemporaryDirectory() as name:
        raced = race(Path(name), asked.processes, asked.each)
        print("race ", json.dumps(raced._asdict()))
        killed = kill_writers(Path(name), asked.kills)
        print("kills", json.dumps(killed._asdict()))
    bad = raced.lost or raced.mixed or raced.lines != raced.expected or killed.lost or killed.invalid
    return 1 if bad else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        work(*sys.argv[2:])
    else:
        sys.exit(main(sys.argv[1:]))
