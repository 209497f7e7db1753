"""Output to standard streams in the right encoding, and to files that are replaced as a whole."""

import codecs
import contextlib
import errno
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from rsplan.errors import ClosedPipe, RsplanError

if TYPE_CHECKING:
    from pathlib import Path


def prepare(*streams: TextIO) -> None:
    """Set the encoding of text streams so that every character can be written, whatever the locale is.

    ASCII is Python's choice where there is no locale, and is replaced by UTF-8. Any other encoding is the
    terminal's own (GBK, for instance); characters that it lacks are written as question marks.
    """
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if codecs.lookup(stream.encoding or "ascii").name == "ascii":
            reconfigure(encoding="utf-8")
        reconfigure(errors="replace")


def write_data(pieces: Iterable[str], output: str | None) -> None:
    """Write machine-readable text in UTF-8 with plain line breaks, to standard output (None) or to a file.

    Raises ClosedPipe where the reader of standard output is gone, RsplanError where the file cannot be written.
    """
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
    """Replace the file by the text in UTF-8; see `write_bytes`."""
    write_bytes((piece.encode() for piece in pieces), output)


def write_bytes(pieces: Iterable[bytes], output: str) -> None:
    """Replace the file in one step, so that a write that fails leaves the old file as it was.

    The bytes go to a temporary file in the same folder first. A process that is killed meanwhile leaves the
    old file, and possibly the temporary one, whose name begins with a dot and the name of the file.
    Raises RsplanError where the file cannot be written.
    """
    from pathlib import Path

    path = Path(os.path.realpath(output))  # a link stays a link
    try:
        named = Path(output)
        if named.exists() and not named.is_file():  # a pipe or device cannot be replaced, only written into
            with named.open("wb") as stream:
                stream.writelines(pieces)
            return
        if path.is_symlink():  # realpath leaves a link only where it leads to itself
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        _replace(path, pieces)
    except OSError as error:
        raise RsplanError("error.cannot_write", path=output, reason=error.strerror or str(error)) from None


def _replace(path: "Path", pieces: Iterable[bytes]) -> None:
    import tempfile  # slow to load, and most output goes to a terminal or a pipe

    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, _mode(path))
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _mode(path: "Path") -> int:
    """The permissions of the file that is replaced, or those of a new file."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
