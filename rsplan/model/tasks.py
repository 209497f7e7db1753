"""Yearly tasks that a bureau sets beside its plan; docs/month.md."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from rsplan.model.input_places import Place


class Task(NamedTuple):
    """The task of one calendar year for an indicator: the year's amount, or the level at its end, in its unit.

    `decided` is the day on which it was set, None where the file does not say it: then it was always known.
    """

    year: int
    value: Decimal
    source: str
    decided: date | None
    at: Place


def task_of_year(tasks: Iterable[Task], year: int, known_on: date | None) -> Task | None:
    """The task in force for the year: of those decided by the day the latest one, then the later line."""
    known = [
        task for task in tasks if task.year == year and (known_on is None or (task.decided or date.min) <= known_on)
    ]
    return max(known, key=lambda task: (task.decided or date.min, task.at.line), default=None)
