"""JSON Lines as `rsplan export` writes them, as a table of cells with a header; numbers stay as they are written."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from rsplan.documents import limits
from rsplan.documents.cells import Cell, CellTable
from rsplan.documents.delimited_table import too_many_cells
from rsplan.errors import MOST_PROBLEMS, InvalidInput, Problem
from rsplan.read.csv_format import KNOWN_COLUMNS
from rsplan.read.input_text import Source

#: Half of a character, which JSON can spell out and no file can hold.
_SURROGATE = re.compile("[\ud800-\udfff]")


def json_lines_table(source: Source) -> CellTable:
    """Read one row per object, under a header with the columns of data files; other keys are ignored.

    Raises InvalidInput with a problem for every line that is no object.
    """
    cells = {(1, index): Cell(1, index, column) for index, column in enumerate(KNOWN_COLUMNS, 1)}
    problems: list[Problem] = []
    lines = [1]  # the header stands for the first line, too
    for line, text in enumerate(source.text.split("\n"), 1):
        if not text.strip():
            continue
        lines.append(line)
        try:
            observation = _object(text)
        except (ValueError, RecursionError) as error:
            problems.append(source.problem("import_not_json", line, 1, reason=str(error)))
            continue
        for cell in _cells(observation, len(lines)):
            if surrogate := _SURROGATE.search(cell.text):
                character = f"U+{ord(surrogate[0]):04X}"
                problems.append(source.problem("deceiving_character", line, 1, character=character))
            cells[cell.row, cell.column] = cell
        if len(cells) > limits.MOST_CELLS:
            raise too_many_cells(source.name)
        if len(problems) >= MOST_PROBLEMS:
            break
    if problems:
        raise InvalidInput(problems)
    return CellTable(name=source.name, sheet="", sha256=source.sha256, cells=cells, source=source, lines=tuple(lines))


def _object(text: str) -> Mapping[str, Any]:
    """The object on a line, its numbers as text; raises ValueError for a line that is none."""
    value = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    if not isinstance(value, dict):
        raise ValueError(type(value).__name__)
    return value


def _cells(observation: Mapping[str, Any], row: int) -> Iterator[Cell]:
    """The cells of a row that are not empty."""
    for index, column in enumerate(KNOWN_COLUMNS, 1):
        if text := _cell_text(observation, column).strip():
            yield Cell(row, index, text)


def _cell_text(observation: Mapping[str, Any], column: str) -> str:
    """The text of a column; data files name a source together with the place in it."""
    text = _text(observation.get(column))
    place = _text(observation.get("where")) if column == "source" else ""
    return f"{text}, {place}" if place else text


def _text(value: Any) -> str:
    """The text of a value: shares as 13:41:46, a text in both languages as `zh / en`."""
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
