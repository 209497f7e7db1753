"""Tables from CSV, TSV, JSON Lines and workbooks: what sort of file it is shows in its bytes."""

import csv
import os
from collections.abc import Iterator
from itertools import islice

from rsplan.documents.cells import Cell, CellTable, text_cell
from rsplan.documents.json_lines import json_lines_table
from rsplan.errors import MOST_PROBLEMS, InvalidInput, Problem
from rsplan.read.source import Source, decode, invisible_characters, printable, read_bytes

#: A table that somebody keeps by hand is a few thousand rows; what is larger is not one.
MOST_BYTES = 100_000_000

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_TAB_SUFFIXES, _LINES_SUFFIXES = (".tsv", ".tab"), (".jsonl", ".ndjson")


def read_table(path: str, sheet: str | None = None) -> CellTable:
    """The cells of the file, `-` for standard input; what sort of file it is shows in its bytes.

    Raises InvalidInput for what cannot be read, RsplanError where a workbook needs an extra that is not installed.
    """
    name = "<stdin>" if path == "-" else printable(path)
    data = read_bytes(path, name, MOST_BYTES)
    if data.startswith(_ZIP):
        from rsplan.documents.xlsx import read_workbook  # text files need none of it

        return read_workbook(name, data, sheet)
    if data.startswith(_OLE):
        raise InvalidInput([Problem("import_old_workbook", name, 0, 0, {})])
    if sheet is not None:
        raise InvalidInput([Problem("import_no_sheets", name, 0, 0, {"sheet": printable(sheet)})])
    return _text_table(name, data)


def _text_table(name: str, data: bytes) -> CellTable:
    # Excel's "Unicode text" is the only UTF-16 to be met, and it always says so in its first bytes.
    encodings = ("utf-16",) if data.startswith(_UTF_16) else ("utf-8-sig", "gb18030")
    source = decode(name, data, encodings)
    problems = list(islice(invisible_characters(source, tabs=False), MOST_PROBLEMS))
    if problems:
        raise InvalidInput(problems)
    suffix = os.path.splitext(name)[1].lower()
    if suffix in _LINES_SUFFIXES or source.text.lstrip().startswith("{"):
        return json_lines_table(source)
    return _delimited(source, _delimiter(source.text, suffix))


def _delimiter(text: str, suffix: str) -> str:
    """Tabs where the name says so, or where the name says nothing and the first line with cells has some."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return "\t" if suffix in _TAB_SUFFIXES or (suffix != ".csv" and "\t" in first) else ","


def _delimited(source: Source, delimiter: str) -> CellTable:
    cells: dict[tuple[int, int], Cell] = {}
    lines: list[int] = []
    try:
        for row, (line, texts) in enumerate(_records(source, delimiter), 1):
            lines.append(line)
            for column, text in enumerate(texts, 1):
                if text.strip():
                    cells[row, column] = text_cell(row, column, text)
    except csv.Error as error:
        raise InvalidInput([source.problem("not_csv", len(lines) + 1, 1, reason=str(error))]) from None
    return CellTable(source.name, "", source.sha256, cells, (), source, tuple(lines), delimiter)


def _records(source: Source, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(source.text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    line = 1
    for texts in reader:
        yield line, texts
        line = reader.line_num + 1
