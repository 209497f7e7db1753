"""JSON, JSON Lines and CSV: exact decimals as plain numbers, the same bytes on every machine; interface.md."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from json.encoder import encode_basestring

from rsplan.figures import digits
from rsplan.records import Record, Value

_INDENT = "  "


def json_text(value: Value) -> str:
    """A document of JSON, indented, ending in a line break."""
    pieces: list[str] = []
    _write(value, "\n", pieces.append)
    pieces.append("\n")
    return "".join(pieces)


def jsonl_text(records: Iterable[Record]) -> Iterator[str]:
    """One JSON object a line."""
    for record in records:
        pieces: list[str] = []
        _write(record, None, pieces.append)
        yield "".join(pieces) + "\n"


def _write(value: Value, newline: str | None, put: Callable[[str], None]) -> None:
    """Put the text of a value; `newline` is the line break with its indentation, None for one line."""
    if value is None:
        put("null")
    elif isinstance(value, str):
        put(encode_basestring(value))
    elif isinstance(value, Decimal):
        put(digits(value))
    elif isinstance(value, Mapping):
        _write_members("{}", [(f"{encode_basestring(key)}: ", member) for key, member in value.items()], newline, put)
    elif isinstance(value, bool):
        put("true" if value else "false")
    elif isinstance(value, int):
        put(str(value))
    else:
        _write_members("[]", [("", member) for member in value], newline, put)


def _write_members(
    brackets: str, members: list[tuple[str, Value]], newline: str | None, put: Callable[[str], None]
) -> None:
    if not members:
        put(brackets)
        return
    inner = newline + _INDENT if newline is not None else None
    between = "," + inner if inner is not None else ", "
    before = brackets[0] + (inner or "")
    for name, member in members:
        put(before + name)
        _write(member, inner, put)
        before = between
    put((newline or "") + brackets[1])


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


def csv_text(records: Iterable[Record], columns: list[str]) -> Iterator[str]:
    """A header and one row a record, keys flattened with `_`; null is an empty cell."""
    import csv

    line = io.StringIO()
    writer = csv.DictWriter(line, columns, lineterminator="\n")
    writer.writeheader()
    for record in records:
        writer.writerow(dict(flattened(record)))
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


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
