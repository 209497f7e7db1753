"""A result in the format asked for: one line of a table a format."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import IO, TYPE_CHECKING

from rsplan.cli.options import Request
from rsplan.cli.streams import write_data
from rsplan.report.records.status import Record
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable

#: What stands before CSV for Excel.
BOM = "\ufeff"

#: Width of a table that is written to a file, where nobody's terminal decides it.
_FILE_WIDTH = 160

#: The widest sheet is chosen for pipes and files; a terminal says its own width.
Sheets = Callable[[int], Sequence["ReportTable"]]


def write(
    request: Request,
    record: Callable[[], Record],
    rows: Callable[[Record], Iterable[Record]],
    tables: Sheets,
    csv_rows: Callable[[Record], Iterable[Record]] | None = None,
    blank: Callable[[], Record] | None = None,
) -> None:
    """Write the report: `record` for JSON, its `rows` for the formats of one row a line, `sheets` for people.

    `csv_rows` where CSV has other rows than JSON Lines, `blank` a row that gives an empty table its columns.
    """
    match request.format:
        case "json":
            from rsplan.render.json_writer import json_pieces

            write_data(json_pieces(record()), request.output)
        case "jsonl":
            from rsplan.render.json_writer import jsonl_text

            write_data(jsonl_text(rows(record())), request.output)
        case "csv":
            write_data(_csv(request, iter((csv_rows or rows)(record())), blank), request.output)
        case "markdown":
            from rsplan.render.markdown import markdown_text

            write_data([*markdown_text(tables(_FILE_WIDTH)), *_footer(request.lang, record())], request.output)
        case _:
            _write_table(request, tables)


def _footer(lang: Language, record: Record) -> Iterator[str]:
    """What a report that is handed on rests on: the program, and each input as it was read."""
    inputs = record["inputs"]
    assert isinstance(inputs, list)
    yield f"\n---\n\n{record['generator']}\n"
    for source in inputs:
        yield "\n" + say(lang, "report.input", {key: str(value) for key, value in source.items()}) + "\n"


def _csv(request: Request, found: Iterator[Record], blank: Callable[[], Record] | None) -> Iterator[str]:
    from rsplan.render.json_writer import csv_text, flattened

    if request.bom:
        yield BOM
    first = next(found, None)
    columns = [name for name, _ in flattened(first or (blank() if blank else {}))]
    yield from csv_text(found if first is None else chain([first], found), columns)


def _write_table(request: Request, tables: Sheets) -> None:
    if request.output is None:
        _print_table(request, tables, sys.stdout)
        return
    import io

    text = io.StringIO()
    _print_table(request, tables, text)
    write_data([text.getvalue()], request.output)


def _print_table(request: Request, tables: Sheets, stream: IO[str]) -> None:
    from rsplan.render.terminal import console_for, write_tables

    console = console_for(stream, request.color)
    write_tables(console, tables(console.width))
