"""The data file as a journal: lines are only ever added, each whole or not at all; docs/observations.md.

What `append` returns for is on the disk. Writers wait for each other by a lock on the file itself, so nothing
but the data file is left in the folder. The line break at its end is what makes a line count: a last line that
broke off in a crash was never acknowledged and cannot be read as another, shorter one (see `Content.line`).
"""

import contextlib
import csv
import errno
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from rsplan.errors import InvalidInput, RsplanError
from rsplan.read.csv_format import COLUMNS, ENCODINGS, MOST_BYTES, cut_short
from rsplan.read.source import decode, read_bytes

#: Whoever holds the lock longer than this, in seconds, is stuck: better said than waited for.
LONGEST_WAIT = 60

#: Seconds between two looks at a lock that another holds.
_PAUSE = 1 / 200

#: Where Windows locks: beyond all data, because it keeps others from reading what is locked.
_LOCKED_BYTE = 2 * MOST_BYTES

_GB18030 = ENCODINGS[1]
_BOM = b"\xef\xbb\xbf"
_BINARY = getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY
_FOR_ALL = 0o666  # less the user's umask

_CAUSES = {
    errno.ENOENT: "error.no_folder",
    errno.ENOTDIR: "error.no_folder",
    errno.EISDIR: "error.is_a_folder",
    errno.EACCES: "error.read_only",
    errno.EPERM: "error.read_only",
    errno.EROFS: "error.read_only",
    errno.ENOSPC: "error.disk_full",
    errno.EDQUOT: "error.disk_full",
    errno.EFBIG: "error.disk_full",
}
_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}

#: The cells of a line by column; a column that is absent or empty has its default.
Cells = Mapping[str, str]


class Content(NamedTuple):
    """A data file as it stands: `whole` lines, each with its line break, the last one's added where it is missing.

    `kept` bytes of the file are the beginning of `whole`; `broken` is what a crash left of a last line.
    `whole` of a file that is not there yet, or empty, is the header.
    """

    path: str
    whole: bytes
    kept: int
    broken: bytes
    encoding: str
    newline: str
    columns: tuple[str, ...]

    @property
    def lines(self) -> int:
        """How many lines there are, the header among them."""
        return len(self.whole.decode(self.encoding).splitlines())

    def line(self, cells: Cells) -> str:
        """The cells as a line in the file's columns, with its line break.

        A last cell that is not empty is quoted: cut short at any place, the line lacks a cell or a quote, and is
        never taken for a whole one with another meaning; of a source or a note at its end some may be missing.
        Raises RsplanError for a column that the file does not have, and for a cell with a line break.
        """
        for column, text in cells.items():
            if text and column not in self.columns:
                raise RsplanError("error.no_column", path=self.path, column=column)
            if "\n" in text or "\r" in text:
                raise RsplanError("error.line_break", column=column)
        row = [cells.get(column, "") for column in self.columns]
        return ",".join([*map(_quoted, row[:-1]), row[-1] and _in_quotes(row[-1])]) + self.newline

    def encoded(self, lines: Sequence[str]) -> bytes:
        """The lines in the file's encoding; raises RsplanError for text that no encoding has."""
        try:
            return "".join(lines).encode(self.encoding)
        except UnicodeEncodeError as error:
            raise RsplanError("error.not_text", text=ascii(error.object[error.start : error.end])) from None


class Appended(NamedTuple):
    """What was done: the number of the first line added, whether the file is new, where a backup of it lies."""

    first_line: int
    created: bool
    backup: str | None


Compose = Callable[[Content], Sequence[str]]


def content_of(path: str) -> Content:
    """The data file as it stands, or as it will begin where there is none; raises InvalidInput as reading does."""
    return _content(path, read_bytes(path, path, MOST_BYTES) if os.path.lexists(os.path.realpath(path)) else b"")


def append(path: str, compose: Compose) -> Appended:
    """Add the lines that `compose` makes from the file as it stands: all of them, or none and the file as it was.

    `compose` is called while no other writer can change the file; what it raises is passed on and changes
    nothing. It is called again where the file came into being meanwhile. On return the lines are on the disk.
    A broken last line is cut off, after the whole file was copied to a backup beside it.
    Raises RsplanError where the file cannot be written, InvalidInput where it cannot be read.
    """
    real = os.path.realpath(path)
    with _clearly(path):
        while True:
            with _locked(path, real) as handle:
                added = _begin(path, real, compose) if handle is None else _go_on(path, real, handle, compose)
            if added is not None:
                return added


@contextlib.contextmanager
def _clearly(path: str) -> Iterator[None]:
    """Errors of the system in the user's language."""
    try:
        yield
    except OSError as error:
        key = _CAUSES.get(error.errno or 0, "error.cannot_write")
        raise RsplanError(key, path=path, reason=error.strerror or str(error)) from None


# --- the file as it stands -------------------------------------------------------------------------------------------


def _content(path: str, data: bytes) -> Content:
    end, newline = _end_of_lines(data), _newline(data)
    before, rest = data[:end], data[end:]
    if not data.removeprefix(_BOM):
        header = (",".join(COLUMNS) + newline).encode()
        return Content(path, data + header, len(data), b"", "utf-8", newline, COLUMNS)
    encoding = _encoding(path, before or data)
    columns = _columns(data.decode(encoding, "replace"))
    if _breaks_off(before, rest, encoding, columns):
        if not before.isascii() or _breaks_off(before, rest, _GB18030, columns):
            return Content(path, before, end, rest, encoding, newline, columns)
        encoding = _GB18030  # only the last line says so
    # A last line that is no text may be the end of a cell that was never closed: reading the file says so.
    return Content(path, data + _missing(data, newline), len(data), b"", _encoding(path, data), newline, columns)


def _end_of_lines(data: bytes) -> int:
    """Where the last line break ends; it is never part of a sign in UTF-8 or GB18030."""
    return data.rfind(b"\n" if b"\n" in data else b"\r") + 1


def _newline(data: bytes) -> str:
    """How the file ends its first line."""
    first = data.find(b"\n")
    if first > 0 and data[first - 1] == ord("\r"):
        return "\r\n"
    return "\r" if first < 0 and b"\r" in data else "\n"


def _missing(data: bytes, newline: str) -> bytes:
    """What the last line's break lacks."""
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
    """The header's columns; reading the file says what is wrong with them."""
    try:
        header = next(csv.reader(text.removeprefix(_BOM.decode()).splitlines(keepends=True)), [])
    except csv.Error:
        return ()
    return tuple(cell.strip() for cell in header)


def _breaks_off(before: bytes, rest: bytes, encoding: str, columns: Sequence[str]) -> bool:
    """Whether the rest is a line that broke off while it was written, rather than one whose line break is missing."""
    if not before or not rest or _is_open(before.decode(encoding)):
        return False
    try:
        text = rest.decode(encoding)
        return "\0" in text or cut_short(next(csv.reader([text], strict=True), []), columns)
    except (UnicodeDecodeError, csv.Error):
        return True


def _is_open(text: str) -> bool:
    """Whether the text ends within quotes: then what follows belongs to a cell of several lines."""
    try:
        for _ in csv.reader(text.splitlines(keepends=True), strict=True):
            pass
    except csv.Error:
        return True
    return False


def _quoted(text: str) -> str:
    return _in_quotes(text) if "," in text or '"' in text else text


def _in_quotes(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


# --- adding to it ----------------------------------------------------------------------------------------------------


def _go_on(path: str, real: str, handle: int, compose: Compose) -> Appended:
    """Add to a file that is there and locked."""
    data = read_bytes(real, path, MOST_BYTES)
    content = _content(path, data)
    addition = content.whole[content.kept :] + content.encoded(compose(content))
    backup = None
    if content.broken:
        backup = _set_aside(path, data)
        os.ftruncate(handle, content.kept)
    _write(handle, content.kept, addition)
    _settle_folder(real)
    return Appended(content.lines + 1, False, backup)


def _write(handle: int, kept: int, addition: bytes) -> None:
    """All of the bytes in one piece onto the disk, or the file as it was."""
    try:
        if os.write(handle, addition) < len(addition):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)
    except BaseException:
        with contextlib.suppress(OSError):  # what cannot be taken back is a broken line, which is recognised
            os.ftruncate(handle, kept)
        raise


def _begin(path: str, real: str, compose: Compose) -> Appended | None:
    """Make the file with its first lines at once; None where another made it meanwhile."""
    content = _content(path, b"")
    addition = content.whole + content.encoded(compose(content))
    folder, name = os.path.split(real)
    temporary = os.path.join(folder, f".{name}.{os.urandom(4).hex()}.new")
    try:
        _write_new(temporary, addition)
        if not _put_in_place(temporary, real):
            return None
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
    _settle_folder(real)
    return Appended(content.lines + 1, True, None)


def _write_new(path: str, data: bytes) -> None:
    handle = os.open(path, _NEW, _FOR_ALL)
    try:
        _write(handle, 0, data)
    finally:
        os.close(handle)


def _put_in_place(temporary: str, real: str) -> bool:
    """Give the finished file its name, never in the place of another; False where the name is taken."""
    try:
        if sys.platform == "win32":
            os.rename(temporary, real)
        else:
            os.link(temporary, real)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        return _rename_alone(temporary, real)
    return True


def _rename_alone(temporary: str, real: str) -> bool:
    """The same for disks without hard links: the folder's lock keeps other writers away in between."""
    handle = os.open(os.path.dirname(real), os.O_RDONLY)
    try:
        if not _wait_for_lock(handle):
            raise RsplanError("error.locked", path=real)
        if os.path.lexists(real):
            return False
        os.rename(temporary, real)
    finally:
        os.close(handle)
    return True


def _set_aside(path: str, data: bytes) -> str:
    """A copy of the file beside it, under a name that is free."""
    for number in count(1):
        backup = f"{path}.bak{number if number > 1 else ''}"
        with contextlib.suppress(FileExistsError):
            _write_new(backup, data)
            _settle_folder(os.path.realpath(backup))
            return backup
    raise AssertionError


def _settle_folder(real: str) -> None:
    """The file's name onto the disk too, where the system can do that."""
    if sys.platform != "win32":
        handle = os.open(os.path.dirname(real), os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):
                os.fsync(handle)
        finally:
            os.close(handle)


# --- the lock --------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _locked(path: str, real: str) -> Iterator[int | None]:
    """The file, locked for this writer alone and open for adding to its end; None where there is no file.

    Raises RsplanError where another holds the lock for too long.
    """
    while True:
        handle = _opened(real)
        if handle is None:
            yield None
            return
        try:
            if not _wait_for_lock(handle):
                raise RsplanError("error.locked", path=path)
            if _still_there(handle, real):
                yield handle
                return
        finally:
            _unlock(handle)
            os.close(handle)


def _opened(real: str) -> int | None:
    try:
        return os.open(real, os.O_RDWR | os.O_APPEND | _BINARY)
    except FileNotFoundError:
        return None


def _still_there(handle: int, real: str) -> bool:
    """Whether the name still means this file: an editor may have put another one in its place meanwhile."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(real))
    except FileNotFoundError:
        return False


def _wait_for_lock(handle: int) -> bool:
    deadline = time.monotonic() + LONGEST_WAIT
    while not _try_lock(handle):
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EDEADLK):
                raise
            return False
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        with contextlib.suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        """Closing the file releases its lock."""
