"""The cache of parsed target files, in the user's cache folder; docs/limits.md.

Reading a city's plans takes longer than everything else in a short run. An entry holds the file's bytes, its name, its
place among the files, and the state of the reading code beside what was read, and is taken only where all of them are
the same, so it is never stale. A damaged entry is replaced, and the folder may be deleted at any time. `RSPLAN_CACHE`
names another folder, or, where it is empty, none. A folder is used only where it is the user's own, and nobody else
can read or write in it: entries are marshalled as the interpreter marshals its own `.pyc` files, and for the same
reason, that nothing has to be loaded to read them.
"""

import marshal
import os
import re
import stat
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.util import source_hash
from typing import Any, NamedTuple

from rsplan import errors, model, suggest, text
from rsplan.model import bilingual, enums, input_places, observations, period, plan
from rsplan.model.plan import TargetFile
from rsplan.version import __version__

#: Where there are more entries, most are old versions of files, and all are dropped; 3,000 counties have room.
_MOST_ENTRIES = 20_000

#: The names of entries, and of temporary files that an interrupted run left: nothing else in the folder is ours.
_ENTRY = r"([0-9a-f]{16}\.read|[0-9a-f]{64}\.json)(\.[0-9a-f]+)?"  # .json: those of earlier versions

#: Bytes that an entry begins with, the checksum of the others.
_CHECKSUM = 8

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


#: Every type of the model: what the value of an entry holds is of one of them, or of a type that Python brings.
_TYPES: frozenset[type] = frozenset(
    kind
    for module in (bilingual, enums, input_places, observations, period, plan)
    for kind in vars(module).values()
    if isinstance(kind, type) and kind.__module__.startswith(model.__name__)
)

#: The constructors of tuples from lists of their parts, and the enumerations, by the types' names.
_TUPLES: dict[str, Callable[[list[Any]], Any]] = {
    "tuple": tuple,
    **{kind.__name__: kind._make for kind in _TYPES if hasattr(kind, "_make")},
}
_ENUMERATIONS = {kind.__name__: kind for kind in _TYPES if issubclass(kind, StrEnum)}


@cache
def _member(kind: str, value: str) -> StrEnum:
    return _ENUMERATIONS[kind](value)


class _Key(NamedTuple):
    """What an entry depends on; all of it is compared."""

    state: str
    number: int
    name: str
    data: bytes


class CachedFile:
    """A target file of this run with its entry, where there is one."""

    __slots__ = ("_cache", "_key", "_path", "_plain", "city")

    #: The id of the city in the file, None where there is no entry for it.
    city: str | None

    def __init__(self, cache: "TargetFileCache", key: _Key, path: str) -> None:
        self._cache, self._key, self._path = cache, key, path
        self.city, self._plain = (path and _entry(path, key)) or (None, b"")

    def file(self, read: Callable[[str, bytes, int], TargetFile]) -> TargetFile:
        """The result of `read` for the file, from the cache where there is an entry.

        Raises the errors of `read`: a file with problems never has an entry.
        """
        file = _loaded(self._plain) if self.city is not None else None
        if file is None:
            file = read(self._key.name, self._key.data, self._key.number)
            if self._path and self._cache.has_room():
                _save(self._path, self._key, file)
        return file


class TargetFileCache:
    """The entries of target files that earlier runs read."""

    def __init__(self, *, used: bool = True) -> None:
        """`used` is false where every file is to be read anew."""
        self._folder = _folder() if used else ""
        self._state = _state_of_code() if self._folder else ""
        self._checked = self._writable = False

    def entry(self, name: str, data: bytes, number: int) -> CachedFile:
        """The file with its entry; `number` is its place among the files."""
        key = _Key(self._state, number, name, data)
        return CachedFile(self, key, os.path.join(self._folder, _name(key)) if self._folder else "")

    def has_room(self) -> bool:
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
        if len(entries) >= _MOST_ENTRIES or (not entry.endswith((".read", ".json")) and _is_forgotten(path)):
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
    return f"{sys.version} {__version__} " + " ".join(f"{state.st_size}-{state.st_mtime_ns}" for state in states)


def _reading_modules() -> list[str]:
    names = [os.path.join(folder, name) for folder in _FOLDERS for name in sorted(os.listdir(folder))]
    return [*(name for name in names if name.endswith(".py")), *_MODULES]


def _name(key: _Key) -> str:
    """The name of the entry: files that happen to have the same one replace each other's entries."""
    words = f"{key.state}\n{key.number}\n{key.name}\n".encode()
    return source_hash(words + key.data).hex() + ".read"


def _entry(path: str, key: _Key) -> tuple[str, bytes] | None:
    """The city and what was read; None where there is no entry, or where it is damaged, doubtful or another file's."""
    try:
        handle = os.open(path, os.O_RDONLY | _AS_IT_IS)
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode) or not _is_own(found) or found.st_size > _MOST_BYTES:
                return None
            with open(handle, "rb", closefd=False) as stream:
                content = stream.read(_MOST_BYTES)
        finally:
            os.close(handle)
        checksum, rest = content[:_CHECKSUM], content[_CHECKSUM:]
        if source_hash(rest) != checksum:
            return None
        *of_key, city, plain = marshal.loads(rest)
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return (city, plain) if tuple(of_key) == key and isinstance(city, str) and isinstance(plain, bytes) else None


def _loaded(plain: bytes) -> TargetFile | None:
    try:
        value = _value(marshal.loads(plain))
    except Exception:  # whatever is wrong with it, the target file is there to be read
        return None
    return value if isinstance(value, TargetFile) else None


def _save(path: str, key: _Key, file: TargetFile) -> None:
    """Write the entry as a whole or not at all; where it cannot be written, the target file is simply read again."""
    rest = marshal.dumps((*key, str(file.city.id), marshal.dumps(_plain(file))))
    temporary = f"{path}.{os.urandom(8).hex()}"
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _AS_IT_IS, 0o600)
        with open(handle, "wb") as stream:
            stream.write(source_hash(rest) + rest)
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)


def _plain(value: Any) -> Any:
    """The value in plain lists: all but texts, whole numbers, flags and None are lists that begin with their type."""
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
            return _member(name, plain[1])
