"""Texts for people: one catalogue per language, code holds keys.

The languages are two by decision: the plans are Chinese, their readers abroad read English. A third is a member of
`Language`; mypy and the tests then name every place that has to know it.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Literal, get_args

#: A language of the texts, as `--lang` names it.
Language = Literal["zh", "en"]

LANGUAGES: tuple[Language, ...] = get_args(Language)

_loaded: dict[Language, Mapping[str, str]] = {}


def catalogue(lang: Language) -> Mapping[str, str]:
    """The texts of a language by key."""
    if lang not in _loaded:
        _loaded[lang] = import_module(f"rsplan.text.{lang}").TEXTS
    return _loaded[lang]


def say(lang: Language, key: str, details: Mapping[str, str] | None = None) -> str:
    """The text of the key in the language, filled in; raises KeyError for a key that has none."""
    text = catalogue(lang)[key]
    return text.format_map(details) if details else text
