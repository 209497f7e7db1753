"""Names as tables print them, matched with the cities and indicators of the plans, never by guessing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rsplan.errors import MOST_PROBLEMS
from rsplan.model.notation import plain
from rsplan.model.period import Period
from rsplan.model.plan import City, Indicator, Plan
from rsplan.suggest import nearest

#: What a mapping says of a name whose figures are not wanted.
SKIP = "skip"

_SIGNS = str.maketrans(
    {"（": "(", "）": ")", "［": "[", "］": "]", "【": "[", "】": "]", "，": ",", "：": ":", "．": "."}
)
_NUMBERED = re.compile(
    r"(?:其中:|#|[①-⑳]|\(?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[.、):])+|[0-9]{1,3}(?=[^0-9.,%])"
)
_MARKED = re.compile(r"(?:[*※]+|[①-⑳])$")
_WITH_UNIT = re.compile(r"(?P<name>.+?)[(\[](?P<unit>[^()\[\]]+)[)\]]")


class Label(NamedTuple):
    """A name with the unit that is printed behind it, if any."""

    name: str
    unit: str


class Match(NamedTuple):
    """The indicator that a name means; else those it may mean, and the name nearest to it with its indicator."""

    id: str | None
    unit: str
    candidates: tuple[str, ...] = ()
    near: str = ""
    near_id: str = ""


def folded(text: str) -> str:
    """The name without white space, capitals, full-width signs and the footnote marks behind it: for look-ups only."""
    return _MARKED.sub("", plain(text).lower().translate(_SIGNS))


def labels(text: str) -> list[Label]:
    """What the text may say: the name as it stands, without its number, and each without the unit behind it."""
    whole = folded(text)
    found = []
    for name in dict.fromkeys((whole, _NUMBERED.sub("", whole, count=1) if _NUMBERED.match(whole) else whole)):
        found.append(Label(name, ""))
        if match := _WITH_UNIT.fullmatch(name):
            found.append(Label(_MARKED.sub("", match["name"]), match["unit"]))
    return found


class Names:
    """The names of all loaded cities and indicators, and what the user's mapping says of others."""

    def __init__(self, plans: Sequence[Plan], mapping: Mapping[str, str]) -> None:
        self._mapping = {folded(name): meant for name, meant in mapping.items()}
        self._cities = _city_names(plan.city for plan in plans)
        self._plans: dict[str, list[Plan]] = {}
        self._known: dict[tuple[str, str], dict[str, list[Plan]]] = {}
        self._printed: dict[str, dict[str, tuple[str, str]]] = {}
        self._near: dict[tuple[str, str], tuple[str, str]] = {}
        for plan in plans:
            self._plans.setdefault(plan.city.id, []).append(plan)
            for indicator in plan.indicators:
                self._add(plan, indicator)

    def _add(self, plan: Plan, indicator: Indicator) -> None:
        for name in (indicator.id, indicator.name.zh, indicator.name.en):
            self._known.setdefault((plan.city.id, folded(name)), {}).setdefault(indicator.id, []).append(plan)
            self._printed.setdefault(plan.city.id, {})[folded(name)] = name, indicator.id

    def city(self, text: str) -> str | None:
        """The city's id from its id or its name in either language, 市 left out or not."""
        return self._cities.get(folded(text))

    def cities_in(self, text: str) -> set[str]:
        """The cities that a title names in full, as 苏州市."""
        title = folded(text)
        return {city for name, city in self._cities.items() if len(name) > 1 and name.endswith("市") and name in title}

    def cities(self) -> list[str]:
        """The ids of the cities."""
        return list(self._plans)

    def is_indicator(self, text: str) -> bool:
        """Whether the text names an indicator of any city, or is in the mapping."""
        return any(
            label.name in self._mapping or any((city, label.name) in self._known for city in self._plans)
            for label in labels(text)
        )

    def indicator(self, city: str, text: str, period: Period | None) -> Match:
        """The indicator of the city that the text names.

        A name that several indicators bear means the one whose plan contains the period.
        """
        for label in labels(text):
            meant = self._mapping.get(label.name)
            if meant is not None:
                return Match(meant, label.unit or _unit_of(text))
            found = self._known.get((city, label.name), {})
            chosen = list(found) if len(found) < 2 else _of_period(found, period)
            if len(chosen) == 1:
                return Match(chosen[0], label.unit)
            if found:
                return Match(None, label.unit, tuple(found))
        return Match(None, "", (), *self._nearest(city, text))

    def _nearest(self, city: str, text: str) -> tuple[str, str]:
        """The nearest name and its indicator: of so many names that problems are shown for, each looked for once."""
        if (city, text) not in self._near:
            self._near[city, text] = self._look(city, text) if len(self._near) < MOST_PROBLEMS else ("", "")
        return self._near[city, text]

    def _look(self, city: str, text: str) -> tuple[str, str]:
        printed = self._printed.get(city, {})
        for label in reversed(labels(text)):
            near = nearest(label.name, printed)
            if near:
                return printed[near]
        return "", ""


def _unit_of(text: str) -> str:
    return next((label.unit for label in labels(text) if label.unit), "")


def _of_period(found: Mapping[str, Sequence[Plan]], period: Period | None) -> list[str]:
    if period is None:
        return []
    return [one for one, plans in found.items() if any(plan.start <= period.end <= plan.end for plan in plans)]


def _city_names(cities: Iterable[City]) -> dict[str, str]:
    found = {}
    for city in cities:
        for name in (city.id, city.name.en, city.name.zh, city.name.zh.removesuffix("市")):
            found[folded(name)] = city.id
    return found
