"""A table read from a file: its format recognized by its bytes and its name, its content as cells."""

import os
from itertools import islice

from rsplan.documents import limits
from rsplan.documents.cells import CellTable
from rsplan.documents.delimited_table import delimited_table
from rsplan.documents.json_lines_table import json_lines_table
from rsplan.errors import MOST_PROBLEMS, InvalidInput, Problem
from rsplan.read.input_text import decode, invisible_characters, printable, read_bytes

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_TAB_SUFFIXES, _JSON_LINES_SUFFIXES = (".tsv", ".tab"), (".jsonl", ".ndjson")


def read_table(path: str, sheet: str | None = None) -> CellTable:
    """Read the cells of the file, `-` for standard input; `sheet` names the sheet of a workbook.

    Raises InvalidInput for a file that cannot be read, RsplanError where openpyxl is missing for a workbook.
    """
    name = "<stdin>" if path == "-" else printable(path)
    data = read_bytes(path, name, limits.MOST_BYTES)
    if data.startswith(_ZIP):
        from rsplan.documents.xlsx_table import read_workbook  # text files need none of it

        return read_workbook(name, data, sheet)
    if data.startswith(_OLD_EXCEL):
        raise InvalidInput([Problem("import_old_workbook", name, 0, 0, {})])
    if sheet is not None:
        raise InvalidInput([Problem("import_no_sheets", name, 0, 0, {"sheet": printable(sheet)})])
    return read_text_table(name, data)


def read_text_table(name: str, data: bytes) -> CellTable:
    """Read the cells of CSV, TSV or JSON Lines; raises InvalidInput for data that is none of them."""
    # The only UTF-16 in use is Excel's "Unicode text", which always begins with a byte order mark.
    encodings = ("utf-16",) if data.startswith(_UTF_16) else ("utf-8-sig", "gb18030")
    source = decode(name, data, encodings)
    problems = list(islice(invisible_characters(source, tabs=False), MOST_PROBLEMS))
    if problems:
        raise InvalidInput(problems)
    suffix = os.path.splitext(name)[1].lower()
    if suffix in _JSON_LINES_SUFFIXES or source.text.lstrip().startswith("{"):
        return json_lines_table(source)
    return delimited_table(source, _delimiter(source.text, suffix))


def _delimiter(text: str, suffix: str) -> str:
    """A tab if the suffix says so, or if it says nothing and the first line that is not blank holds one."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return "\t" if suffix in _TAB_SUFFIXES or (suffix != ".csv" and "\t" in first) else ","
