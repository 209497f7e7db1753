"""The amounts of calendar years, whole and up to the same day, and their shares; methodology.md, section 7.

All of it follows from what was known on a day: the same question asked with an earlier day is what could have been
said then.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from rsplan.calc.actuals import Actual, known_years
from rsplan.calc.effective_observations import Span, effective_observations
from rsplan.model.enums import Bound
from rsplan.model.observations import ObservationColumns
from rsplan.model.period import ONE_DAY, month_end


class YearPart(NamedTuple):
    """The part of a year's amount that had come by a day of it; `whole` runs to the day that the forecast ends on."""

    year: int
    part: Actual
    whole: Actual


class YearAmounts:
    """The amounts of a series within calendar years, as known on a day (None: everything is known).

    Years that begin before `since` are left out: something else was counted then.
    """

    def __init__(
        self, columns: ObservationColumns, as_of: date, known_on: date | None, since: date | None = None
    ) -> None:
        self._columns, self._as_of, self.known_on, self._since = columns, as_of, known_on, since
        years = {one.span[1].year for one in columns.metadata.each}
        self._years = sorted(year for year in years if since is None or date(year, 1, 1) >= since)

    def as_known(self, known_on: date) -> "YearAmounts":
        """The same amounts as they were known on an earlier day."""
        return YearAmounts(self._columns, self._as_of, known_on, self._since)

    def between(self, span: Span) -> Actual | None:
        """The amount of the days of one year, if it is known exactly and of all of them."""
        effective = effective_observations(self._columns.metadata, span, self._as_of, self.known_on)
        actual = known_years(self._columns, effective, span)[0].actual
        exact = actual is not None and actual.bound is Bound.EXACT and not actual.missing
        return actual if actual is not None and exact and actual.through == span[1] else None

    def to(self, day: date) -> Actual | None:
        """The amount from the first day of the year to the day."""
        return self.between((date(day.year, 1, 1), day))

    def latest(self, year: int) -> Actual | None:
        """The amount from the first day of a year as far as it is known; None where nothing of it is."""
        ends = {one.span[1] for one in self._columns.metadata.each if one.span[1].year == year}
        known = (self.to(day) for day in sorted(ends, reverse=True))
        return next((amount for amount in known if amount is not None), None)

    def whole(self, before: int) -> dict[int, Actual]:
        """The amounts of the whole calendar years before a year, those that are known, in their order."""
        found = {year: self.to(date(year, 12, 31)) for year in self._years if year < before}
        return {year: amount for year, amount in found.items() if amount is not None}

    def parts(self, day: date, end: date, before: int) -> list[YearPart]:
        """The parts of the years before a year that had come by the same day as `day`, of the amount to that of `end`.

        Empty if one is above its whole: such figures contradict each other.
        """
        found = []
        for year in self._years:
            if year < before:
                part, whole = self.to(same_day(day, year)), self.to(same_day(end, year))
                if part is not None and whole is not None:
                    found.append(YearPart(year, part, whole))
        return found if all(one.part.value <= one.whole.value for one in found) else []

    def first_known(self, day: date) -> date | None:
        """The first day on which the amount up to the day of its year was known; None where it is not."""
        for known in self._known_days((date(day.year, 1, 1), day)):
            if self.as_known(known).to(day) is not None:
                return known
        return None

    def _known_days(self, span: Span) -> Sequence[date]:
        """The days of news of what touches the span, or ends on the day before it, from which amounts to date go on."""
        each, before = self._columns.metadata.each, span[0] - ONE_DAY
        touching = (one for one in each if one.span[0] <= span[1] and before <= one.span[1])
        return sorted(
            {one.known_since for one in touching if self.known_on is None or one.known_since <= self.known_on}
        )


def same_day(day: date, year: int) -> date:
    """The same day of another year; the last day of a month is that of any year."""
    if (day + ONE_DAY).day == 1:
        return month_end(year, day.month)
    return day.replace(year=year)
