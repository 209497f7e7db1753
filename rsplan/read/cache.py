"""The cache of parsed target files, as JSON in the user's cache folder; docs/limits.md.

Reading a city's plans takes longer than everything else in a short run. The key of an entry is the digest of the
file's bytes, its name, its place among the files, and the state of the reading code, so an entry is never stale. A
damaged entry is replaced, and the folder may be deleted at any time. `RSPLAN_CACHE` names another folder, or,
where it is empty, none. A folder is used only where it is the user's own, and nobody else can read or write in it.
"""

import json
import os
import re
import stat
import time
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
_ENTRY = r"[0-9a-f]{64}\.json(\.[0-9a-f]+)?"

#: Bytes of an entry: those of the largest target file are less.
_MOST_BYTES = 50_000_000

#: Seconds after which a temporary file is one that an interrupted run left.
_FORGOTTEN = 3600

#: A link in place of a file is not followed, and a pipe is not waited for.
_AS_IT_IS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

#: The powers of ten that a number of a target file may have; greater ones would take all memory to calculate with.
_MOST_EXPONENT = 100

#: The code that the meaning of an entry depends on: the modules in these folders, and these modules.
_FOLDERS = (os.path.dirname(__file__), os.path.dirname(model.__file__))
_WRAPPING = os.path.join(os.path.dirname(text.__file__), "wrapping.py")
_MODULES = (errors.__file__, suggest.__file__, text.__file__, _WRAPPING)


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

#: The constructors of tuples from lists of their parts, and the members of enumerations, by the types' names.
_TUPLES: dict[str, Callable[[list[Any]], Any]] = {
    "tuple": tuple,
    **{kind.__name__: kind._make for kind in _TYPES if hasattr(kind, "_make")},
}
_MEMBERS = {kind.__name__: {str(member): member for member in kind} for kind in _TYPES if issubclass(kind, StrEnum)}


class TargetFileCache:
    """The entries of target files that earlier runs read."""

    def __init__(self, *, used: bool = True) -> None:
        """`used` is false where every file is to be read anew."""
        self._folder = _folder() if used else ""
        self._state = _state_of_code() if self._folder else ""
        self._checked = self._writable = False

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
            if self._has_room():
                _save(path, file)
        return file

    def _path(self, name: str, data: bytes, number: int) -> str:
        key = sha256(f"{self._state}\n{number}\n{name}\n".encode() + data).hexdigest()
        return os.path.join(self._folder, f"{key}.json")

    def _has_room(self) -> bool:
        """Make the folder, with room in it, before the first entry of a run is written; whether it may be written."""
        if not self._checked:
            self._checked = True
            with suppress(OSError):
                os.makedirs(self._folder, mode=_PRIVATE, exist_ok=True)
                self._writable = _is_private(self._folder)
                if self._writable:
                    _make_room(self._folder)
        return self._writable


def _make_room(folder: str) -> None:
    """Drop all entries where they are too many, and temporary files that interrupted runs left."""
    entries = [name for name in os.listdir(folder) if re.fullmatch(_ENTRY, name)]
    for entry in entries:
        path = os.path.join(folder, entry)
        if len(entries) >= _MOST_ENTRIES or (not entry.endswith(".json") and _is_forgotten(path)):
            os.unlink(path)


def _is_forgotten(path: str) -> bool:
    return os.lstat(path).st_mtime < time.time() - _FORGOTTEN


#: Reading and writing for the user alone.
_PRIVATE = 0o700


def _folder() -> str:
    """The folder of the entries; empty where nothing is to be cached, and where it is not the user's alone.

    Where there is none yet, it is made in a home that is there and the user's own, or where `RSPLAN_CACHE` says.
    """
    given = os.environ.get("RSPLAN_CACHE")
    if given is not None:
        return given if os.path.isabs(given) and (_is_private(given) or not os.path.lexists(given)) else ""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or ""
    home = base or os.environ.get("HOME") or ""
    folder = os.path.join(base or os.path.join(home, ".cache"), "rsplan")
    if not os.path.isabs(home) or not _is_own_folder(home):
        return ""
    return folder if not os.path.lexists(folder) or _is_private(folder) or _made_private(folder) else ""


def _is_private(folder: str) -> bool:
    """Whether the folder is the user's, and nobody else can read or write in it."""
    try:
        found = os.lstat(folder)
    except (OSError, ValueError):
        return False
    private = not _HAS_OWNERS or not stat.S_IMODE(found.st_mode) & ~_PRIVATE
    return stat.S_ISDIR(found.st_mode) and _is_own(found) and private


def _made_private(folder: str) -> bool:
    """Close the folder to others, who could read in it and not write; whether it could be done."""
    with suppress(OSError):
        found = os.lstat(folder)
        if stat.S_ISDIR(found.st_mode) and _is_own(found) and not stat.S_IMODE(found.st_mode) & 0o022:
            os.chmod(folder, _PRIVATE)
            return True
    return False


def _is_own_folder(path: str) -> bool:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return False
    return stat.S_ISDIR(found.st_mode) and _is_own(found)


#: Whether files have an owner and a mode that say something; the folders of Windows are a user's by where they are.
_HAS_OWNERS = hasattr(os, "geteuid")


def _is_own(found: os.stat_result) -> bool:
    return not _HAS_OWNERS or found.st_uid == os.geteuid()


def _state_of_code() -> str:
    """The version, and the size and time of every module that reads: in a checkout they change without a version."""
    states = [os.stat(module) for module in _reading_modules()]
    return f"{__version__} " + " ".join(f"{state.st_size}-{state.st_mtime_ns}" for state in states)


def _reading_modules() -> list[str]:
    names = [os.path.join(folder, name) for folder in _FOLDERS for name in sorted(os.listdir(folder))]
    return [*(name for name in names if name.endswith(".py")), *_MODULES]


def _entry(path: str) -> tuple[str, bytes] | None:
    """The city and the text of the entry; None where there is none, or where it is damaged or doubtful."""
    try:
        handle = os.open(path, os.O_RDONLY | _AS_IT_IS)
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode) or not _is_own(found) or found.st_size > _MOST_BYTES:
                return None
            with open(handle, "rb", closefd=False) as stream:
                checksum, _, rest = stream.read(_MOST_BYTES).partition(b"\n")
        finally:
            os.close(handle)
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
    except Exception:  # whatever is wrong with it, the target file is there to be read
        return None
    return value if isinstance(value, TargetFile) else None


def _save(path: str, file: TargetFile) -> None:
    """Write the entry as a whole or not at all; where it cannot be written, the target file is simply read again."""
    text = json.dumps(_plain(file), ensure_ascii=False, separators=(",", ":"))
    rest = f"{file.city.id}\n{text}".encode()
    temporary = f"{path}.{os.urandom(8).hex()}"
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _AS_IT_IS, 0o600)
        with open(handle, "wb") as stream:
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
    make = _TUPLES.get(name)
    if make is not None:
        return make([part if type(part) is not list else _value(part) for part in plain[1:]])
    match name:
        case "Decimal":
            number = Decimal(plain[1])
            if not number.is_finite() or abs(number.adjusted()) > _MOST_EXPONENT:
                raise ValueError(number)
            return number
        case "date":
            return date.fromisoformat(plain[1])
        case "dict":
            return {key: _value(member) if type(member) is list else member for key, member in plain[1:]}
        case _:
            return _MEMBERS[name][plain[1]]
