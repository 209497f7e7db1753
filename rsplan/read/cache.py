"""Target files that were read before: what was read from the same bytes by the same code, kept as JSON.

Reading a city's plans takes longer than everything else of a short run. An entry is found by the
hash of the file's bytes, its name and place among the files, and the state of the reading code, so it
is never stale; one that is damaged is read anew; the folder may be deleted at any time. `RSPLAN_CACHE` names another
folder, or, when it is empty, none.
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
from typing import Any

from rsplan.model import period, plan
from rsplan.model.plan import TargetFile
from rsplan.version import __version__

#: Entries beyond this many are mostly old versions of files: all are dropped. A country has some 3,000 counties.
_MOST_ENTRIES = 20_000

#: The names of entries, and of what an interrupted run left of one: nothing else in the folder is ours.
_ENTRY = re.compile(r"[0-9a-f]{64}\.json(\.[0-9]+)?", re.ASCII)

_TYPES = [
    kind
    for module in (period, plan)
    for kind in vars(module).values()
    if isinstance(kind, type) and kind is not StrEnum
]

#: How values of each type are made of their fields, and the members of the enumerations.
_MAKE: dict[str, Callable[[list[Any]], Any]] = {kind.__name__: kind._make for kind in _TYPES if hasattr(kind, "_make")}
_MEMBERS = {kind.__name__: {str(one): one for one in kind} for kind in _TYPES if issubclass(kind, StrEnum)}


class TargetFileCache:
    """The target files that were read before."""

    def __init__(self) -> None:
        self._folder = _folder()
        self._state = _state_of_code() if self._folder else ""
        self._checked = False

    def city(self, name: str, data: bytes, number: int) -> str | None:
        """The id of the city in the file, where that is known without reading it."""
        entry = _entry(self._path(name, data, number)) if self._folder else None
        return entry[0] if entry else None

    def file(self, name: str, data: bytes, number: int, read: Callable[[str, bytes, int], TargetFile]) -> TargetFile:
        """What `read` makes of the bytes, from an earlier run where there was one.

        Raises what `read` raises: a file with problems is never remembered.
        """
        if not self._folder:
            return read(name, data, number)
        path = self._path(name, data, number)
        found = _load(path)
        if found is None:
            found = read(name, data, number)
            self._make_room()
            _save(path, found)
        return found

    def _path(self, name: str, data: bytes, number: int) -> str:
        key = sha256(f"{self._state}\n{number}\n{name}\n".encode() + data).hexdigest()
        return os.path.join(self._folder, f"{key}.json")

    def _make_room(self) -> None:
        """Before the first entry of a run is written: the folder, with room in it."""
        if self._checked:
            return
        self._checked = True
        try:
            os.makedirs(self._folder, exist_ok=True)
            entries = [name for name in os.listdir(self._folder) if _ENTRY.fullmatch(name)]
            if len(entries) >= _MOST_ENTRIES:
                for entry in entries:
                    os.unlink(os.path.join(self._folder, entry))
        except OSError:
            return


def _folder() -> str:
    """The folder of the entries; empty for none."""
    given = os.environ.get("RSPLAN_CACHE")
    if given is not None:
        return given
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/.cache")
    return os.path.join(home, "rsplan") if os.path.isabs(home) else ""


def _state_of_code() -> str:
    """The version, and size and time of every module that reads: in a checkout they change without a version."""
    here = os.path.dirname(__file__)
    names = [
        *(os.path.join(here, name) for name in sorted(os.listdir(here)) if name.endswith(".py")),
        *(
            os.path.join(os.path.dirname(here), "model", name)
            for name in ("meaning.py", "notation.py", "period.py", "plan.py", "spans.py")
        ),
    ]
    states = (os.stat(name) for name in names)
    return f"{__version__} " + " ".join(f"{state.st_size}-{state.st_mtime_ns}" for state in states)


def _entry(path: str) -> tuple[str, bytes] | None:
    """The city and the text of the entry, None where there is none or it is not what was written."""
    try:
        if not os.path.isfile(path):  # a pipe would be waited for
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
        found = _value(plain) if isinstance(plain, list) else None
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return found if isinstance(found, TargetFile) else None


def _save(path: str, found: TargetFile) -> None:
    """Write the entry whole or not at all; where it cannot be written, the file is simply read again."""
    text = json.dumps(_plain(found), ensure_ascii=False, separators=(",", ":"))
    rest = f"{found.city.id}\n{text}".encode()
    temporary = f"{path}.{os.getpid()}"
    try:
        with open(temporary, "wb") as stream:
            stream.write(sha256(rest).hexdigest().encode() + b"\n" + rest)
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)


def _plain(value: Any) -> Any:
    """The value in JSON: everything but text, numbers and nothing is a list that begins with its type."""
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
        case _:
            name = type(value).__name__ if hasattr(value, "_fields") else "tuple"
            return [name, *map(_plain, value)]


def _value(plain: list[Any]) -> Any:
    """The value that was written as a list; raises ValueError, TypeError or LookupError for what never was."""
    name = plain[0]
    make = _MAKE.get(name)
    if make is not None:
        return make([one if type(one) is not list else _value(one) for one in plain[1:]])
    match name:
        case "tuple":
            return tuple([one if type(one) is not list else _value(one) for one in plain[1:]])
        case "Decimal":
            return Decimal(plain[1])
        case "date":
            return date.fromisoformat(plain[1])
        case "dict":
            return {key: _value(member) if type(member) is list else member for key, member in plain[1:]}
        case _:
            return _MEMBERS[name][plain[1]]
