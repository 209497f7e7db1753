"""Texts for people: one catalogue per language, code holds keys.

The languages are two by decision: the plans are Chinese, their readers abroad read English. A third is a member of
`Language`; mypy and the tests then name every place that has to know it.
"""

import re
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
    texts = catalogue(lang)
    text = texts[key]
    if details and any(family in text for family in _FAMILIES):
        return text.format_map({name: _Word(detail).of(texts) for name, detail in details.items()})
    return text.format_map(details) if details else text


#: Codes that a text may have said in words, as `{basis:basis}`.
_FAMILIES = (":basis}", ":bases}", ":kind}", ":unit}", ":periods}", ":list}", ":system}")


class _Word(str):
    """A detail that a text may have said in words: codes are English, and no Chinese reader should need them."""

    _texts: Mapping[str, str]

    def of(self, texts: Mapping[str, str]) -> "_Word":
        """The detail in the language of the texts."""
        self._texts = texts
        return self

    def __format__(self, family: str) -> str:
        """The code itself, or its word of the family; of a unit in both languages the Chinese one.

        `system` are errors as the system words them, one that is not known as it is. Code parts the members of a list
        with commas, or with semicolons where a member may hold one: `list` parts them as the language does. `bases` are
        codes of the family `basis` among other words, `periods` are periods.
        """
        if family in ("list", "bases", "periods"):
            mark, key = ("; ", "word.semicolon") if "; " in self else (", ", "word.and")
            return self._texts[key].join(self._member(member, family) for member in self.split(mark))
        if family == "unit":
            return self.partition(" = ")[0]
        return self._texts.get(".".join((family, self)), str(self)) if family else str(self)

    def _member(self, member: str, family: str) -> str:
        """A member of a list in the language."""
        if family == "periods":
            return in_words(member, self._texts)
        return (
            " ".join(self._texts.get("basis." + word, word) for word in member.split(" "))
            if family == "bases"
            else member
        )


_PART = r"([0-9]{4})(?:-(H[12]|Q[1-4]|[0-9]{2}))?"
_MONTHS = r"([0-9]{4})-([0-9]{2})/([0-9]{4})-([0-9]{2})"
_DAYS = r"([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{4}-[0-9]{2}-[0-9]{2})"


def in_words(period: str, texts: Mapping[str, str]) -> str:
    """The period, as data files spell it, in the words of the catalogue; a day stays as it is, as any other text.

    2022-H2 is 2022年下半年 in Chinese, and the second half of 2022 in English.
    """
    if match := re.fullmatch(_PART, period):
        year, part = match.groups()
        if part is None:
            return texts["period.year"].format(year=year)
        if part.isdecimal():
            return texts["period.month"].format(year=year, month=int(part))
        return texts[f"period.{part}"].format(year=year)
    if match := re.fullmatch(_MONTHS, period):
        year, first, last_year, last = match.groups()
        if (year, first) == (last_year, last):
            return texts["period.month"].format(year=year, month=int(first))
        key = "period.months" if year == last_year else "period.months_across"
        details = {"month": int(first), "last": int(last)}
        return texts[key].format(year=year, last_year=last_year, **details)
    if match := re.fullmatch(_DAYS, period):
        return texts["period.days"].format(first=match[1], last=match[2])
    return period
