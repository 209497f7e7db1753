"""Workbooks made for tests, as somebody would fill them in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook


def workbook(
    path: Path,
    cells: Mapping[str, Any],
    *,
    merged: Sequence[str] = (),
    formats: Mapping[str, str] | None = None,
    title: str = "2024年",
    more: Mapping[str, Mapping[str, Any]] | None = None,
    hidden: Sequence[str] = (),
) -> str:
    """Write a workbook with the cells by address and give back its path; `more` are further sheets.

    openpyxl calculates nothing: a formula has no stored value.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = title
    _fill(sheet, cells)
    for area in merged:
        sheet.merge_cells(area)
    for address, pattern in (formats or {}).items():
        sheet[address].number_format = pattern
    for name, content in (more or {}).items():
        _fill(book.create_sheet(name), content)
    for name in hidden:
        book[name].sheet_state = "hidden"
    book.save(path)
    return str(path)


def _fill(sheet: Any, cells: Mapping[str, Any]) -> None:
    for address, value in cells.items():
        sheet[address] = value


def rows(*lines: Sequence[Any]) -> dict[str, Any]:
    """The cells of lines that begin in A1; None is an empty cell."""
    return {
        f"{chr(ord('A') + column)}{row}": value
        for row, line in enumerate(lines, 1)
        for column, value in enumerate(line)
        if value is not None
    }
