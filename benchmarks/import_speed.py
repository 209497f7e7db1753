"""How long does an import take beside a bare pass over the same file, start-up excluded?

    python benchmarks/import_speed.py [RUNS] [--rows N] [--figures N]

Invented figures of generate.py, first as 100,000 rows of CSV with the data file's own columns and with headings in
Chinese, then as 10,000 figures of a workbook: a sheet a city, indicators down and 60 months across, and as a list with
a figure a row. Each is imported in a dry run, the target files of its cities read included (they are remembered from a
first run that is not counted), and compared with `csv.reader`, with openpyxl, and with pandas where that is installed:
each of them reads every cell of the same file and does nothing with it. All of it happens in this process; of the runs,
which take turns, the fastest of each counts, in seconds of the processor. As in the program itself, Python seldom
searches for cycles of objects. The limits stand in docs/benchmarks.md.
"""

import argparse
import csv
import gc
import io
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from generate import HEADER, MONTHS, ROWS, observations, targets
from openpyxl import Workbook, load_workbook

from rsplan.journal.recording import Inputs
from rsplan.model.enums import Basis
from rsplan.table_import.figures_to_rows import ImportDefaults
from rsplan.table_import.importer import ImportRequest, import_table

CSV_LIMIT, WORKBOOK_LIMIT = 30, 4

#: The setting of rsplan/cli/program.py.
_FEW_COLLECTIONS = 1_000_000

_AS_OF = date(2026, 11, 21)
_FIGURES_OF_A_CITY = len(ROWS) * len(MONTHS)
_IN_CHINESE = "城市,指标,时期,数值,口径,发布日期,来源\n"


class Task(NamedTuple):
    """What is read, and in how many ways: the first of them is the bare one."""

    name: str
    limit: int
    ways: dict[str, Callable[[], int]]


def main(args: Sequence[str]) -> int:
    """Print a table of seconds and ratios; exit code 1 where something was not read whole."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("runs", type=int, nargs="?", default=5)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--figures", type=int, default=10_000)
    asked = parser.parse_args(args)
    gc.set_threshold(_FEW_COLLECTIONS)
    with tempfile.TemporaryDirectory() as folder:
        tasks = list(_tasks(Path(folder), asked.rows, asked.figures))
        for line in _measured(tasks, asked.runs):
            print(line)
    return 0


def _tasks(folder: Path, rows: int, figures: int) -> Iterator[Task]:
    cities = -(-max(rows, figures) // _FIGURES_OF_A_CITY)
    names = [f"city{number:03d}" for number in range(1, cities + 1)]
    paths = [folder / f"{name}.yaml" for name in names]
    for number, path in enumerate(paths, 1):
        path.write_text(targets(path.stem, number), encoding="utf-8")
    yield _csv_task(folder / "own.csv", f"{rows:,} rows of CSV", HEADER, rows, paths)
    yield _csv_task(folder / "chinese.csv", f"{rows:,} rows of CSV, headings in Chinese", _IN_CHINESE, rows, paths)
    yield _workbook_task(folder / "wide.xlsx", f"{figures:,} figures of a workbook", _write_wide, figures, paths)
    yield _workbook_task(
        folder / "long.xlsx", f"{figures:,} figures of a workbook, one a row", _write_long, figures, paths
    )


def _measured(tasks: Sequence[Task], runs: int) -> Iterator[str]:
    yield "| what | how | seconds | ratio | limit |"
    yield "|---|---|---:|---:|---:|"
    for task in tasks:
        best = dict.fromkeys(task.ways, float("inf"))
        for turn, (way, read) in itertools.product(range(runs + 1), task.ways.items()):
            begin = time.process_time()
            read()
            if turn:
                best[way] = min(best[way], time.process_time() - begin)
        bare = next(iter(best.values()))
        for way, seconds in best.items():
            limit = task.limit if way == "rsplan import" else ""
            yield f"| {task.name} | {way} | {seconds:.2f} | {seconds / bare:.1f} | {limit} |"


# --- CSV --------------------------------------------------------------------------------------------------------------


def _csv_task(path: Path, name: str, header: str, rows: int, targets_of: Sequence[Path]) -> Task:
    lines = (line for number, one in enumerate(targets_of, 1) for line in observations(one.stem, _chance(number)))
    path.write_text(header + "".join(itertools.islice(lines, rows)), encoding="utf-8")
    ways = {"csv.reader": lambda: _pass_over(path), "rsplan import": lambda: _import(path, targets_of, rows)}
    if find_spec("pandas"):
        pandas = import_module("pandas")
        ways["pandas.read_csv"] = lambda: len(pandas.read_csv(path))
    return Task(name, CSV_LIMIT, ways)


def _pass_over(path: Path) -> int:
    return sum(len(row) for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))


# --- workbooks --------------------------------------------------------------------------------------------------------


def _workbook_task(
    path: Path,
    name: str,
    write: Callable[[Path, int, Sequence[Path]], None],
    figures: int,
    targets_of: Sequence[Path],
) -> Task:
    targets_of = targets_of[: -(-figures // _FIGURES_OF_A_CITY)]
    write(path, figures, targets_of)
    ways = {"openpyxl": lambda: _cells(path), "rsplan import": lambda: _import(path, targets_of, figures)}
    if find_spec("pandas"):
        pandas = import_module("pandas")
        ways["pandas.read_excel"] = lambda: sum(map(len, pandas.read_excel(path, sheet_name=None).values()))
    return Task(name, WORKBOOK_LIMIT, ways)


def _cells(path: Path) -> int:
    book = load_workbook(path, data_only=True)
    return sum(cell.value is not None for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


def _write_wide(path: Path, figures: int, targets_of: Sequence[Path]) -> None:
    """A sheet a city, with the sums counted from January."""
    book = Workbook()
    book.remove(book.active)
    for number, left in enumerate(range(figures, 0, -_FIGURES_OF_A_CITY), 1):
        sheet = book.create_sheet(targets_of[number - 1].stem)
        sheet.append([f"第{number}市人力资源和社会保障主要指标"])
        sheet.append(["序号", "指标", "单位", *(f"{year}年{month}月" for year, month in MONTHS)])
        for index, row in enumerate(ROWS[: -(-left // len(MONTHS))]):
            values = _sums_to_date(index, number)
            sheet.append([index + 1, row.zh, row.unit, *values[: left - index * len(MONTHS)]])
    book.save(path)


def _sums_to_date(index: int, number: int) -> list[float]:
    lines = [line.split(",") for line in observations(f"city{number:03d}", _chance(number))]
    own = lines[index * len(MONTHS) : (index + 1) * len(MONTHS)]
    if ROWS[index].basis != "period":
        return [float(line[3]) for line in own]
    totals: list[Decimal] = []
    for (_, month), line in zip(MONTHS, own, strict=True):
        totals.append(Decimal(line[3]) + (totals[-1] if month > 1 else 0))
    return list(map(float, totals))


def _write_long(path: Path, figures: int, targets_of: Sequence[Path]) -> None:
    """A figure a row."""
    book = Workbook()
    sheet = book.active
    sheet.append(_IN_CHINESE.strip().split(","))
    lines = (line for number, one in enumerate(targets_of, 1) for line in observations(one.stem, _chance(number)))
    for line in itertools.islice(lines, figures):
        cells = line.strip().split(",")
        sheet.append([*cells[:3], float(cells[3]), *cells[4:]])
    book.save(path)


# --- both -------------------------------------------------------------------------------------------------------------


def _chance(number: int) -> random.Random:
    return random.Random(number)


def _import(path: Path, targets_of: Sequence[Path], figures: int) -> int:
    """Import in a dry run; every figure has to be taken."""
    request = ImportRequest(str(path), _AS_OF, defaults=ImportDefaults(basis=Basis.YTD))
    inputs = Inputs(str(path.with_name("none.csv")), (), tuple(map(str, targets_of)), published=False)
    done = import_table(request, inputs, dry_run=True)
    if done.problems or len(done.rows) != figures:
        sys.exit(f"{path.name}: {len(done.rows)} of {figures} figures, {done.problems[:3]}")
    return len(done.rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
