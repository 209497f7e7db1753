"""Target files that were read before: what was read from the same bytes by the same code, kept as JSON.

Reading a city's plans takes longer than everything else of a short run. An entry is found by the
hash of the file's bytes, its name, and the state of the reading code, so it is never stale; one
that is damaged is read anew; the folder may be deleted at any time. `RSPLAN_CACHE` names another
folder, or, when it is empty, none.
"""

import json
import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any

from rsplan import __version__, model, period
from rsplan.model import TargetFile

#: Entries beyond this many are old versions of files: all are dropped.
_MOST_ENTRIES = 1000

_TYPES = [
    kind
    for module in (period, model)
    for kind in vars(module).values()
    if isinstance(kind, type) and kind is not StrEnum
]

#: How values of each type are made of their fields, and the members of the enumerations.
_MAKE: dict[str, Callable[[list[Any]], Any]] = {kind.__name__: kind._make for kind in _TYPES if hasattr(kind, "_make")}
_MEMBERS = {kind.__name__: {str(one): one for one in kind} for kind in _TYPES if issubclass(kind, StrEnum)}


def remembered(name: str, data: bytes, number: int, read: Callable[[str, bytes, int], TargetFile]) -> TargetFile:
    """What `read` makes of the bytes, from an earlier run where there was one.

    Raises what `read` raises: a file with problems is never remembered.
    """
    folder = _folder()
    if not folder:
        return read(name, data, number)
    key = sha256(f"{_state_of_code()}\n{number}\n{name}\n".encode() + data).hexdigest()
    path = os.path.join(folder, f"{key}.json")
    found = _load(path)
    if found is None:
        found = read(name, data, number)
        _save(folder, path, found)
    return found


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
        *(os.path.join(os.path.dirname(here), name) for name in ("model.py", "notation.py", "period.py")),
    ]
    states = (os.stat(name) for name in names)
    return f"{__version__} " + " ".join(f"{state.st_size}-{state.st_mtime_ns}" for state in states)


def _load(path: str) -> TargetFile | None:
    """The entry, None where there is none or it is not what was written."""
    try:
        with open(path, "rb") as stream:
            checksum, _, text = stream.read().partition(b"\n")
        if sha256(text).hexdigest() != checksum.decode():
            return None
        plain = json.loads(text)
        found = _value(plain) if isinstance(plain, list) else None
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return None
    return found if isinstance(found, TargetFile) else None


def _save(folder: str, path: str, found: TargetFile) -> None:
    """Write the entry whole or not at all; where it cannot be written, the file is simply read again."""
    text = json.dumps(_plain(found), ensure_ascii=False, separators=(",", ":")).encode()
    try:
        os.makedirs(folder, exist_ok=True)
        entries = os.listdir(folder)
        if len(entries) >= _MOST_ENTRIES:
            for entry in entries:
                os.unlink(os.path.join(folder, entry))
        temporary = f"{path}.{os.getpid()}"
        with open(temporary, "wb") as stream:
            stream.write(sha256(text).hexdigest().encode() + b"\n" + text)
        os.replace(temporary, path)
    except OSError:
        return


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
