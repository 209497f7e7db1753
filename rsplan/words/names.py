"""Cities, plans, groups and indicators as people type them; docs/words.md.

An id means itself. Any other word is looked up among the numbers and names of what is loaded, and then among parts of
names; a word with several meanings is refused with all of them.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rsplan.errors import BadText
from rsplan.model.bilingual import Text
from rsplan.model.enums import Scope
from rsplan.model.plain_text import has_blank_inside, plain
from rsplan.model.plan import City, Plan
from rsplan.name_matching import folded_name, printed_names
from rsplan.suggest import nearest
from rsplan.text import Language
from rsplan.words.dates import numeral_value

#: Parts of names shorter than this say nothing.
_SHORTEST_PART = 2

_ROW = re.compile("(?:第|#|no\\.?)?([0-9]+(?:[.-][0-9]+)*)[.、:]?(?:项|行|号)?", re.ASCII)
_LEVELS = ("市", "省", "县", "区")
_YEARS = re.compile("([0-9]{4})年?(?:[-—–~至到]([0-9]{4})年?)?", re.ASCII)
_ORDINAL = re.compile("([0-9]{1,2})(?:st|nd|rd|th)?-?(?:fyp|five-?year-?plan)?", re.ASCII)
_NUMERAL_ORDINAL = re.compile("第?([一二三四五六七八九十]{1,3}?)个?五年?")
_TITLE_ORDINAL = re.compile('[“"]([一二三四五六七八九十]{1,3})五[”"]')
_AROUND_PLAN = re.compile("[“”\"'‘’《》]|规划$|时期$|期间$|计划$")


class Meaning(NamedTuple):
    """An id with the name that belongs to it."""

    id: str
    name: Text

    def in_(self, lang: Language) -> str:
        """The id with the name in the language."""
        return f"{self.id} ({self.name.in_(lang)})"


def _only(word: str, meanings: Iterable[Meaning], lang: Language) -> Meaning | None:
    """The one meaning of the word, None where it has none; raises BadText where it has several."""
    by_id = {meaning.id: meaning for meaning in meanings}
    if len(by_id) > 1:
        raise BadText("text.ambiguous_word", word=word, known="; ".join(one.in_(lang) for one in by_id.values()))
    return next(iter(by_id.values()), None)


def _nearest_of(word: str, names: Iterable[str]) -> str:
    """The known name nearest to the word, empty where none is near."""
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(folded_name(name), name)
    return known.get(nearest(folded_name(word), known) or "", "")


def _has_part(name: str, part: str) -> bool:
    """Whether the part stands in the name, in letters from the beginning of a word on."""
    if part.isascii():
        return re.search(rf"\b{re.escape(part)}", name.lower()) is not None
    return folded_name(part) in folded_name(name)


def _by_part(word: str, meanings: Iterable[Meaning]) -> list[Meaning]:
    part = " ".join(word.lower().split())
    if len(part) < _SHORTEST_PART:
        return []
    return [meaning for meaning in meanings if any(_has_part(name, part) for name in meaning.name)]


# --- cities ----------------------------------------------------------------------------------------------------------


def city_meant(word: str, cities: Sequence[City], lang: Language) -> Meaning:
    """The city that the word means: its id, its Chinese name with or without 市, or its English name, in any case.

    Raises BadText for any other word and for a name that several cities bear.
    """
    meanings = [Meaning(city.id, city.name) for city in cities]
    found = next((meaning for meaning in meanings if meaning.id == word), None) or _only(
        word, [meaning for meaning in meanings if folded_name(word) in map(folded_name, _city_names(meaning))], lang
    )
    if found is None:
        near = _nearest_of(word, [name for meaning in meanings for name in _city_names(meaning)])
        key = "text.unknown_city_near" if near else "text.unknown_city"
        raise BadText(key, word=word, near=near, words=", ".join(city.id for city in cities))
    return found


def _city_names(city: Meaning) -> list[str]:
    """The id, the names, and the Chinese name without the level of the city, or with 市 where it states none."""
    zh = city.name.zh
    short = zh[:-1] if zh.endswith(_LEVELS) and len(zh) > _SHORTEST_PART else f"{zh}市"
    return [city.id, zh, short, city.name.en]


# --- plans -----------------------------------------------------------------------------------------------------------


def plans_meant(word: str, plans: Sequence[Plan], lang: Language) -> list[Meaning]:
    """The plans that the word means, at most one of each city: id, 十四五, 14, 2021-2025 or the title.

    Raises BadText for any other word, and where a city has several such plans.
    """
    of_id = [plan for plan in plans if plan.id == word]
    matching = of_id or [plan for plan in plans if _names_plan(word, plan)]
    for city in {plan.city.id for plan in matching}:
        _only(word, [_meaning_of_plan(plan) for plan in matching if plan.city.id == city], lang)
    if not matching:
        near = _nearest_of(word, [name for plan in plans for name in (plan.id, *plan.title)])
        key = "text.unknown_plan_near" if near else "text.unknown_plan"
        known = dict.fromkeys(plan.id for plan in plans)
        raise BadText(key, word=word, near=near, words=", ".join([*known, "all"]))
    return [*{plan.id: _meaning_of_plan(plan) for plan in matching}.values()]


def _meaning_of_plan(plan: Plan) -> Meaning:
    return Meaning(plan.id, plan.title)


def _names_plan(word: str, plan: Plan) -> bool:
    folded = folded_name(word)
    if folded in map(folded_name, (plan.id, *plan.title)):
        return True
    if has_blank_inside(word):
        return False
    if match := _YEARS.fullmatch(plain(word)):
        return (int(match[1]), int(match[2] or match[1])) == (plan.start.year, plan.end.year)
    ordinal = _ordinal_in(word)
    return ordinal is not None and ordinal == _ordinal_of(plan)


def _ordinal_in(word: str) -> int | None:
    bare = plain(word).lower()
    while (rest := _AROUND_PLAN.sub("", bare)) != bare:
        bare = rest
    if match := _ORDINAL.fullmatch(bare):
        return int(match[1])
    match = _NUMERAL_ORDINAL.fullmatch(bare)
    return numeral_value(match[1]) if match else None


def _ordinal_of(plan: Plan) -> int | None:
    """The number of the five-year plan, from the id or from the title."""
    if match := re.fullmatch("([0-9]{1,2})fyp", plan.id):
        return int(match[1])
    match = _TITLE_ORDINAL.search(plan.title.zh)
    return numeral_value(match[1]) if match else None


# --- groups ----------------------------------------------------------------------------------------------------------


def groups_meant(word: str, plans: Sequence[Plan], lang: Language) -> list[Meaning]:
    """The groups that the word means, at most one of each plan: id, name, or a part of the name.

    Raises BadText for any other word, and where a plan has several such groups.
    """
    every = [[Meaning(group.id, group.name) for group in plan.groups] for plan in plans]
    for find, of_plans in ((_by_id, every), (_by_name, every), (_by_part, _groups_of_tables(plans)), (_by_part, every)):
        meant = [_only(word, find(word, groups), lang) for groups in of_plans]
        if found := {one.id: one for one in meant if one}:
            return [*found.values()]
    near = _nearest_of(word, [name for groups in every for group in groups for name in (group.id, *group.name)])
    known = {group.id: group for groups in _groups_of_tables(plans) or every for group in groups}.values()
    key = "text.unknown_group_near" if near else "text.unknown_group"
    raise BadText(key, word=word, near=near, words=", ".join(one.in_(lang) for one in known) or "-")


def _groups_of_tables(plans: Sequence[Plan]) -> list[list[Meaning]]:
    """The groups of the main table of each plan."""
    of_plans = ([one.group for one in plan.indicators if one.scope is Scope.HEADLINE and one.group] for plan in plans)
    return [[Meaning(group.id, group.name) for group in groups] for groups in of_plans]


def _by_id(word: str, meanings: Iterable[Meaning]) -> list[Meaning]:
    return [meaning for meaning in meanings if meaning.id == word]


def _by_name(word: str, meanings: Iterable[Meaning]) -> list[Meaning]:
    names = {printed.name for printed in printed_names(word)}
    return [meaning for meaning in meanings if not names.isdisjoint(map(folded_name, (meaning.id, *meaning.name)))]


# --- indicators ------------------------------------------------------------------------------------------------------


def indicator_meant(word: str, plans: Sequence[Plan], likely: Sequence[Plan], lang: Language) -> Meaning:
    """The indicator of a city that the word means: id, number, name, or a unique part of a name of the main table.

    `plans` are all plans of the city, `likely` those that are talked of: numbers count in their tables, and their
    names come first. Raises BadText for a word that means none of the indicators, or several.
    """
    every, ours = _meanings(plans), _meanings(likely)
    if by_id := _by_id(word, every):
        return by_id[-1]
    if (match := _ROW.fullmatch(plain(word).lower())) and not has_blank_inside(word):
        return _in_row(match[1], word, likely, lang)
    found = _only(word, _by_name(word, ours), lang)
    if found is None:
        found = _only(word, [*_by_name(word, every), *_by_part(word, _meanings(likely, headline=True))], lang)
    if found is None:
        found = _only(word, _by_part(word, _meanings(plans, headline=True)), lang)
    if found is None:
        near = _nearest_of(word, [name for meaning in (*ours, *every) for name in (meaning.id, *meaning.name)])
        key = "text.unknown_indicator_near" if near else "text.unknown_indicator"
        raise BadText(key, word=word, near=near)
    return found


def indicator_of_cities(word: str, plans: Sequence[Plan], lang: Language) -> Meaning:
    """The indicator that the word means in the plans of several cities, wherever it means one.

    Raises BadText where it means none anywhere, or not the same everywhere.
    """
    found: list[Meaning] = []
    refused: list[BadText] = []
    for city in dict.fromkeys(plan.city.id for plan in plans):
        own = [plan for plan in plans if plan.city.id == city]
        try:
            found.append(indicator_meant(word, own, own, lang))
        except BadText as error:
            if error.key == "text.ambiguous_word":
                raise
            refused.append(error)
    meaning = _only(word, found, lang)
    if meaning is None:
        raise max(refused, key=lambda error: error.key.endswith("_near"))
    return meaning


def _meanings(plans: Sequence[Plan], *, headline: bool = False) -> list[Meaning]:
    return [
        Meaning(indicator.id, indicator.name)
        for plan in plans
        for indicator in plan.indicators
        if not headline or indicator.scope is Scope.HEADLINE
    ]


def _in_row(number: str, word: str, plans: Sequence[Plan], lang: Language) -> Meaning:
    """The indicator with that number in the tables of the plans."""
    if not plans:
        raise BadText("text.row_of_no_plan", word=word)
    rows: dict[str, list[Meaning]] = {}
    for indicator in (indicator for plan in plans for indicator in plan.indicators if indicator.number):
        rows.setdefault(str(indicator.number), []).append(Meaning(indicator.id, indicator.name))
    found = _only(word, rows.get(number, ()), lang)
    if found is None:
        spans = ", ".join(f"{plan.id} {plan.start.year}-{plan.end.year}" for plan in plans)
        known = f"{next(iter(rows))}-{next(reversed(rows))}" if rows else "-"
        raise BadText("text.no_such_row", word=word, plans=spans, rows=known)
    return found
