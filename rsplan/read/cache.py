"""The cache of parsed target files, as JSON in the user's cache folder.

Reading a city's plans takes longer than everything else in a short run. The key of an entry is the digest of the
file's bytes, its name, its place among the files, and the state of the reading code, so an entry is never stale. A
damaged entry is replaced, and the folder may be deleted at any time. `RSPLAN_CACHE` names another folder, or,
where it is empty, none.
"""

import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any, get_args

from rsplan import errors, model, suggest, text
from rsplan.model.plan import TargetFile
from rsplan.version import __version__

#: Where there are more entries, most are old versions of files, and all are dropped; 3,000 counties have room.
_MOST_ENTRIES = 20_000

#: The names of entries, and of temporary files that an interrupted run left: nothing else in the folder is ours.
_ENTRY = r"[0-9a-f]{64}\.json(\.[0-9]+)?"

#: The code that the meaning of an entry depends on: the modules in these folders, and these modules.
_FOLDERS = (os.path.dirname(__file__), os.path.dirname(model.__file__))
_MODULES = (errors.__file__, suggest.__file__, text.__file__)


def _types() -> frozenset[type]:
    """Every type that the value of an entry may hold, as the annotations of `TargetFile` give them."""
    types: set[type] = set()
    waiting: list[Any] = [TargetFile]
    while waiting:
        annotation = waiting.pop()
        if isinstance(annotation, type) and annotation not in types:
            types.add(annotation)
            waiting += getattr(annotation, "__annotations__", {}).values()
        waiting += get_args(annotation)
    return frozenset(types)


_TYPES = _types()

#: The constructors of named tuples from lists of their fields, and the members of enumerations, by the types' names.
_RECORDS: dict[str, Callable[[list[Any]], Any]] = {
    kind.__name__: kind._make for kind in _TYPES if hasattr(kind, "_make")
}
_MEMBERS = {kind.__name__: {str(member): member for member in kind} for kind in _TYPES if issubclass(kind, StrEnum)}


class TargetFileCache:
    """The entries of target files that earlier runs read."""

    def __init__(self) -> None:
        self._folder = _folder()
        self._state = _state_of_code() if self._folder else ""
        self._checked = False

    def city(self, name: str, data: bytes, number: int) -> str | None:
        """The id of the city in the file, where there is an entry for it."""
        entry = _entry(self._path(name, data, number)) if self._folder else None
        return entry[0] if entry else None

    def file(self, name: str, data: bytes, number: int, read: Callable[[str, bytes, int], TargetFile]) -> TargetFile:
        """The result of `read` for the file, from the cache where there is an entry.

        Raises the errors of `read`: a file with problems never has an entry.
        """
        if not self._folder:
            return read(name, data, number)
        path = self._path(name, data, number)
        file = _load(path)
        if file is None:
            file = read(name, data, number)
            self._make_room()
            _save(path, file)
        return file

    def _path(self, name: str, data: bytes, number: int) -> str:
        key = sha256(f"{self._state}\n{number}\n{name}\n".encode() + data).hexdigest()
        return os.path.join(self._folder, f"{key}.json")

    def _make_room(self) -> None:
        """Make the folder, with room in it, before the first entry of a run is written."""
        if self._checked:
            return
        self._checked = True
        try:
            os.makedirs(self._folder, exist_ok=True)
            entries = [name for name in os.listdir(self._folder) if re.fullmatch(_ENTRY, name)]
            if len(entries) >= _MOST_ENTRIES:
                for entry in entries:
                    os.unlink(os.path.join(self._folder, entry))
        except OSError:
            return


def _folder() -> str:
    """The folder of the entries; empty where nothing is to be cached."""
    given = os.environ.get("RSPLAN_CACHE")
    if given is not None:
        return given
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/.cache")
    return os.path.join(home, "rsplan") if os.path.isabs(home) else ""


def _state_of_code() -> str:
    """The version, and the size and time of every module that reads: in a checkout they change without a version."""
    states = [os.stat(module) for module in _reading_modules()]
    return f"{__version__} " + " ".join(f"{state.st_size}-{state.st_mtime_ns}" for state in states)


def _reading_modules() -> list[str]:
    names = [os.path.join(folder, name) for folder in _FOLDERS for name in sorted(os.listdir(folder))]
    return [*(name for name in names if name.endswith(".py")), *_MODULES]


def _entry(path: str) -> tuple[str, bytes] | None:
    """The city and the text of the entry; None where there is none, or where it is damaged."""
    try:
        if not os.path.isfile(path):  # reading a pipe would wait for its writer
            return None
        with open(path, "rb") as stream:
            checksum, _, rest = stream.read().partition(b"\n")
        if sha256(rest).hexdigest() != checksum.decode():
            return None
        city, _, text = rest.partition(b"\n")
        return city.decode(), text
    except (OSError, ValueError):
        return None


def _load(path: str) -> TargetFile | None:
    entry = _entry(path)
    try:
        plain = json.loads(entry[1]) if entry else None
        value = _value(plain) if isinstance(plain, list) else None
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return value if isinstance(value, TargetFile) else None


def _save(path: str, file: TargetFile) -> None:
    """Write the entry as a whole or not at all; where it cannot be written, the target file is simply read again."""
    text = json.dumps(_plain(file), ensure_ascii=False, separators=(",", ":"))
    rest = f"{file.city.id}\n{text}".encode()
    temporary = f"{path}.{os.getpid()}"
    try:
        with open(temporary, "wb") as stream:
            stream.write(sha256(rest).hexdigest().encode() + b"\n" + rest)
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)


def _plain(value: Any) -> Any:
    """The value as JSON: every value but a text, a whole number, a flag or None is a list that begins with its type."""
    match value:
        case None | bool() | int():
            return value
        case StrEnum():
            return [type(value).__name__, str(value)]
        case str():
            return value
        case Decimal():
            return ["Decimal", str(value)]
        case date():
            return ["date", value.isoformat()]
        case dict():
            return ["dict", *([_plain(key), _plain(member)] for key, member in value.items())]
        case tuple() if type(value) is tuple or type(value) in _TYPES:
            return [type(value).__name__, *map(_plain, value)]
        case _:
            raise TypeError(type(value))


def _value(plain: list[Any]) -> Any:
    """The value of a list that `_plain` made; raises ValueError, TypeError or LookupError for any other list."""
    name = plain[0]
    make = _RECORDS.get(name)
    if make is not None:
        return make([part if type(part) is not list else _value(part) for part in plain[1:]])
    match name:
        case "tuple":
            return tuple([part if type(part) is not list else _value(part) for part in plain[1:]])
        case "Decimal":
            return Decimal(plain[1])
        case "date":
            return date.fromisoformat(plain[1])
        case "dict":
            return {key: _value(member) if type(member) is list else member for key, member in plain[1:]}
        case _:
            return _MEMBERS[name][plain[1]]
