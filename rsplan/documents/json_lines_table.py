"""JSON Lines as a table of cells, its keys as the header; numbers stay as they are written."""

import contextlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rsplan.documents import limits
from rsplan.documents.cells import ERROR_VALUES, Cell, CellTable, without_midnight
from rsplan.documents.delimited_table import too_many_cells
from rsplan.errors import MOST_PROBLEMS, InvalidInput, Problem
from rsplan.read.csv_format import FREE_TEXTS, KNOWN_COLUMNS
from rsplan.read.input_text import Source

#: Half of a character, which JSON can spell out and no file can hold.
_SURROGATE = re.compile("[\ud800-\udfff]")

#: The keys beside the columns of data files that `rsplan export` writes: they repeat what the others say, or name the
#: place from which a figure was read; `where` becomes a part of the source.
EXPORTED = ("name", "unit", "where", "printed", "file", "line")


class _Refused(ValueError):
    """An object that is no row, for the reason of a problem's code."""

    def __init__(self, code: str, /, **details: str) -> None:
        super().__init__(code)
        self.code, self.details = code, details


class _Fraction(str):
    """A number with a decimal point, as it is written."""


def json_lines_table(source: Source) -> CellTable:
    """Read one row per object, under a header with every key: what is not known is left to the reader of headings.

    Raises InvalidInput with a problem for every line that is no object of texts and numbers, and for more than the
    limits.
    """
    _check_values(source)
    rows: list[Mapping[str, str]] = []
    problems: list[Problem] = []
    keys: set[str] = set()
    lines = [1]  # the header stands for the first line, too
    for line, text in enumerate(source.text.split("\n"), 1):
        if not text.strip():
            continue
        if len(problems) == MOST_PROBLEMS:
            break
        try:
            row = _row(text)
        except _Refused as reason:
            problems.append(source.problem(reason.code, line, 1, **reason.details))
            continue
        except (ValueError, RecursionError) as error:
            problems.append(source.problem("import_not_json", line, 1, reason=str(error)))
            continue
        if surrogate := next(filter(None, map(_SURROGATE.search, (*row, *row.values()))), None):
            character = f"U+{ord(surrogate[0]):04X}"
            problems.append(source.problem("deceiving_character", line, 1, character=character))
        lines.append(line)
        rows.append(row)
        keys.update(row)
        if len(keys) > limits.MOST_COLUMNS:
            raise too_many_cells(source.name)
    if problems:
        raise InvalidInput(problems)
    cells = {(cell.row, cell.column): cell for cell in _cells(rows)}
    return CellTable(name=source.name, sheet="", sha256=source.sha256, cells=cells, source=source, lines=tuple(lines))


def _check_values(source: Source) -> None:
    """Raise InvalidInput for more values than a table has cells, which are counted without being looked at."""
    if source.text.count(":") <= limits.MOST_CELLS:  # each value stands behind one
        return
    number, decoder = 0, json.JSONDecoder(parse_float=str, parse_int=str)
    for text in source.text.split("\n"):
        with contextlib.suppress(ValueError, RecursionError):
            value = decoder.decode(text) if text else None
            number += len(value) if isinstance(value, dict) else 0
        if number > limits.MOST_CELLS:
            raise too_many_cells(source.name)


def _cells(rows: Sequence[Mapping[str, str]]) -> Iterator[Cell]:
    """The cells that are not empty, under the columns of data files, then other keys as they come."""
    keys = dict.fromkeys(key for row in rows for key in row)
    known = [column for column in KNOWN_COLUMNS if column in keys]
    # An export of nothing has no keys, and is a table all the same.
    columns = [*known, *(key for key in keys if key not in KNOWN_COLUMNS)] if rows else KNOWN_COLUMNS
    numbers = {column: number for number, column in enumerate(columns, 1)}
    for line, texts in enumerate([{column: column for column in columns}, *rows], 1):
        for number, text in sorted((numbers[column], text) for column, text in texts.items() if text):
            yield Cell(line, number, text, ERROR_VALUES.get(text, ""))


def _row(text: str) -> Mapping[str, str]:
    """The texts on a line by column; raises ValueError for a line that is no object."""
    value = json.loads(
        text, parse_float=_Fraction, parse_int=str, parse_constant=str, object_pairs_hook=_without_repeats
    )
    if not isinstance(value, dict):
        raise ValueError(type(value).__name__)
    exported = _is_bilingual(value.get("name")) and _is_bilingual(value.get("unit"))
    row = {key.strip(): _text(key, one) for key, one in value.items() if not (exported and key in EXPORTED)}
    if exported and value.get("where"):
        # Data files name a source together with the place in it.
        row["source"] = f"{row.get('source', '')}, {_text('where', value['where'])}"
    return row


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object; raises where two values have one key, of which JSON readers drop the first."""
    keys = [key.strip() for key, _ in pairs]
    if len({*keys}) < len(keys):
        first = {key: index for index, key in reversed([*enumerate(keys)])}
        raise _Refused("import_key_twice", key=next(key for index, key in enumerate(keys) if first[key] < index))
    return dict(pairs)


def _text(key: str, value: Any) -> str:
    """The text of a value: shares as 13:41:46, a note in both languages as `zh / en`; raises for other nested ones."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _Fraction() if key != "value" and value.replace(".", "").isdecimal():
            # To every program that writes JSON 2024.10 is 2024.1: what a period says must not rest on the zero.
            return value.rstrip("0").rstrip(".")
        case str():
            return value.strip() if key in FREE_TEXTS else without_midnight(value.strip())
        case list() if key == "value" and value and all(isinstance(share, str) for share in value):
            return ":".join(value)
        case dict() if key == "note" and _is_bilingual(value):
            return " / ".join(dict.fromkeys(value.values())).strip()
        case _:
            raise _Refused("import_nested_value", key=key)


def _is_bilingual(value: Any) -> bool:
    """Whether the value is a text in both languages, as only `rsplan export` writes it."""
    return (
        isinstance(value, dict)
        and value.keys() == {"zh", "en"}
        and all(isinstance(text, str) for text in value.values())
    )
