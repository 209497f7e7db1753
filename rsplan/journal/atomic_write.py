"""Bytes written to the disk whole or not at all: at the end of a file, as a new file, as a backup beside it."""

import contextlib
import errno
import os
import stat
import sys
from itertools import count

from rsplan.journal.lock import wait_for_lock

_BINARY = getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY
_FOR_ALL = 0o666  # less the user's umask

_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}


def write_or_restore(handle: int, size: int, addition: bytes) -> None:
    """Write all of the bytes in one piece and synchronise them, or cut the file back to its `size` before."""
    try:
        if os.write(handle, addition) < len(addition):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)
    except BaseException:
        with contextlib.suppress(OSError):  # what cannot be taken back is a broken line, which is recognised
            os.ftruncate(handle, size)
        raise


def create(real: str, data: bytes) -> bool:
    """Create the file with all of its bytes at once; returns False where another was created meanwhile."""
    folder, name = os.path.split(real)
    temporary = os.path.join(folder, f".{name}.{os.urandom(4).hex()}.new")
    try:
        _write_new(temporary, data)
        if not _put_in_place(temporary, real):
            return False
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
    synchronise_folder(real)
    return True


def replace(handle: int, real: str, data: bytes) -> None:
    """Replace the open and locked file by the data at once: a crash leaves the old file or the new one.

    Writers that wait for its lock notice that the name means another file now. Windows cannot replace an open file:
    it is written in its place there, and a crash in between leaves the copy that was made before.
    """
    if sys.platform == "win32":
        os.ftruncate(handle, 0)
        write_or_restore(handle, 0, data)
        return
    folder, name = os.path.split(real)
    temporary = os.path.join(folder, f".{name}.{os.urandom(4).hex()}.new")
    status = os.fstat(handle)
    try:
        _write_new(temporary, data)
        with contextlib.suppress(OSError):  # only root can give a file away
            os.chown(temporary, status.st_uid, status.st_gid)
        os.chmod(temporary, stat.S_IMODE(status.st_mode))
        os.replace(temporary, real)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
    synchronise_folder(real)


def back_up(path: str, data: bytes) -> str:
    """Write a copy of the file beside it, never over another; returns its name."""
    for number in count(1):
        backup = f"{path}.bak{number if number > 1 else ''}"
        with contextlib.suppress(FileExistsError):
            _write_new(backup, data)
            synchronise_folder(os.path.realpath(backup))
            return backup
    raise AssertionError


def synchronise_folder(real: str) -> None:
    """Put the file's name onto the disk too, where the system can do that."""
    if sys.platform != "win32":
        handle = os.open(os.path.dirname(real), os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):
                os.fsync(handle)
        finally:
            os.close(handle)


def _write_new(path: str, data: bytes) -> None:
    handle = os.open(path, _NEW, _FOR_ALL)
    try:
        write_or_restore(handle, 0, data)
    finally:
        os.close(handle)


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
