"""The record of a forecast of a level: its method at the same point of earlier years; methodology.md, section 7."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from rsplan.calc.explain.derivation import Derivation, months_between
from rsplan.calc.forecast.amounts import same_day
from rsplan.calc.forecast.level_history import Level, LevelHistory
from rsplan.calc.forecast.values import Known, Method, PastForecast, made, past_error
from rsplan.calc.formulas import Constant, Formula, Greatest, Symbol
from rsplan.model.period import ONE_DAY
from rsplan.model.plan import Plan


class EarlierPoint(NamedTuple):
    """The same point of an earlier year: what was known then, and the level that came as far ahead as is known."""

    known_on: date
    then: LevelHistory
    came: Level

    @property
    def start(self) -> Level:
        """The last level known then."""
        return self.then.levels[-1]

    @property
    def ahead(self) -> tuple[date, date]:
        """The first and the last day of the time that was looked ahead."""
        return self.start.day + ONE_DAY, self.came.day

    def past(self, method: Method, said: Derivation) -> PastForecast:
        """The forecast that the method made at this point, and what came."""
        return PastForecast(method, self.start.day, self.known_on, self.came.day, said, self.came.figure)


def earlier_points(history: LevelHistory, through: date, end: date) -> Iterator[EarlierPoint]:
    """The same point as `through` of each earlier year that had a level in the year before it.

    It is held against the level farthest ahead that lies no farther than `end` does now; without one it is left out.
    """
    levels = history.levels
    for year in range(levels[0].day.year, through.year):
        point = same_day(through, year)
        known = [level for level in levels if same_day(through, year - 1) < level.day <= point]
        farthest = same_day(end, end.year - through.year + year)
        come = [level for level in levels if point < level.day <= farthest]
        first = history.when_first_known(known[-1].day) if known and come else None
        if first is not None:
            yield EarlierPoint(*first, come[-1])


def months_ahead(name: str, span: tuple[date, date], plan: Plan) -> Derivation:
    """The months of a span that is looked ahead."""
    return months_between(name, span, plan.document.title.zh, plan.at)


def largest_error(record: Sequence[PastForecast], left: Derivation, plan: Plan, *, as_share: bool) -> Derivation:
    """The largest past error, in the indicator's unit or as a share of what was said.

    One that looked less far ahead than the months that are left grows in proportion.
    """
    known: Known = {"R": left}
    terms: list[Formula] = []
    for index, past in enumerate(record, 1):
        known[f"e{index}"] = past_error(f"e{index}", past, as_share=as_share)
        known[f"h{index}"] = months_ahead("months_ahead", (past.day + ONE_DAY, past.end), plan)
        terms.append(Symbol(f"e{index}") * Greatest(Symbol("R") / Symbol(f"h{index}"), Constant(1)))
    return made("largest_error" if as_share else "widening", Greatest(*terms), known)
