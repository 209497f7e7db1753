"""The settings file: which city, plan and files are meant where a command names none; docs/settings.md."""

import os
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from rsplan.errors import InvalidInput, RsplanError
from rsplan.model.input_places import InputFile
from rsplan.read.input_text import decode, printable, read_bytes
from rsplan.text import LANGUAGES

if TYPE_CHECKING:
    import yaml

    from rsplan.read.yaml_nodes import Nodes

#: The name by which a settings file is found; a file of this name is never a target file.
SETTINGS_FILE = "rsplan.yaml"

#: Names another settings file; empty, it switches settings off.
VARIABLE = "RSPLAN_SETTINGS"

KEYS = ("city", "plan", "data", "targets", "lang", "by")

#: Keys with several values, and those of them that are paths.
_LISTS, _PATHS = ("city", "plan", "data", "targets"), ("data", "targets")

#: Settings are a few lines.
_MOST_BYTES = 100_000


class Setting(NamedTuple):
    """The values of one key, and its line in the file; paths are relative to the current folder."""

    values: tuple[str, ...]
    line: int


class Settings(NamedTuple):
    """A settings file as it was read."""

    path: str
    sha256: str
    by_key: Mapping[str, Setting]

    def values(self, key: str) -> tuple[str, ...]:
        """The values of the key; none where the file does not have it."""
        return self.by_key[key].values if key in self.by_key else ()

    @property
    def source(self) -> InputFile:
        """The file among the inputs of a report."""
        return InputFile(printable(self.path), self.sha256, 0, 0)


class FoundSettings(NamedTuple):
    """The settings of a run, None for none; those of other owners that were `ignored`; what is wrong with them."""

    settings: Settings | None = None
    ignored: tuple[str, ...] = ()
    error: RsplanError | None = None


def find_settings(environ: Mapping[str, str], *, off: bool = False) -> FoundSettings:
    """Find and read the settings: the file that RSPLAN_SETTINGS names, else the nearest from this folder upwards.

    A file that is found and belongs to another user is ignored: it could name any file to be read or written. `off`
    and an empty RSPLAN_SETTINGS find nothing. A file that cannot be read is the `error` of the result.
    """
    named = environ.get(VARIABLE)
    if off or named == "":
        return FoundSettings()
    ignored: list[str] = []
    path = named or _nearest(ignored)
    if path is None:
        return FoundSettings(ignored=tuple(ignored))
    try:
        return FoundSettings(read_settings(path), tuple(ignored))
    except RsplanError as error:
        return FoundSettings(None, tuple(ignored), error)


def _nearest(ignored: list[str]) -> str | None:
    """The settings file of the current folder or the nearest above it; those of other owners are added to `ignored`."""
    try:
        folder = os.getcwd()
    except OSError:  # the folder is gone
        return None
    path = SETTINGS_FILE
    while True:
        if os.path.isfile(path):
            if _is_own(path):
                return path
            ignored.append(path)
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
        path = os.path.join(os.pardir, path)


def _is_own(path: str) -> bool:
    """Whether the file, and the link to it, belong to the user of the run; Windows keeps other users' folders apart."""
    if sys.platform == "win32":
        return True
    return {os.stat(path).st_uid, os.lstat(path).st_uid} == {os.geteuid()}


def read_settings(path: str) -> Settings:
    """Read a settings file; raises InvalidInput with every problem in it."""
    source = decode(printable(path), read_bytes(path, printable(path), _MOST_BYTES), ("utf-8-sig",))
    lines = (line.strip() for line in source.text.split("\n"))
    if not any(line and not line.startswith("#") for line in lines):
        return Settings(path, source.sha256, {})
    from rsplan.read.yaml_nodes import Nodes, compose  # most runs have no settings file, and start-up counts

    nodes, root = Nodes(source), compose(source)
    by_key = {
        key: Setting(tuple(_values(nodes, key, node, os.path.dirname(path))), nodes.place(node).line)
        for key, node in nodes.fields(root, (), KEYS).items()
    }
    if nodes.problems:
        raise InvalidInput(nodes.problems)
    return Settings(path, source.sha256, by_key)


def _values(nodes: "Nodes", key: str, node: "yaml.Node", folder: str) -> Iterator[str]:
    """The texts of a value: one, or a list of them where the key may have several."""
    import yaml

    several = key in _LISTS and isinstance(node, yaml.SequenceNode)
    for part in nodes.items(node) if several else [node]:
        text = nodes.text(part)
        if text is None:
            continue
        if key == "lang" and text not in LANGUAGES:
            nodes.report(part, "unknown_word", word=text, words=", ".join(LANGUAGES))
        yield os.path.join(folder, os.path.expanduser(text)) if key in _PATHS else text
