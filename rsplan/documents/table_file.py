"""A table read from a file: its format recognized by its bytes and its name, its content as cells."""

import os
import re
from itertools import islice

from rsplan.documents import limits
from rsplan.documents.cells import CellTable
from rsplan.documents.delimited_table import delimited_table
from rsplan.documents.json_lines_table import json_lines_table
from rsplan.errors import MOST_PROBLEMS, InvalidInput, Problem
from rsplan.read.csv_format import LONGEST_LINE, overlong_line
from rsplan.read.input_text import Source, decode, invisible_characters, printable, read_bytes

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_TAB_SUFFIXES, _JSON_LINES_SUFFIXES = (".tsv", ".tab"), (".jsonl", ".ndjson")

#: What files with the name of a workbook really are, by how they begin; the problem names it and the step that helps.
_BEGINNINGS = (
    (re.compile(rb"(?i)\s*(?:<!doctype html|<html|<head|<meta|<table|<body)"), "import_is_html"),
    (re.compile(rb"(?i)\s*mime-version:"), "import_is_mime"),
    (re.compile(rb"(?is)\s*<\?xml.{0,200}(?:mso-application|schemas-microsoft-com:office)"), "import_is_xml"),
    (re.compile(rb"(?is)\s*<\?xml.{0,500}<html"), "import_is_html"),
    (re.compile(rb"%PDF-"), "import_is_pdf"),
)

#: Of so many bytes every second is zero where text is UTF-16.
_SAMPLE = 400


def read_tables(path: str, sheet: str | None = None) -> tuple[CellTable, ...]:
    """Read the cells of the file, `-` for standard input: one table, or one for each sheet of a workbook.

    `sheet` names the only sheet to be read. Raises InvalidInput for a file that cannot be read, RsplanError where
    openpyxl is missing for a workbook.
    """
    name = "<stdin>" if path == "-" else printable(path)
    data = read_bytes(path, name, limits.MOST_BYTES)
    if data.startswith(_ZIP):
        from rsplan.documents.xlsx_table import read_workbook  # text files need none of it

        return read_workbook(name, data, sheet)
    if data.startswith(_OLD_EXCEL):
        raise InvalidInput([Problem("import_old_workbook", name, 0, 0, {})])
    for beginning, code in _BEGINNINGS:
        if beginning.match(data[:1000].removeprefix(b"\xef\xbb\xbf")):
            raise InvalidInput([Problem(code, name, 0, 0, {})])
    if sheet is not None:
        raise InvalidInput([Problem("import_no_sheets", name, 0, 0, {"sheet": printable(sheet)})])
    return (read_text_table(name, data),)


def read_text_table(name: str, data: bytes) -> CellTable:
    """Read the cells of CSV, TSV or JSON Lines; raises InvalidInput for data that is none of them."""
    _check_size(name, data)
    source = decode(name, data, _encodings(data))
    problems = list(islice(invisible_characters(source, tabs=False), MOST_PROBLEMS))
    if problems:
        raise InvalidInput(problems)
    suffix = os.path.splitext(name)[1].lower()
    if suffix in _JSON_LINES_SUFFIXES or source.text.lstrip().startswith("{"):
        return json_lines_table(source)
    return delimited_table(source, _delimiter(source, suffix))


def _check_size(name: str, data: bytes) -> None:
    """Raise InvalidInput for text of more bytes, more lines or longer lines than a table has, before it is decoded."""
    if len(data) > limits.MOST_TABLE_BYTES:
        raise InvalidInput([Problem("too_large", name, 0, 0, {"most": f"{limits.MOST_TABLE_BYTES // 1_000_000} MB"})])
    if max(data.count(b"\n"), data.count(b"\r")) > limits.MOST_TABLE_LINES:
        raise InvalidInput([Problem("too_many_lines", name, 0, 0, {"most": f"{limits.MOST_TABLE_LINES:,}"})])
    if overlong := overlong_line(data):
        details = {"most": f"{LONGEST_LINE // 1_000_000} MB"}
        raise InvalidInput([Problem("line_too_long", name, overlong, 1, details)])


def _encodings(data: bytes) -> tuple[str, ...]:
    """UTF-16 with its mark, as Excel's "Unicode text" has it, or without; else what Chinese text files are in."""
    if data.startswith(_UTF_16):
        return ("utf-16",)
    even, odd = data[:_SAMPLE:2], data[1:_SAMPLE:2]
    for zeros, encoding in ((odd, "utf-16-le"), (even, "utf-16-be")):
        # Line breaks, commas and digits have a zero byte in every text of UTF-16, and no other text has one.
        if zeros.count(0) > 1:
            return (encoding,)
    return ("utf-8-sig", "gb18030")


def _delimiter(source: Source, suffix: str) -> str:
    """A tab if the suffix says so, or if the first line that is not blank holds tabs, but no comma.

    Raises InvalidInput for lines that full-width commas divide.
    """
    lines = [line for line in source.text.split("\n") if line.strip()]
    first = next(iter(lines), "")
    if suffix in _TAB_SUFFIXES or ("\t" in first and (suffix != ".csv" or "," not in first)):
        return "\t"
    if lines and not any("," in line for line in lines) and all("，" in line for line in lines[:2]):
        raise InvalidInput([source.problem("import_full_width_commas", 1, first.index("，") + 1)])
    return ","
