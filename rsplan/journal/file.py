"""The data file as a journal: lines are only ever added, each whole or not at all; docs/observations.md.

Lines are on the disk when `append` returns. Writers wait for each other, so none overwrites another's line.
"""

import contextlib
import errno
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from rsplan.errors import RsplanError
from rsplan.journal.atomic_write import Change, OvertakenError, back_up, clear_up, create, make, remove_copies
from rsplan.journal.content import Content, parse_content
from rsplan.journal.lock import locked, silent
from rsplan.read.csv_format import OBSERVATIONS, Layout
from rsplan.read.unfinished_change import read_data_file

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

#: Makes the lines to be added from the file as it stands.
Compose = Callable[[Content], Sequence[str]]


class Appended(NamedTuple):
    """Lines that were added: the number of the first, whether the file is new, the name of a backup of it.

    `copy` is the name of a copy that was made because many lines were added.
    """

    first_line: int
    created: bool
    backup: str | None
    copy: str | None = None


class _Composer(NamedTuple):
    """What makes the lines to be added, and the layout of the file."""

    compose: Compose
    layout: Layout

    def added(self, path: str, data: bytes) -> tuple[Content, Sequence[str]]:
        """The file as it stands, and the lines to be added to it."""
        content = parse_content(path, data, self.layout)
        return content, self.compose(content)


def append(
    path: str,
    compose: Compose,
    waiting: Callable[[], None] = silent,
    copied_above: int | None = None,
    *,
    layout: Layout = OBSERVATIONS,
) -> Appended:
    """Add the lines that `compose` makes from the file as it stands: all of them, or none and the file as it was.

    A file that does not exist yet, or is empty, gets its header with them.
    `compose` is called while no other writer can change the file; its exceptions propagate and change
    nothing. It is called again where another program has changed or replaced the file meanwhile: on return the lines
    are on the disk, in the file that bears the name.
    `waiting` is called where another writer has the file for long. Before more lines than `copied_above` are added, the
    file is copied, and the last few of such copies are kept.
    A broken last line is cut off, after the whole file was copied to a backup beside it.
    Raises RsplanError where the file cannot be written, InvalidInput where it cannot be read.
    """
    if path[-1:] in (os.sep, os.altsep):  # a name that means no file, not one without its last sign
        raise RsplanError("error.is_a_folder", path=path)
    real, overtaken, composer = os.path.realpath(path), list[_Overtaken](), _Composer(compose, layout)
    with _errors_of_the_system(path):
        while True:
            with locked(path, real, waiting) as handle:
                clear_up(handle, real)
                if handle is None:
                    added = _create(path, real, composer, overtaken)
                else:
                    added = _copied(path, real, overtaken)
                    added = added or _extend(path, real, handle, composer, overtaken, copied_above)
            if added is not None:
                return added


def rewrite(path: str, change: Callable[[Content], bytes], waiting: Callable[[], None] = silent) -> str | None:
    """Put what `change` makes of the file in its place, at once, after a copy of it was made beside it.

    No other writer can change the file meanwhile. Returns the name of the copy; None where nothing changes, and no
    copy is made then. Raises RsplanError for a file that is not there or has several names, of which only one would
    mean the new content, and where it cannot be written, InvalidInput where it cannot be read.
    """
    real = os.path.realpath(path)
    with _errors_of_the_system(path):
        while True:
            with locked(path, real, waiting) as handle:
                backup = None
                if handle is None:
                    raise RsplanError("error.no_data_file", path=path)
                clear_up(handle, real)
                seen = os.fstat(handle)
                data = read_data_file(real, path)
                new = change(parse_content(path, data))
                if new == data:
                    return None
                if seen.st_nlink > 1:
                    raise RsplanError("error.several_names", path=path)
                with contextlib.suppress(OvertakenError):
                    backup = _make_after_copy(Change(handle, real, seen, data, 0, new), path)
            if backup is not None:
                return backup


@contextlib.contextmanager
def _errors_of_the_system(path: str) -> Iterator[None]:
    """Raise the system's errors as RsplanError, so that users read them in their language."""
    try:
        yield
    except OSError as error:
        key = _CAUSES.get(error.errno or 0, "error.cannot_write")
        raise RsplanError(key, path=path, reason=error.strerror or str(error)) from None


class _Overtaken(NamedTuple):
    """An addition that was made to a file that bears the name no more, and how often its bytes were there before."""

    addition: bytes
    before: int
    created: bool


def _copied(path: str, real: str, overtaken: Sequence[_Overtaken]) -> Appended | None:
    """The addition that was made last, where the file that bears the name now is a copy of the one with it."""
    if not overtaken:
        return None
    addition, before, created = overtaken[-1]
    data = read_data_file(real, path)
    if data.count(addition) <= before:
        return None
    return Appended(parse_content(path, data[: data.rindex(addition)]).lines + 1, created=created, backup=None)


def _extend(
    path: str, real: str, handle: int, composer: _Composer, overtaken: list[_Overtaken], copied_above: int | None
) -> Appended | None:
    """Add to a file that exists and is locked; None where another program has changed or replaced it meanwhile."""
    seen = os.fstat(handle)
    data = read_data_file(real, path)
    content, lines = composer.added(path, data)
    addition = content.encoded(lines)
    many = bool(data) and copied_above is not None and len(lines) > copied_above
    mark = time.strftime(".%Y%m%d-%H%M%S") if many else ""
    change = Change(handle, real, seen, data, content.kept, content.whole[content.kept :] + addition)
    try:
        copied = content.broken or mark
        backup = _make_after_copy(change, path, mark) if copied else None
        if backup is None and (copied or not make(change)):
            return None
    except OvertakenError:
        overtaken.append(_Overtaken(addition, data.count(addition), created=False))
        return None
    if mark:
        remove_copies(path, _MARK, _COPIES)
    return Appended(content.lines + 1, False, backup if content.broken else None, backup if mark else None)


#: The day and time in the name of a copy that is made before many lines are added, and how many of these are kept.
_MARK, _COPIES = re.compile(r"\.[0-9]{8}-[0-9]{6}"), 5


def _make_after_copy(change: Change, path: str, mark: str = "") -> str | None:
    """Make the change after a copy of the file was made beside it; returns its name, None where nothing was changed."""
    backup, made = back_up(path, change.data, mark), False
    try:
        made = make(change)
    except OvertakenError:
        made = True  # a copy of ours lacks what was cut off
        raise
    finally:
        if not made:
            with contextlib.suppress(OSError):
                os.unlink(backup)
    return backup if made else None


def _create(path: str, real: str, composer: _Composer, overtaken: list[_Overtaken]) -> Appended | None:
    """Create the file with its header and first lines; None where another program created or replaced it meanwhile."""
    content, lines = composer.added(path, b"")
    addition = content.encoded(lines)
    try:
        if not create(real, content.whole + addition):
            return None
    except OvertakenError:
        overtaken.append(_Overtaken(addition, 0, created=True))
        return None
    return Appended(content.lines + 1, created=True, backup=None)
