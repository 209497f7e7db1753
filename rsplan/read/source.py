"""The bytes of an input: found, decoded, and free of characters that deceive."""

import codecs
import errno
import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import IO, NamedTuple, Protocol, TypeVar

from rsplan.errors import InvalidInput, Problem

T = TypeVar("T")

#: Characters that are invisible, reorder text, or steer a terminal; a tab differs between YAML readers.
_DECEIVING = (
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|\r(?!\n)"
)
_UNPRINTABLE = f"{_DECEIVING}|[\r\n\ud800-\udfff]"

_EXCERPT = 120
_PIECE = 1 << 20
_LONGEST_DETAIL = 1000

#: Places in the order of reading: the files as given, the lines within each.
LINES_PER_FILE = 100_000_000


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled when it is first needed: many runs read only what they read before."""
    return re.compile(pattern)


class Watch(Protocol):
    """Sees things go by, of which there are so many: files, lines."""

    def __call__(self, things: Iterable[T], number: int, doing: str) -> Iterable[T]:
        """The things, one after another."""


def unwatched(things: Iterable[T], number: int, doing: str) -> Iterable[T]:
    """The things, seen by nobody."""
    return things


class Source(NamedTuple):
    """A text input with the name under which users know it."""

    name: str
    text: str
    sha256: str

    def excerpt(self, line: int) -> str:
        """The line as it stands, cut where it is longer than a message should be, safe to print."""
        return printable(self.line(line)[:_EXCERPT])[:_EXCERPT]

    def line(self, line: int) -> str:
        """The line as it stands; empty where there is none."""
        start = _lines_of(self.text).start(line)
        if start < 0:
            return ""
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")

    def problem(self, code: str, line: int, column: int, /, **details: str) -> Problem:
        """A problem at a place of this input."""
        safe = {key: _short(printable(text)) for key, text in details.items()}
        return Problem(code, self.name, line, column, safe, self.excerpt(line))


class _Lines:
    """Where the lines of a text begin; whoever asks for one mostly asks for a later one next.

    Hundreds of problems at the end of a giant file would otherwise each be looked for from its beginning.
    """

    def __init__(self, text: str) -> None:
        self._text, self._line, self._start = text, 1, 0

    def start(self, line: int) -> int:
        """The position of the line's first character; -1 where there is no such line."""
        if line < self._line:
            self._line, self._start = 1, 0
        while self._line < line:
            end = self._text.find("\n", self._start)
            if end < 0:
                return -1
            self._line, self._start = self._line + 1, end + 1
        return self._start if line else -1


@lru_cache(maxsize=1)
def _lines_of(text: str) -> _Lines:
    return _Lines(text)


def printable(text: str) -> str:
    """The text on one line with every deceiving character spelt out, and every byte of a file name that is no text."""
    return compiled(_UNPRINTABLE).sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def deceives(text: str) -> bool:
    """Whether a cell of a table holds a deceiving character; a tab in it is none."""
    found = compiled(_DECEIVING).search(text)
    return found is not None and (found[0] != "\t" or deceives(text.replace("\t", "")))


def visible(text: str) -> str:
    """The text on one line as a reader of it sees it: what is invisible is gone, what parts words is a space."""
    return compiled(_UNPRINTABLE).sub(lambda found: " " if found[0].isspace() else "", text)


def deceiving_in(text: str) -> str | None:
    """The first deceiving character or line break of a value, as U+001B; None where there is none."""
    found = compiled(_DECEIVING).search(text)
    character = found[0] if found else "\n" if "\n" in text else None
    return f"U+{ord(character):04X}" if character else None


def _short(text: str) -> str:
    """The text as long as a message should be: what is longer is a slip itself."""
    return text if len(text) <= _LONGEST_DETAIL else f"{text[:_LONGEST_DETAIL]}[…]"


def read_bytes(path: str, name: str, most: int) -> bytes:
    """The bytes of the file, `-` for standard input; raises InvalidInput where they cannot be had.

    A file larger than `most` bytes is refused before it is read whole.
    """
    try:
        if path == "-":
            if sys.stdin is None:  # closed by whoever started the program
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            data = _read_stream(sys.stdin.buffer, most)
        else:
            if not os.path.isfile(path):
                there = "not_a_file" if os.path.exists(path) else "not_found"
                raise InvalidInput([Problem("is_a_directory" if os.path.isdir(path) else there, name, 0, 0, {})])
            with open(path, "rb") as stream:
                # As much as there is: for a number of bytes the memory is taken before they are read.
                size = min(os.fstat(stream.fileno()).st_size, most)
                data = stream.read(size + 1)
                if len(data) > size:  # it has grown
                    data += _read_stream(stream, most - len(data))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InvalidInput([Problem("unreadable", name, 0, 0, {"reason": printable(reason)})]) from None
    if len(data) > most:
        raise InvalidInput([Problem("too_large", name, 0, 0, {"most": f"{most // 1_000_000} MB"})])
    return data


def _read_stream(stream: IO[bytes], most: int) -> bytes:
    pieces, size = [], 0
    while size <= most and (piece := stream.read(_PIECE)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def decode(name: str, data: bytes, encodings: tuple[str, ...]) -> Source:
    """The text in the first encoding that fits; raises InvalidInput where none does."""
    from hashlib import sha256  # few who import this module read files, and start-up counts

    return Source(name, data.decode(encoding_of(name, data, encodings)), sha256(data).hexdigest())


def encoding_of(name: str, data: bytes, encodings: tuple[str, ...]) -> str:
    """The first encoding that fits all of the bytes; raises InvalidInput where none does."""
    for encoding in encodings:
        # The mark before UTF-8 is UTF-8 itself, and a part of it alone is taken for one by the other decoder.
        decoder = codecs.getincrementaldecoder(encoding.removesuffix("-sig"))()
        try:
            for start in range(0, len(data), _PIECE):  # as a whole the text would take much memory
                decoder.decode(data[start : start + _PIECE])
            decoder.decode(b"", final=True)
            return encoding
        except UnicodeDecodeError:
            continue
    failed = _failure(data, encodings[-1])
    line = data.count(b"\n", 0, failed.start) + 1
    column = failed.start - (data.rfind(b"\n", 0, failed.start) + 1) + 1
    details = {
        "byte": f"0x{data[failed.start]:02x}",
        "encodings": " / ".join(name.removesuffix("-sig").upper() for name in encodings),
    }
    raise InvalidInput([Problem("not_text", name, line, column, details)])


def _failure(data: bytes, encoding: str) -> UnicodeDecodeError:
    """Where the bytes, which are not of that encoding, cease to be."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return error
    raise AssertionError(encoding)


def deceiving(source: Source, *, tabs: bool) -> Iterator[Problem]:
    """A problem for each line with a deceiving character; `tabs` says whether tabs are one."""
    line, start, end = 1, 0, -1  # of the last line told; nothing is searched twice
    for found in compiled(_DECEIVING).finditer(source.text):
        if found.start() < end or (found[0] == "\t" and not tabs):
            continue
        line += source.text.count("\n", start, found.start())
        start = source.text.rfind("\n", 0, found.start()) + 1
        end = source.text.find("\n", start)
        if end < 0:
            end = len(source.text)
        code = "tab" if found[0] == "\t" else "deceiving_character"
        yield source.problem(code, line, found.start() - start + 1, character=f"U+{ord(found[0]):04X}")
