"""Writing to standard output in any encoding, and to files, which are replaced whole or not at all."""

import codecs
import contextlib
import errno
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from typing import TextIO

from rsplan.errors import RsplanError


def prepare(*streams: TextIO) -> None:
    """Make the streams write what they are given, whatever the locale says.

    ASCII is what Python falls back to without a locale, not what a terminal shows: UTF-8 there.
    Another encoding is the terminal's own (GBK); what it lacks becomes a question mark.
    """
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if codecs.lookup(stream.encoding or "ascii").name == "ascii":
            reconfigure(encoding="utf-8")
        reconfigure(errors="replace")


def write_data(pieces: Iterable[str], output: str | None) -> bool:
    """Write machine-readable text: UTF-8 with plain line breaks, to standard output or a file.

    Returns False where the reader of the pipe left before the end; the rest of the pieces is not asked for.
    """
    if output is None or is_standard_output(output):
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="strict", newline="\n")
        try:
            for piece in pieces:
                sys.stdout.write(piece)
            sys.stdout.flush()
        except BrokenPipeError:
            mute()
            return False
        return True
    write_file(pieces, output)
    return True


def is_standard_output(path: str) -> bool:
    """Whether the path leads to where standard output goes, as /dev/stdout does: it is written to, never replaced."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(1))
    except (OSError, ValueError):
        return False


def is_descriptor(path: str) -> bool:
    """Whether the path names an open file of a process, as /dev/stderr and /dev/fd/3 do: it is added to, not replaced.

    The shell may add to the file behind it what other commands write.
    """
    return re.match(r"/dev/(fd/|std(in|out|err)$)|/proc/[^/]+/(task/[^/]+/)?fd/", os.path.abspath(path)) is not None


def mute() -> None:
    """Send what is still to be written nowhere: nobody reads the pipe any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_file(pieces: Iterable[str], output: str) -> None:
    """Replace the file by the text at once; see `write_bytes`."""
    write_bytes((piece.encode() for piece in pieces), output)


def write_bytes(pieces: Iterable[bytes], output: str) -> None:
    """Replace the file at once, so that a failed write leaves the old one whole.

    Raises RsplanError where the file cannot be written.
    """
    from pathlib import Path  # most output goes to a terminal or a pipe

    if is_standard_output(output):
        sys.stdout.flush()
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.buffer.flush()
        return
    named = Path(output)
    with _said_of(output):
        if named.exists() and (is_descriptor(output) or not named.is_file()):  # written into, not replaced
            with named.open("ab") as stream:
                stream.writelines(pieces)
        else:
            _replace(os.path.realpath(output), pieces)  # a link stays a link


def make_folder(path: str) -> None:
    """Make the folder where it is not there; raises RsplanError where it cannot be made."""
    with _said_of(path):
        os.makedirs(path, exist_ok=True)


def write_new_file(text: str, output: str) -> bool:
    """Write a file that is not there yet, at once; returns False where another program has made it meanwhile.

    Raises RsplanError where it cannot be written.
    """
    from rsplan.journal.atomic_write import OvertakenError, create, remove_left

    real = os.path.realpath(output)
    with _said_of(output):
        remove_left(real)
        try:
            return create(real, text.encode())
        except OvertakenError:
            return False


def change_file(output: str, before: bytes, after: bytes) -> bool:
    """Change the end of a file, at once; returns False where another program has changed or removed it meanwhile.

    One of both is the beginning of the other. Raises RsplanError where it cannot be written.
    """
    from rsplan.journal.atomic_write import Change, OvertakenError, clear_up, make
    from rsplan.journal.lock import locked

    real, kept = os.path.realpath(output), min(len(before), len(after))
    with _said_of(output), locked(output, real) as handle:
        if handle is None:
            return False
        clear_up(handle, real)
        seen = os.fstat(handle)
        with open(real, "rb") as stream:
            if stream.read() != before:
                return False
        try:
            return make(Change(handle, real, seen, before, kept, after[kept:]))
        except OvertakenError:
            return False


def check_writable(output: str) -> None:
    """Open what writing to the file will open, and leave everything as it was.

    Pipes and devices are not opened: that may wait, or have effects. Raises RsplanError where it cannot be written.
    """
    if is_standard_output(output) or (os.path.exists(output) and (is_descriptor(output) or not os.path.isfile(output))):
        return
    with _said_of(output), _opened_beside(os.path.realpath(output)):
        pass


@contextlib.contextmanager
def _said_of(output: str) -> Iterator[None]:
    """Raise the system's errors as RsplanError."""
    try:
        yield
    except OSError as error:
        raise RsplanError("error.cannot_write", path=output, reason=error.strerror or str(error)) from None


@contextlib.contextmanager
def _opened_beside(path: str) -> Iterator[tuple[int, str]]:
    """A new file beside the one that it is to replace, open, and its path; those of stopped runs are removed."""
    from rsplan.journal.atomic_write import remove_left, temporary_beside  # most output goes to a terminal or a pipe

    if os.path.islink(path):  # what is left of a link that leads to itself
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    remove_left(path)
    with temporary_beside(path) as opened:
        yield opened


def _replace(path: str, pieces: Iterable[bytes]) -> None:
    """Write beside the file and put the result in its place."""
    with _opened_beside(path) as (handle, temporary):
        with os.fdopen(handle, "wb", closefd=False) as stream:
            stream.writelines(pieces)
        os.fsync(handle)
        if os.path.exists(path):
            os.chmod(temporary, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(temporary, path)
