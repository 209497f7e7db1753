"""The files beside the data: named by the settings, else those of the current folder; docs/month.md."""

import os
from collections.abc import Callable, Mapping

from rsplan.cli.settings_defaults import found_settings
from rsplan.read.csv_format import RESPONSIBLE, TASKS, Layout, has_columns
from rsplan.read.plan_library import FilesBeside

#: The file that `rsplan task` adds to where the settings name none.
TASKS_FILE = "tasks.csv"

#: The files of the current folder that are read where the settings name none, by the key of the settings.
DEFAULT_FILES: Mapping[str, tuple[str, Layout]] = {
    "tasks": (TASKS_FILE, TASKS),
    "responsible": ("responsible.csv", RESPONSIBLE),
}

#: The words about a file that the settings name and that does not exist yet.
_TO_COME = {"tasks": "settings.tasks_to_come", "responsible": "settings.responsible_to_come"}


def beside_by_default(key: str) -> str | None:
    """The file of the current folder that the key stands for; None where there is none with its columns."""
    path, layout = DEFAULT_FILES[key]
    return path if os.path.isfile(path) and has_columns(path, layout) else None


def files_beside(say_once: Callable[..., None]) -> FilesBeside:
    """The files beside the data that a run reads; what nobody named, or is still to be made, is said."""
    return FilesBeside(_path("tasks", say_once), _path("responsible", say_once))


def named_beside(key: str) -> str | None:
    """The file that the settings name."""
    settings = found_settings().settings
    return next(iter(settings.values(key)), None) if settings else None


def _path(key: str, say_once: Callable[..., None]) -> str | None:
    if named := named_beside(key):
        if os.path.lexists(named):
            return named
        say_once(_TO_COME[key], file=named)
    elif path := beside_by_default(key):
        say_once("settings.default_beside", file=path)
        return path
    return None
