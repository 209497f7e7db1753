"""The values of a forecast: its range, its methods, the reasons to refuse one, and its record."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from rsplan.calc.explain.derivation import Derivation, derived
from rsplan.calc.formulas import Constant, Formula, Greatest, Symbol


class Method(StrEnum):
    """The way in which an end value is forecast; methodology.md, section 7."""

    SHARE = "share"
    YEARS = "years"
    CHANGES = "changes"
    TREND = "trend"
    ASSUMED = "assumed"


class Refusal(StrEnum):
    """The reasons why nothing is forecast, the first that applies."""

    NO_TARGET = "no_target"
    NO_BASELINE = "no_baseline"
    NOT_QUANTIFIED = "not_quantified"
    RELATIVE = "relative"
    SHARES = "shares"
    PLAN_MEAN = "plan_mean"
    ENDED = "ended"
    NO_DATA = "no_data"
    DATA = "data"
    BREAK = "break"
    TOO_FEW_POINTS = "too_few_points"
    TOO_SHORT = "too_short"


class Outlook(StrEnum):
    """The pace that is needed against the mean and the best year so far, the best outlook first."""

    WITHIN_REACH = "within_reach"
    STRETCH = "stretch"
    OUT_OF_REACH = "out_of_reach"


class Assumption(StrEnum):
    """The assumptions for what is still to come: the year like the last one, the mean, the slowest or the best.

    Of levels the yearly change, and growth at the rate so far (`compound`).
    """

    LAST = "last"
    MEAN = "mean"
    SLOWEST = "slowest"
    BEST = "best"
    COMPOUND = "compound"


#: The names of end values, which are not rounded onto the limit of the target.
END_VALUES = frozenset(
    {"forecast_low", "forecast_mean", "forecast_high", *(f"end_{assumption}" for assumption in Assumption)}
)


class AssumedEnd(NamedTuple):
    """The end value under one assumption."""

    assumption: Assumption
    end: Derivation


class Reach(NamedTuple):
    """The first day on which the target is reached at the good and at the bad end of the range.

    None: not within the plan. `how` are the months from the plan's start to those that are still to come.
    """

    earliest: date | None
    latest: date | None
    how: tuple[Derivation, ...] = ()


class Breach(NamedTuple):
    """The year in which a target to be kept is broken; `how` are the months to that day on the line of the trend."""

    year: int
    how: Derivation | None = None


class PaceNeeded(NamedTuple):
    """The pace that is still needed, the mean and the best of the years known, per year in the indicator's unit."""

    needed: Derivation
    mean: Derivation
    best: Derivation


class Clocks(NamedTuple):
    """The two clocks of a sum: the share of the time that has elapsed, and that of the indicator's own years.

    `expected` and `own_expected` are what the plan asks for by now on each of them; `word` says where the two
    disagree: `behind` where the actual keeps up with the calendar alone, `on_time` where with its own years alone.
    """

    elapsed: Fraction
    own: Derivation
    expected: Derivation
    own_expected: Derivation
    word: str | None


class PastForecast(NamedTuple):
    """The forecast that the method would have made at an earlier point, and what came.

    `day` is the last day of what was known on `known_on`, `end` the day that was looked ahead to; `error` is the
    number said minus the one that came.
    """

    method: Method
    day: date
    known_on: date
    end: date
    said: Derivation
    came: Derivation

    @property
    def year(self) -> int:
        """The year that was looked ahead to."""
        return self.end.year

    @property
    def error(self) -> Fraction:
        """The number said minus the one that came, in the indicator's unit."""
        return _number(self.said) - _number(self.came)

    @property
    def relative_error(self) -> Fraction | None:
        """The error as a share of what came; None of nothing."""
        came = _number(self.came)
        return self.error / abs(came) if came else None


class Range(NamedTuple):
    """The end value at the low end, in the middle and at the high end, in the indicator's unit.

    `points` is the number of past years, changes or levels that the method rests on: from one of them there is no
    range, and the three are the same, unless the method has been wrong before.
    """

    method: Method
    points: int
    low: Derivation
    mean: Derivation
    high: Derivation
    assumptions: tuple[AssumedEnd, ...] = ()
    record: tuple[PastForecast, ...] = ()

    @property
    def is_range(self) -> bool:
        """Whether the ends are those of a range, of several points or of one that past errors widen."""
        return self.method is not Method.ASSUMED and (self.points > 1 or self.low.value != self.high.value)

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """The low and the high end."""
        return _number(self.low), _number(self.high)


class Forecast(NamedTuple):
    """The forecast of one target, or the reason why there is none.

    `year` is the calendar year that is forecast of an annual target, None for the end of the plan. `breach` is
    None where the trend breaks nothing within the plan. `last_call` are the
    months from the plan's start to the last day to act.
    """

    refused: Refusal | None
    year: int | None = None
    range: Range | None = None
    reach: Reach | None = None
    breach: Breach | None = None
    outlook: Outlook | None = None
    last_call: Derivation | None = None
    pace: PaceNeeded | None = None
    clocks: Clocks | None = None

    @property
    def last_call_day(self) -> date | None:
        """The last day to act, no earlier than the last day of the data."""
        return self.last_call.day if self.last_call is not None else None

    @property
    def derivations(self) -> list[Derivation]:
        """Every number of the forecast with its formula, the end values first."""
        shown, clocks, pace = self.range, self.clocks, self.pace
        found = [shown.low, shown.mean, shown.high] if shown is not None else []
        found += [one.end for one in shown.assumptions] if shown is not None else []
        found += self.reach.how if self.reach is not None else ()
        found += [self.breach.how] if self.breach is not None and self.breach.how is not None else []
        found += [pace.needed, pace.mean, pace.best] if pace is not None else []
        found += [self.last_call] if self.last_call is not None else []
        return found + ([clocks.own, clocks.expected, clocks.own_expected] if clocks is not None else [])


class Assumed(NamedTuple):
    """Assumptions in place of figures: amounts or year-end levels of years, and a growth per year of the others."""

    years: Mapping[int, Fraction] = {}
    growth: Fraction | None = None

    def __bool__(self) -> bool:
        return bool(self.years) or self.growth is not None


Known = dict[str, Derivation]


def past_error(name: str, past: PastForecast, *, as_share: bool) -> Derivation:
    """How far what came was from what was said, as a share of the latter or in the indicator's unit.

    Both are called by the name of the error: each number of an explanation has a symbol of its own.
    """
    said, came = Symbol(f"said_{name}"), Symbol(f"came_{name}")
    off = Greatest(came / said - 1, Constant(1) - came / said) if as_share else Greatest(said - came, came - said)
    return made("past_error", off, {said.name: past.said, came.name: past.came})


def _number(derivation: Derivation) -> Fraction:
    return derivation.value or Fraction(0)


def made(name: str, formula: Formula, known: Known, rule: str = "") -> Derivation:
    """A number calculated by the formula over the known numbers that it names."""
    return derived(name, formula, rule, {symbol: known[symbol] for symbol in dict.fromkeys(formula.names())})


def number_of(derivation: Derivation) -> Fraction:
    """The number of a derivation that has one."""
    return _number(derivation)
