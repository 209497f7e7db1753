"""The settings file: which city, plan and files are meant where a command names none; docs/settings.md."""

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from rsplan.errors import InvalidInput
from rsplan.model.input_places import InputFile
from rsplan.read.input_text import decode, printable, read_bytes
from rsplan.text import LANGUAGES

if TYPE_CHECKING:
    import yaml

    from rsplan.read.yaml_nodes import Nodes

#: The keys of a settings file.
KEYS = ("city", "plan", "data", "targets", "tasks", "responsible", "lang", "by")

#: Keys with several values, and those of them that are paths.
_LISTS, _PATHS = ("city", "plan", "data", "targets"), ("data", "targets", "tasks", "responsible")

#: The folder beside the settings file whose target files are read where the settings name none.
PLANS_FOLDER = "plans"

_PATTERN_SIGNS = ("*", "?")

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
    def targets(self) -> tuple[str, ...]:
        """The target files and folders: those of the key, else the folder `plans` beside the file, if it has any."""
        if "targets" in self.by_key:
            return self.by_key["targets"].values
        folder = os.path.join(os.path.dirname(self.path), PLANS_FOLDER)
        if not os.path.isdir(folder):
            return ()
        return (folder,) if any(name.endswith((".yaml", ".yml")) for name in os.listdir(folder)) else ()

    @property
    def source(self) -> InputFile:
        """The file among the inputs of a report."""
        return InputFile(printable(self.path), self.sha256, 0, 0)


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
        path = os.path.join(folder, os.path.expanduser(text)) if key in _PATHS else text
        if key == "targets" and any(sign in text for sign in _PATTERN_SIGNS):
            yield from _matching(path)
        else:
            yield path


def _matching(pattern: str) -> list[str]:
    """The files that match the pattern; the pattern itself where none does, so that it is named as not found."""
    from glob import glob  # rarely needed, and start-up counts

    return sorted(glob(pattern)) or [pattern]
