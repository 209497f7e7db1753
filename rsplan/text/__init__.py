"""Texts for people: one catalogue per language, code holds keys.

The languages are two by decision: the plans are Chinese, their readers abroad read English. A third is a member of
`Language`; mypy and the tests then name every place that has to know it.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Literal, get_args

from rsplan.text.period_text import in_words

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
    texts = catalogue(lang)
    text = texts[key]
    if details and any(family in text for family in _FAMILIES):
        return text.format_map({name: _Word(detail).of(texts) for name, detail in details.items()})
    return text.format_map(details) if details else text


#: Codes that a text may have said in words, as `{basis:basis}`.
_FAMILIES = (":basis}", ":bases}", ":kind}", ":unit}", ":periods}")


class _Word(str):
    """A detail that a text may have said in words: codes are English, and no Chinese reader should need them."""

    _texts: Mapping[str, str]

    def of(self, texts: Mapping[str, str]) -> "_Word":
        """The detail in the language of the texts."""
        self._texts = texts
        return self

    def __format__(self, family: str) -> str:
        """The code itself, or its word of the family; of a unit in both languages the Chinese one.

        `bases` are codes of the family `basis` among other words, `periods` are periods separated by commas.
        """
        if family == "periods":
            return self._texts["word.and"].join(in_words(period, self._texts) for period in self.split(", "))
        if family == "unit":
            return self.partition(" = ")[0]
        if family == "bases":
            return " ".join(self._texts.get("basis." + word, word) for word in self.split(" "))
        return self._texts.get(".".join((family, self)), str(self)) if family else str(self)
