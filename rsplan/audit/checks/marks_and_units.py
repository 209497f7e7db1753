"""RS2xx: marks, signs and units that contradict the indicator's meaning."""

from collections.abc import Iterator
from typing import assert_never

from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Finding, HasPlace, Quote
from rsplan.audit.indicator_traits import is_cumulative, sets_no_target
from rsplan.audit.unit_scaling import base_unit, result_of
from rsplan.model.enums import Scope
from rsplan.model.plain_text import plain
from rsplan.model.plan import Indicator, Plan, Statement
from rsplan.model.printed_figure_reading import Reading, read_or_nothing


def mark_on_a_level(context: AuditContext) -> Iterator[Finding]:
    """RS201: the cumulative mark on a level that the document also prints without it."""
    for indicator, target, result in _marked_levels(context):
        unmarked = _stated_unmarked(indicator)
        if target.cumulative and unmarked:
            stated = {"stated": unmarked.printed, "elsewhere": unmarked.where}
            yield context.finding("RS201", indicator, indicator.target, _bare(target), case="stated", **stated)
        elif _marked_in_part(target, result):
            marked, other = _marked_first(indicator, target)
            reading = target if target.cumulative else result
            yield context.finding("RS201", indicator, marked, _bare(reading), other=(other.printed or "").strip())


def mark_on_what_is_read_as_a_level(context: AuditContext) -> Iterator[Finding]:
    """RS207: the cumulative mark on an indicator that only our reading calls a level."""
    for indicator, target, result in _marked_levels(context):
        if not (target.cumulative and _stated_unmarked(indicator)) and not _marked_in_part(target, result):
            marked, _ = _marked_first(indicator, target)
            expected = _bare(target if target.cumulative else result)
            yield context.finding("RS207", indicator, marked, expected, name=indicator.name)


def _marked_levels(context: AuditContext) -> Iterator[tuple[Indicator, Reading, Reading]]:
    """The indicators that are no total over the years, with their target and result, of which one is marked."""
    for indicator in context.indicators:
        target, result = read_or_nothing(indicator.target.printed), result_of(indicator)
        if not is_cumulative(indicator.kind) and (target.cumulative or result.cumulative):
            yield indicator, target, result


def _stated_unmarked(indicator: Indicator) -> Statement | None:
    """A statement of the target elsewhere that has no cumulative mark."""
    return next((one for one in indicator.statements if not read_or_nothing(one.printed).cumulative), None)


def _marked_in_part(target: Reading, result: Reading) -> bool:
    """Whether the row prints two figures, one of them marked."""
    return bool(target.values and result.values) and target.cumulative is not result.cumulative


def _marked_first(indicator: Indicator, target: Reading) -> tuple[HasPlace, HasPlace]:
    """The marked figure of the row, and the other one (the target where there is no result)."""
    result = indicator.result or indicator.target
    return (indicator.target, result) if target.cumulative else (result, indicator.target)


def _bare(reading: Reading) -> str:
    return ":".join(format(value, "f") for value in reading.values)


def marks_of_one_row(context: AuditContext) -> Iterator[Finding]:
    """RS202: a row whose target and result are marked differently."""
    for indicator in context.indicators:
        target, result = read_or_nothing(indicator.target.printed), result_of(indicator)
        if not target.values or not result.values or indicator.result is None or target.cumulative == result.cumulative:
            continue
        if is_cumulative(indicator.kind):
            unmarked = indicator.target if result.cumulative else indicator.result
            other = indicator.result if result.cumulative else indicator.target
            expected = _marked(context.plan, unmarked.printed)
            yield context.finding("RS202", indicator, unmarked, expected, other=other.printed.strip())


def sum_without_mark(context: AuditContext) -> Iterator[Finding]:
    """RS203: a total without the mark, in a table that marks its totals; see RS202 where the result is marked."""
    if not _mark(context.plan):
        return
    for indicator in context.indicators:
        reading = read_or_nothing(indicator.target.printed)
        unmarked = is_cumulative(indicator.kind) and reading.values and not reading.cumulative
        if _is_in_table(indicator.scope) and unmarked and not result_of(indicator).cumulative:
            expected = _marked(context.plan, indicator.target.printed)
            yield context.finding("RS203", indicator, indicator.target, expected)


def _is_in_table(scope: Scope) -> bool:
    """Whether the target is a row of the plan's main table, whose remarks explain its marks."""
    match scope:
        case Scope.HEADLINE:
            return True
        case Scope.TEXT:
            return False
        case _:
            assert_never(scope)


def _mark(plan: Plan) -> str | None:
    """The plan's cumulative mark, such as 〔〕, by its remark."""
    return next((plain(note.mark) for note in plan.footnotes if note.means == "cumulative"), None)


def _marked(plan: Plan, printed: str) -> str | None:
    mark = _mark(plan)
    return f"{mark[0]}{printed.strip()}{mark[-1]}" if mark else None


def sign_without_footnote(context: AuditContext) -> Iterator[Finding]:
    """RS204: a sign that no remark under the table explains."""
    explained = {note.mark for note in context.plan.footnotes}
    meanings = {note.means for note in context.plan.footnotes}
    for indicator in context.indicators:
        if indicator.footnote and indicator.footnote not in explained:
            quotation = Quote(indicator.footnote, indicator.target.where, indicator.at)
            yield context.finding("RS204", indicator, quotation, name=indicator.name.zh)
        reading = read_or_nothing(indicator.target.printed)
        brackets = plain(indicator.target.printed)[:1] if reading.cumulative else ""
        if brackets and "cumulative" not in meanings and all(plain(mark)[:1] != brackets for mark in explained):
            yield context.finding("RS204", indicator, indicator.target, case="mark")
        if sets_no_target(reading.comparator) and "no_target" not in meanings:
            yield context.finding("RS204", indicator, indicator.target, case="mark")


def unit_against_name(context: AuditContext) -> Iterator[Finding]:
    """RS205: a unit that does not fit the name."""
    for indicator in context.indicators:
        expected = _fitting_unit(indicator)
        if expected is not None:
            quotation = Quote(indicator.unit.zh, indicator.target.where, indicator.at)
            yield context.finding("RS205", indicator, quotation, expected, name=indicator.name.zh)


def _fitting_unit(indicator: Indicator) -> str | None:
    """The unit that the name demands: persons (人数), times (人次), shares (率); None where the unit fits."""
    name, unit = indicator.name.zh, plain(indicator.unit.zh)
    if "人数" in name and "人次" in unit:
        return unit.replace("人次", "人")
    if "人次" in name and unit.endswith("人"):
        return f"{unit}次"
    return "%" if name.endswith("率") and unit not in ("%", "‰") else None


def units_of_statements(context: AuditContext) -> Iterator[Finding]:
    """RS206: a unit that differs between the table and the text."""
    for indicator in context.indicators:
        unit = base_unit(indicator.unit.zh)
        for statement in (*indicator.statements, *indicator.reported):
            stated = base_unit(read_or_nothing(statement.printed).unit)
            if stated and unit and stated != unit:
                yield context.finding("RS206", indicator, statement, indicator.unit.zh, unit=indicator.unit.zh)
