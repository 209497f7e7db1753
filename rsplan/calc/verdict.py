"""The verdict: never decided by a rounding, never by data that do not carry it; methodology.md, section 4."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from rsplan.calc.actuals import Actual, ActualHistory, KnownYear
from rsplan.calc.attainment import Numbers, satisfies, standard
from rsplan.model.message import Message
from rsplan.model.plan import Better, Bound, Comparator, Indicator, Kind, Target
from rsplan.model.rounding import shown

#: Points by which a sum must lead the straight line to be called ahead: 59 % at half time was published
#: as on time, 14.4 points as a lead (methodology.md, section 4).
AHEAD_BY = Fraction(10)

#: Months after which figures are old (methodology.md, section 4).
STALE_AFTER = 12


class Rules(NamedTuple):
    """The thresholds that users may change; JSON repeats them."""

    ahead_by: Fraction = AHEAD_BY
    slack: Fraction = Fraction(0)
    stale_after: int = STALE_AFTER


class Status(StrEnum):
    """The verdicts."""

    MET = "met"
    AHEAD = "ahead"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    MISSED = "missed"
    INCOMPLETE = "incomplete"
    NO_DATA = "no_data"
    NO_TARGET = "no_target"

    @property
    def passes(self) -> bool | None:
        """True or false where the verdict decides, None where it does not."""
        return _PASSES.get(self)


_PASSES = {
    Status.MET: True,
    Status.AHEAD: True,
    Status.ON_TRACK: True,
    Status.BEHIND: False,
    Status.MISSED: False,
}
_BEST_FIRST = tuple(_PASSES)


class VerdictInput(NamedTuple):
    """What a verdict is made from."""

    indicator: Indicator
    target: Target
    maintenance: bool
    over: bool
    actual: Actual
    baseline: Fraction | None
    expected: Fraction | None
    lead_points: Fraction | None


class Certainty:
    """What can be said of a bounded figure against a target, whatever value its bound allows."""

    def __init__(self, target: Target, better: Better) -> None:
        self._satisfied = standard(target, better)
        #: The bound whose open side is the better one: what it allows is no worse than its value.
        self._good = Bound.AT_LEAST if better is Better.HIGHER else Bound.AT_MOST
        self._bad = self._good.opposite

    def satisfied(self, values: Numbers, bound: Bound) -> bool:
        """Whether every value that the bound allows satisfies the target."""
        return (bound is Bound.EXACT or bound is self._good) and self._satisfied(values)

    def first_satisfied(self, past: ActualHistory) -> date | None:
        """The first day from which the target was satisfied for certain."""
        satisfied, good = self._satisfied, self._good
        for day, values, bound in zip(past.days, past.figures, past.bounds, strict=True):
            if (bound is Bound.EXACT or bound is good) and satisfied(values):
                return day
        return None

    def missed(self, values: Numbers, bound: Bound) -> bool:
        """Whether no value that the bound allows satisfies the target."""
        return (bound is Bound.EXACT or bound is self._bad) and not self._satisfied(values)


# The ends of what a bound allows: the known value (0) and, where it is open, far above or far below.
_ENDS = {Bound.EXACT: (0,), Bound.AT_LEAST: (0, 1), Bound.AT_MOST: (0, -1), Bound.UNKNOWN: (0, 1, -1)}


def _satisfied_at(target: Target, better: Better, actual: Actual, end: int) -> bool:
    if end == 0 or target.comparator is Comparator.NONE:
        return satisfies(target, better, actual.values)
    return (end > 0) == (better is Better.HIGHER)


def verdict(standing: VerdictInput, rules: Rules) -> tuple[Status, Message]:
    """The status of a target that is observed, and what it rests on.

    From a bound, the worst among the verdicts of all values it allows, if all agree on pass or
    fail, else `incomplete`.
    """
    found = {_status(standing, rules, end) for end in _ENDS[standing.actual.bound]}
    if len({status.passes for status in found}) > 1:
        return Status.INCOMPLETE, _undecided(standing.actual)
    status = max(found, key=_BEST_FIRST.index) if len(found) > 1 else found.pop()
    return status, _reason(status, standing)


def _status(standing: VerdictInput, rules: Rules, end: int) -> Status:
    indicator = standing.indicator
    satisfied = _satisfied_at(standing.target, indicator.better, standing.actual, end)
    if satisfied and (standing.over or not standing.maintenance):
        return Status.MET
    if standing.over:
        return Status.MISSED
    if standing.maintenance:
        return Status.ON_TRACK if satisfied else Status.BEHIND
    if standing.expected is None:
        return Status.INCOMPLETE
    if end != 0:
        return Status.BEHIND  # the bad end: the good one is satisfied
    lead = standing.lead_points
    if indicator.kind is Kind.CUMULATIVE and lead is not None and lead >= rules.ahead_by:
        return Status.AHEAD
    return Status.ON_TRACK if _on_time(standing, standing.expected, rules) else Status.BEHIND


def _on_time(standing: VerdictInput, expected: Fraction, rules: Rules) -> bool:
    """At `expected`, on its good side, or short of it by no more than the slack.

    The slack counts in points of the way from the baseline to the target: with a straight path these are
    lead points for sums and (progress − elapsed) × 100 for levels.
    """
    gap = _gap(standing, expected)
    way = abs(Fraction(standing.target.value) - (standing.baseline or 0))
    return gap >= 0 or (way != 0 and gap / way * 100 >= -rules.slack)


def _gap(standing: VerdictInput, expected: Fraction) -> Fraction:
    """How far the actual is on the good side of what is expected."""
    gap = standing.actual.value - expected
    return gap if standing.indicator.better is Better.HIGHER else -gap


def verdict_of_years(
    indicator: Indicator, target: Target, whole: Sequence[KnownYear], actual: Actual | None
) -> tuple[Status, Message]:
    """The status of an annual target: each calendar year alone, one failed year fails, one unknown is incomplete.

    A year that is known in part is a lower bound: it can decide the year before its end.
    """
    failed = [year for year in whole if year_passes(indicator, target, year) is False]
    judged = [year for year in whole if actual is not None and year.span[0] <= actual.through]
    unknown = [year for year in judged if year_passes(indicator, target, year) is None]
    over = actual is not None and bool(whole) and whole[-1].span[1] <= actual.through
    if failed:
        status = Status.MISSED if over else Status.BEHIND
        return status, Message("reason.years_failed", {"years": _names(failed)})
    if unknown or actual is None:
        key = "reason.years_unknown" if unknown else "reason.no_whole_year"
        return Status.INCOMPLETE, Message(key, {"years": _names(unknown)})
    return Status.MET if over else Status.ON_TRACK, Message("reason.years_passed", {"years": _names(judged)})


def year_passes(indicator: Indicator, target: Target, year: KnownYear) -> bool | None:
    """Whether what is known of the year satisfies the target whatever its rest brings; None where that is open."""
    if year.known is None or target.comparator is Comparator.NONE:
        return None
    found = {_satisfied_at(target, indicator.better, year.known, end) for end in _ENDS[year.known.bound]}
    return found.pop() if len(found) == 1 else None


def counting_years(indicator: Indicator, target: Target, whole: Sequence[KnownYear]) -> list[KnownYear]:
    """The years that an annual actual is the weakest of: complete, or decided although they are not."""
    return [year for year in whole if year.complete or year_passes(indicator, target, year) is not None]


def _names(years: Sequence[KnownYear]) -> str:
    return ", ".join(str(year.year) for year in years)


def _undecided(actual: Actual) -> Message:
    known = {"actual": bounded(actual.values, actual.bound)}
    if actual.missing:
        return Message("reason.gaps_decide", known | {"missing": ", ".join(actual.missing)})
    return Message("reason.bound_decides", known)


def _reason(status: Status, standing: VerdictInput) -> Message:
    actual, target = standing.actual, standing.target
    details = {
        "actual": bounded(actual.values, actual.bound),
        "target": target.printed,
        "through": actual.through.isoformat(),
    }
    if standing.lead_points is not None:
        details["lead"] = ("+" if standing.lead_points > 0 else "") + shown(standing.lead_points, 2)
    if standing.expected is not None:
        details["expected"] = shown(standing.expected)
    match status:
        case Status.MET:
            details["missing"] = ", ".join(actual.missing)
            return Message("reason.met_though_missing" if actual.missing else "reason.met", details)
        case Status.ON_TRACK | Status.BEHIND if standing.maintenance:
            return Message(f"reason.held_{status}", details)
        case Status.ON_TRACK if standing.expected is not None and _gap(standing, standing.expected) < 0:
            return Message("reason.within_slack", details)
        case Status.ON_TRACK | Status.BEHIND if standing.lead_points is None:
            return Message(f"reason.level_{status}", details)
        case Status.INCOMPLETE:
            return Message("reason.no_path", details)
        case _:
            return Message(f"reason.{status}", details)


def bounded(values: Numbers, bound: Bound) -> str:
    """A figure as text, with the sign of its bound."""
    sign = {Bound.AT_LEAST: "≥", Bound.AT_MOST: "≤", Bound.UNKNOWN: "?"}.get(bound, "")
    return sign + ":".join([shown(value, None) for value in values])
