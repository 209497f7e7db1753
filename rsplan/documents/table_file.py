"""A table read from a file: its format recognized by its bytes and its name, its content as cells."""

import csv
import os
import re
from collections.abc import Sequence
from itertools import islice

from rsplan.documents import limits
from rsplan.documents.cells import CellTable
from rsplan.documents.delimited_table import delimited_table, stated_delimiter
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

#: How OpenDocument files begin: their first entry is not compressed, and names the format.
_OPEN_DOCUMENT = re.compile(rb"(?s)PK\x03\x04.{26}mimetype.{0,99}?application/vnd\.oasis\.opendocument\.spreadsheet")

#: Text of UTF-16 without a mark is looked for signs in so many bytes; a title may be long, and without a comma.
_SAMPLE = 100_000

#: Signs that divide the lines of a file if more of them have the sign than a comma, each with its problem.
_OTHER_SIGNS = {";": "import_semicolons", "|": "import_bars", "，": "import_full_width_commas"}

#: The dashes of a Markdown table are looked for in the first lines.
_HEADER = 20

#: A comma that is no decimal comma, and the row of dashes below the header of a Markdown table.
_COMMA = re.compile(",(?:(?<![0-9],)|(?![0-9]))")
_DASHES = re.compile(r"\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")


def read_tables(path: str, sheet: str | None = None) -> tuple[CellTable, ...]:
    """Read the cells of the file, `-` for standard input: one table, or one for each sheet of a workbook.

    `sheet` names the only sheet to be read. Raises InvalidInput for a file that cannot be read, RsplanError where
    openpyxl is missing for a workbook.
    """
    name = "<stdin>" if path == "-" else printable(path)
    data = read_bytes(path, name, limits.MOST_BYTES)
    if _OPEN_DOCUMENT.match(data):
        raise InvalidInput([Problem("import_is_open_document", name, 0, 0, {})])
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
    # Some programs write the mark before a text that has one already.
    text = source.text.lstrip("\ufeff")
    if "\n" not in text:
        text = text.replace("\r", "\n")  # line ends as old Macs have them, and some exports to this day
    source = source._replace(text=text)
    problems = list(islice(invisible_characters(source, tabs=False), MOST_PROBLEMS))
    if problems:
        raise InvalidInput(problems)
    suffix = os.path.splitext(name)[1].lower()
    if suffix in _JSON_LINES_SUFFIXES or text.lstrip().startswith(("{", "[{")):
        return json_lines_table(source)
    table = delimited_table(source, _delimiter(source, suffix))
    if not table.cells:
        raise InvalidInput([Problem("import_empty", name, 0, 0, {})])
    return table


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
    if b"\0" in data:
        even, odd = data[:_SAMPLE:2], data[1:_SAMPLE:2]
        for signs, zeros, encoding in ((even, odd, "utf-16-le"), (odd, even, "utf-16-be")):
            # A table has line breaks, tabs or commas, and no letter has their bytes the other way round.
            if sum(sign in b"\r\n\t," and not zero for sign, zero in zip(signs, zeros, strict=False)) > 1:
                return (encoding,)
    return ("utf-8-sig", "gb18030")


def _delimiter(source: Source, suffix: str) -> str:
    """The sign between cells: the one that the file names, a tab by the suffix or in the first line, else a comma.

    Semicolons part cells where every line has as many of them, and no comma that is not a decimal one.
    Raises InvalidInput for lines that other signs divide.
    """
    lines = [line for line in source.text.split("\n") if line.strip()]
    first = next(iter(lines), "")
    if stated := stated_delimiter(first):
        return stated
    if suffix in _TAB_SUFFIXES or ("\t" in first and (suffix != ".csv" or "," not in first)):
        return "\t"
    if any(_DASHES.fullmatch(line.strip()) for line in lines[1:_HEADER]):
        raise _divided(source, "|", "import_markdown")
    if not any(sign in source.text for sign in _OTHER_SIGNS):
        return ","
    divided = sum(_COMMA.search(line) is not None for line in lines)
    if not divided and _parts_evenly(lines, ";"):
        return ";"
    for sign, code in _OTHER_SIGNS.items():
        if divided < len(lines) and sum(sign in line for line in lines) > max(divided, 1):
            raise _divided(source, sign, code)
    return ","


def _parts_evenly(lines: Sequence[str], delimiter: str) -> bool:
    """Whether the sign parts each line into as many cells, more than one."""
    try:
        lengths = {len(row) for row in csv.reader(lines, delimiter=delimiter, strict=True)}
    except csv.Error:
        return False
    return len(lengths) == 1 and lengths != {1}


def _divided(source: Source, sign: str, code: str) -> InvalidInput:
    """The problem with a file whose lines the sign divides, at the first of them."""
    lines = enumerate(source.text.split("\n"), 1)
    line, column = next((number, text.index(sign) + 1) for number, text in lines if sign in text)
    return InvalidInput([source.problem(code, line, column)])
