"""The JSON Schemas of inputs and outputs, each as one document that needs no other."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rsplan.errors import RsplanError
from rsplan.suggest import nearest

#: Beside this module in a checkout and in an installed package.
FOLDER = Path(__file__).resolve().parent

_SUFFIX = ".schema.json"

#: The definitions that several outputs share; each printed schema holds those that it needs.
_COMMON = "common"
_SHARED = f"{_COMMON}{_SUFFIX}#/$defs/"
_OWN = "#/$defs/"

#: The inputs stand before the outputs.
_INPUTS = ("targets", "observations")


def names() -> list[str]:
    """The names of the schemas: the input files, then the outputs in alphabetical order."""
    found = sorted(file.name.removesuffix(_SUFFIX) for file in FOLDER.glob(f"*{_SUFFIX}"))
    return [*_INPUTS, *(name for name in found if name not in (*_INPUTS, _COMMON))]


def schema_text(name: str) -> str:
    """The schema as a document of JSON; raises RsplanError, with the nearest, for a name that has none."""
    known = names()
    if name not in known:
        near = nearest(name, known)
        key = "error.unknown_schema_near" if near else "error.unknown_schema"
        raise RsplanError(key, name=name, near=near or "", known=", ".join(known))
    return json.dumps(bundled(_read(name)), ensure_ascii=False, indent=2) + "\n"


def bundled(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with its own copy of every shared definition that it leads to."""
    shared = _read(_COMMON)["$defs"]
    own = schema.get("$defs", {})
    waiting = list(_shared_names(schema))
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += (ref.removeprefix(_OWN) for ref in _references(shared[name]))
    found: dict[str, Any] = _pointed_inside(schema)
    if needed:
        # In the order of the common file, so that the text does not depend on how they were found.
        found["$defs"] = {**_pointed_inside(own), **{name: shared[name] for name in shared if name in needed}}
    return found


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}{_SUFFIX}").read_text(encoding="utf-8"))
    return found


def _shared_names(schema: Any) -> Iterator[str]:
    return (ref.removeprefix(_SHARED) for ref in _references(schema) if ref.startswith(_SHARED))


def _references(part: Any) -> Iterator[str]:
    """Every `$ref` at any depth."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref" and isinstance(value, str):
                yield value
            else:
                yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def _pointed_inside(part: Any) -> Any:
    """The same with references to shared definitions turned to the copies inside."""
    if isinstance(part, dict):
        return {key: _pointed_inside(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_pointed_inside(value) for value in part]
    return part.replace(_SHARED, _OWN) if isinstance(part, str) else part
