"""The figures that a target file gives of an indicator: printed result, earlier value, growth, observations."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import yaml

from rsplan.model.bilingual import ShakingText, Text
from rsplan.model.enums import STATED_BOUNDS, Basis, Bound, Kind, Via
from rsplan.model.observation_span import basis_fits, day_fault, default_basis, names_a_day, span_of
from rsplan.model.observations import Observation
from rsplan.model.period import ONE_DAY, Period, parse_day, parse_entered, parse_period, parse_published
from rsplan.model.plan import Document, Earlier, Group, Growth, Indicator, Result, Target
from rsplan.model.printed_figure_reading import Reading, read_level
from rsplan.model.units import in_unit, negative_persons
from rsplan.read.yaml_values import Fields, TargetNodes, percentage

#: The start of a plan that states none, or none that can be read: its other dates are not compared with it.
UNKNOWN_START = date(1900, 1, 1)

#: Earlier values stand in the main table, where the file does not say otherwise.
_MAIN_TABLE = "表1"


_OBSERVATION_OPTIONAL = (
    *("basis", "bound", "provisional", "printed", "where", "published", "note"),
    *("via", "entered", "shakes"),
)


class PlanFrame(NamedTuple):
    """The facts about a plan that its indicators depend on; `marked` says that it marks cumulative targets."""

    document: Document
    start: date
    end: date
    groups: dict[str, Group]
    marked: bool


def read_result(
    nodes: TargetNodes, node: yaml.Node | None, indicator: Indicator, frame: PlanFrame, target: Target | None
) -> tuple[Result | None, Observation | None]:
    """The printed result, and the observation that it is (None for an empty cell)."""
    if node is None:
        return None, None
    kind = indicator.kind
    fields = nodes.fields(node, ("printed",), ("where", "period", "completion", "note"))
    printed = nodes.text(fields.get("printed"), empty=True)
    where = nodes.text(fields.get("where")) or (target.where if target else "")
    completion = nodes.text(fields.get("completion"))
    if completion is not None:
        nodes.parsed(fields.get("completion"), percentage)
    period = nodes.parsed(fields.get("period"), parse_period)
    if printed is None:
        return None, None
    result = Result(printed, where, nodes.place(node), completion, nodes.bilingual(fields.get("note")))
    reading = nodes.parsed(fields["printed"], read_level) if printed.strip() else Reading()
    if reading is None or not reading.values:
        return result, None
    if period is None:
        if "period" not in fields:
            nodes.report(node, "missing_key", key="period")
        return result, None
    reading = in_unit(reading, indicator.unit.zh)
    if not nodes.shares_fit(fields["printed"], reading.values, kind):
        return result, None
    check_sign(nodes, fields["printed"], reading.values, indicator)
    return result, _observation_of(result, reading, period, kind, frame, nodes.order(node))


def check_sign(nodes: TargetNodes, node: yaml.Node, values: Sequence[Decimal], indicator: Indicator) -> None:
    """Report an amount, or a number of persons, below zero."""
    negative = negative_persons(values, indicator.unit.zh)
    if indicator.kind.is_additive and min(values) < 0:
        nodes.report(node, "negative_sum", value=format(values[0], "f"))
    elif negative is not None:
        nodes.report(node, "negative_persons", value=format(negative, "f"), unit=indicator.unit.zh)


def _observation_of(
    result: Result, reading: Reading, period: Period, kind: Kind, frame: PlanFrame, order: int
) -> Observation:
    """The printed result as an observation, published with the plan document."""
    basis = Basis.PTD if kind.is_additive else Basis.LEVEL
    published = frame.document.dated
    return Observation(
        period=period,
        span=span_of(period, basis, frame.start),
        values=reading.values,
        basis=basis,
        bound=reading.bound,
        provisional=False,
        printed=result.printed,
        source=frame.document.title.zh,
        where=result.where,
        published=published,
        published_text=str(published) if published else None,
        note=result.note,
        at=result.at,
        order=order,
    )


def read_earlier(nodes: TargetNodes, node: yaml.Node | None, indicator: Indicator, frame: PlanFrame) -> Earlier | None:
    """The earlier value that the document prints beside the target."""
    if node is None:
        return None
    fields = nodes.fields(node, ("printed",), ("date", "where", "growth"))
    printed = nodes.text(fields.get("printed"), empty=True)
    reading = nodes.parsed(fields.get("printed"), read_level) if printed else Reading()
    day = read_day_before(nodes, fields, frame.start)
    growth = _growth(nodes, fields.get("growth"))
    if printed is None or day is None or reading is None:
        return None
    reading = in_unit(reading, indicator.unit.zh)
    if reading.values and nodes.shares_fit(fields["printed"], reading.values, indicator.kind):
        check_sign(nodes, fields["printed"], reading.values, indicator)
    where = nodes.text(fields.get("where")) or _MAIN_TABLE
    bound = reading.bound_of_start
    return Earlier(reading.values, printed, where, day, nodes.place(node), growth, bound=bound)


def _growth(nodes: TargetNodes, node: yaml.Node | None) -> Growth | None:
    if node is None:
        return None
    fields = nodes.fields(node, ("printed", "where"))
    printed, where = nodes.text(fields.get("printed")), nodes.text(fields.get("where"))
    nodes.parsed(fields.get("printed"), percentage)
    return Growth(printed, where, nodes.place(node)) if printed and where else None


def read_day_before(nodes: TargetNodes, fields: Fields, start: date) -> date | None:
    """The date of a figure from before the plan: the day before its start, unless the file states another."""
    if "date" not in fields:
        return start - ONE_DAY
    day = nodes.parsed(fields["date"], parse_day)
    if day is not None:
        check_before(nodes, fields["date"], day, start)
    return day


def check_before(nodes: TargetNodes, node: yaml.Node, day: date, start: date) -> None:
    """Report a day that does not lie before the start of the plan, where that is known."""
    if day >= start > UNKNOWN_START:
        nodes.report(node, "baseline_within_plan", date=str(day), start=str(start))


def read_observation(nodes: TargetNodes, node: yaml.Node, indicator: Indicator, frame: PlanFrame) -> Observation | None:
    """An observation under `observed`; None after a problem."""
    fields = nodes.fields(node, ("period", "value", "source"), _OBSERVATION_OPTIONAL)
    kind = indicator.kind
    period = nodes.parsed(fields.get("period"), parse_period)
    values = nodes.shares(fields.get("value")) if kind.has_shares else nodes.numbers(fields.get("value"))
    basis = nodes.word(fields.get("basis"), Basis, default_basis(kind))
    bound = nodes.word(fields.get("bound"), Bound, Bound.EXACT)
    provisional = nodes.flag(fields.get("provisional"))
    source = nodes.text(fields.get("source"))
    published = nodes.parsed(fields.get("published"), parse_published)
    via = nodes.word(fields.get("via"), Via)
    entered = nodes.parsed(fields.get("entered"), parse_entered)
    note = _note_of_observation(nodes, fields)
    _check_words(nodes, node, fields, basis, bound, kind)
    if period is None or values is None or basis is None or bound is None or source is None:
        return None
    if not _fits(nodes, fields, period, basis, values, indicator):
        return None
    within_plan = frame.start <= period.end <= frame.end
    return Observation(
        period=period,
        span=span_of(period, basis, frame.start if within_plan else None),
        values=values,
        basis=basis,
        bound=bound,
        provisional=bool(provisional),
        printed=nodes.text(fields.get("printed")),
        source=source,
        where=nodes.text(fields.get("where")),
        published=published,
        published_text=nodes.text(fields.get("published")),
        note=note,
        at=nodes.place(node),
        order=nodes.order(node),
        value_at=nodes.place(fields["value"]),
        via=via,
        entered=entered,
    )


def _note_of_observation(nodes: TargetNodes, fields: Fields) -> Text | None:
    """The note, of the sort that it is said to be."""
    note, shakes = nodes.bilingual(fields.get("note")), nodes.flag(fields.get("shakes"))
    if "shakes" in fields and "note" not in fields:
        nodes.report(fields["shakes"], "missing_key", key="note")
    return ShakingText(*note) if note and shakes else note


def _check_words(
    nodes: TargetNodes, node: yaml.Node, fields: Fields, basis: Basis | None, bound: Bound | None, kind: Kind
) -> None:
    """Report a bound that may not be stated, and a basis that the kind cannot have."""
    if bound is not None and not bound.may_be_stated:
        nodes.report(fields["bound"], "unknown_word", word=str(bound), words=", ".join(STATED_BOUNDS))
    if basis is not None and not basis_fits(basis, kind):
        nodes.report(fields.get("basis", node), "basis_and_kind", basis=str(basis), kind=str(kind))


def _fits(
    nodes: TargetNodes,
    fields: Fields,
    period: Period,
    basis: Basis,
    values: tuple[Decimal, ...],
    indicator: Indicator,
) -> bool:
    """Whether the indicator can have these numbers; reports them, and a day as the period of an amount."""
    check_sign(nodes, fields["value"], values, indicator)
    if names_a_day(period, basis):
        nodes.report(fields["period"], day_fault(basis), text=period.text)
    return nodes.shares_fit(fields["value"], values, indicator.kind)
