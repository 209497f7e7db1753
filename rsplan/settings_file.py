"""The settings file: its name, and where it lies; it loads nothing, because every run looks for it."""

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

#: The name by which a settings file is found; a file of this name is never a target file.
SETTINGS_FILE = "rsplan.yaml"

#: Names another settings file; empty, it switches settings off.
VARIABLE = "RSPLAN_SETTINGS"


class Located(NamedTuple):
    """The settings file of a run, None for none, and those of other owners that were `ignored`."""

    path: str | None = None
    ignored: tuple[str, ...] = ()


def locate(environ: Mapping[str, str], *, off: bool = False) -> Located:
    """The file that RSPLAN_SETTINGS names, else the nearest, from the current folder upwards.

    A file that is found and belongs to another user is ignored: it could name any file to be read or written. `off`
    and an empty RSPLAN_SETTINGS find nothing.
    """
    named = environ.get(VARIABLE)
    if off or named == "":
        return Located()
    if named:
        return Located(named)
    try:
        folder = os.getcwd()
    except OSError:  # the folder is gone
        return Located()
    ignored: list[str] = []
    path = SETTINGS_FILE
    while True:
        if os.path.isfile(path):
            if _is_own(path):
                return Located(path, tuple(ignored))
            ignored.append(path)
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return Located(None, tuple(ignored))
        path = os.path.join(os.pardir, path)


def _is_own(path: str) -> bool:
    """Whether the file, and the link to it, belong to the user of the run; Windows keeps other users' folders apart."""
    if sys.platform == "win32":
        return True
    return {os.stat(path).st_uid, os.lstat(path).st_uid} == {os.geteuid()}
