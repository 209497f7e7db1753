"""The lock by which the writers of a data file wait for each other: on the file itself, so no lock file remains."""

import contextlib
import errno
import os
import sys
import time
from collections.abc import Callable, Iterator

from rsplan.errors import RsplanError
from rsplan.read.csv_format import MOST_BYTES

#: Seconds after which a writer that holds the lock is taken to be stuck: waiting on would hang without a message.
LONGEST_WAIT = 60

#: Seconds after which a writer that waits says so.
SAID_AFTER = 2

#: Seconds between two attempts at a lock that another writer holds.
_PAUSE = 1 / 200

#: The byte that Windows locks: beyond all data, because Windows keeps others from reading what is locked.
_LOCKED_BYTE = 2 * MOST_BYTES

_BINARY = getattr(os, "O_BINARY", 0)


def silent() -> None:
    """Say nothing of waiting."""


@contextlib.contextmanager
def locked(path: str, real: str, waiting: Callable[[], None] = silent) -> Iterator[int | None]:
    """Open the file for appending, locked for this writer alone; None where there is no file.

    `path` is the name for messages, `real` the same with links resolved; `waiting` is called where it takes long.
    Raises RsplanError where another writer holds the lock for too long.
    """
    while True:
        handle = _opened(real)
        if handle is None:
            yield None
            return
        try:
            wait_for_lock(handle, path, waiting)
            if is_current(handle, real):
                yield handle
                return
        finally:
            _unlock(handle)
            close(handle)


def wait_for_lock(handle: int, path: str, waiting: Callable[[], None] = silent) -> None:
    """Lock the open file or folder; `waiting` is called once where it takes long.

    Raises RsplanError where another writer holds the lock for too long.
    """
    begin, said = time.monotonic(), False
    while not try_lock(handle):
        waited = time.monotonic() - begin
        if waited > LONGEST_WAIT:
            raise RsplanError("error.locked", path=path)
        if waited > SAID_AFTER and not said:
            said = True
            waiting()
        time.sleep(_PAUSE)


def _opened(real: str) -> int | None:
    try:
        return os.open(real, os.O_RDWR | os.O_APPEND | _BINARY)
    except FileNotFoundError:
        return None


def close(handle: int) -> None:
    """Close the file, whose bytes are on the disk: an error says nothing of them."""
    with contextlib.suppress(OSError):
        os.close(handle)


def is_current(handle: int, real: str) -> bool:
    """Whether the name still means this file: an editor may have put another one in its place meanwhile."""
    own = os.fstat(handle)
    try:
        return os.path.samestat(own, os.stat(real))
    except (FileNotFoundError, NotADirectoryError):
        return False


if sys.platform == "win32":
    import msvcrt

    def try_lock(handle: int) -> bool:
        """Lock the open file unless another writer holds the lock; returns whether it is locked now."""
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

    def try_lock(handle: int) -> bool:
        """Lock the open file unless another writer holds the lock; returns whether it is locked now."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        """Closing the file releases its lock."""
