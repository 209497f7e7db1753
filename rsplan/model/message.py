"""A message for people as a value: a key of the text catalogues and the details that fill it in."""

from collections.abc import Mapping
from typing import NamedTuple


class Message(NamedTuple):
    """A text of the catalogues, by its key, with its details."""

    key: str
    details: Mapping[str, str] = {}
