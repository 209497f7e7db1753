"""Standard streams that can carry Chinese, and files that are whole or not there."""

import codecs
import contextlib
import errno
import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from rsplan.errors import ClosedPipe, RsplanError

if TYPE_CHECKING:
    from pathlib import Path


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


def write_data(pieces: Iterable[str], output: str | None) -> None:
    """Write machine-readable text: UTF-8 with plain line breaks, to standard output or a file."""
    if output is None:
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="strict", newline="\n")
        try:
            for piece in pieces:
                sys.stdout.write(piece)
            sys.stdout.flush()
        except BrokenPipeError:
            raise ClosedPipe from None
        return
    write_file(pieces, output)


def write_file(pieces: Iterable[str], output: str) -> None:
    """Replace the file by the text at once; see `write_bytes`."""
    write_bytes((piece.encode() for piece in pieces), output)


def write_bytes(pieces: Iterable[bytes], output: str) -> None:
    """Replace the file at once, so that a failed write leaves the old one whole.

    Raises RsplanError where the file cannot be written.
    """
    import tempfile  # takes long to load, and most output goes to a terminal or a pipe
    from pathlib import Path

    path = Path(os.path.realpath(output))  # a link stays a link
    try:
        named = Path(output)
        if named.exists() and not named.is_file():  # a pipe or device cannot be replaced, only written into
            with named.open("wb") as stream:
                stream.writelines(pieces)
            return
        if path.is_symlink():  # what is left of a link that leads to itself
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with _ended_without(temporary), os.fdopen(handle, "wb") as stream:
                stream.writelines(pieces)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).chmod(_mode(path))
            Path(temporary).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
    except OSError as error:
        raise RsplanError("error.cannot_write", path=output, reason=error.strerror or str(error)) from None


@contextlib.contextmanager
def _ended_without(temporary: str) -> Iterator[None]:
    """While this lasts, a signal that ends the program takes the half-written file with it."""
    import signal
    import threading

    def end(number: int, frame: object) -> None:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does
        return
    ending = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in ending if signal.getsignal(number) == signal.SIG_DFL}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _mode(path: "Path") -> int:
    """The mode of the file that is replaced, or that of a new file."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
