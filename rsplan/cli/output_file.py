"""The file that -o names, held against every file that a run reads or writes: the one rule for all commands.

It is asked before anything is written; docs/limits.md, "Outputs".
"""

import csv
import os
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from rsplan.cli.streams import is_standard_output
from rsplan.errors import RsplanError
from rsplan.read.csv_format import REQUIRED, RESPONSIBLE, TASKS, columns_used

#: Bytes at the beginning of a file that hold the header of a data file, and the keys of a target file.
_HEAD = 1 << 16

_BOM = b"\xef\xbb\xbf"

#: The keys that every target file has at its outermost level.
_TARGET_KEYS = (re.compile(rb"(?m)^city[ \t]*:"), re.compile(rb"(?m)^plans[ \t]*:"))

#: The documents in which people go on working, with what the program writes into their properties: its name, and one
#: moment for their making and their last change, up to the time that writing takes.
_DOCUMENTS = (".xlsx", ".docx")
_MADE_BY = re.compile(r"<dc:(?:description|creator)[^>]*>rsplan [0-9]")
_MOMENTS = re.compile(r"<dcterms:(created|modified)[^>]*>([^<]*)<")
_SAVED_WITHIN = timedelta(seconds=5)

#: A column of the CSV of a report that has figures, and of no data file.
_OF_REPORTS = "share_1"


def check_output(
    path: str,
    files: Iterable[str],
    folders: Iterable[str],
    default: str,
    *,
    is_export: bool = False,
) -> None:
    """Refuse an output that would replace a file of the run, or anybody's data or target file.

    `files` are those that the run reads or adds to, `folders` those whose target files it reads, `default` is the
    data file that is added to where none is named; any of them may not exist yet. `is_export` allows the output to
    replace an earlier export. Raises RsplanError.
    """
    if not path or path[-1] in (os.sep, os.altsep) or os.path.isdir(path):
        raise RsplanError("error.is_a_folder", path=path)
    kept = (_is_same(path, file) or _is_copy_of(path, file) for file in files)
    if any(kept) or any(_is_target_file_in(path, folder) for folder in folders):
        raise RsplanError("error.output_is_input", path=path)
    if _is_same(path, default) or _is_copy_of(path, default):
        raise RsplanError("error.output_is_default", path=path)
    if not os.path.isfile(path) or is_standard_output(path):
        return
    if not stat.S_IMODE(os.stat(path).st_mode) & 0o222 or not os.access(path, os.W_OK):
        raise RsplanError("error.read_only", path=path)
    if path.lower().endswith(_DOCUMENTS):
        _check_document(path)
        return
    head = _head(path)
    if all(key.search(head) for key in _TARGET_KEYS):
        raise RsplanError("error.output_is_targets", path=path)
    header = _header(head)
    if {*REQUIRED} <= {*header} and _OF_REPORTS not in header and not (is_export and _is_of_export(header)):
        raise RsplanError("error.output_is_data", path=path)
    if header in (TASKS.columns, RESPONSIBLE.columns):
        raise RsplanError("error.output_is_data", path=path)


def _check_document(path: str) -> None:
    """Refuse a workbook or a document that the program did not write, or that somebody worked in since."""
    properties = _packed(path, "docProps/core.xml")
    days = {name: _moment(text) for name, text in _MOMENTS.findall(properties)}
    created, modified = days.get("created"), days.get("modified")
    if not _MADE_BY.search(properties) or created is None or modified is None or modified - created > _SAVED_WITHIN:
        raise RsplanError("error.output_is_foreign", path=path)
    if _is_filled_in(path):
        raise RsplanError("error.output_is_filled", path=path)


def _packed(path: str, name: str) -> str:
    """The beginning of a part of the document; empty where it has none, or is no such file."""
    try:
        with zipfile.ZipFile(path) as packed, packed.open(name) as stream:
            return stream.read(_HEAD).decode("utf-8", "replace")
    except (OSError, KeyError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile):
        return ""


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=None)
    except ValueError:
        return None


def _is_filled_in(path: str) -> bool:
    """Whether it is a form of `rsplan due` in which anything stands in the cells to write into."""
    from rsplan.documents.due_form import MARK, has_entries
    from rsplan.documents.table_file import read_tables

    places = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml")
    is_form = any(MARK in _packed(path, place) for place in places)  # its first text; other workbooks may be large
    return is_form and any(map(has_entries, read_tables(path)))


def _is_same(path: str, other: str) -> bool:
    """Whether both are one file, by whatever names: by inode, and by resolved path where there is none yet."""
    if os.path.normcase(os.path.realpath(path)) == os.path.normcase(os.path.realpath(other)):
        return True
    if not os.path.exists(path) and not os.path.exists(other):  # some systems would take both names for one
        return _folded(path) == _folded(other)
    try:
        return os.path.samefile(path, other)
    except (OSError, ValueError):
        return False


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", os.path.realpath(path)).casefold()


def _is_copy_of(path: str, file: str) -> bool:
    """Whether the path is that of a copy which is made beside the file before it is changed, there already or not."""
    copy = re.escape(os.path.normcase(os.path.realpath(file))) + r"\..*bak[0-9]*"
    return re.fullmatch(copy, os.path.normcase(os.path.realpath(path))) is not None


def _is_target_file_in(path: str, folder: str) -> bool:
    """Whether a run with the folder reads the file as a target file, or would do so next time."""
    return path.endswith((".yaml", ".yml")) and _is_same(os.path.dirname(os.path.realpath(path)), folder)


def _head(path: str) -> bytes:
    """The beginning of the file; empty where it cannot be read."""
    try:
        with open(path, "rb") as stream:
            return stream.read(_HEAD).removeprefix(_BOM)
    except OSError:
        return b""


def _header(head: bytes) -> tuple[str, ...]:
    """The cells of the first line that is not blank; header names are ASCII in every encoding of data files."""
    lines = (line for line in head.decode("ascii", "replace").splitlines() if line.strip())
    try:
        return tuple(cell.strip() for cell in next(csv.reader([next(lines, "")]), []))
    except csv.Error:
        return ()


def _is_of_export(header: tuple[str, ...]) -> bool:
    return header == columns_used([dict.fromkeys(header, "used")])
