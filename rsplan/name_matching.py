"""Names as tables print them, matched with the cities and indicators of the plans, never by guessing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from rsplan.errors import MOST_PROBLEMS
from rsplan.model.period import Period
from rsplan.model.plain_text import plain
from rsplan.model.plan import City, Indicator, Plan
from rsplan.suggest import nearest

#: The ends of names of districts and counties.
_DISTRICTS = ("区", "县", "镇", "乡", "街道")

#: Texts that are kept: a table repeats its names and periods in every row.
_CACHED = 1 << 13

#: The id that a mapping gives a name whose figures are to be left out.
SKIP = "skip"

_SIGNS = str.maketrans(
    {"（": "(", "）": ")", "［": "[", "］": "]", "【": "[", "】": "]", "，": ",", "：": ":", "．": "."}
)
_NUMBERED = re.compile(
    r"(?:其中:|#|[①-⑳]|\(?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[.、):])+|[0-9]{1,3}(?=[^0-9.,%])"
)
_FOOTNOTE_MARK = re.compile(r"(?:[*※]+|[①-⑳])$")
_OF_ALL = re.compile("(?:全市|我市|本市)")
_WITH_UNIT = re.compile(r"(?P<name>.+?)[(\[](?P<unit>[^()\[\]]+)[)\]]")


class PrintedName(NamedTuple):
    """A folded name with the unit that is printed after it, if any."""

    name: str
    unit: str


class NameMatch(NamedTuple):
    """The indicator that a name means; where there is none, its candidates, or the nearest name and its indicator.

    `in_all_plans` says that it means no other in another period.
    """

    id: str | None
    unit: str
    candidates: tuple[str, ...] = ()
    near: str = ""
    near_id: str = ""
    in_all_plans: bool = False


@lru_cache(maxsize=_CACHED)
def folded_name(text: str) -> str:
    """The name without white space, capitals, full-width signs and footnote marks after it: for look-ups only."""
    return _FOOTNOTE_MARK.sub("", plain(text).lower().translate(_SIGNS))


@lru_cache(maxsize=_CACHED)
def printed_names(text: str) -> tuple[PrintedName, ...]:
    """The names that the text may be: with and without a number or 全市 before it, each with and without its unit."""
    whole = folded_name(text)
    names = []
    bare = _NUMBERED.sub("", whole, count=1) if _NUMBERED.match(whole) else whole
    for name in dict.fromkeys((whole, bare, _OF_ALL.sub("", bare, count=1) if _OF_ALL.match(bare) else bare)):
        names.append(PrintedName(name, ""))
        if match := _WITH_UNIT.fullmatch(name):
            names.append(PrintedName(_FOOTNOTE_MARK.sub("", match["name"]), match["unit"]))
    return tuple(names)


class NameIndex:
    """The names of all loaded cities and indicators, and the user's mapping of other names to indicators."""

    def __init__(self, plans: Sequence[Plan], mapping: Mapping[str, str]) -> None:
        self._mapping = {folded_name(name): indicator for name, indicator in mapping.items()}
        self._skips = SKIP in self._mapping.values()
        self._cities = _city_names(plan.city for plan in plans)
        self._plans: dict[str, list[Plan]] = {}
        self._plans_by_id: dict[tuple[str, str], dict[str, list[Plan]]] = {}
        self._printed: dict[str, dict[str, tuple[str, str]]] = {}
        self._nearest_names: dict[tuple[str, str], tuple[str, str]] = {}
        for plan in plans:
            self._plans.setdefault(plan.city.id, []).append(plan)
            for indicator in plan.indicators:
                self._add(plan, indicator)

    def _add(self, plan: Plan, indicator: Indicator) -> None:
        for name in (indicator.id, indicator.name.zh, indicator.name.en):
            by_id = self._plans_by_id.setdefault((plan.city.id, folded_name(name)), {})
            by_id.setdefault(indicator.id, []).append(plan)
            self._printed.setdefault(plan.city.id, {})[folded_name(name)] = name, indicator.id

    def city(self, text: str) -> str | None:
        """The id of the city with that id or name in either language; 市 may be left out."""
        return self._cities.get(folded_name(text))

    def is_nearly_city(self, text: str, city: str) -> bool:
        """Whether the text is nearly a name of the city: a slip in its id, or more words around its name.

        A district has the name of its city in it, too.
        """
        names = [name for name, known in self._cities.items() if known == city]
        folded = folded_name(text)
        if folded.isascii():
            return nearest(folded, [name for name in names if name.isascii()]) is not None
        return any(name in folded for name in names) and not folded.endswith(_DISTRICTS)

    def names_of_city(self, city: str) -> list[str]:
        """The folded names of the city; of two that overlap the longer one is first."""
        return sorted((name for name, known in self._cities.items() if known == city), key=len, reverse=True)

    def ids(self, text: str) -> set[str]:
        """The indicators of any city that the text may name."""
        found = set()
        for printed in printed_names(text):
            if (mapped := self._mapping.get(printed.name)) is not None:
                found.add(mapped)
            found.update(*(self._plans_by_id.get((city, printed.name), {}) for city in self._plans))
        return found

    def cities_in(self, text: str) -> set[str]:
        """The ids of the cities that a title names in full, as 苏州市."""
        title = folded_name(text)
        return {city for name, city in self._cities.items() if len(name) > 1 and name.endswith("市") and name in title}

    def cities(self) -> list[str]:
        """The ids of the cities."""
        return list(self._plans)

    def is_indicator(self, text: str) -> bool:
        """Whether the text names an indicator of any city, or is in the mapping."""
        return self.is_printed(text) or any(printed.name in self._mapping for printed in printed_names(text))

    def is_printed(self, text: str) -> bool:
        """Whether the text is an indicator of any city as its plan names it."""
        names = [printed.name for printed in printed_names(text)]
        return any((city, name) in self._plans_by_id for name in names for city in self._plans)

    @cached_property
    def begin_with_digits(self) -> bool:
        """Whether any name does, so that a number may be one."""
        return any(name[:1].isdecimal() for name in (*self._mapping, *(name for _, name in self._plans_by_id)))

    @property
    def has_mapping(self) -> bool:
        """Whether the user maps any name."""
        return bool(self._mapping)

    def is_skipped(self, text: str) -> bool:
        """Whether the mapping leaves the text out."""
        return self._skips and any(self._mapping.get(printed.name) == SKIP for printed in printed_names(text))

    def name_within(self, text: str) -> tuple[str, str] | None:
        """The longest name of an indicator inside the folded text, and the text without it."""
        inside = [name for name in self._names_of_indicators if name in text]
        longest = max(inside, key=len, default="")
        return (longest, text.replace(longest, "", 1)) if longest else None

    def nearest_name(self, city: str, text: str) -> tuple[str, str, str] | None:
        """The name of an indicator nearest to the text, with its id and unit; of any city where none is given."""
        for given in (city,) if city else self._plans:
            near, near_id = self._nearest(given, text)
            if near:
                return near, near_id, self._unit_of(given, near_id)
        return None

    def _unit_of(self, city: str, indicator: str) -> str:
        units = [one.unit.zh for plan in self._plans[city] for one in plan.indicators if one.id == indicator]
        return units[0] if units else ""

    def is_near(self, text: str) -> bool:
        """Whether the text is nearly the name of an indicator of any city."""
        return any(self._nearest(city, text)[0] for city in self._plans)

    @cached_property
    def _names_of_indicators(self) -> frozenset[str]:
        """The folded names of all indicators, and those that are mapped to one; a single character is in many words."""
        mapped = (name for name, indicator in self._mapping.items() if indicator != SKIP)
        return frozenset(name for name in (*(name for _, name in self._plans_by_id), *mapped) if len(name) > 1)

    def indicator(self, city: str, text: str, period: Period | None) -> NameMatch:
        """Match the text with an indicator of the city.

        A name that several indicators bear means the one whose plan contains the period.
        """
        for printed in printed_names(text):
            mapped = self._mapping.get(printed.name)
            if mapped is not None:
                return NameMatch(mapped, printed.unit or _unit_in(text), in_all_plans=True)
            by_id = self._plans_by_id.get((city, printed.name), {})
            ids = list(by_id) if len(by_id) < 2 else _ids_of_period(by_id, period)
            if len(ids) == 1:
                return NameMatch(ids[0], printed.unit, in_all_plans=len(by_id) == 1)
            if by_id:
                return NameMatch(None, printed.unit, candidates=tuple(by_id))
        near, near_id = self._nearest(city, text)
        return NameMatch(None, "", near=near, near_id=near_id)

    def _nearest(self, city: str, text: str) -> tuple[str, str]:
        """The nearest name and its indicator, each looked for once, and no more of them than problems are shown."""
        if (city, text) not in self._nearest_names:
            searched = len(self._nearest_names) < MOST_PROBLEMS
            self._nearest_names[city, text] = self._find_nearest(city, text) if searched else ("", "")
        return self._nearest_names[city, text]

    def _find_nearest(self, city: str, text: str) -> tuple[str, str]:
        names = self._printed.get(city, {})
        for printed in reversed(printed_names(text)):
            near = nearest(printed.name, names)
            if near:
                return names[near]
        return "", ""


def _unit_in(text: str) -> str:
    return next((printed.unit for printed in printed_names(text) if printed.unit), "")


def _ids_of_period(by_id: Mapping[str, Sequence[Plan]], period: Period | None) -> list[str]:
    """The indicators that have a plan with the period's last day."""
    if period is None:
        return []
    return [id_ for id_, plans in by_id.items() if any(plan.start <= period.end <= plan.end for plan in plans)]


def _city_names(cities: Iterable[City]) -> dict[str, str]:
    """The ids of the cities by each folded name."""
    return {
        folded_name(name): city.id
        for city in cities
        for name in (city.id, city.name.en, city.name.zh, city.name.zh.removesuffix("市"))
    }
