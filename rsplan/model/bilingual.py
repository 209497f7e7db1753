"""A name or a note in Chinese and English, as target files give it."""

from typing import NamedTuple


class Text(NamedTuple):
    """A name or a note in both languages."""

    zh: str
    en: str
