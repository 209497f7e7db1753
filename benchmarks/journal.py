"""Many writers at once, and writers killed at any moment: is a line lost, mixed with another, or the file invalid?

    python benchmarks/journal.py [--processes 8] [--each 250] [--kills 300] [--seed 1]

The race: so many processes record so many observations each into one file that does not exist before, and withdraw
every third of them; then the same into a file of ten columns, which another process upgrades meanwhile. The kills: a
process that records and withdraws without pause is killed (SIGKILL) at a random moment, again and again, every tenth
time with no file to begin with; after each kill the file is read as every command reads it. A line is acknowledged
once `record` or `retract` has returned and its number is printed. A tenth as many processes that upgrade a file are
killed: it has to be the old one or the new one. Exit code 1 where anything is lost or invalid.
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

from rsplan.cli.options import today
from rsplan.errors import InvalidInput
from rsplan.journal.content import Content, content_of
from rsplan.journal.file import append
from rsplan.journal.recording import Entry, Inputs, record
from rsplan.journal.retracting import RetractionRequest, retract
from rsplan.journal.upgrading import upgrade
from rsplan.model.observations import Observation
from rsplan.model.period import parse_period
from rsplan.read.csv_format import COLUMNS, has_exact_header
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

#: Every observation of so many is withdrawn.
WITHDRAWN = 3

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


def retract_all(file: str, targets: str, first: int, count: int) -> None:
    """Record as well, and withdraw every third observation; the number of a withdrawn one is printed with a minus."""
    inputs = Inputs(file, targets=(targets,))
    for number in range(first, first + count):
        record(entry(number), inputs, EVALUATION)
        print(number, flush=True)
        if number % WITHDRAWN == WITHDRAWN - 1:
            period = parse_period(entry(number).period)
            retract(RetractionRequest(CITY, INDICATOR, period, "错", today()), inputs, EVALUATION)
            print(-number, flush=True)


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
    elif how == "retract":
        retract_all(file, targets, int(first), int(count))
    elif how == "upgrade":
        time.sleep(int(first) / 1000)
        upgrade(file, {})
    else:
        append_all(file, int(first), int(count))


# --- the files afterwards --------------------------------------------------------------------------------------------


def numbers_in(file: str, targets: str) -> list[int]:
    """The observations of the file, as every command reads them; those withdrawn have a minus. Raises InvalidInput."""
    library = load([targets], [file], (CITY,))
    withdrawn = [one for each in library.retractions.get((CITY, INDICATOR), ()) for one in each.withdrawn]
    found = [-number for number in _numbers(withdrawn)]
    return found + _numbers([*withdrawn, *library.observations.get((CITY, INDICATOR), ())])


def _numbers(observations: Sequence[Observation]) -> list[int]:
    found = []
    for observation in observations:
        number = (observation.period.start - FIRST_DAY).days
        if observation.source != SOURCE or f"{observation.value}" != entry(number).value:
            raise InvalidInput([])
        found.append(number)
    return found


def race(folder: Path, processes: int, each: int, *, old: bool) -> Race:
    """Many writers at once, into a file that none of them finds, or into an `old` one that another process upgrades."""
    file, targets = str(folder / f"race{old}.csv"), _targets(folder)
    writers = [worker("retract", file, targets, first * each, each) for first in range(processes)]
    if old:
        Path(file).write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
        writers.append(worker("upgrade", file, targets, 500, 1))
    begin = time.perf_counter()
    for writer in writers:
        _stream(writer.stdin).close()
    acknowledged = [int(word) for one in writers for word in _stream(one.stdout).read().split()]
    codes = [one.wait() for one in writers]
    seconds = time.perf_counter() - begin
    found = numbers_in(file, targets)
    expected = processes * each + sum(number % WITHDRAWN == WITHDRAWN - 1 for number in range(processes * each))
    if old and not has_exact_header(file):
        raise AssertionError("not upgraded")
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
        alive = worker(("record", "append", "retract")[turn % 3], file, targets, first, 1_000_000)
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


def kill_upgrades(folder: Path, kills: int) -> int:
    """The number of files that are neither the old one nor the new one, with a copy of the old, after a kill."""
    file, targets, bad = folder / "upgrade.csv", _targets(folder), 0
    header, lines = ",".join(COLUMNS), [f"{CITY},{INDICATOR},2001-01-01,1,,,,,{SOURCE}," for _ in range(20_000)]
    before = "\n".join([header, *lines, ""]).encode()
    after = "\n".join([f"{header},via,entered,by", *(f"{line},,," for line in lines), ""]).encode()
    for _ in range(kills):
        file.write_bytes(before)
        alive = worker("upgrade", str(file), targets, 0, 1)
        _stream(alive.stdin).close()
        time.sleep(random.uniform(0, LONGEST_LIFE))
        alive.kill()
        alive.wait()
        found = file.read_bytes()
        copies = [copy.read_bytes() for copy in folder.glob("upgrade.csv.bak*")]
        bad += found not in (before, after) or (found == after and before not in copies)
        for copy in folder.glob("*upgrade.csv.*"):
            copy.unlink()
    return bad


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
        races = [race(Path(name), asked.processes, asked.each, old=old) for old in (False, True)]
        for raced in races:
            print("race ", json.dumps(raced._asdict()))
        killed = kill_writers(Path(name), asked.kills)
        print("kills", json.dumps(killed._asdict()))
        halves = kill_upgrades(Path(name), asked.kills // 10)
        print("upgrades neither whole nor undone:", halves)
    bad = any(raced.lost or raced.mixed or raced.lines != raced.expected for raced in races)
    return 1 if bad or killed.lost or killed.invalid or halves else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        work(*sys.argv[2:])
    else:
        sys.exit(main(sys.argv[1:]))
