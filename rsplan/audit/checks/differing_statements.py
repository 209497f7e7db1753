"""RS3xx: statements about one target or result that contradict each other in different places of the document."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import assert_never

from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Finding, Quote
from rsplan.audit.former_plans import indicator_with_id
from rsplan.audit.indicator_traits import has_empty_result, higher_is_better
from rsplan.audit.unit_scaling import in_units, result_of
from rsplan.model.enums import Better, Bound, Comparator
from rsplan.model.plain_text import plain
from rsplan.model.plan import Indicator, Statement
from rsplan.model.printed_figure_reading import FIGURE_WORDS, Reading, read_or_nothing
from rsplan.model.rounding import places_of, rounded

#: Two names that share so much of the shorter one, in the same order, may be names of one thing.
SIMILAR = Fraction(2, 3)


def other_value(context: AuditContext) -> Iterator[Finding]:
    """RS301: the same target with another figure elsewhere."""
    for indicator in context.indicators:
        target = _figures(indicator.target.printed, indicator)
        for statement in indicator.statements:
            stated = _figures(statement.printed, indicator)
            if target and stated and stated != target:
                yield _differs("RS301", context, indicator, statement)


def other_qualifier(context: AuditContext) -> Iterator[Finding]:
    """RS302: the same figure with a qualifier elsewhere that gives it another meaning."""
    for indicator in context.indicators:
        qualifier = _qualifier(indicator.target.printed, indicator.better)
        for statement in indicator.statements:
            same = _figures(statement.printed, indicator) == _figures(indicator.target.printed, indicator)
            if same and _qualifier(statement.printed, indicator.better) is not qualifier:
                yield _differs("RS302", context, indicator, statement)


def _figures(printed: str, indicator: Indicator) -> tuple[Decimal, ...]:
    return in_units(read_or_nothing(printed), indicator.unit.zh)


def _differs(code: str, context: AuditContext, indicator: Indicator, statement: Statement) -> Finding:
    target = indicator.target
    return context.finding(code, indicator, statement, target.printed.strip(), at=target.where)


def _qualifier(printed: str, better: Better) -> Comparator:
    """The meaning of the sign or word that qualifies the figure; docs/methodology.md, section 1.

    A bare figure is one to be reached, as with 以上 where more is better; 达 and 达到 (to reach) are verbs that leave
    it bare.
    """
    bare = Comparator.AT_LEAST if higher_is_better(better) else Comparator.AT_MOST
    return bare if plain(printed).startswith("达") else read_or_nothing(printed).comparator or bare


def other_name(context: AuditContext) -> Iterator[Finding]:
    """RS303: the same target under another name elsewhere, which may cover more or less."""
    for indicator in context.indicators:
        name = indicator.name.zh
        for statement in indicator.statements:
            if statement.name and not _same_name(statement.name, name):
                quotation = Quote(statement.name, statement.where, statement.at)
                details = {"figure": statement.printed, "at": indicator.target.where}
                yield context.finding("RS303", indicator, quotation, name, **details)


def _same_name(stated: str, name: str) -> bool:
    """Whether one name is part of the other, or names this row among others (养老、失业、工伤保险参保人数)."""
    stated, name = _subject(stated), _subject(name)
    return stated in name or name in stated or ("、" in stated and _in_common(stated, name) == len(name))


def _subject(name: str) -> str:
    """The name without a word that is its figure, groups of persons in one word: 法定人群应保尽保 is 法定人员."""
    word = next((word for word in FIGURE_WORDS if name.endswith(word) and name != word), "")
    return name.removesuffix(word).replace("人群", "人员")


def _in_common(first: str, second: str) -> int:
    """The number of characters that two names have in common, in the same order."""
    row = [0] * (len(second) + 1)
    for left in first:
        diagonal = 0
        for index, right in enumerate(second, 1):
            diagonal, row[index] = row[index], diagonal + 1 if left == right else max(row[index], row[index - 1])
    return row[-1]


def series_renamed(context: AuditContext) -> Iterator[Finding]:
    """RS304: a series of the plan before that continues under another name."""
    for indicator in context.indicators:
        former = indicator_with_id(context.before, indicator.id)
        if former is not None and former.name.zh != indicator.name.zh:
            quotation = Quote(indicator.name.zh, indicator.target.where, indicator.at)
            details = {"at": former.target.where, "before": context.before.id if context.before else ""}
            yield context.finding("RS304", indicator, quotation, former.name.zh, **details)


def other_result(context: AuditContext) -> Iterator[Finding]:
    """RS305: the result of the table repeated in the text with another figure."""
    for indicator in context.indicators:
        result = result_of(indicator)
        if indicator.result is None or len(result.values) != 1 or result.bound is not Bound.EXACT:
            continue
        for statement in indicator.reported:
            if not _agrees(read_or_nothing(statement.printed), result, indicator.unit.zh):
                details = {"at": indicator.result.where}
                yield context.finding("RS305", indicator, statement, indicator.result.printed, **details)


def _agrees(reading: Reading, result: Reading, unit: str) -> bool:
    """Whether the result, rounded to the digits of the text, equals the text's figure, or lies within its bound."""
    stated, actual = in_units(reading, unit), in_units(result, unit)[0]
    if not stated:
        return True
    match reading.comparator:
        case Comparator.AT_LEAST | Comparator.MORE_THAN:
            return actual >= stated[0]
        case Comparator.AT_MOST | Comparator.LESS_THAN:
            return actual <= stated[0]
        case Comparator.BETWEEN:
            return stated[0] <= actual <= stated[-1]
        case Comparator.ABOUT:
            return True
        case Comparator.NONE | None:
            (unit_value,) = in_units(Reading((Decimal(1),), unit=reading.unit), unit)
            return rounded(Fraction(actual) / Fraction(unit_value), places_of(reading.values[0])) == reading.values[0]
        case _:
            assert_never(reading.comparator)


def claim_without_figure(context: AuditContext) -> Iterator[Finding]:
    """RS306: a claim of the text that all targets were reached, while a result is an empty cell."""
    for claim in context.plan.claims:
        for indicator in context.indicators:
            if indicator.result is not None and has_empty_result(indicator):
                yield context.finding("RS306", indicator, indicator.result, claim=claim.printed, at=claim.where)


def one_figure_two_names(context: AuditContext) -> Iterator[Finding]:
    """RS307: two entries with the same figure and unit, in two places, under similar names."""
    for first, second in combinations(context.indicators, 2):
        same = first.target.printed.strip() == second.target.printed.strip() and first.unit == second.unit
        if not same or not first.target.values or first.target.where == second.target.where:
            continue
        names = first.name.zh, second.name.zh
        if _in_common(*names) >= SIMILAR * min(map(len, names)):
            quotation = Quote(second.name.zh, second.target.where, second.at)
            details = {"figure": second.target.printed.strip(), "at": first.target.where}
            yield context.finding("RS307", second, quotation, first.name.zh, **details)
