"""JSON and JSON Lines: exact decimals as plain numbers, the same bytes on every machine; docs/json.md."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rsplan.model.rounding import digits

#: A value that can be written; the members of an object are such values too, which mypy cannot say of typed records.
Value = None | bool | int | str | Decimal | Sequence["Value"] | Mapping[str, object] | Iterator["Value"]

_INDENT = "  "


def json_text(value: Value) -> str:
    """A document of JSON, indented, ending in a line break."""
    return "".join(json_pieces(value))


def json_pieces(value: Value) -> Iterator[str]:
    """The document of `json_text` in pieces; an iterator is an array whose members are written as they come."""
    yield from _pieces(value, "\n")
    yield "\n"


def _pieces(value: Any, newline: str) -> Iterator[str]:
    inner = newline + _INDENT
    if isinstance(value, Iterator):
        before = "[" + inner
        for member in value:
            yield before
            yield from _pieces(member, inner)
            before = "," + inner
        yield newline + "]" if before[0] == "," else "[]"
    elif isinstance(value, Mapping) and any(isinstance(member, Iterator) for member in value.values()):
        before = "{" + inner
        for key, member in value.items():
            yield f"{before}{_quoted(key)}: "
            yield from _pieces(member, inner)
            before = "," + inner
        yield newline + "}"
    else:
        pieces: list[str] = []
        _write(value, newline, pieces.append)
        yield "".join(pieces)


def jsonl_text(records: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """One JSON object a line."""
    for record in records:
        pieces: list[str] = []
        _write(record, None, pieces.append)
        pieces.append("\n")
        yield "".join(pieces)


def _quoted(text: str) -> str:
    """The text as a string of JSON."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    from json.encoder import encode_basestring  # hardly any text has something to escape, and start-up counts

    return encode_basestring(text)


#: The text of values that hold no others, by their type: a boolean is no integer here.
_PLAIN: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda value: "null",
    bool: lambda value: "true" if value else "false",
    str: _quoted,
    int: str,
    Decimal: digits,
}


def _write(value: Any, newline: str | None, put: Callable[[str], object]) -> None:
    """Put the text of a value; `newline` is the line break with its indentation, None for one line."""
    inner = newline + _INDENT if newline is not None else None
    plain = _PLAIN.get(type(value))
    if plain is not None:
        put(plain(value))
    elif type(value) is dict or isinstance(value, Mapping):  # reports are made of dicts, which are quickly told
        _write_object(value, newline or "", inner, put)
    else:
        assert isinstance(value, Iterable), value
        _write_array(value, newline or "", inner, put)


def _write_object(value: Mapping[str, object], newline: str, inner: str | None, put: Callable[[str], object]) -> None:
    before, between, plain_of = "{" + (inner or ""), "," + (inner or " "), _PLAIN.get
    for key, member in value.items():
        plain = plain_of(type(member))  # most members hold no others: they need no call
        name = _NAMES.get(key)
        if name is None:
            name = _NAMES[key] = _quoted(key) + ": "
        if member is None:  # the commonest of all
            put(before + name + "null")
        elif plain is not None:
            put(before + name + plain(member))
        else:
            put(before + name)
            _write(member, inner, put)
        before = between
    put(newline + "}" if value else "{}")


def _write_array(value: Iterable[object], newline: str, inner: str | None, put: Callable[[str], object]) -> None:
    before, between, plain_of = "[" + (inner or ""), "," + (inner or " "), _PLAIN.get
    written = False
    for member in value:
        plain = plain_of(type(member))
        if plain is not None:
            put(before + plain(member))
        else:
            put(before)
            _write(member, inner, put)
        before, written = between, True
    put(newline + "]" if written else "[]")


#: The names of members as they are written: the keys of reports, and no others.
_NAMES: dict[str, str] = {}
