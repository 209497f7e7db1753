"""The journal of a change that is made within a data file, where no new file can take its place; docs/observations.md.

Such a change begins once its journal is on the disk and is finished once the journal is removed. A journal that is
there says that the change is not finished: commands read the file as it was before, and the next writer puts it back.
"""

import contextlib
import os
from typing import NamedTuple

from rsplan.read.csv_format import MOST_BYTES
from rsplan.read.input_text import read_bytes

#: Readings of a file that changes while it is read.
_ATTEMPTS = 5


class UnfinishedChange(NamedTuple):
    """A change of the end of a file: the `kept` bytes before it, their digest, and the end `before` and `after` it."""

    kept: int
    digest: str
    before: bytes
    after: bytes

    @classmethod
    def of(cls, data: bytes, kept: int, after: bytes) -> "UnfinishedChange":
        """The change of the data to its first bytes and the end after them."""
        return cls(kept, _digest(data[:kept]), data[kept:], after)

    @property
    def journal(self) -> bytes:
        """The contents of the journal."""
        return f"{self.kept} {self.digest} {len(self.before)} {len(self.after)}\n".encode() + self.before + self.after

    def undone(self, data: bytes) -> bytes:
        """The data as they were before, wherever the change was stopped; data that it did not make stay as they are."""
        end = data[self.kept :]
        partial = self.after.startswith(end) or self.before.startswith(end)
        if partial and _digest(data[: self.kept]) == self.digest:
            return data[: self.kept] + self.before
        return data


def journal_path(path: str) -> str:
    """The path of the journal of a data file."""
    folder, name = os.path.split(os.path.realpath(path))
    return os.path.join(folder, f".{name}.journal")


def unfinished_change(path: str) -> UnfinishedChange | None:
    """The change of the data file that is not finished, None where there is none.

    A journal that is cut short is of a change that had not begun.
    """
    try:
        with open(journal_path(path), "rb") as stream:
            head, _, ends = stream.read().partition(b"\n")
        kept, digest, before, after = head.decode("ascii").split(" ")
        change = UnfinishedChange(int(kept), digest, ends[: int(before)], ends[int(before) :])
    except (OSError, ValueError):
        return None
    return change if change.journal == head + b"\n" + ends and len(change.after) == int(after) else None


def read_data_file(path: str, name: str) -> bytes:
    """Read a data file, or standard input for `-`, without a change that is not finished; raises InvalidInput.

    A change that was finished while the file was read would show half of it: such a file is read again.
    """
    for _ in range(_ATTEMPTS):
        data = read_bytes(path, name, MOST_BYTES)
        if path == "-":
            break
        if os.path.exists(journal_path(path)) and (change := unfinished_change(path)):
            return change.undone(data)
        with contextlib.suppress(OSError):
            if os.path.getsize(path) == len(data):
                break
    return data


def _digest(data: bytes) -> str:
    from hashlib import sha256  # hardly any file has a journal, and start-up counts

    return sha256(data).hexdigest()
