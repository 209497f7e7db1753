"""Output that does not fit on the terminal goes through a pager, as git does it."""

import codecs
import os
import shlex
import shutil
import signal
import sys
from collections.abc import Mapping
from typing import BinaryIO, TextIO

#: The variables that name the pager, the first that is set; empty or `cat` is none.
_VARIABLES = ("RSPLAN_PAGER", "PAGER")

#: The pager where none is named: it ends by itself where all fits, shows colours, and leaves what it showed.
_PAGER = "less -FRX"

#: What pagers are told that are named without options, unless the user tells them something else.
_OPTIONS = {"LESS": "FRX", "LV": "-c"}
_IN_UTF8 = {"LESSCHARSET": "utf-8"}


def pager_command(environ: Mapping[str, str]) -> list[str]:
    """The words of the command; empty for none, as on a terminal that cannot be moved about in."""
    if environ.get("TERM") == "dumb":
        return []
    named = next((environ[name] for name in _VARIABLES if name in environ), _PAGER)
    try:
        words = shlex.split(named, posix=os.name != "nt")
    except ValueError:  # a quotation mark without another
        return []
    return [] if words == ["cat"] else words


def show(text: str, stream: TextIO) -> None:
    """Write the text to the terminal, through the pager where it is longer than the terminal and there is a pager.

    Whoever leaves the pager has seen enough: no error.
    """
    command = pager_command(os.environ)
    fits = not command or text.count("\n") < shutil.get_terminal_size().lines
    encoding = stream.encoding or "utf-8"
    options = _OPTIONS | (_IN_UTF8 if codecs.lookup(encoding).name == "utf-8" else {})
    if fits or not _paged(command, text.encode(encoding, "replace"), options):
        stream.write(text)


def _paged(command: list[str], text: bytes, options: Mapping[str, str]) -> bool:
    """Show the text in the pager until it is left; False where it cannot be started, or fails and has read nothing."""
    import subprocess  # most output fits, or goes to a pipe
    import threading

    sys.stdout.flush()
    environ = {**options, **os.environ}
    read_end, write_end = os.pipe()
    with open(read_end, "rb") as unread, open(write_end, "wb") as feed:
        try:
            pager = subprocess.Popen(command, stdin=unread, env=environ)
        except OSError:
            return False
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the pager's, as long as it runs
        feeding = threading.Thread(target=_feed, args=(feed, text))
        feeding.start()
        try:
            pager.wait()
            left = len(unread.read())  # of which nobody reads anything any more
        finally:
            feeding.join()
            signal.signal(signal.SIGINT, before)
    return pager.returncode == 0 or left < len(text)


def _feed(feed: BinaryIO, text: bytes) -> None:
    """Write the text for the pager, and say that this is all."""
    with feed:
        feed.write(text)
