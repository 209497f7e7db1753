"""A text for people as a value: the key of a catalogue and what fills it in."""

from collections.abc import Mapping
from typing import NamedTuple


class Message(NamedTuple):
    """A text of the catalogues and what fills it in."""

    key: str
    details: Mapping[str, str] = {}
