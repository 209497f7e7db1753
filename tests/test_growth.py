"""What `log` and `import` do grows with the number of lines, not with its square: counted in executed lines of code."""

import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import pytest
from desk import HEADER, LATER, TARGETS

import rsplan
from rsplan.journal.history import histories
from rsplan.journal.recording import Inputs
from rsplan.read.plan_library import Library, load
from rsplan.report.records.log import LOG_ROWS, log_record
from rsplan.table_import.figures_to_rows import ImportDefaults
from rsplan.table_import.importer import ImportRequest, import_table

Result = TypeVar("Result")

PACKAGE = str(Path(rsplan.__file__).parent)

#: Four times as many lines take four times as long; the square would be sixteen times.
FEW, MANY, MOST_TIMES = 80, 320, 6


def executed(action: Callable[[], Result]) -> tuple[int, Result]:
    """The number of lines that run within the package, each round of a loop counted, and the result."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if PACKAGE not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        result = action()
    finally:
        sys.settrace(before)
    return count, result


def days(number: int) -> list[date]:
    return [date(2021, 1, 1) + timedelta(each) for each in range(number)]


def level(number: int) -> list[str]:
    """Levels by day."""
    return [f"rate,{day},{1 + index / 1000:.3f},level" for index, day in enumerate(days(number))]


def to_date(number: int) -> list[str]:
    return [f"jobs,{day},{day.timetuple().tm_yday}.{day.year},ytd" for day in days(number)]


@pytest.fixture
def targets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("linhai.yaml").write_text(TARGETS, encoding="utf-8")
    return "linhai.yaml"


def written(lines: Sequence[str]) -> str:
    return HEADER + "".join(f"linhai,{line},,,,,\n" for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("lines", [level, to_date])
def test_the_history_grows_with_its_entries(targets: str, lines: Callable[[int], list[str]]) -> None:
    taken = []
    for number in (FEW, MANY):
        Path("d.csv").write_text(written(lines(number)), encoding="utf-8")
        library = load((targets,), ("d.csv",), ("linhai",))
        lines_taken, rows = executed(partial(log_rows, library, lines(1)[0].split(",")[0]))
        assert rows == number
        taken.append(lines_taken)
    assert taken[1] < MOST_TIMES * taken[0]


def log_rows(library: Library, indicator: str) -> int:
    known = histories(library, LATER, (), "linhai", indicator)
    return sum(1 for _ in LOG_ROWS.of(log_record(known, LATER, library.inputs)))


@pytest.mark.slow
@pytest.mark.parametrize("known", [False, True], ids=["new", "already there"])
@pytest.mark.parametrize("lines", [level, to_date])
def test_an_import_grows_with_its_lines(targets: str, lines: Callable[[int], list[str]], known: bool) -> None:
    taken = []
    for number in (FEW, MANY):
        Path("t.csv").write_text(written(lines(number)), encoding="utf-8")
        Path("d.csv").write_text(written(lines(number) if known else []), encoding="utf-8")
        lines_taken, rows = executed(partial(imported_rows, targets))
        assert rows == number
        taken.append(lines_taken)
    assert taken[1] < MOST_TIMES * taken[0]


@pytest.mark.slow
def test_a_wide_import_of_one_indicator_grows_with_its_cells(targets: str) -> None:
    """Days beside each other; the first twelve of a month may be meant as months."""
    taken = []
    for number in (FEW, MANY):
        columns = [(day, "3.5") for day in days(number * 2) if day.day > 12][:number]
        head, row = (",".join(map(str, cells)) for cells in zip(*columns, strict=True))
        Path("t.csv").write_text(f"指标,{head}\n失业率,{row}\n", encoding="utf-8")
        lines_taken, found = executed(partial(imported_rows, targets))
        assert found == number
        taken.append(lines_taken)
    assert taken[1] < MOST_TIMES * taken[0]


def imported_rows(targets: str) -> int:
    request = ImportRequest("t.csv", LATER.as_of, defaults=ImportDefaults(city="linhai"))
    result = import_table(request, Inputs("d.csv", (), (targets,)), dry_run=True)
    assert result.problems == []
    return len(result.rows)
