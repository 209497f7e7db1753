"""The data file as it stands, decoded, and the form of a line to be added to it; docs/observations.md.

The line break at its end is what makes a line count: a last line that a crash cut short was never acknowledged and
cannot be read as another, shorter one (see `Content.line`).
"""

import contextlib
import csv
import os
import shlex
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rsplan.errors import InvalidInput, RsplanError
from rsplan.read.csv_format import ENCODINGS, OBSERVATIONS, Layout, cut_short
from rsplan.read.input_text import decode
from rsplan.read.unfinished_change import read_data_file

_GB18030 = ENCODINGS[1]
_BOM = b"\xef\xbb\xbf"

#: The cells of a line by column; a column that is absent or empty has its default.
Cells = Mapping[str, str]


class Content(NamedTuple):
    """A data file as it stands: `whole` lines, each with its line break, the last one's added where it is missing.

    `kept` bytes of the file are the beginning of `whole`; `broken` is what a crash left of a last line.
    `whole` of a file that does not exist yet, or is empty, is the header.
    """

    path: str
    whole: bytes
    kept: int
    broken: bytes
    encoding: str
    newline: str
    columns: tuple[str, ...]
    layout: Layout = OBSERVATIONS

    @property
    def lines(self) -> int:
        """The number of lines, including the header."""
        return len(self.whole.decode(self.encoding).splitlines())

    @property
    def without(self) -> tuple[str, ...]:
        """The columns that a file made today has and this one has not; one without a city serves any city."""
        return tuple(column for column in self.layout.columns if column not in (*self.columns, "city"))

    def line(self, cells: Cells) -> str:
        """Format the cells as a line in the file's columns, with its line break; raises as `spelt` does."""
        return self.joined(self.spelt(cells))

    def joined(self, spelt: Sequence[str]) -> str:
        """Join the cells of a line as they stand in it, and add the line break."""
        return ",".join(spelt) + self.newline

    def spelt(self, cells: Cells) -> list[str]:
        """Spell the cells as they stand in a line, one for each of the file's columns.

        A last cell that is not empty is quoted: cut short at any place, the line lacks a cell or a quote, and is
        never taken for a whole one with another meaning; only a source or a note at its end may be incomplete.
        Raises RsplanError for a file without the columns of a data file, for another column that it does not have,
        and for a cell with a line break.
        """
        if lacking := [column for column in self.layout.required if column not in self.columns]:
            raise RsplanError("error.foreign_file", path=self.path, columns=", ".join(lacking))
        for column, text in cells.items():
            if text and column not in self.columns:
                raise RsplanError("error.no_column", path=self.path, column=column, file=shlex.quote(self.path))
            if "\n" in text or "\r" in text:
                raise RsplanError("error.line_break", column=column)
        row = [cells.get(column, "") for column in self.columns]
        return [*map(quoted, row[:-1]), row[-1] and _in_quotes(row[-1])]

    def encoded(self, lines: Sequence[str]) -> bytes:
        """Encode the lines as the file is encoded; raises RsplanError for text that its encoding cannot represent."""
        try:
            return "".join(lines).encode(self.encoding)
        except UnicodeEncodeError as error:
            raise RsplanError("error.not_text", text=ascii(error.object[error.start : error.end])) from None


def content_of(path: str, layout: Layout = OBSERVATIONS) -> Content:
    """Read the data file, or the beginning of one that does not exist yet: its header.

    Raises InvalidInput as reading does.
    """
    exists = os.path.lexists(os.path.realpath(path))
    return parse_content(path, read_data_file(path, path) if exists else b"", layout)


def parse_content(path: str, data: bytes, layout: Layout = OBSERVATIONS) -> Content:
    """Split the bytes of a data file into whole lines and a broken last line; see `_parsed`."""
    return _parsed(path, data, layout)._replace(layout=layout)


def _parsed(path: str, data: bytes, layout: Layout) -> Content:
    """Split the bytes of a data file into whole lines and a broken last line.

    An empty file gets the header of all columns, after a byte order mark by which Excel on Chinese Windows reads UTF-8.
    Raises InvalidInput for no text.
    """
    end, newline = _end_of_lines(data), _newline(data)
    before, rest = data[:end], data[end:]
    if not data.removeprefix(_BOM):
        header = (b"" if data else _BOM) + (",".join(layout.columns) + newline).encode()
        return _whole(path, data, header, encoding="utf-8", newline=newline, columns=layout.columns)
    encoding = _encoding(path, before or data)
    columns = _columns(data.decode(encoding, "replace"))
    if _breaks_off(before, rest, encoding, columns):
        if not before.isascii() or _breaks_off(before, rest, _GB18030, columns):
            return Content(
                path=path, whole=before, kept=end, broken=rest, encoding=encoding, newline=newline, columns=columns
            )
        encoding = _GB18030  # only the last line shows it
    # A last line that cannot be decoded may be the end of a cell that was never closed: reading the file reports it.
    missing, encoding = _missing_line_break(data, newline), _encoding(path, data)
    return _whole(path, data, missing, encoding=encoding, newline=newline, columns=columns)


def _whole(path: str, data: bytes, missing: bytes, *, encoding: str, newline: str, columns: tuple[str, ...]) -> Content:
    """The content of a file without a broken line, of which only `missing` bytes lack at its end."""
    return Content(
        path=path,
        whole=data + missing,
        kept=len(data),
        broken=b"",
        encoding=encoding,
        newline=newline,
        columns=columns,
    )


def _end_of_lines(data: bytes) -> int:
    """The end of the last line break; a line break is never part of a character in UTF-8 or GB18030."""
    return data.rfind(b"\n" if b"\n" in data else b"\r") + 1


def _newline(data: bytes) -> str:
    """The line break of the file's first line."""
    first = data.find(b"\n")
    if first > 0 and data[first - 1] == ord("\r"):
        return "\r\n"
    return "\r" if first < 0 and b"\r" in data else "\n"


def _missing_line_break(data: bytes, newline: str) -> bytes:
    """The bytes that the last line's break lacks."""
    if data.endswith((newline.encode(), b"\n")):
        return b""
    return b"\n" if data.endswith(b"\r") else newline.encode()


def _encoding(path: str, data: bytes) -> str:
    """The encoding in which the file is read; raises InvalidInput where there is none."""
    with contextlib.suppress(InvalidInput):
        decode(path, data, ENCODINGS[:1])
        return "utf-8"
    decode(path, data, ENCODINGS)
    return _GB18030


def _columns(text: str) -> tuple[str, ...]:
    """The header's columns; reading the file reports what is wrong with them."""
    try:
        header = next(csv.reader(text.removeprefix(_BOM.decode()).splitlines(keepends=True)), [])
    except csv.Error:
        return ()
    return tuple(cell.strip() for cell in header)


def _breaks_off(before: bytes, rest: bytes, encoding: str, columns: Sequence[str]) -> bool:
    """Whether the rest is a line that broke off while it was written, rather than one whose line break is missing."""
    if not before or not rest or _ends_within_quotes(before.decode(encoding)):
        return False
    try:
        text = rest.decode(encoding)
        return "\0" in text or cut_short(next(csv.reader([text], strict=True), []), columns)
    except (UnicodeDecodeError, csv.Error):
        return True


def _ends_within_quotes(text: str) -> bool:
    """Whether the text ends within quotes: then the rest belongs to a cell of several lines."""
    try:
        for _ in csv.reader(text.splitlines(keepends=True), strict=True):
            pass
    except csv.Error:
        return True
    return False


def quoted(text: str) -> str:
    """The text of a cell as it stands in a line."""
    needs = "," in text or '"' in text or "\r" in text or "\n" in text
    return _in_quotes(text) if needs else text


def _in_quotes(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
