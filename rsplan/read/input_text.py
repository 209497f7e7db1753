"""The bytes of one input: read, decoded, and checked for invisible characters."""

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

#: Invisible and control characters, and those that reorder text; a tab means different things to YAML readers.
#: A carriage return before a line feed is none. One set of characters is found three times as fast as an alternative.
_INVISIBLE = (
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff](?!(?<=\r)\n)"
)
_UNPRINTABLE = f"{_INVISIBLE}|[\r\n\ud800-\udfff]"

_EXCERPT = 120
_PIECE = 1 << 20
_LONGEST_DETAIL = 1000

#: Places in the order of reading: the files as given, the lines within each.
LINES_PER_FILE = 100_000_000


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled when it is first needed: a run that finds all its inputs in the cache needs none."""
    return re.compile(pattern)


class Watch(Protocol):
    """Observer of long work: a progress bar, for instance."""

    def __call__(self, things: Iterable[T], number: int, doing: str) -> Iterable[T]:
        """Return the things, one after another; `number` is their count, `doing` says what they are (files, lines)."""


def unwatched(things: Iterable[T], number: int, doing: str) -> Iterable[T]:
    """Return the things as they are: the watch of work that nobody watches."""
    return things


class Source(NamedTuple):
    """The text of an input, its name in messages, and the digest of its bytes."""

    name: str
    text: str
    sha256: str

    def excerpt(self, line: int) -> str:
        """The line, shortened for messages and safe to print."""
        return printable(self.line(line)[:_EXCERPT])[:_EXCERPT]

    def line(self, line: int) -> str:
        """The line without its line break; empty where there is no such line."""
        start = _lines_of(self.text).start(line)
        if start < 0:
            return ""
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")

    def problem(self, code: str, line: int, column: int, /, **details: str) -> Problem:
        """A problem at a place of this input, with an excerpt."""
        safe = {key: _short(printable(text)) for key, text in details.items()}
        return Problem(code, self.name, line, column, safe, self.excerpt(line))


class _Lines:
    """The positions at which the lines of a text begin; lines are mostly asked for in ascending order.

    Hundreds of problems at the end of a huge file would otherwise each be searched for from its beginning.
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
    """The text on one line, with invisible characters and the undecodable bytes of file names spelt out."""
    return compiled(_UNPRINTABLE).sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def has_invisible(text: str) -> bool:
    """Whether the cell of a table holds an invisible or control character other than a tab."""
    match = compiled(_INVISIBLE).search(text)
    return match is not None and (match[0] != "\t" or has_invisible(text.replace("\t", "")))


def visible(text: str) -> str:
    """The text on one line as a reader sees it: without invisible characters, with a space for other white space."""
    return compiled(_UNPRINTABLE).sub(lambda match: " " if match[0].isspace() else "", text)


def first_invisible(text: str) -> str | None:
    """The first invisible or control character or line break of a value, as U+001B; None where there is none."""
    match = compiled(_INVISIBLE).search(text)
    character = match[0] if match else "\n" if "\n" in text else None
    return f"U+{ord(character):04X}" if character else None


def _short(text: str) -> str:
    """The text, shortened for messages: a longer detail is a mistake in itself."""
    return text if len(text) <= _LONGEST_DETAIL else f"{text[:_LONGEST_DETAIL]}[…]"


def read_bytes(path: str, name: str, most: int) -> bytes:
    """Read the file at the path, or standard input for `-`; `name` is its name in messages.

    Raises InvalidInput where it cannot be read or is larger than `most` bytes, before it is read whole.
    """
    size = 0
    try:
        if path == "-":
            if sys.stdin is None:  # closed by whoever started the program
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            data = _read_stream(sys.stdin.buffer, most)
        else:
            if not os.path.isfile(path):
                raise InvalidInput([Problem(_missing(path), name, 0, 0, {})])
            with open(path, "rb") as stream:
                # Not simply `most`: the memory for a given number of bytes is taken before they are read.
                size = os.fstat(stream.fileno()).st_size
                data = b"" if size > most else stream.read(size + 1)
                if len(data) > size:  # the file has grown since
                    data += _read_stream(stream, most - len(data))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InvalidInput([Problem("unreadable", name, 0, 0, {"reason": printable(reason)})]) from None
    if max(len(data), size) > most:
        raise InvalidInput([Problem("too_large", name, 0, 0, {"most": f"{most // 1_000_000} MB"})])
    return data


def _missing(path: str) -> str:
    """The code of the problem with a path that is no regular file; raises OSError for a folder that is closed to us."""
    if os.path.isdir(path):
        return "is_a_directory"
    try:
        os.stat(path)
    except FileNotFoundError:
        return "not_found"
    return "not_a_file"


def _read_stream(stream: IO[bytes], most: int) -> bytes:
    pieces, size = [], 0
    while size <= most and (piece := stream.read(_PIECE)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def decode(name: str, data: bytes, encodings: tuple[str, ...]) -> Source:
    """Decode the data in the first of the encodings that fits; raises InvalidInput where none does."""
    from hashlib import sha256  # few who import this module read files, and start-up counts

    return Source(name, data.decode(encoding_of(name, data, encodings)), sha256(data).hexdigest())


def encoding_of(name: str, data: bytes, encodings: tuple[str, ...]) -> str:
    """The first of the encodings that fits all of the data; raises InvalidInput where none does."""
    for encoding in encodings:
        # A byte order mark is valid UTF-8; the decoder that removes it would also accept a part of one.
        decoder = codecs.getincrementaldecoder(encoding.removesuffix("-sig"))()
        try:
            for start in range(0, len(data), _PIECE):  # the whole text would take much memory
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
    """The error of decoding the data, which do not have that encoding."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return error
    raise AssertionError(encoding)


def invisible_characters(source: Source, *, tabs: bool) -> Iterator[Problem]:
    """A problem for each line with an invisible or control character; `tabs` says whether a tab counts as one."""
    line, start, end = 1, 0, -1  # of the last line reported; nothing is searched twice
    for match in compiled(_INVISIBLE).finditer(source.text):
        if match.start() < end or (match[0] == "\t" and not tabs):
            continue
        line += source.text.count("\n", start, match.start())
        start = source.text.rfind("\n", 0, match.start()) + 1
        end = source.text.find("\n", start)
        if end < 0:
            end = len(source.text)
        code = "tab" if match[0] == "\t" else "deceiving_character"
        yield source.problem(code, line, match.start() - start + 1, character=f"U+{ord(match[0]):04X}")
