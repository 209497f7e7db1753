"""Amounts between two figures to date from the same first day; methodology.md, section 2."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import assert_never

from rsplan.calc.chosen_observations import sum_bound
from rsplan.calc.effective_observations import EffectiveObservations, Span
from rsplan.model.enums import Basis, Bound, Via
from rsplan.model.observations import Observation, ObservationColumns
from rsplan.model.period import ONE_DAY, Period, name_gap

#: The bound of a difference, by the bounds of what is subtracted from and of what is subtracted; else unknown.
_BOUNDS: Mapping[tuple[Bound, Bound], Bound] = {
    (Bound.EXACT, Bound.EXACT): Bound.EXACT,
    (Bound.AT_LEAST, Bound.EXACT): Bound.AT_LEAST,
    (Bound.EXACT, Bound.AT_LEAST): Bound.AT_MOST,
}


def difference_bound(later: Bound, earlier: Bound) -> Bound:
    """The bound of the later figure minus the earlier one."""
    return _BOUNDS.get((later, earlier), Bound.UNKNOWN)


def differences(columns: ObservationColumns, effective: EffectiveObservations, plan: Span) -> list[Observation]:
    """The amounts within the plan between figures to date from the same first day, as observations.

    Figures to date from within their own year need no subtraction: the last of them covers the others.
    """
    by_first_day: dict[object, list[Observation]] = {}
    for observation in _last_published(columns, effective):
        if _is_to_date(observation.basis):
            by_first_day.setdefault(observation.span[0], []).append(observation)
    return [difference for series in by_first_day.values() for difference in _of_series(series, plan)]


def _last_published(columns: ObservationColumns, effective: EffectiveObservations) -> list[Observation]:
    """The observations within the plan, across its ends and before it, of those over the same days the last published.

    Those before it only where one that begins with them lies across its start.
    """
    metadata, latest = columns.metadata, {}
    begins = {metadata.each[index].span[0] for index in effective.straddling}
    before = [index for index in effective.before if metadata.each[index].span[0] in begins]
    for index in sorted((*effective.within, *effective.straddling, *before), key=metadata.vintage):
        latest[metadata.each[index].span] = index
    return columns.select(latest.values())


def _is_to_date(basis: Basis) -> bool:
    match basis:
        case Basis.YTD | Basis.PTD:
            return True
        case Basis.PERIOD | Basis.LEVEL | Basis.MEAN:
            return False
        case _:
            assert_never(basis)


def _of_series(series: Sequence[Observation], plan: Span) -> Iterator[Observation]:
    for earlier, later in _pairs(sorted(series, key=lambda observation: observation.span[1])):
        first, last = earlier.span[1] + ONE_DAY, later.span[1]
        needless = later.span[0].year == last.year and plan[0] <= later.span[0]
        if plan[0] <= first and last <= plan[1] and first <= last and not needless and later.value >= earlier.value:
            yield difference(later, earlier)


def _pairs(series: Sequence[Observation]) -> Iterator[tuple[Observation, Observation]]:
    """Each figure to date with the one before it, and with the last exact one, which a bound between leaves known."""
    exact = None
    for before, later in pairwise(series):
        if before.bound is Bound.EXACT:
            exact = before
        elif exact is not None:
            yield exact, later
        yield before, later


def difference(later: Observation, earlier: Observation) -> Observation:
    """The amount between the last days of two figures to date, as an observation of the days between."""
    first, last = earlier.span[1] + ONE_DAY, later.span[1]
    text = " ".join(name_gap(first, last))
    return later._replace(
        period=Period(first, last, text),
        span=(first, last),
        values=(later.value - earlier.value,),
        basis=Basis.PERIOD,
        bound=difference_bound(later.bound, earlier.bound),
        provisional=later.provisional or earlier.provisional,
        printed=None,
        note=None,
        via=_weaker(later.via, earlier.via),
        difference_of=(*(later.difference_of or (later,)), earlier),
    )


def rest_of_year(whole: Observation, others: Sequence[Observation], span: Span) -> Observation:
    """The amount of the days of the span, which the others leave of the whole."""
    text = " ".join(name_gap(*span))
    return whole._replace(
        period=Period(*span, text),
        span=span,
        values=(whole.value - sum((one.value for one in others), Decimal(0)),),
        basis=Basis.PERIOD,
        bound=difference_bound(whole.bound, sum_bound((one.bound for one in others), gaps=False)),
        provisional=any(one.provisional for one in (whole, *others)),
        printed=None,
        note=None,
        via=max((one.via for one in (whole, *others)), key=_BY_FIRMNESS.index),
        difference_of=(*(whole.difference_of or (whole,)), *others),
    )


_BY_FIRMNESS = (None, *Via)


def _weaker(first: Via | None, second: Via | None) -> Via | None:
    return max(first, second, key=_BY_FIRMNESS.index)
