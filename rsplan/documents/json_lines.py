"""JSON Lines as `rsplan export` writes them, as a table with a header; numbers stay as they are written."""

import json
import re
from collections.abc import Mapping
from typing import Any

from rsplan.documents.cells import Cell, CellTable
from rsplan.errors import InvalidInput, Problem
from rsplan.read.csv_format import COLUMNS
from rsplan.read.source import Source

#: Half of a character, as JSON may spell it out: no file can hold it.
_HALF = re.compile("[\ud800-\udfff]")


def json_lines_table(source: Source) -> CellTable:
    """One row an object under a header of the data file's columns; other keys are left aside.

    Row 1 is the header, so row n + 1 is line n. Raises InvalidInput with every line that is no object.
    """
    cells = {(1, index): Cell(1, index, column) for index, column in enumerate(COLUMNS, 1)}
    problems: list[Problem] = []
    lines = [1]
    for line, text in enumerate(source.text.split("\n"), 1):
        if not text.strip():
            continue
        found = _object(source, line, text, problems)
        lines.append(line)
        row = len(lines)
        for index, column in enumerate(COLUMNS, 1):
            shown = _shown(found, column).strip()
            if half := _HALF.search(shown):
                problems.append(source.problem("deceiving_character", line, 1, character=f"U+{ord(half[0]):04X}"))
            elif shown:
                cells[row, index] = Cell(row, index, shown)
    if problems:
        raise InvalidInput(problems)
    return CellTable(source.name, "", source.sha256, cells, (), source, tuple(lines))


def _object(source: Source, line: int, text: str, problems: list[Problem]) -> Mapping[str, Any]:
    try:
        found = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        problems.append(source.problem("import_not_json", line, 1, reason=str(error)))
        return {}
    if not isinstance(found, dict):
        problems.append(source.problem("import_not_json", line, 1, reason=type(found).__name__))
        return {}
    return found


def _shown(found: Mapping[str, Any], column: str) -> str:
    """The cell; a source with the place in it is one cell in a data file."""
    text = _text(found.get(column))
    place = _text(found.get("where")) if column == "source" else ""
    return f"{text}, {place}" if place else text


def _text(value: Any) -> str:
    """A cell: shares as 13:41:46, a text in both languages as `zh / en`."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return ":".join(map(_text, value))
        case dict():
            return " / ".join(dict.fromkeys(map(_text, value.values())))
        case _:
            return str(value)
