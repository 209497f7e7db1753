"""Tables of known observations in every layout: exactly these are read back, or the table is refused.

The small size of benchmarks/import_layouts.py, whose law each table has to keep, as it is and with one heading changed.
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from rsplan.errors import InvalidInput
from rsplan.table_import import lines_to_add
from rsplan.table_import.table_figures import _PanelReader

BENCHMARKS = str(Path(__file__).resolve().parents[1] / "benchmarks")

#: The layouts; each of them is tried.
LAYOUTS = (
    *("long", "long, year and month", "wide, months", "wide, sums from January", "wide, years over months"),
    *("wide, years", "wide, month and sum under months", "bulletin", "bulletin, month in the sheet's name"),
    *("workbook, a sheet a month", "transposed, months down", "transposed, month and sum under names"),
    *("one indicator, named by the command or above", "regions down", "regions down, years across"),
    *("districts with their total", "two panels side by side", "a second table below"),
    *("header repeated on each page", "rows of target and result", "rows of men and women"),
    *("target, result and degree", "targets over years, results over years"),
    *("this year and the same months of the last", "two years beside each other", "quarters"),
    *("persons instead of ten thousands", "rows and columns that are skipped", "hidden columns"),
    *("months that a spreadsheet rewrote", "marks in cells", "no period, or two", "parts across", "in English"),
    "the data file's own columns",
)

#: The layouts in which a heading that is lost or changed can be noticed. Where the command states another period than
#: the title, the title's loss leaves nothing that contradicts it; where 目标 stands over the first of its columns only,
#: as text files have merged cells, its loss lets the heading to its left go on over them.
CHANGED = tuple(
    layout for layout in LAYOUTS if layout not in ("no period, or two", "targets over years, results over years")
)

#: Of six tables, so many at least are read: four, but where most or all have to be refused.
LEAST = {"no period, or two": 0, "months that a spreadsheet rewrote": 0, "marks in cells": 3}


class Bench:
    """The modules of the benchmark and a reader of its tables."""

    def __init__(self, folder: Path) -> None:
        self.layouts: Any = import_module("layouts")
        self.program: Any = import_module("import_layouts")
        self.reader: Any = self.program.Reader(folder)

    def broken(self, case: Any, *, whole: bool) -> str:
        """How the law was broken, with the table; nothing where it was kept."""
        verdict = self.reader.judge(case, whole=whole)
        if not verdict.outcome.breaks_the_law:
            return ""
        return "\n".join([f"{verdict.outcome}: {verdict.amiss}", *self.program.shown(case)])


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    sys.path.insert(0, BENCHMARKS)
    yield Bench(tmp_path_factory.mktemp("layouts"))
    sys.path.remove(BENCHMARKS)


def test_every_layout_is_tried(bench: Bench) -> None:
    assert tuple(bench.layouts.LAYOUTS) == LAYOUTS


@pytest.mark.parametrize("layout", LAYOUTS)
def test_most_tables_of_a_layout_are_read_and_none_wrongly(bench: Bench, layout: str) -> None:
    """A reader that refuses everything would keep the law, too."""
    outcomes = [bench.reader.judge(bench.layouts.case_of(layout, seed), whole=True).outcome for seed in range(6)]
    assert not any(outcome.breaks_the_law for outcome in outcomes)
    assert outcomes.count(bench.program.Outcome.EXACT) >= LEAST.get(layout, 4)


@pytest.mark.slow
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(LAYOUTS), st.integers(0, 10**9))
def test_a_table_gives_exactly_its_observations_or_is_refused(bench: Bench, layout: str, seed: int) -> None:
    assert bench.broken(bench.layouts.case_of(layout, seed), whole=True) == ""


@pytest.mark.slow
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(CHANGED), st.integers(0, 10**9), st.randoms(use_true_random=False))
def test_a_change_of_one_heading_never_changes_a_figure_in_silence(
    bench: Bench, layout: str, seed: int, chance: Any
) -> None:
    mutation = bench.layouts.mutated(bench.layouts.case_of(layout, seed), chance)
    if mutation is not None:
        broken = bench.broken(mutation.case, whole=False)
        assert broken == "", f"{mutation.what}: {mutation.before} -> {mutation.after}\n{broken}"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_changed_heading_never_changes_a_figure(bench: Bench, layout: str) -> None:
    for number in range(4):
        tried = bench.program.tried(bench.reader, number, 1, (layout,))
        assert tried.changed is None or not tried.changed.outcome.breaks_the_law, tried


# --- what is found once for many figures ----------------------------------------------------------------------------


@contextmanager
def each_by_itself() -> Iterator[None]:
    """Read every figure and every line for itself."""
    with (
        patch.object(_PanelReader, "_are_words_apart", lambda *_: False),
        patch.object(lines_to_add, "_first_of_each", lambda rows, known: range(len(rows))),
    ):
        yield


def told(bench: Bench, case: Any) -> Sequence[object]:
    """All that an import says of the tables, in plain values."""
    try:
        done = bench.reader.read(case)
    except InvalidInput as error:
        return [*error.problems]
    rows = [
        (
            *(row.data_row.key, dict(row.data_row.texts), dict(row.data_row.cells), row.data_row.address),
            *(row.data_row.value, row.data_row.number, row.data_row.snapshot, row.data_row.from_data_file),
            *(row.data_row.states_publication, row.observation, row.outcome, row.before, row.warnings),
        )
        for row in done.rows
    ]
    accounts = [(one.account, one.row and dict(one.row.texts)) for one in done.accounts]
    return [rows, [*done.problems], done.refused, done.empty, done.skipped, done.refused_cells, accounts]


def check_alike(bench: Bench, case: Any) -> None:
    found = told(bench, case)
    with each_by_itself():
        assert found == told(bench, case)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_rows_and_columns_say_is_what_each_figure_says(bench: Bench, layout: str) -> None:
    for seed in range(3):
        case = bench.layouts.case_of(layout, seed)
        check_alike(bench, case)
        mutation = bench.layouts.mutated(case, Random(seed))
        if mutation is not None:
            check_alike(bench, mutation.case)


@pytest.mark.slow
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(LAYOUTS), st.integers(0, 10**9), st.randoms(use_true_random=False))
def test_so_they_do_in_any_table(bench: Bench, layout: str, seed: int, chance: Any) -> None:
    case = bench.layouts.case_of(layout, seed)
    check_alike(bench, case)
    mutation = bench.layouts.mutated(case, chance)
    if mutation is not None:
        check_alike(bench, mutation.case)


# --- the judge --------------------------------------------------------------------------------------------------------


def test_the_same_layout_and_seed_make_the_same_table(bench: Bench) -> None:
    for layout in LAYOUTS:
        one, other = (bench.layouts.case_of(layout, 3) for _ in range(2))
        assert [sheet.cells for sheet in one.sheets] == [sheet.cells for sheet in other.sheets]
        assert one.truths == other.truths
        assert bool(one.truths) == (layout != "no period, or two")


def test_a_figure_that_differs_from_the_known_one_is_noticed(bench: Bench) -> None:
    """The judge has to see a figure with another value, and one that is missing."""
    case = bench.layouts.case_of("two years beside each other", 1)
    (sheet,) = case.sheets
    place, truth = next(iter(sheet.figures.items()))
    sheet.figures[place] = truth._replace(value=truth.value + 1)
    assert bench.reader.judge(case, whole=True).outcome == bench.program.Outcome.WRONG
    sheet.figures[place] = truth
    sheet.figures[99, 99] = truth._replace(indicator="closed", value=truth.value + 2)
    assert bench.reader.judge(case, whole=True).outcome == bench.program.Outcome.LOST


def test_what_a_file_holds_is_read_as_what_stands_in_memory(bench: Bench, tmp_path: Path) -> None:
    """The tables are handed to the reader as cells; through CSV and XLSX they come out the same."""
    from rsplan.documents.table_file import read_tables

    for layout in LAYOUTS:
        case = bench.layouts.case_of(layout, 5)
        sheets, path = [sheet.table() for sheet in case.sheets], tmp_path / "t.xlsx"
        _write_workbook(path, case.sheets)
        read = read_tables(str(path))
        assert [{place: cell.text for place, cell in table.cells.items()} for table in read] == [
            {place: cell.text for place, cell in table.cells.items()} for table in sheets
        ]
        assert [set(table.merged) for table in read] == [set(table.merged) for table in sheets]
        if len(sheets) == 1:
            _write_csv(tmp_path / "t.csv", case.sheets[0])
            (table,) = read_tables(str(tmp_path / "t.csv"))
            assert {place: cell.text for place, cell in table.cells.items()} == {
                place: cell.text for place, cell in sheets[0].cells.items()
            }


def _write_workbook(path: Path, sheets: Any) -> None:
    book = Workbook()
    book.remove(book.active)
    for number, sheet in enumerate(sheets, 1):
        worksheet = book.create_sheet(sheet.name or f"Sheet{number}")
        for (row, column), text in sheet.cells.items():
            worksheet.cell(row, column, text)
        for area in sheet.merged:
            worksheet.merge_cells(
                start_row=area.top, start_column=area.left, end_row=area.bottom, end_column=area.right
            )
    book.save(path)


def _write_csv(path: Path, sheet: Any) -> None:
    rows, columns = (max(place[axis] for place in sheet.cells) for axis in (0, 1))
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = ([sheet.cells.get((row, column), "") for column in range(1, columns + 1)] for row in range(1, rows + 1))
        csv.writer(file).writerows(lines)
