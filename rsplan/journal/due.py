"""The figures that are due: what an indicator usually has a figure for, and has none; docs/month.md."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple, assert_never

from rsplan.model.enums import Basis
from rsplan.model.observations import Observation
from rsplan.model.period import Period, month_end, parse_period
from rsplan.model.plan import Indicator, Plan
from rsplan.read.plan_library import Library
from rsplan.survey import (
    EvaluationContext,
    Filters,
    check_groups,
    check_offices,
    choose_plans,
    is_for,
    wanted,
)

_YEAR = 12

#: The gaps between figures that say how often an indicator has one: the last so many.
_GAPS = 3


class Cadence(StrEnum):
    """How often an indicator usually has a figure."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


#: The months of each.
MONTHS: Mapping[Cadence, int] = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.HALF_YEAR: 6, Cadence.YEAR: _YEAR}


class DueFigure(NamedTuple):
    """An indicator, how often it has a figure, the last one, and the periods since for which it has none.

    `cadence` is None where that cannot be told; then nothing is due. `basis` is that of the last figure.
    """

    indicator: Indicator
    cadence: Cadence | None
    last: Observation | None
    periods: tuple[Period, ...]
    responsible: str | None

    @property
    def is_due(self) -> bool:
        """Whether a figure is missing."""
        return bool(self.periods)

    @property
    def since(self) -> date | None:
        """The first day for which nothing is known."""
        return self.periods[0].start if self.periods else None

    @property
    def asked(self) -> tuple[Period, ...]:
        """The periods that a form asks for: each of amounts, the last one of levels and figures to date."""
        if self.last is None or not self.periods:
            return ()
        match self.last.basis:
            case Basis.PERIOD | Basis.MEAN:
                return self.periods
            case Basis.YTD | Basis.PTD | Basis.LEVEL:
                return self.periods[-1:]
            case _:
                assert_never(self.last.basis)


class PlanDue(NamedTuple):
    """One plan with its indicators: those that are due, and the others."""

    plan: Plan
    figures: tuple[DueFigure, ...]

    @property
    def due(self) -> list[DueFigure]:
        """Those of which a figure is missing: first those that had one until lately, last those long without."""
        missing = [one for one in self.figures if one.is_due]
        return sorted(missing, key=lambda figure: -(figure.since or date.max).toordinal())

    @property
    def unknown(self) -> list[DueFigure]:
        """Those of which nobody can tell how often they have a figure."""
        return [one for one in self.figures if one.cadence is None]


def figures_due(
    library: Library, evaluation: EvaluationContext, plans: tuple[str, ...] = (), filters: Filters = Filters()
) -> list[PlanDue]:
    """The figures that are due on the as-of date, by what is known on the known-on date.

    A plan that has ended asks for nothing after its last day. Raises RsplanError as `survey.assess_each` does.
    """
    library = library.as_known(evaluation.known_on)
    chosen = choose_plans(library, plans, evaluation.as_of)
    check_groups(chosen, filters.groups)
    check_offices(library, filters.responsible)
    return [PlanDue(plan, tuple(_of_plan(plan, library, evaluation, filters))) for plan in chosen]


def _of_plan(plan: Plan, library: Library, evaluation: EvaluationContext, filters: Filters) -> Iterator[DueFigure]:
    for indicator in plan.indicators:
        key = plan.city.id, indicator.id
        office = library.responsible.get(key)
        if wanted(indicator, filters) and is_for(office, filters.responsible):
            known = [one for one in library.observations.get(key, ()) if _counts(one, evaluation)]
            yield _of_indicator(plan, indicator, known, evaluation.as_of)._replace(responsible=office)


def _counts(observation: Observation, evaluation: EvaluationContext) -> bool:
    known_on = evaluation.known_on
    return observation.span[1] <= evaluation.as_of and (known_on is None or observation.known_since <= known_on)


def _of_indicator(plan: Plan, indicator: Indicator, known: Sequence[Observation], as_of: date) -> DueFigure:
    ends = sorted({_month(one.span[1]) for one in known})
    cadence = cadence_of(ends, known)
    last = max(known, key=lambda seen: (seen.span[1], seen.known_since, seen.order), default=None)
    periods: tuple[Period, ...] = ()
    if cadence is not None and last is not None:
        first = max(ends[-1], _month(plan.start) - 1)
        periods = tuple(_missing(cadence, first, min(as_of, plan.end), _unusual(ends)))
    return DueFigure(indicator, cadence, last, periods, None)


def _month(day: date) -> int:
    """The months since year 0: of a day within a month, that month."""
    return day.year * _YEAR + day.month - 1


def cadence_of(ends: Sequence[int], known: Sequence[Observation]) -> Cadence | None:
    """How often there is a figure: by the latest rhythm of the months that figures end in; docs/month.md.

    That is the one of the last two gaps where they have the same, else the one that begins with the last, else the
    middle one of the last three gaps. A single figure says it where it is of a whole year. None where nothing does.
    """
    gaps = [later - earlier for earlier, later in pairwise(ends)]
    if not gaps:
        whole = [one for one in known if _month(one.period.end) - _month(one.period.start) + 1 >= _YEAR]
        return Cadence.YEAR if whole else None
    latest = _cadence_of_gap(gaps[-1])
    if [latest] == [*map(_cadence_of_gap, gaps[-2:-1])] or _begins_a_rhythm(ends[-1], latest, gaps):
        return latest
    lasting = sorted(gaps[-_GAPS:])
    return _cadence_of_gap(lasting[(len(lasting) - 1) // 2])


def _cadence_of_gap(gap: int) -> Cadence:
    return next((cadence for cadence, length in MONTHS.items() if gap <= length), Cadence.YEAR)


def _begins_a_rhythm(last: int, cadence: Cadence, gaps: Sequence[int]) -> bool:
    """Whether figures come more often from the last two on: of two months or two quarters of one year, side by side.

    The end of a year begins no rhythm, since every series has a figure then.
    """
    place, length = last % _YEAR + 1, MONTHS[cadence]
    is_exact = gaps[-1] == length and place % length == 0 and length < place < _YEAR
    return is_exact and gaps[-1] < gaps[-2:][0]


def _unusual(ends: Sequence[int]) -> frozenset[int]:
    """The months of the year that never had a figure and twice had one on either side: January in many places."""
    seen = {end % _YEAR for end in ends}
    passed_over = [(earlier + 1) % _YEAR for earlier, later in pairwise(ends) if later - earlier == 2]
    return frozenset(place for place in passed_over if place not in seen and passed_over.count(place) > 1)


def _missing(cadence: Cadence, last: int, until: date, unusual: Iterable[int]) -> Iterator[Period]:
    """The periods of the cadence after the last month known that are over by the day."""
    length, skipped = MONTHS[cadence], frozenset(unusual) if cadence is Cadence.MONTH else frozenset()
    for month in range(last + 1, _month(until) + 1):
        year, place = divmod(month, _YEAR)
        if (place + 1) % length or place in skipped or month_end(year, place + 1) > until:
            continue
        yield parse_period(_name(cadence, year, place))


def _name(cadence: Cadence, year: int, place: int) -> str:
    match cadence:
        case Cadence.MONTH:
            return f"{year}-{place + 1:02}"
        case Cadence.QUARTER:
            return f"{year}-Q{place // 3 + 1}"
        case Cadence.HALF_YEAR:
            return f"{year}-H{place // 6 + 1}"
        case Cadence.YEAR:
            return f"{year}"
        case _:
            assert_never(cadence)
