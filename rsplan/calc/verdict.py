"""The verdict on a target (met, ahead, on track, behind, missed …) with its reason; methodology.md, section 4."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, assert_never

from rsplan.calc.actuals import Actual, Actuals, KnownYear, whole_years, year_passes
from rsplan.calc.clock import Clock
from rsplan.calc.figure_formulas import LEAD, ZERO, A, B, L, T, X
from rsplan.calc.formulas import Condition, Constant, Greatest
from rsplan.calc.target_in_force import Numbers, TargetInForce, ends_of, improvement, satisfied_at
from rsplan.model.enums import BOUND_SIGNS, Better, Bound, Comparator, Judged, Kind
from rsplan.model.message import Message
from rsplan.model.rounding import shown, shown_beside

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
    NOT_QUANTIFIED = "not_quantified"

    @property
    def passes(self) -> bool | None:
        """True or false where the verdict decides, None where it does not."""
        return _PASSES[self]


#: The best verdict first.
_PASSES: Mapping[Status, bool | None] = {
    Status.MET: True,
    Status.AHEAD: True,
    Status.ON_TRACK: True,
    Status.BEHIND: False,
    Status.MISSED: False,
    Status.INCOMPLETE: None,
    Status.NO_DATA: None,
    Status.NO_TARGET: None,
    Status.NOT_QUANTIFIED: None,
}
_BEST_FIRST = tuple(_PASSES)


#: A branch of the decision: the verdict, and the condition under which it is given; None for the last.
Branch = tuple[Status, Condition | None]

#: Stands for the condition of the target itself, that its comparator states; see `target_condition`.
SATISFIED = Condition(A, ">=", L)


@lru_cache(maxsize=1000)
def verdict_branches(
    *, over: bool, maintenance: bool, accumulates: bool, expected: bool, better: Better, rules: Rules
) -> tuple[Branch, ...]:
    """The verdicts in the order in which they are tried; the first whose condition holds is given.

    `over`: the actual reaches to the end of the plan; `expected`: there is a trajectory to compare with.
    """
    if over:
        return (Status.MET, SATISFIED), (Status.MISSED, None)
    if maintenance:
        return (Status.ON_TRACK, SATISFIED), (Status.BEHIND, None)
    if not expected:
        return (Status.MET, SATISFIED), (Status.INCOMPLETE, None)
    ahead = (Status.AHEAD, Condition(LEAD, ">=", Constant(rules.ahead_by)))
    on_time = (Status.ON_TRACK, _on_time(better, rules))
    return ((Status.MET, SATISFIED), *((ahead,) if accumulates else ()), on_time, (Status.BEHIND, None))


def _on_time(better: Better, rules: Rules) -> Condition:
    """At `expected`, on its good side, or short of it by no more than the slack.

    The slack counts in points of the way from the baseline to the target: on a straight line these are
    lead points for sums and (progress − elapsed) × 100 for levels.
    """
    match better:
        case Better.HIGHER:
            shortfall = X - A
        case Better.LOWER:
            shortfall = A - X
        case _:
            assert_never(better)
    if not rules.slack:
        return Condition(shortfall, "<=", ZERO)
    return Condition(shortfall * 100, "<=", Greatest(T - B, B - T) * Constant(rules.slack))


def target_condition(comparator: Comparator, better: Better) -> Condition:
    """The condition that the comparator states over the actual and the limit (A and L).

    Raises ValueError where there is no target.
    """
    match comparator:
        case Comparator.AT_LEAST:
            return Condition(A, ">=", L)
        case Comparator.MORE_THAN:
            return Condition(A, ">", L)
        case Comparator.AT_MOST:
            return Condition(A, "<=", L)
        case Comparator.LESS_THAN:
            return Condition(A, "<", L)
        case Comparator.ABOUT | Comparator.BETWEEN:
            return Condition(A, _REACHES[better], L)
        case Comparator.NONE:
            raise ValueError("no target, nothing to compare with")
        case _:
            assert_never(comparator)


#: The sign by which a value reaches a limit.
_REACHES: Mapping[Better, str] = {Better.HIGHER: ">=", Better.LOWER: "<="}


class VerdictInput(NamedTuple):
    """The numbers that a verdict is made from; `over` says whether the actual reaches to the end of the plan."""

    in_force: TargetInForce
    over: bool
    actual: Actual
    baseline: Fraction | None
    expected: Fraction | None
    lead_points: Fraction | None

    @property
    def side(self) -> str:
        """The side of `expected` on which an actual falls short of it."""
        match self.in_force.better:
            case Better.HIGHER:
                return "below"
            case Better.LOWER:
                return "above"
            case _:
                assert_never(self.in_force.better)

    @property
    def numbers(self) -> Mapping[str, Fraction | None]:
        """The numbers that the conditions of a verdict are stated over, by symbol; shares have none."""
        values = self.in_force.target.values
        single = not self.in_force.has_shares
        return {
            "A": self.actual.value if single else None,
            "T": Fraction(values[0]) if values and single else None,
            "B": self.baseline or Fraction(0),
            "expected": self.expected,
            "lead_points": self.lead_points,
        }

    @property
    def shortfall(self) -> Fraction | None:
        """The distance by which the actual falls short of `expected`; negative on the good side."""
        if self.expected is None:
            return None
        return improvement(self.in_force.better, self.expected - self.actual.value)


def judge(
    in_force: TargetInForce, actuals: Actuals, figures: Mapping[str, Fraction | None], clock: Clock, rules: Rules
) -> tuple[Status, Message]:
    """The status of a target, and the reason for it.

    Once the plan has ended, data that stop before its end decide only what no later figure could change.

    `figures` holds the exact values of B, `expected` and `lead_points`, None where they do not apply.
    """
    if in_force.lacks_baseline:
        return Status.INCOMPLETE, Message("reason.no_base", {"target": in_force.stated.printed})
    if not in_force.exists:
        if relative := in_force.target.relative_to:
            details = {"target": in_force.target.printed, "reference": relative.indicator}
            return Status.NOT_QUANTIFIED, Message("reason.no_reference", details)
        if in_force.target.in_words:
            return Status.NOT_QUANTIFIED, Message("reason.not_quantified", {"target": in_force.target.printed})
        return Status.NO_TARGET, Message("reason.no_target")
    if not actuals.effective.within:
        return Status.NO_DATA, Message("reason.no_data")
    actual = actuals.actual
    if actual is None and in_force.kind is Kind.RATE:
        return _without_judged_figure(in_force.indicator.judged, clock)
    if actual is None or in_force.kind is Kind.ANNUAL:
        return judge_years(in_force, whole_years(actuals.calendar_years), actual, clock)
    verdict_input = VerdictInput(
        in_force=in_force,
        over=clock.complete,
        actual=actual,
        baseline=figures["B"],
        expected=figures.get("expected"),
        lead_points=figures.get("lead_points"),
    )
    status, reason = judge_actual(verdict_input, rules)
    if clock.ended and not clock.complete:
        return _without_final_figure(verdict_input, status, reason, rules)
    return status, reason


def _without_final_figure(
    verdict_input: VerdictInput, status: Status, reason: Message, rules: Rules
) -> tuple[Status, Message]:
    """The status after the end of the plan where its last days are not known: a level can be lost again."""
    in_force, actual = verdict_input.in_force, verdict_input.actual
    certainty = in_force.certainty
    if in_force.accumulates and not in_force.maintenance and certainty.satisfied(actual.values, actual.bound):
        return status, reason  # met: a sum cannot fall
    if in_force.is_ceiling_on_sum and certainty.missed(actual.values, actual.bound):
        return Status.MISSED, _reason(Status.MISSED, verdict_input, rules)
    return Status.INCOMPLETE, _final_figure_missing(actual)


def _without_judged_figure(judged: Judged, clock: Clock) -> tuple[Status, Message]:
    """The status of a rate that is observed, but has none of the figures it is judged by."""
    return Status.INCOMPLETE, Message("reason.no_final_figure" if clock.ended else f"reason.none_of_{judged}")


def _final_figure_missing(actual: Actual) -> Message:
    details = {"actual": bounded(actual.values, actual.bound), "through": actual.through.isoformat()}
    return Message("reason.final_figure_missing", details)


def judge_actual(verdict_input: VerdictInput, rules: Rules) -> tuple[Status, Message]:
    """The status of a target that is observed, and the reason for it.

    From a bound: the worst among the verdicts of all values it allows, if all agree on pass or fail, else `incomplete`.
    """
    statuses = {_status(*_at_end(verdict_input, end), rules) for end in ends_of(verdict_input.actual.bound)}
    if len({status.passes for status in statuses}) > 1:
        return Status.INCOMPLETE, _undecided(verdict_input.actual, verdict_input.in_force.plan.start)
    status = max(statuses, key=_BEST_FIRST.index)
    return status, _reason(status, verdict_input, rules)


def _at_end(verdict_input: VerdictInput, end: int) -> tuple[VerdictInput, int]:
    """The numbers at that end of what the bound of the actual allows: far below, a sum is nothing."""
    if end >= 0 or not verdict_input.in_force.accumulates:
        return verdict_input, end
    actual, lead = verdict_input.actual, verdict_input.lead_points
    if lead is not None:
        lead -= actual.value / Fraction(verdict_input.in_force.target.value) * 100
    return verdict_input._replace(actual=actual._replace(values=(Fraction(0),)), lead_points=lead), 0


def _status(verdict_input: VerdictInput, end: int, rules: Rules) -> Status:
    """The status if the actual lay at that end of what its bound allows."""
    in_force = verdict_input.in_force
    for status, condition in verdict_branches(
        over=verdict_input.over,
        maintenance=in_force.maintenance,
        accumulates=in_force.accumulates,
        expected=verdict_input.expected is not None,
        better=in_force.better,
        rules=rules,
    ):
        if condition is None:
            return status
        if condition is SATISFIED:
            holds = satisfied_at(in_force.target, in_force.better, verdict_input.actual.values, end)
        else:  # beyond the known value only the good end is decided, and it is satisfied
            holds = end == 0 and condition.holds(verdict_input.numbers)
        if holds:
            return status
    raise ValueError("a verdict without a last branch")


def judge_years(
    in_force: TargetInForce, whole: Sequence[KnownYear], actual: Actual | None, clock: Clock
) -> tuple[Status, Message]:
    """The status of an annual target: each calendar year alone, one failed year fails, one unknown is incomplete.

    A year that is known in part is a lower bound: it can decide the year before its end.
    """
    failed = [year for year in whole if year_passes(in_force, year) is False]
    judged = [year for year in whole if actual is not None and year.span[0] <= actual.through]
    unknown = [year for year in judged if year_passes(in_force, year) is None]
    over = actual is not None and bool(whole) and whole[-1].span[1] <= actual.through
    if failed:
        status = Status.MISSED if over or clock.ended else Status.BEHIND
        return status, Message("reason.years_failed", {"years": _names(failed)})
    if unknown or actual is None:
        key = "reason.years_unknown" if unknown else "reason.no_whole_year"
        return Status.INCOMPLETE, Message(key, {"years": _names(unknown)})
    if clock.ended and not over:
        return Status.INCOMPLETE, _final_figure_missing(next(year.known for year in reversed(judged) if year.known))
    return Status.MET if over else Status.ON_TRACK, Message("reason.years_passed", {"years": _names(judged)})


def _names(years: Sequence[KnownYear]) -> str:
    return ", ".join(str(year.year) for year in years)


def _undecided(actual: Actual, start: date) -> Message:
    known, left_out = {"actual": bounded(actual.values, actual.bound)}, actual.left_out(start)
    if left_out:
        known["missing"] = ", ".join(left_out)
        return Message("reason.left_out_decides" if actual.larger else "reason.gaps_decide", known)
    return Message("reason.bound_decides", known)


def _reason(status: Status, verdict_input: VerdictInput, rules: Rules) -> Message:
    actual, details = verdict_input.actual, _details(verdict_input, rules)
    maintenance, lead, shortfall = (
        verdict_input.in_force.maintenance,
        verdict_input.lead_points,
        verdict_input.shortfall,
    )
    match status:
        case Status.MET:
            left_out = actual.left_out(verdict_input.in_force.plan.start)
            details["missing"] = ", ".join(left_out)
            return Message("reason.met_though_missing" if left_out else "reason.met", details)
        case Status.ON_TRACK | Status.BEHIND if verdict_input.in_force.averages:
            return Message(f"reason.mean_{status}", details)
        case Status.ON_TRACK | Status.BEHIND if maintenance:
            return Message(f"reason.held_{status}", details)
        case Status.ON_TRACK if shortfall is not None and shortfall > 0:
            return Message(f"reason.within_slack_{verdict_input.side}", details)
        case Status.BEHIND if lead is None:
            return Message(f"reason.level_{verdict_input.side}", details)
        case Status.ON_TRACK if lead is None:
            return Message("reason.level_on_track", details)
        case Status.AHEAD | Status.ON_TRACK | Status.BEHIND if verdict_input.in_force.indicator.milestones:
            return Message(f"reason.path_{status}", details)
        case Status.INCOMPLETE:
            return Message("reason.no_path", details)
        case (
            Status.AHEAD
            | Status.ON_TRACK
            | Status.BEHIND
            | Status.MISSED
            | Status.NO_DATA
            | Status.NO_TARGET
            | Status.NOT_QUANTIFIED
        ):
            return Message(f"reason.{status}", details)
        case _:
            assert_never(status)


def _details(verdict_input: VerdictInput, rules: Rules) -> dict[str, str]:
    """The numbers that fill in the reason, as text."""
    actual, lead = verdict_input.actual, verdict_input.lead_points
    details = {
        "actual": bounded(actual.values, actual.bound),
        "target": verdict_input.in_force.target.printed,
        "through": actual.through.isoformat(),
    }
    if lead is not None:
        details["lead"] = ("+" if lead > 0 else "") + shown_beside(lead, limits_of("lead_points", {}, rules), 2)
    if verdict_input.expected is not None:
        details["expected"] = shown_beside(verdict_input.expected, (actual.value,), 2)
    return details


def limits_of(name: str, numbers: Mapping[str, Fraction | None], rules: Rules) -> tuple[Fraction | int, ...]:
    """The values that rounding may not put a figure on (methodology.md, section 3).

    Satisfied or not, and on time or not, must not read alike; figures that decide neither have no such value.
    """
    match name:
        case "completion_rate" | "raw_ratio" | "progress" | "elapsed":
            return (1,)
        case (
            "margin"
            | "margin_change"
            | "earlier_margin"
            | "remaining"
            | "required_per_year"
            | "required_per_month"
            | "required_growth"
            | "lead_months"
        ):
            return (0,)
        case "lead_points":
            return (0, rules.ahead_by, -rules.slack)
        case "expected":
            return _known(numbers, "A")
        case "projected":
            return _known(numbers, "L")
        case "actual" | "observation" | "baseline":
            return (*_known(numbers, "T"), *_known(numbers, "L"))
        case _:
            return ()


def _known(numbers: Mapping[str, Fraction | None], symbol: str) -> tuple[Fraction, ...]:
    value = numbers.get(symbol)
    return () if value is None else (value,)


def bounded(values: Numbers, bound: Bound) -> str:
    """A figure as text, with the sign of its bound."""
    return BOUND_SIGNS[bound] + ":".join([shown(value, None) for value in values])
