"""The levels of a series as they were known on a day; methodology.md, section 7."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from rsplan.calc.actuals import judged_observations
from rsplan.calc.assess import Assessment
from rsplan.calc.effective_observations import effective_observations
from rsplan.calc.explain.derivation import Derivation
from rsplan.calc.explain.figure_derivations import known_numbers, observed_figure
from rsplan.calc.forecast.values import number_of
from rsplan.model.enums import Bound, Kind


class Level(NamedTuple):
    """An exact level on a day."""

    day: date
    figure: Derivation

    @property
    def value(self) -> Fraction:
        """The level in the indicator's unit."""
        return number_of(self.figure)


class LevelHistory:
    """The exact levels of the assessed series up to a day, as known on another (None: everything is known).

    Of a rate those that it is judged by. Levels before `since` are left out: something else was counted then.
    """

    def __init__(
        self, assessment: Assessment, known_on: date | None, since: date | None, through: date | None = None
    ) -> None:
        self.assessment, self._known_on, self._since = assessment, known_on, since
        self._through = assessment.plan.end if through is None else through

    @cached_property
    def levels(self) -> list[Level]:
        """The levels of every plan, in order of days, and the baseline that the document alone states."""
        assessment, columns = self.assessment, self.assessment.actuals.columns
        span = date.min, assessment.plan.end
        within = effective_observations(columns.metadata, span, assessment.clock.as_of, self._known_on).within
        if assessment.indicator.kind is Kind.RATE:
            within = judged_observations(columns.metadata, within, assessment.indicator.judged, assessment.plan.end)
        found = {
            one.span[1]: Level(one.span[1], observed_figure(one, Fraction(one.value)))
            for one in columns.select(within)
            if one.bound is Bound.EXACT
        }
        if (stated := self._stated) is not None:
            found.setdefault(stated, Level(stated, dict(known_numbers(assessment))["B"]))
        first = self._since or date.min
        return [found[day] for day in sorted(found) if first <= day <= self._through]

    @property
    def year_ends(self) -> dict[int, Level]:
        """The levels of 31 December by year."""
        return {level.day.year: level for level in self.levels if (level.day.month, level.day.day) == (12, 31)}

    def when_first_known(self, day: date) -> "tuple[date, LevelHistory] | None":
        """The first day on which the level of a day was known, and the levels up to it as known then."""
        for known_on in self._days_of_news(day):
            then = LevelHistory(self.assessment, known_on, self._since, day)
            if then.levels and then.levels[-1].day == day:
                return known_on, then
        return None

    def _days_of_news(self, day: date) -> Sequence[date]:
        """The days on which a level of the day became known."""
        each = self.assessment.actuals.columns.metadata.each
        news = {one.known_since for one in each if one.span[1] == day}
        if self._stated == day:
            news.add(day)
        return sorted(known for known in news if self._known_on is None or known <= self._known_on)

    @property
    def _stated(self) -> date | None:
        """The day of the baseline that the document alone states."""
        baseline = self.assessment.in_force.baseline
        return baseline.day if baseline is not None and baseline.observation is None else None
