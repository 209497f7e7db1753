"""The form of figures that are due, which `rsplan due -o X.xlsx` writes and `rsplan import` reads; docs/month.md.

Its first row, which is hidden, has a key for each column: by them it is read, not by the words for people beside
them. These must still say the same: somebody may have sorted a part of the columns.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rsplan.documents.cells import Cell, CellTable

#: The first cell of the form, hidden with the ids; below it each row has its period once more.
MARK = "rsplan.due/1"

#: The keys of the columns in their order: the mark, the hidden ids, what people read, and what they fill in.
HIDDEN = (MARK, "city", "indicator", "basis")
SHOWN = ("=city", "=indicator", "unit", "=basis", "period")
FILLED_IN = ("value", "published", "source", "note", "=responsible")
_ENTERED = tuple(key for key in FILLED_IN if not key.startswith("="))
KEYS = (*HIDDEN, *SHOWN, *FILLED_IN)

_FIRST_ROW = 1

#: The rows of keys and headings.
HEADER_ROWS = 2


class FormRow(NamedTuple):
    """A row that was filled in: the cell of its value, what is hidden, and the cells for people by their keys.

    The text of a cell that is not there is empty.
    """

    value: Cell
    city: str
    indicator: str
    basis: str
    period: str
    shown: Mapping[str, Cell]


def is_form(table: CellTable) -> bool:
    """Whether the table is such a form."""
    first = table.cells.get((_FIRST_ROW, 1))
    return first is not None and first.text == MARK


def has_entries(table: CellTable) -> bool:
    """Whether it is such a form, and anything stands in a cell that is to be filled in."""
    if not is_form(table):
        return False
    columns = {cell.column for (row, _), cell in table.cells.items() if row == _FIRST_ROW and cell.text in _ENTERED}
    return any(
        row > HEADER_ROWS and column in columns and cell.text.strip() for (row, column), cell in table.cells.items()
    )


def read_form(table: CellTable) -> tuple[CellTable, Sequence[FormRow]]:
    """The form as a table of its ids under the keys, with the rows of which anything is filled in.

    The period is the hidden one, whatever words for it people saw.
    """
    keys = {cell.column: cell.text for (row, _), cell in table.cells.items() if row == _FIRST_ROW}
    columns = {key: column for column, key in keys.items()}
    to_fill = [columns[key] for key in FILLED_IN if key in columns and not key.startswith("=")]
    filled = [
        row
        for row in table.rows
        if row > HEADER_ROWS and any(_is_filled(table.cells.get((row, column))) for column in to_fill)
    ]
    read = {column: key for column, key in keys.items() if key != MARK and not key.startswith("=")}
    cells = {
        (row, column): cell
        for (row, column), cell in table.cells.items()
        if column in read and (row == _FIRST_ROW or row in filled)
    }
    rows = [_row(table.cells, row, columns) for row in filled]
    for row in rows:
        shown = row.shown["period"]
        if (shown.row, shown.column) in cells:
            cells[shown.row, shown.column] = shown._replace(text=row.period)
    return table._replace(cells=cells, hidden=frozenset(), merged=()), rows


def _is_filled(cell: Cell | None) -> bool:
    return cell is not None and bool(cell.text.strip() or cell.fault)


def _row(cells: Mapping[tuple[int, int], Cell], row: int, columns: Mapping[str, int]) -> FormRow:
    def at(key: str) -> Cell:
        place = row, columns.get(key, 0)
        return cells.get(place, Cell(*place, ""))

    city, indicator, basis, period = (at(key).text.strip() for key in ("city", "indicator", "basis", MARK))
    return FormRow(at("value"), city, indicator, basis, period, {key: at(key) for key in SHOWN})
