"""JSON, JSON Lines and CSV: exact decimals as plain numbers, the same bytes on every machine; interface.md."""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from rsplan.model.rounding import digits
from rsplan.report.records.status import Record, Value

_INDENT = "  "


def json_text(value: Value) -> str:
    """A document of JSON, indented, ending in a line break."""
    return "".join(json_pieces(value))


def json_pieces(value: Value) -> Iterator[str]:
    """The document of `json_text` in pieces; what comes one after the other is written as it comes."""
    yield from _pieces(value, "\n")
    yield "\n"


def _pieces(value: Value, newline: str) -> Iterator[str]:
    inner = newline + _INDENT
    if isinstance(value, Iterator):
        before = "[" + inner
        for member in value:
            yield before
            yield from _pieces(member, inner)
            before = "," + inner
        yield newline + "]" if before[0] == "," else "[]"
    elif isinstance(value, Mapping) and any(isinstance(member, Iterator) for member in value.values()):
        before = "{" + inner
        for key, member in value.items():
            yield f"{before}{encode_basestring(key)}: "
            yield from _pieces(member, inner)
            before = "," + inner
        yield newline + "}"
    else:
        pieces: list[str] = []
        _write(value, newline, pieces.append)
        yield "".join(pieces)


def jsonl_text(records: Iterable[Record]) -> Iterator[str]:
    """One JSON object a line."""
    for record in records:
        pieces: list[str] = []
        _write(record, None, pieces.append)
        pieces.append("\n")
        yield "".join(pieces)


#: How values are written that hold no others; a boolean is no integer here.
_PLAIN: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda value: "null",
    bool: lambda value: "true" if value else "false",
    str: encode_basestring,
    int: str,
    Decimal: digits,
}


def _write(value: Value, newline: str | None, put: Callable[[str], object]) -> None:
    """Put the text of a value; `newline` is the line break with its indentation, None for one line."""
    inner = newline + _INDENT if newline is not None else None
    plain = _PLAIN.get(type(value))
    if plain is not None:
        put(plain(value))
    elif type(value) is dict:  # what reports are made of
        _write_object(value, newline or "", inner, put)
    elif isinstance(value, Mapping):
        _write_object(dict(value), newline or "", inner, put)
    else:
        assert isinstance(value, Iterable), value
        _write_array(value, newline or "", inner, put)


def _write_object(value: Record, newline: str, inner: str | None, put: Callable[[str], object]) -> None:
    before, between, plain_of = "{" + (inner or ""), "," + (inner or " "), _PLAIN.get
    for key, member in value.items():
        plain = plain_of(type(member))  # most members hold no others: they need no call
        name = _NAMES.get(key)
        if name is None:
            name = _NAMES[key] = encode_basestring(key) + ": "
        if plain is not None:
            put(before + name + plain(member))
        else:
            put(before + name)
            _write(member, inner, put)
        before = between
    put(newline + "}" if value else "{}")


def _write_array(value: Iterable[Value], newline: str, inner: str | None, put: Callable[[str], object]) -> None:
    before, between, plain_of = "[" + (inner or ""), "," + (inner or " "), _PLAIN.get
    written = False
    for member in value:
        plain = plain_of(type(member))
        if plain is not None:
            put(before + plain(member))
        else:
            put(before)
            _write(member, inner, put)
        before, written = between, True
    put(newline + "]" if written else "[]")


#: The names of members as they are written: the keys of reports, and no others.
_NAMES: dict[str, str] = {}


#: Records that may be null, by their path, with their keys: a table has every column in every row.
_NULLABLE = {
    "name": ("zh", "en"),
    "group": ("zh", "en"),
    "baseline": ("value", "date", "note", "printed", "where"),
    "baseline/note": ("zh", "en"),
    "actual": ("value", "bound", "printed", "through", "coverage", "missing", "provisional", "parts"),
    "published_completion": ("printed", "value"),
    "year": (
        *("year", "start", "end", "target", "actual", "completion_rate", "elapsed", "lead_points", "expected"),
        *("remaining", "status", "pass", "reason"),
    ),
    "year/target": ("value", "origin", "source"),
    "year/actual": ("value", "bound", "printed", "through", "coverage", "missing", "provisional", "parts"),
    "year/reason": ("zh", "en"),
    "target/revised_from": ("printed", "value", "date", "reason", "source"),
    "target/revised_from/reason": ("zh", "en"),
    "before_actual": ("value", "bound", "printed", "through", "coverage", "missing", "provisional", "parts"),
    "after_actual": ("value", "bound", "printed", "through", "coverage", "missing", "provisional", "parts"),
    "replaces": (
        *("period", "basis", "value", "bound", "provisional", "published", "source", "where", "printed"),
        *("file", "line"),
    ),
    "before": (
        *("period", "basis", "value", "bound", "provisional", "published", "source", "where", "printed"),
        *("file", "line"),
    ),
    "note": ("zh", "en"),
    "result": ("printed", "where"),
    "earlier": ("printed", "where", "date", "growth"),
}


#: What spreadsheets take for the beginning of a formula, or of something that hides one.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

#: Figures as they are printed, and dashes: whatever a spreadsheet makes of them, it runs nothing.
_FIGURE = re.compile(r"[-+]*(?:[0-9][0-9.,:/]*%?)?", re.ASCII)


def csv_text(records: Iterable[Record], columns: list[str], *, exact: bool = False) -> Iterator[str]:
    """A header and one row a record, keys flattened with `_`; null is an empty cell.

    Text that a spreadsheet would run has an apostrophe before it, unless what is written is to be read again: `exact`.
    """
    import csv

    line = io.StringIO()
    writer = csv.DictWriter(line, columns, lineterminator="\n")
    writer.writeheader()
    for record in records:
        row = flattened(record)
        writer.writerow(dict(row) if exact else {name: _defused(cell) for name, cell in row})
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) and not _FIGURE.fullmatch(cell) else cell


def flattened(record: Mapping[str, Value], path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """The record's columns with their cells."""
    for key, value in record.items():
        here = (*path, key)
        nullable = _NULLABLE.get("/".join(here))
        if isinstance(value, Mapping):
            yield from flattened(value, here)
        elif value is None and nullable:
            yield from flattened(dict.fromkeys(nullable), here)
        else:
            yield "_".join(here), _cell(key, value)


def _cell(name: str, value: Value) -> str:
    """A cell: shares as 13:41:46, other lists parted by `; `."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return digits(value)
        case list() if value and isinstance(value[0], Decimal):
            return ":".join(_cell(name, one) for one in value)
        case list():
            return "; ".join(_brief(one) for one in value)
        case _:
            return str(value)


def _brief(value: Value) -> str:
    """A member of a list in one cell: a statement, a part of a sum, a note."""
    if not isinstance(value, Mapping):
        return str(value)
    if "period" in value:
        return f"{value['period']}={_cell('', value['value'])}"
    if "where" in value:
        return f"{value['where']}: {value['printed']}"
    return " / ".join(str(value[lang]) for lang in ("zh", "en"))
