"""Ids of drafted indicators: that of a loaded indicator where name, kind and unit agree, else a new one."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rsplan.documents.structure.folding import folded
from rsplan.model.enums import Kind
from rsplan.model.plan import Indicator, Plan
from rsplan.model.units import base_unit, scale_of
from rsplan.name_matching import folded_name
from rsplan.suggest import nearest

#: Words at the end of a name that say only how its thing is counted; kind and unit say it too.
_COUNTED = ("人员数量", "人数", "人次", "总量", "总数", "数量", "规模", "比例", "比重", "占比", "率", "数", "量")
_OF_ALL = re.compile("^(?:全市|我市|本市|全省|全国|全区|全县)")


class Match(NamedTuple):
    """The loaded indicator that a row is, or the one that it nearly is: then `indicator` is None."""

    indicator: Indicator | None
    near: Indicator | None = None


class LoadedIndicators:
    """The indicators of the loaded plans, those of the city first, then the latest plans."""

    def __init__(self, plans: Sequence[Plan], city: str) -> None:
        ordered = sorted(plans, key=lambda plan: (plan.city.id != city, -plan.start.toordinal()))
        self._indicators = [(plan.city.id, indicator) for plan in ordered for indicator in plan.indicators]
        self._city = city
        self._taken: set[str] = set()

    @property
    def ids(self) -> set[str]:
        """The ids of all."""
        return {indicator.id for _, indicator in self._indicators}

    def is_own(self, indicator: Indicator) -> bool:
        """Whether the indicator is one of the city's own plans."""
        return any(city == self._city and one is indicator for city, one in self._indicators)

    def same_name(self, name: str, unit: str) -> Indicator | None:
        """The indicator with the name, ways of counting aside, and the unit."""
        return next((one for one in self._named(name) if _same_unit(one.unit.zh, unit)), None)

    def match(self, name: str, kind: Kind, unit: str) -> Match:
        """The indicator that a row with the name, the kind and the unit is; each is given to one row only."""
        same = list(self._named(name))
        for indicator in same:
            fits = indicator.kind is kind and _same_unit(indicator.unit.zh, unit) and self._keeps_unit(indicator, unit)
            if fits and indicator.id not in self._taken:
                self._taken.add(indicator.id)
                return Match(indicator)
        return Match(None, next(iter(same), None) or self._near(name))

    def _named(self, name: str) -> Iterable[Indicator]:
        """The indicators with exactly this name, then those with it but for words that say how it is counted."""
        whole, core = _whole(name), _core(name)
        for sought, of in ((whole, _whole), (core, _core)):
            for _, indicator in self._indicators:
                if of(indicator.name.zh) == sought:
                    yield indicator

    def _keeps_unit(self, indicator: Indicator, unit: str) -> bool:
        """Whether every indicator of the city with this id has the unit: it is one series."""
        own = [one for city, one in self._indicators if city == self._city and one.id == indicator.id]
        return all(folded(one.unit.zh) == folded(unit) for one in own)

    def _near(self, name: str) -> Indicator | None:
        names = {folded_name(indicator.name.zh): indicator for _, indicator in reversed(self._indicators)}
        near = nearest(folded_name(name), names)
        return names[near] if near else None


def _whole(name: str) -> str:
    return _OF_ALL.sub("", folded_name(name))


def _core(name: str) -> str:
    """The name without the words that say how its thing is counted."""
    core = _whole(name)
    word = next((word for word in _COUNTED if core.endswith(word) and len(core) > len(word) + 1), "")
    return core.removesuffix(word)


def _same_unit(unit: str, other: str) -> bool:
    return base_unit(unit) == base_unit(other) and scale_of(unit) == scale_of(other)


def new_id(city: str, plan: str, number: str, taken: set[str]) -> str:
    """Return an id that no loaded indicator has: the same id in another plan or city says that it is the same."""
    stem = f"{city}-{plan}-{number}" if number.isascii() and number.isdigit() else f"{city}-{plan}-n"
    identifier, count = stem, 1
    while identifier in taken:
        count += 1
        identifier = f"{stem}-{count}"
    return identifier
