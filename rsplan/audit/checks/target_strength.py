"""RS4xx: the demands of targets, compared with the last known figure and with other cities' targets."""

from collections.abc import Iterator
from enum import Enum, auto
from fractions import Fraction
from typing import assert_never

from rsplan.audit.ambition import Ambition, LastKnown, ambition_of, comparison_key, last_known
from rsplan.audit.checks.recomputed_figures import at_the_end, is_told_as_worse
from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Detail, Finding, phrase
from rsplan.audit.indicator_traits import (
    bound_of_the_better,
    higher_is_better,
    is_annual,
    is_binding,
    is_cumulative,
    is_strict,
)
from rsplan.audit.unit_scaling import amount_of, result_of
from rsplan.calc.target_in_force import satisfies
from rsplan.model.enums import Better, Bound, Kind
from rsplan.model.plan import Indicator, Result
from rsplan.model.rounding import shown

#: Two cities' targets, each as a share of the last known figure, differ from so much on: less than one point may
#: be rounding.
APART = Fraction(1, 100)

#: A target better than the last known figure by less than this share asks for little, and a result better by more
#: than the other went far beyond. There are no official limits: both are assumptions of this project.
SLIGHT = Fraction(1, 20)
FAR = Fraction(1, 4)


class Strength(Enum):
    """The demand of a target beside the last known figure; undecided where a bound hides that figure."""

    WEAKER = auto()
    EQUAL = auto()
    STRONGER = auto()
    UNDECIDED = auto()


def no_stronger_than_known(context: AuditContext) -> Iterator[Finding]:
    """RS401: a target weaker than the last known figure. RS402: one equal to it. RS403: a total below the former.

    Of a row whose result is worse than before RS109 says it.
    """
    for indicator in context.indicators_with_baselines:
        known = last_known(context.plan, indicator, context.before)
        if known is not None and indicator.target.values and not is_annual(indicator.kind):
            yield from _no_stronger(context, indicator, known)


def _no_stronger(context: AuditContext, indicator: Indicator, known: LastKnown) -> Iterator[Finding]:
    strength = _strength(indicator, known)
    match strength:
        case Strength.EQUAL:
            code, case = "RS402", "full" if at_the_end(indicator) else ""
        case Strength.WEAKER if is_told_as_worse(context.plan, indicator):
            return
        case Strength.WEAKER:
            code = "RS403" if is_cumulative(indicator.kind) else "RS401"
            case = "shares" if len(indicator.target.values) > 1 else ""
        case Strength.STRONGER | Strength.UNDECIDED:
            return
        case _:
            assert_never(strength)
    details = _details(indicator, known)
    yield context.finding(code, indicator, indicator.target, known.printed, case=case, **details)


def _strength(indicator: Indicator, known: LastKnown) -> Strength:
    target, values = indicator.target, tuple(Fraction(value) for value in indicator.target.values)
    if _may_be_worse(known.bound, indicator.better):
        return Strength.UNDECIDED
    if len(values) > 1:
        if values == known.values:
            return Strength.EQUAL
        return Strength.WEAKER if satisfies(target, indicator.better, known.values) else Strength.STRONGER
    ahead = values[0] - known.values[0] if higher_is_better(indicator.better) else known.values[0] - values[0]
    if ahead == 0:
        return Strength.STRONGER if is_strict(target.comparator) else Strength.EQUAL
    if ahead < 0:
        return Strength.WEAKER
    return Strength.STRONGER if known.bound is Bound.EXACT else Strength.UNDECIDED


def _may_be_worse(bound: Bound, better: Better) -> bool:
    """Whether the figure itself may be worse than the value that is known."""
    match bound:
        case Bound.EXACT:
            return False
        case Bound.AT_LEAST | Bound.AT_MOST:
            return bound is not bound_of_the_better(better)
        case Bound.UNKNOWN:
            return True
        case _:
            assert_never(bound)


def _details(indicator: Indicator, known: LastKnown) -> dict[str, Detail]:
    """The place of the known figure, the gap in units and as a share of it, and the nature of the target."""
    before = known.values[0]
    gap = abs(Fraction(indicator.target.values[0]) - before)
    share = shown(gap / abs(before) * 100, 1) + "%" if before else "-"
    nature = phrase("audit.target.binding" if is_binding(indicator) else "audit.target")
    return {"at": known.where, "gap": amount_of(gap, indicator), "share": share, "nature": nature}


def less_than_another_city(context: AuditContext) -> Iterator[Finding]:
    """RS404: a target weaker than the most ambitious other city's, each beside its own last known figure.

    One that is weaker than its own last known figure is RS401 or RS403.
    """
    for indicator in context.indicators_with_baselines:
        ambition = ambition_of(context.plan, indicator, context.before)
        others = context.ambitions.get(comparison_key(context.plan, indicator), ())
        most = next((other for other in others if other.plan.city.id != context.plan.city.id), None)
        if ambition is None or most is None or _is_weaker(context, indicator):
            continue
        if most.effort - ambition.effort >= APART:
            yield _less_demanding(context, indicator, ambition, most)


def _is_weaker(context: AuditContext, indicator: Indicator) -> bool:
    known = last_known(context.plan, indicator, context.before)
    return known is not None and not is_annual(indicator.kind) and _strength(indicator, known) is Strength.WEAKER


def _less_demanding(context: AuditContext, indicator: Indicator, ambition: Ambition, most: Ambition) -> Finding:
    own, other = ambition.demand, most.demand
    details: dict[str, Detail] = {"own": own, "figures": ambition.figures, "other": other, "others": most.figures}
    details["city"] = most.plan.city.name
    case = "points" if ambition.by_points else ""
    return context.finding("RS404", indicator, indicator.target, most.applied_to(ambition.known), case=case, **details)


def exceeded_by_far(context: AuditContext) -> Iterator[Finding]:
    """RS405: a target hardly better than the last known figure, whose result is better than that by far."""
    for indicator in context.indicators_with_baselines:
        known = last_known(context.plan, indicator, context.before)
        if known is not None and indicator.result is not None and _is_amount(indicator.kind):
            yield from _exceeded_by_far(context, indicator, indicator.result, known)


def _exceeded_by_far(
    context: AuditContext, indicator: Indicator, result: Result, known: LastKnown
) -> Iterator[Finding]:
    reading, target = result_of(indicator), indicator.target
    if known.bound is not Bound.EXACT or not known.values[0] or not (target.values and reading.values):
        return
    planned, achieved = (Fraction(value) / known.values[0] - 1 for value in (target.values[0], reading.values[0]))
    sign = 1 if higher_is_better(indicator.better) else -1
    is_certain = reading.bound in (Bound.EXACT, bound_of_the_better(indicator.better))
    if is_certain and 0 < planned * sign < SLIGHT and achieved * sign > FAR:
        changes = {"planned": _signed_percent(planned), "achieved": _signed_percent(achieved)}
        details: dict[str, Detail] = {"result": result.printed.strip(), "at": known.where}
        yield context.finding("RS405", indicator, target, known.printed, case="", **changes, **details)


def _signed_percent(share: Fraction) -> str:
    return f"{'+' if share > 0 else ''}{shown(share * 100, 1)}%"


def _is_amount(kind: Kind) -> bool:
    """Whether values are numbers of something, whose changes are shares of them."""
    match kind:
        case Kind.CUMULATIVE | Kind.STOCK | Kind.GROWTH | Kind.CHANGE:
            return True
        case Kind.ANNUAL | Kind.RATE | Kind.COMPOSITION:
            return False
        case _:
            assert_never(kind)
