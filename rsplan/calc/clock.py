"""The as-of date against a plan and its data: ended, complete, stale, time left; methodology.md, section 2."""

from datetime import date
from typing import NamedTuple

from rsplan.model.period import ONE_DAY, months, months_later
from rsplan.model.plan import Plan


class Clock(NamedTuple):
    """The as-of date against a plan and the last day that its data reach (`through`, None without data)."""

    plan: Plan
    as_of: date
    through: date | None
    stale_after: int

    @property
    def ended(self) -> bool:
        """Whether the as-of date is later than the plan's last day."""
        return self.as_of > self.plan.end

    @property
    def complete(self) -> bool:
        """Whether the data reach to the plan's last day."""
        return self.through == self.plan.end

    @property
    def stale(self) -> bool | None:
        """Whether the data end too long before the as-of date, or before the plan's end where that is earlier.

        Counted from the day after, so that from month end to month end are whole months. None without data.
        """
        if self.through is None:
            return None
        return min(self.as_of, self.plan.end) >= months_later(self.through + ONE_DAY, self.stale_after)

    @property
    def left_from_as_of(self) -> bool:
        """Whether the time left counts from the as-of date: data of a year that is past, or old ones, are no clock.

        Not where nothing can have come in between: the data are of that day, or complete.
        """
        if self.through is None or self.complete or self.through == self.as_of:
            return False
        end_of_year = min(self.plan.end, date(self.through.year, 12, 31))
        return end_of_year <= self.as_of or bool(self.stale)

    @property
    def left_from(self) -> date | None:
        """The day after which the time left runs; None without data."""
        return self.as_of if self.left_from_as_of else self.through

    @property
    def has_time(self) -> bool:
        """Whether days of the plan are left."""
        return self.left_from is not None and self.left_from < self.plan.end

    @property
    def has_month(self) -> bool:
        """Whether a month of the plan or more is left."""
        return self.left_from is not None and months(self.left_from + ONE_DAY, self.plan.end) >= 1
