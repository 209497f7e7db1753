"""RS2xx: what a mark, a sign or a unit says against what the indicator is."""

from collections.abc import Iterator

from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Finding, Quote, found
from rsplan.audit.known import result_of
from rsplan.audit.quantity import base_unit
from rsplan.model.enums import Comparator, Kind, Scope
from rsplan.model.notation import plain, read_figure
from rsplan.model.plan import Indicator, Plan


def mark_on_a_level(context: AuditContext) -> Iterator[Finding]:
    """RS201: the cumulative mark on what is no sum of the years."""
    for indicator in context.indicators:
        if indicator.kind is Kind.CUMULATIVE:
            continue
        target, result = read_figure(indicator.target.printed), result_of(indicator)
        bare = ":".join(format(value, "f") for value in (target.values or result.values))
        plain_statement = next(
            (said for said in indicator.statements if not read_figure(said.printed).cumulative), None
        )
        if target.cumulative and plain_statement:
            stated = {"stated": plain_statement.printed, "elsewhere": plain_statement.where}
            yield found("RS201", context.plan, indicator, indicator.target, bare, "stated", **stated)
        elif target.cumulative or (result.cumulative and indicator.result):
            spot = indicator.target if target.cumulative or indicator.result is None else indicator.result
            yield found("RS201", context.plan, indicator, spot, bare)


def marks_of_one_row(context: AuditContext) -> Iterator[Finding]:
    """RS202: a row whose target and result are marked differently."""
    for indicator in context.indicators:
        target, result = read_figure(indicator.target.printed), result_of(indicator)
        if not target.values or not result.values or indicator.result is None or target.cumulative == result.cumulative:
            continue
        if indicator.kind is Kind.CUMULATIVE:
            spot = indicator.target if result.cumulative else indicator.result
            other = indicator.result if result.cumulative else indicator.target
            expected = _marked(context.plan, spot.printed)
            yield found("RS202", context.plan, indicator, spot, expected, other=other.printed.strip())


def sum_without_mark(context: AuditContext) -> Iterator[Finding]:
    """RS203: a sum without the mark, in a table that marks its sums; see RS202 where the result is marked."""
    if not _mark(context.plan):
        return
    for indicator in context.indicators:
        reading = read_figure(indicator.target.printed)
        unmarked = indicator.kind is Kind.CUMULATIVE and reading.values and not reading.cumulative
        if indicator.scope is Scope.HEADLINE and unmarked and not result_of(indicator).cumulative:
            yield found(
                "RS203", context.plan, indicator, indicator.target, _marked(context.plan, indicator.target.printed)
            )


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
            spot = Quote(indicator.footnote, indicator.target.where, indicator.at)
            yield found("RS204", context.plan, indicator, spot, name=indicator.name.zh)
        reading = read_figure(indicator.target.printed)
        if reading.cumulative and "cumulative" not in meanings:
            yield found("RS204", context.plan, indicator, indicator.target, case="mark")
        if reading.comparator is Comparator.NONE and "no_target" not in meanings:
            yield found("RS204", context.plan, indicator, indicator.target, case="mark")


def unit_against_name(context: AuditContext) -> Iterator[Finding]:
    """RS205: a unit that does not fit the name."""
    for indicator in context.indicators:
        expected = _fitting_unit(indicator)
        if expected is not None:
            spot = Quote(indicator.unit.zh, indicator.target.where, indicator.at)
            yield found("RS205", context.plan, indicator, spot, expected, name=indicator.name.zh)


def _fitting_unit(indicator: Indicator) -> str | None:
    """The unit that the name asks for, None where the unit fits: persons (人数), times (人次), shares (率)."""
    name, unit = indicator.name.zh, plain(indicator.unit.zh)
    if "人数" in name and "人次" in unit:
        return unit.replace("人次", "人")
    if "人次" in name and unit.endswith("人"):
        return f"{unit}次"
    return "%" if name.endswith("率") and unit not in ("%", "‰") else None


def units_of_statements(context: AuditContext) -> Iterator[Finding]:
    """RS206: a unit that differs between the table and the text."""
    for indicator in context.indicators:
        own = base_unit(indicator.unit.zh)
        for said in (*indicator.statements, *indicator.reported):
            other = base_unit(read_figure(said.printed).unit)
            if other and own and other != own:
                yield found("RS206", context.plan, indicator, said, indicator.unit.zh, unit=indicator.unit.zh)
