"""The rest that is to be done, held against the years known: pace, outlook, last call; methodology.md, section 7."""

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from rsplan.calc.assess import Assessment
from rsplan.calc.explain.derivation import Derivation, months_between
from rsplan.calc.explain.figure_derivations import known_numbers
from rsplan.calc.forecast.changes import compounds, mean_step
from rsplan.calc.forecast.sums import RestOfYear
from rsplan.calc.forecast.values import Known, Outlook, PaceNeeded, made, number_of
from rsplan.calc.formulas import Constant, Formula, Greatest, Least, Logarithm, Symbol, at_root_precision
from rsplan.calc.target_in_force import improvement
from rsplan.model.enums import Better
from rsplan.model.period import ONE_DAY, day_after_months, months

_YEAR = 12

#: An outlook rests on so many whole years, or yearly changes, at least.
_FEWEST_YEARS = 2


class Aim(NamedTuple):
    """The rest that is to be done: from the number now to the limit, in the time from the last day known to the end.

    Days without data are no days without progress: `through`, not the as-of date, is where the range begins too.
    """

    assessment: Assessment
    number: Derivation
    through: date
    end: date
    open_months: Derivation | None = None

    @property
    def left(self) -> Derivation:
        """The months in which the rest is to be done: those left, or of them the `open_months` that are not assumed."""
        return self.open_months or self.months("months_left", self.through + ONE_DAY, self.end)

    @property
    def now(self) -> Fraction:
        """The value now."""
        return number_of(self.number)

    @property
    def limit(self) -> Fraction:
        """L, which every target of one number has."""
        assert self.assessment.limit is not None
        return self.assessment.limit

    @property
    def better(self) -> Better:
        """The direction that is better."""
        return self.assessment.indicator.better

    @property
    def is_satisfied(self) -> bool:
        """Whether the value now satisfies the target."""
        return self.assessment.in_force.satisfied_by((self.now,))

    @property
    def is_ceiling(self) -> bool:
        """Whether more of it is worse: nothing has to be done to keep it."""
        return self.assessment.indicator.kind.is_additive and self.better is Better.LOWER

    @property
    def compounds(self) -> bool:
        """Whether the plan asks for equal growth, not for equal amounts."""
        return compounds(self.assessment)

    @property
    def is_kept(self) -> bool:
        """Whether nothing is needed any more."""
        return self.is_satisfied and not self.is_ceiling

    def months(self, name: str, first: date, last: date) -> Derivation:
        """The months from the first to the last day, with the plan as their source."""
        plan = self.assessment.plan
        return months_between(name, (first, last), plan.document.title.zh, plan.at)


def pace_needed(aim: Aim, years: Known, rest: RestOfYear | None = None) -> PaceNeeded | None:
    """The pace needed against the years known; None without time, and where none is needed.

    None from one year alone too: after a slow first year every target would be out of reach. The years of a target
    that compounds are growths. With the rest of the running year it is held against what the same months brought.
    """
    left = aim.left
    if len(years) < _FEWEST_YEARS or not left.value or aim.is_kept:
        return None
    known = {"A": aim.number, "L": dict(known_numbers(aim.assessment))["L"], "left": left}
    best = _best(aim, years)
    if aim.compounds:
        needed = made("required_growth", (Symbol("L") / Symbol("A")) ** (_YEAR / Symbol("left")) - 1, known)
        mean = made("growth_mean", mean_step(years, compound=True), years)
        return None if needed.value is None else PaceNeeded(needed, mean, made("growth_best", best, years))
    mean_year = mean_step(years, compound=False)
    if rest is not None:
        years = {**years, **rest.amounts, "left": left, "later": rest.later}
        mean_year = _in_same_months(mean_year, mean_step(rest.amounts, compound=False))
        best = _in_same_months(best, _best(aim, rest.amounts))
    return PaceNeeded(
        made("pace_needed", (Symbol("L") - Symbol("A")) / (Symbol("left") / _YEAR), known),
        made("pace_mean", mean_year, years),
        made("pace_best", best, years),
    )


def _best(aim: Aim, amounts: Known) -> Formula:
    symbols: list[Formula] = [Symbol(symbol) for symbol in amounts]
    return Greatest(*symbols) if aim.better is Better.HIGHER else Least(*symbols)


def _in_same_months(of_year: Formula, of_rest: Formula) -> Formula:
    """The amount that earlier years brought in the months left, per year: the rest of a year, and whole years."""
    return (of_rest + of_year * Symbol("later") / _YEAR) / (Symbol("left") / _YEAR)


def outlook_of(aim: Aim, pace: PaceNeeded | None) -> Outlook | None:
    """The pace needed against the mean and the best year: no more than the mean, than the best, or more than it."""
    if aim.is_kept:
        return Outlook.WITHIN_REACH
    if aim.is_ceiling and not aim.is_satisfied:
        return Outlook.OUT_OF_REACH  # a sum cannot fall
    if pace is None:
        return None
    needed, mean, best = (improvement(aim.better, at_root_precision(number_of(one))) for one in pace)
    if needed <= mean:
        return Outlook.WITHIN_REACH
    return Outlook.STRETCH if needed <= best else Outlook.OUT_OF_REACH


def last_call_of(aim: Aim, pace: PaceNeeded | None, years: Known, rest: RestOfYear | None = None) -> Derivation | None:
    """The months from the plan's start to the last day from which the best year's pace still gets to the limit.

    None where that would be before the last day of the data, since L - A was not what was left then; where nothing is
    needed, where the best year leads nowhere, and for ceilings.
    """
    if pace is None or aim.is_ceiling or improvement(aim.better, number_of(pace.best)) <= 0:
        return None
    start = aim.assessment.plan.start
    known = {
        "A": aim.number,
        "L": dict(known_numbers(aim.assessment))["L"],
        "whole": aim.months("months_to_end", start, aim.end),
        "best": made("pace_best", _best(aim, years), years),
    }
    to_do = Symbol("L") - Symbol("A")
    if aim.compounds:
        moment = Symbol("whole") - Logarithm(Symbol("L") / Symbol("A"), Constant(1) + Symbol("best")) * _YEAR
    else:
        moment = Symbol("whole") - to_do / Symbol("best") * _YEAR
    if rest is not None and number_of(made("last_call", moment, known)) < months(start, rest.end):
        # The later years do not do: the rest of the running year has to begin in time, at its own best pace.
        known |= {
            "later": rest.later,
            "R": rest.months,
            "rest": made("best_rest", _best(aim, rest.amounts), rest.amounts),
        }
        known["end"] = aim.months("months_to_year_end", start, rest.end)
        if not number_of(known["rest"]):
            return None
        in_year = to_do - Symbol("best") * Symbol("later") / _YEAR
        moment = Symbol("end") - in_year / Symbol("rest") * Symbol("R")
    found = made("last_call", moment, known)
    latest = number_of(found)
    day = day_after_months(start, latest) if latest >= 0 else None
    if day is None:
        return None
    last = day if months(start, day) <= latest else day - ONE_DAY
    return found._replace(day=last) if last >= aim.through else None
