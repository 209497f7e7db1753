"""RS3xx: what one place of the document says against another."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Finding, Quote, found
from rsplan.audit.known import result_of, with_id
from rsplan.audit.quantity import in_units, places_of
from rsplan.model.enums import Bound, Comparator
from rsplan.model.notation import Reading, plain, read_figure
from rsplan.model.rounding import rounded

#: Two names that share so much of the shorter one, in this order, may be names of one thing.
SIMILAR = Fraction(2, 3)


def other_value(context: AuditContext) -> Iterator[Finding]:
    """RS301: the same target with another figure elsewhere."""
    for indicator in context.indicators:
        table = in_units(read_figure(indicator.target.printed), indicator.unit.zh)
        for said in indicator.statements:
            stated = in_units(read_figure(said.printed), indicator.unit.zh)
            if table and stated and stated != table:
                yield found(
                    "RS301", context.plan, indicator, said, indicator.target.printed.strip(), at=indicator.target.where
                )


def other_qualifier(context: AuditContext) -> Iterator[Finding]:
    """RS302: the same figure with another qualifier elsewhere, or with one there only."""
    for indicator in context.indicators:
        own = _qualifier(indicator.target.printed)
        for said in indicator.statements:
            same_figure = in_units(read_figure(said.printed), indicator.unit.zh) == in_units(
                read_figure(indicator.target.printed), indicator.unit.zh
            )
            if same_figure and _qualifier(said.printed) is not own:
                yield found(
                    "RS302", context.plan, indicator, said, indicator.target.printed.strip(), at=indicator.target.where
                )


def _qualifier(printed: str) -> Comparator | None:
    """The sign or word that qualifies the figure; 达 and 达到 (to reach) are verbs that leave it bare."""
    return None if plain(printed).startswith("达") else read_figure(printed).comparator


def other_name(context: AuditContext) -> Iterator[Finding]:
    """RS303: the same target under another name elsewhere, which may take in more or less."""
    for indicator in context.indicators:
        for said in indicator.statements:
            if said.name and not _same_name(said.name, indicator.name.zh):
                spot = Quote(said.name, said.where, said.at)
                yield found(
                    "RS303",
                    context.plan,
                    indicator,
                    spot,
                    indicator.name.zh,
                    figure=said.printed,
                    at=indicator.target.where,
                )


def _same_name(stated: str, own: str) -> bool:
    """Whether one name is part of the other, or names this row among others (养老、失业、工伤保险参保人数)."""
    return stated in own or own in stated or ("、" in stated and _in_common(stated, own) == len(own))


def _in_common(first: str, second: str) -> int:
    """How many characters two names have in common, in the same order."""
    row = [0] * (len(second) + 1)
    for left in first:
        diagonal = 0
        for index, right in enumerate(second, 1):
            diagonal, row[index] = row[index], diagonal + 1 if left == right else max(row[index], row[index - 1])
    return row[-1]


def series_renamed(context: AuditContext) -> Iterator[Finding]:
    """RS304: a series of the plan before that goes on under another name."""
    for indicator in context.indicators:
        former = with_id(context.before, indicator.id)
        if former is not None and former.name.zh != indicator.name.zh:
            spot = Quote(indicator.name.zh, indicator.target.where, indicator.at)
            before = context.before.id if context.before else ""
            yield found("RS304", context.plan, indicator, spot, former.name.zh, at=former.target.where, before=before)


def other_result(context: AuditContext) -> Iterator[Finding]:
    """RS305: the result of the table repeated in the text with another figure."""
    for indicator in context.indicators:
        result = result_of(indicator)
        if indicator.result is None or len(result.values) != 1 or result.bound is not Bound.EXACT:
            continue
        for said in indicator.reported:
            if not _agrees(read_figure(said.printed), result, indicator.unit.zh):
                yield found("RS305", context.plan, indicator, said, indicator.result.printed, at=indicator.result.where)


def _agrees(said: Reading, result: Reading, unit: str) -> bool:
    """Whether the result, rounded to the digits of the text, is what the text says, or lies within its bound."""
    stated, actual = in_units(said, unit), in_units(result, unit)[0]
    if not stated:
        return True
    match said.comparator:
        case Comparator.AT_LEAST | Comparator.MORE_THAN:
            return actual >= stated[0]
        case Comparator.AT_MOST | Comparator.LESS_THAN:
            return actual <= stated[0]
        case Comparator.BETWEEN:
            return stated[0] <= actual <= stated[-1]
        case Comparator.ABOUT:
            return True
        case _:
            (unit_value,) = in_units(Reading((Decimal(1),), unit=said.unit), unit)
            return rounded(Fraction(actual) / Fraction(unit_value), places_of(said.values[0])) == said.values[0]


def claim_without_figure(context: AuditContext) -> Iterator[Finding]:
    """RS306: the text claims that all targets were reached, while a result is an empty cell."""
    for claim in context.plan.claims:
        for indicator in context.indicators:
            if indicator.result is not None and not indicator.result.printed.strip():
                yield found("RS306", context.plan, indicator, indicator.result, claim=claim.printed, at=claim.where)


def one_figure_two_names(context: AuditContext) -> Iterator[Finding]:
    """RS307: two entries with the same figure and unit, in two places, under names that are much alike."""
    for first, second in combinations(context.indicators, 2):
        same = first.target.printed.strip() == second.target.printed.strip() and first.unit == second.unit
        if not same or not first.target.values or first.target.where == second.target.where:
            continue
        names = first.name.zh, second.name.zh
        if _in_common(*names) >= SIMILAR * min(map(len, names)):
            spot = Quote(second.name.zh, second.target.where, second.at)
            details = {"figure": second.target.printed.strip(), "at": first.target.where}
            yield found("RS307", context.plan, second, spot, first.name.zh, **details)
