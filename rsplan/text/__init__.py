"""Texts for people: one catalogue per language, code holds keys."""

from collections.abc import Mapping
from importlib import import_module

LANGUAGES = ("zh", "en")

_loaded: dict[str, Mapping[str, str]] = {}


def catalogue(lang: str) -> Mapping[str, str]:
    """The texts of a language by key."""
    if lang not in _loaded:
        _loaded[lang] = import_module(f"rsplan.text.{lang}").TEXTS
    return _loaded[lang]


def say(lang: str, key: str, details: Mapping[str, str] | None = None) -> str:
    """The text of the key in the language, filled in; raises KeyError for a key that has none."""
    text = catalogue(lang)[key]
    return text.format_map(details) if details else text
