"""Data files changed on the disk whole or not at all, and removal of the files that stopped writers have left.

A new file is written beside the data file, synchronised, and exchanged with it at once. If the system, the place or the
owner does not allow that, the file itself is changed, after a journal by which the change can be undone is on the disk.
A file is never put in the place of another without an exchange: what another program has just put there would be lost.
Either leaves at most one file behind when it is stopped, which the next writer removes; docs/observations.md.
"""

import contextlib
import errno
import os
import re
import stat
import sys
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from rsplan.errors import RsplanError
from rsplan.journal.lock import close, is_current, try_lock, wait_for_lock
from rsplan.read.unfinished_change import UnfinishedChange, journal_path, unfinished_change

#: Arguments of renameat2: the working folder, which absolute paths do without, and the exchange of both.
_IN_THIS_FOLDER, _EXCHANGE = -100, 2

_BINARY = getattr(os, "O_BINARY", 0)
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY
_FOR_ALL = 0o666  # less the user's umask

#: Attributes that the system gives to every file by itself.
_GIVEN_ATTRIBUTES = {"security.selinux"}

_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}

#: The errors of a place where no file can be made, or none put in the place of another.
_NOT_BESIDE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV}


class OvertakenError(Exception):
    """A change was made, and another program has put another file in place at once, or has removed it."""


class Change(NamedTuple):
    """A change of an open and locked data file: its bytes before, those kept of them, and the new end."""

    handle: int
    real: str
    seen: os.stat_result
    data: bytes
    kept: int
    end: bytes

    def is_due(self, path: str) -> bool:
        """Whether the path means this file, and nobody has written to it since it was read."""
        now = os.fstat(self.handle)
        unchanged = (now.st_size, now.st_mtime_ns) == (self.seen.st_size, self.seen.st_mtime_ns)
        return unchanged and is_current(self.handle, path)


def make(change: Change) -> bool:
    """Make the change on the disk; returns False where another program has changed or replaced the file meanwhile.

    Then, as after any exception, nothing of the change is left in the file that bears the name; after OvertakenError
    only where that is a copy of ours.
    """
    if _may_be_replaced(change):
        with contextlib.suppress(_NoFileBesideError):
            return _replace(change)
    return _change_in_place(change)


def create(real: str, data: bytes) -> bool:
    """Create the file with all of its bytes at once; returns False where another was created meanwhile.

    Raises OvertakenError as `make` does.
    """
    with _temporary(real, data) as (handle, temporary):
        if not _put_in_place(temporary, real):
            return False
        synchronise_folder(real)
        _ask_again(handle, real)
        return True


def back_up(path: str, data: bytes, mark: str = "") -> str:
    """Write a copy of the file beside it, never over another and never a part of it; returns its name with the mark."""
    with _temporary(os.path.realpath(path), data) as (_, temporary):
        for number in count(1):
            backup = f"{path}{mark}.bak{number if number > 1 else ''}"
            if _put_in_place(temporary, os.path.realpath(backup)):
                synchronise_folder(os.path.realpath(backup))
                return backup
    raise AssertionError


def remove_copies(path: str, mark: re.Pattern[str], kept: int) -> None:
    """Remove the copies whose names have such a mark, but for the last ones."""
    folder, name = os.path.split(path)
    marked = re.compile(rf"{re.escape(name)}{mark.pattern}\.bak[0-9]*")
    with contextlib.suppress(OSError):
        copies = sorted(found for found in os.listdir(folder or os.curdir) if marked.fullmatch(found))
        for copy in copies[:-kept]:
            os.unlink(os.path.join(folder, copy))


def clear_up(handle: int | None, real: str) -> None:
    """Undo and remove what writers that were stopped have left: the file, if there is one, is open and locked."""
    journal = journal_path(real)
    if handle is not None and os.path.lexists(journal):
        if change := unfinished_change(real):
            _undo(handle, change)
        _remove(journal)
    remove_left(real, handle)


def remove_left(real: str, handle: int | None = None) -> None:
    """Remove the temporaries beside the file whose writers were stopped; `handle` is the file, where it is open."""
    folder, name = os.path.split(real)
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        left = [entry.path for entry in entries if entry.name.startswith(f".{name}.") and entry.name.endswith(".new")]
        for path in left:
            _remove_unless_in_use(path, handle)


@contextlib.contextmanager
def temporary_beside(real: str) -> Iterator[tuple[int, str]]:
    """A new file beside the file, locked, by which writers know that it is in use.

    Writers that open it once it bears the name wait until it is closed. It is removed unless it was given another name.
    """
    handle, temporary = _opened_temporary(real)
    try:
        yield handle, temporary
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        close(handle)


def synchronise_folder(real: str) -> None:
    """Put the file's name onto the disk too, where the system can do that."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            handle = os.open(os.path.dirname(real), os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


# --- a new file exchanged with the old one ---------------------------------------------------------------------------


class _NoFileBesideError(Exception):
    """No file can be made beside the data file, or put in its place."""


def _may_be_replaced(change: Change) -> bool:
    """Whether a new file would be the same to everybody: it has one name, no attributes, and an owner that can be kept.

    Only Linux can exchange two files.
    """
    if sys.platform != "linux" or change.seen.st_nlink > 1:
        return False
    if change.seen.st_uid != os.geteuid() and os.geteuid() != 0:
        return False
    with contextlib.suppress(OSError):  # the file system knows none
        return {*os.listxattr(change.handle)} <= _GIVEN_ATTRIBUTES
    return True


def _replace(change: Change) -> bool:
    data = change.data[: change.kept] + change.end
    with _temporary(change.real, data, like=change.seen) as (handle, temporary):
        if not change.is_due(change.real):
            return False
        try:
            exchanged = exchange(temporary, change.real)
        except OSError as error:
            if error.errno in _NOT_BESIDE:
                raise _NoFileBesideError from None
            raise
        if not exchanged:
            raise _NoFileBesideError
        due = False
        try:
            due = change.is_due(temporary)
        finally:
            if not due:  # another program was faster: its file is put back
                exchange(temporary, change.real)
        if not due:
            return False
        synchronise_folder(change.real)
        _ask_again(handle, change.real)
        return True


def _ask_again(handle: int, real: str) -> None:
    """Raise OvertakenError unless the name means the file that was written; where the system cannot say, it does."""
    with contextlib.suppress(OSError):
        if not is_current(handle, real):
            raise OvertakenError


def exchange(path: str, other: str) -> bool:
    """Let each of the two files bear the name of the other at once; returns False where the system cannot do that.

    Unlike a file that is replaced, one that was put in place at the last moment is not lost.
    """
    if sys.platform != "linux":
        return False
    import ctypes  # takes long to load

    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    if libc.renameat2(_IN_THIS_FOLDER, os.fsencode(path), _IN_THIS_FOLDER, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number))


@contextlib.contextmanager
def _temporary(real: str, data: bytes, like: os.stat_result | None = None) -> Iterator[tuple[int, str]]:
    """A temporary beside the data file with the bytes, on the disk.

    Raises _NoFileBesideError where it cannot be made with the owner and the mode of the file that it is to be `like`.
    """
    with contextlib.ExitStack() as stack:
        try:
            handle, temporary = stack.enter_context(temporary_beside(real))
        except OSError as error:
            if like is not None and error.errno in _NOT_BESIDE:
                raise _NoFileBesideError from None
            raise
        if like is not None:
            _take_after(handle, like)
        _write(handle, data)
        os.fsync(handle)
        yield handle, temporary


def _opened_temporary(real: str) -> tuple[int, str]:
    folder, name = os.path.split(real)
    while True:
        temporary = os.path.join(folder, f".{name}.{os.urandom(8).hex()}.new")
        handle, kept = os.open(temporary, _NEW, _FOR_ALL), False
        try:
            kept = try_lock(handle) and is_current(handle, temporary)
        finally:
            if not kept:  # another writer took it for one that was left
                with contextlib.suppress(OSError):
                    os.unlink(temporary)
                close(handle)
        if kept:
            return handle, temporary


def _take_after(handle: int, like: os.stat_result) -> None:
    """Give the file the owner and the mode of the other one."""
    try:
        if sys.platform != "win32":
            own = os.fstat(handle)
            if (own.st_uid, own.st_gid) != (like.st_uid, like.st_gid):
                os.fchown(handle, like.st_uid, like.st_gid)
            os.fchmod(handle, stat.S_IMODE(like.st_mode))
    except PermissionError:
        raise _NoFileBesideError from None


def _put_in_place(temporary: str, real: str) -> bool:
    """Give the finished file its name, never in the place of another; returns False where the name is taken."""
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
        return _rename_under_lock(temporary, real)
    return True


def _rename_under_lock(temporary: str, real: str) -> bool:
    """The same on disks without hard links: the folder's lock keeps other writers away in between."""
    handle = os.open(os.path.dirname(real), os.O_RDONLY)
    try:
        wait_for_lock(handle, real)
        if os.path.lexists(real):
            return False
        os.rename(temporary, real)
    finally:
        os.close(handle)
    return True


def _remove_unless_in_use(path: str, data_file: int | None) -> None:
    """Remove a temporary whose writer was stopped: nobody has locked it, or it is another name of the data file."""
    with contextlib.suppress(OSError):
        if data_file is not None and is_current(data_file, path):
            os.unlink(path)
            return
        handle = os.open(path, os.O_RDWR | _BINARY)
        try:
            if try_lock(handle):
                os.unlink(path)
        finally:
            os.close(handle)


# --- a change within the file ----------------------------------------------------------------------------------------


def _change_in_place(change: Change) -> bool:
    journal = _write_journal(change)
    try:
        if not change.is_due(change.real):
            _remove(journal)
            return False
        if change.kept < len(change.data):
            os.ftruncate(change.handle, change.kept)
        _write(change.handle, change.end)
        os.fsync(change.handle)
        data = _content(change.handle)
        alone = data == change.data[: change.kept] + change.end and is_current(change.handle, change.real)
        if not alone and data.endswith(change.end):
            # Another program has put a file in its place, or added to it: a line of its own may be glued to ours.
            _take_back(change, data[: len(data) - len(change.end)])
            _remove(journal)
            return False
        _remove(journal)
        if data.count(change.end) <= change.data[: change.kept].count(change.end):
            return False  # another program has written the file anew, or has cut it
    except BaseException:
        _undo(change.handle, UnfinishedChange.of(change.data, change.kept, change.end))  # or its journal stays
        with contextlib.suppress(FileNotFoundError):
            _remove(journal)
        raise
    _ask_again(change.handle, change.real)
    return True


def _write_journal(change: Change) -> str | None:
    """Write the journal of the change, and return its path; None where none can be made, and none is needed.

    A line that is cut short is recognised, so a single one can do without. Raises RsplanError for several lines.
    """
    journal = journal_path(change.real)
    unfinished = UnfinishedChange.of(change.data, change.kept, change.end)
    try:
        handle = os.open(journal, _NEW, _FOR_ALL)
    except OSError as error:
        if error.errno not in _NOT_BESIDE:
            raise
        if change.kept < len(change.data) or change.end.count(b"\n") > 1:
            raise RsplanError("error.no_file_beside", path=change.real) from None
        return None
    try:
        _write(handle, unfinished.journal)
        os.fsync(handle)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(journal)
        raise
    finally:
        close(handle)
    synchronise_folder(change.real)
    return journal


def _remove(journal: str | None) -> None:
    """Remove the journal, if there is one: the change is finished, or undone."""
    if journal is not None:
        os.unlink(journal)
        synchronise_folder(journal)


def _undo(handle: int, change: UnfinishedChange) -> None:
    """Make the file what it was before the change; what others have written stays."""
    data = _content(handle)
    if change.undone(data) != data:
        _cut(handle, change.kept, change.before)


def _take_back(change: Change, rest: bytes) -> None:
    """Leave the `rest` of the file, without our end, and put back what that has replaced; what others added follows."""
    before = change.data[change.kept :]
    if before and rest.startswith(change.data[: change.kept]):
        _cut(change.handle, change.kept, before + rest[change.kept :])
    else:
        _cut(change.handle, len(rest))


def _cut(handle: int, kept: int, end: bytes = b"") -> None:
    """Cut the file to the bytes that are kept, and put the end after them."""
    os.ftruncate(handle, kept)
    if end:
        _write(handle, end)
    os.fsync(handle)


def _content(handle: int) -> bytes:
    """All bytes of the open file."""
    pieces = []
    os.lseek(handle, 0, os.SEEK_SET)
    while piece := os.read(handle, os.fstat(handle).st_size + 1):
        pieces.append(piece)
    return b"".join(pieces)


def _write(handle: int, data: bytes) -> None:
    """Write all of the bytes in one piece; raises OSError where there is no room for them."""
    if os.write(handle, data) < len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
