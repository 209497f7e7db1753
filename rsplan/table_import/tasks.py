"""The column of yearly targets that a table has beside its figures, taken as the bureau's tasks; docs/month.md."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from rsplan.documents.cells import Cell, CellTable
from rsplan.errors import BadText
from rsplan.journal.tasks import TaskEntry
from rsplan.model.period import parse_period
from rsplan.model.series_key import Series, SeriesKey
from rsplan.read.csv_cells import value_of
from rsplan.table_import.headings import Aside
from rsplan.table_import.importer import ImportResult, ReadTable
from rsplan.table_import.lines_to_add import DataRow
from rsplan.words.values import read_typed_value

#: Headings of the year's task; a target of the plan is none.
_OF_YEAR = re.compile(
    "(?:年度|全年|当年|本年度?|今年|(?P<year>[0-9]{4})年度?)(?:目标任务|工作目标|工作任务|目标|任务|计划)(?:数|值|量)?"
)
_UNIT = re.compile(r"[(（\[［][^)）\]］]*[)）\]］]$")


class TableTasks(NamedTuple):
    """The tasks in the tables of an import, and the addresses of cells that are left: no figure of the row says whose.

    A cell without a number is none of them.
    """

    entries: Sequence[TaskEntry]
    left: Sequence[str]


def tasks_in(result: ImportResult, known: Mapping[SeriesKey, Series], decided: str) -> TableTasks:
    """The tasks in the columns of yearly targets of the tables that were read.

    Whose they are, of which year and in which unit is taken from the figures of the same row, and never guessed.
    `decided` is the day on which they were set, empty where it is not known: no table says it.
    """
    entries: dict[tuple[str, ...], TaskEntry] = {}
    left: list[str] = []
    for read in result.read:
        for cell, year in _cells(read):
            entry = _entry(_rows_at(read, cell.row), cell, year, known, decided)
            if entry is None:
                left.append(read.table.address(cell.row, cell.column))
            else:
                entries[entry[:4]] = entry  # two tasks of one year are refused, not chosen from
    return TableTasks(list(entries.values()), left)


def is_of_year(head: Cell) -> bool:
    """Whether it is the heading of a column of yearly targets."""
    return _heading_of_year(head) is not None


def _heading_of_year(head: Cell) -> re.Match[str] | None:
    return _OF_YEAR.fullmatch(_UNIT.sub("", "".join(head.text.split())))


def _cells(read: ReadTable) -> Iterator[tuple[Cell, str]]:
    """The cells under a heading of the year's task that hold a number, with the year that the heading names."""
    for account in read.others:
        head = account.head
        if account.reason is not Aside.TARGET or head is None or not re.search("[0-9０-９]", account.cell.text):
            continue
        match = _heading_of_year(head)
        if match and head.row < account.cell.row and _stands_over(read.table, head, account.cell):
            yield account.cell, match["year"] or ""


def _stands_over(table: CellTable, head: Cell, cell: Cell) -> bool:
    area = table.area(head.row, head.column)
    return head.column == cell.column or (area is not None and area.left <= cell.column <= area.right)


def _rows_at(read: ReadTable, row: int) -> list[DataRow]:
    return [found for found in read.converted.rows if found.cells["value"].row == row]


def _entry(
    rows: Sequence[DataRow], cell: Cell, year: str, known: Mapping[SeriesKey, Series], decided: str
) -> TaskEntry | None:
    """The task of a cell; None where the figures of its row do not agree on what it is of."""
    keys = {row.key for row in rows}
    years = {year} if year else {str(parse_period(row.texts["period"]).end.year) for row in rows}
    if len(keys) != 1 or len(years) != 1:
        return None
    (key,), (of_year,) = keys, years
    if key[0] == "" or key not in known or known[key].kind.has_shares:
        return None
    scales = {_scale(row, known[key].unit) for row in rows}
    try:
        value = Decimal(read_typed_value(cell.text, known[key]).text)
    except BadText:
        return None
    if len(scales) != 1 or None in scales:
        return None
    (scale,) = scales
    source = rows[0].texts.get("source", "")
    return TaskEntry(*key, of_year, format((value * (scale or 1)).normalize(), "f"), source, decided)


def _scale(row: DataRow, unit: str) -> Decimal | None:
    """The power of ten by which the figure of the row was converted into the unit of the plan; None for no such."""
    try:
        written, taken = value_of(row.cells["value"].text, unit), Decimal(row.texts["value"])
    except (BadText, ArithmeticError):
        return Decimal(1) if unit in row.cells["value"].text else None
    if written == taken:
        return Decimal(1)
    scale = taken / written if written else None
    return scale if scale is not None and scale.normalize().as_tuple().digits == (1,) else None
