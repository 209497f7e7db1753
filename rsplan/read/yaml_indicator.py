"""One indicator of a target file: its description, its target with revisions, and its statements."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import yaml

from rsplan.errors import BadText
from rsplan.model.bilingual import Text
from rsplan.model.enums import Better, By, Comparator, Judged, Kind, Nature, Scope
from rsplan.model.input_places import Place
from rsplan.model.period import parse_day, parse_month_or_year, parse_published
from rsplan.model.plain_text import number
from rsplan.model.plan import (
    CONFIRMED_PARTS,
    SHORT_NAME,
    Break,
    Indicator,
    RelativeTo,
    Revision,
    Statement,
    Target,
    Unconfirmed,
)
from rsplan.model.printed_figure_reading import Reading, read_target
from rsplan.model.target_meaning import (
    Meaning,
    Stated,
    by_default,
    contradictions,
    impossible,
    in_unit_of_target,
    resolve,
    unit_difference,
    unit_of_target,
)
from rsplan.model.units import in_unit, measures_the_same, negative_persons
from rsplan.read.yaml_figures import PlanFrame, check_sign, read_earlier, read_observation, read_result
from rsplan.read.yaml_milestones import read_milestones
from rsplan.read.yaml_values import Fields, TargetNodes, identifier, one_of
from rsplan.text.wrapping import cells

NO_TEXT = Text("", "")
_NO_TARGET = Target(
    printed="",
    where="",
    at=Place("", 0),
    comparator=Comparator.NONE,
    values=(),
    high=None,
    tolerance=None,
    tolerance_assumed=False,
    hold=None,
)

#: Problems with which a target cannot be made.
_FATAL = {"words_without_meaning", "target_without_figure", "shares_and_kind", "bad_shares", "range_backwards"}

_REQUIRED = ("id", "name", "unit", "kind", "better", "target")
_OPTIONAL = (
    *("number", "scope", "group", "footnote", "nature", "completion", "statements", "result", "reported"),
    *("earlier", "baseline", "observed", "milestones", "revised", "note", "judged", "breaks", "signed", "short", "by"),
)


class IndicatorDraft(NamedTuple):
    """An indicator without its baseline, which may be the result of another plan.

    `baseline` is the node that describes it. `known` says that kind, better, unit and scope could be read, `sound`
    that the indicator has no problem, `target_noted` that its target has a note.
    """

    indicator: Indicator
    node: yaml.Node
    baseline: yaml.Node | None
    known: bool
    sound: bool
    target_noted: bool


#: Words for a change, of which a rate states how large it is: it may lie below 0 and above 100 %.
_CHANGES = ("降低", "下降", "增长")

#: A statement with its node, for problems that are found later.
LocatedStatement = tuple[yaml.Node, Statement]


def read_indicator(nodes: TargetNodes, node: yaml.Node, frame: PlanFrame) -> IndicatorDraft:
    """Read an indicator; where a part of it has problems, the rest is still read for its own."""
    before = len(nodes.problems)
    fields = nodes.fields(node, _REQUIRED, _OPTIONAL)
    indicator, known = _described(nodes, node, fields, frame)
    statements = _statements(nodes, fields.get("statements"))
    reported = _statements(nodes, fields.get("reported"))
    described = len(nodes.problems)
    indicator = _with_figures(nodes, fields, indicator, frame, statements)
    indicator = indicator._replace(signed=_is_signed(nodes, fields, indicator))
    for place, statement in (*statements, *reported):
        _check_sign(nodes, place, statement, indicator)
    if not known:
        nodes.forget_quantity(described)
    indicator = indicator._replace(
        statements=tuple(statement for _, statement in statements),
        reported=tuple(statement for _, statement in reported),
    )
    target = fields.get("target")
    noted = isinstance(target, yaml.MappingNode) and any(key.value == "note" for key, _ in target.value)
    return IndicatorDraft(indicator, node, fields.get("baseline"), known, len(nodes.problems) == before, noted)


def _described(nodes: TargetNodes, node: yaml.Node, fields: Fields, frame: PlanFrame) -> tuple[Indicator, bool]:
    """The indicator without figures, and whether kind, better, unit and scope could be read."""
    indicator_id = nodes.parsed(fields.get("id"), identifier)
    name, unit, note = (nodes.bilingual(fields.get(key)) for key in ("name", "unit", "note"))
    kind = nodes.word(fields.get("kind"), Kind)
    better = nodes.word(fields.get("better"), Better)
    scope = nodes.word(fields.get("scope"), Scope, Scope.HEADLINE)
    judged = nodes.word(fields.get("judged"), Judged, Judged.LATEST)
    if "judged" in fields and kind not in (None, Kind.RATE):
        nodes.report(fields["judged"], "judged_and_kind", kind=str(kind))
    by = nodes.word(fields.get("by"), By)
    if "by" in fields and kind not in (None, Kind.CHANGE):
        nodes.report(fields["by"], "by_and_kind", kind=str(kind))
    elif kind is Kind.CHANGE and "by" not in fields:
        nodes.report(node, "missing_key", key="by")
    ratio = nodes.parsed(fields.get("completion"), one_of(("ratio",)))
    indicator = Indicator(
        id=indicator_id or "",
        group=nodes.reference(fields.get("group"), frame.groups),
        nature=nodes.word(fields.get("nature"), Nature),
        number=nodes.text(fields.get("number")),
        footnote=nodes.text(fields.get("footnote")),
        name=name or NO_TEXT,
        unit=unit or NO_TEXT,
        kind=kind or Kind.STOCK,
        better=better or Better.HIGHER,
        scope=scope or Scope.HEADLINE,
        completion_ratio=ratio is not None,
        target=_NO_TARGET,
        revisions=(),
        statements=(),
        result=None,
        reported=(),
        earlier=None,
        baseline=None,
        milestones=(),
        observed=(),
        note=note,
        at=nodes.place(node),
        breaks=tuple(_breaks(nodes, fields.get("breaks"), frame)),
        judged=judged or Judged.LATEST,
        short=_short_name(nodes, fields.get("short")),
        by=by if kind is Kind.CHANGE else None,
    )
    return indicator, bool(kind and better and unit and scope)


def _short_name(nodes: TargetNodes, node: yaml.Node | None) -> Text | None:
    """The name for tables on a terminal; reported where it is too wide for them."""
    short = nodes.bilingual(node)
    for text in dict.fromkeys(short or ()):
        if node is not None and cells(text) > SHORT_NAME:
            nodes.report(node, "short_name_too_wide", text=text, cells=str(cells(text)), most=str(SHORT_NAME))
    return short


def _is_signed(nodes: TargetNodes, fields: Fields, indicator: Indicator) -> bool:
    """Whether the rate states a change: as the file says, else by the name and the print of the target."""
    stated = nodes.flag(fields.get("signed"))
    if "signed" in fields and indicator.kind is not Kind.RATE:
        nodes.report(fields["signed"], "signed_and_kind", kind=str(indicator.kind))
    if stated is not None:
        return stated
    texts = (indicator.name.zh, indicator.target.printed)
    return indicator.kind is Kind.RATE and any(word in text for word in _CHANGES for text in texts)


def _breaks(nodes: TargetNodes, node: yaml.Node | None, frame: PlanFrame) -> list[Break]:
    """The breaks of the series, the earliest first; those before the plan divide what is known from before it."""
    breaks: dict[date, Break] = {}
    for item in nodes.items(node):
        fields = nodes.fields(item, ("from", "reason"), ("declared",))
        begin = nodes.parsed(fields.get("from"), parse_month_or_year)
        reason, declared = nodes.bilingual(fields.get("reason")), nodes.flag(fields.get("declared"))
        if not begin or not reason:
            continue
        if begin.start in breaks:
            nodes.report(fields["from"], "break_twice", day=str(begin.start))
        elif begin.start > frame.end:
            nodes.report(fields["from"], "break_after_plan", text=begin.text, end=str(frame.end))
        breaks[begin.start] = Break(begin.start, begin.text, reason, bool(declared), nodes.place(item))
    return [breaks[since] for since in sorted(breaks)]


def _with_figures(
    nodes: TargetNodes, fields: Fields, indicator: Indicator, frame: PlanFrame, statements: Sequence[LocatedStatement]
) -> Indicator:
    marked = frame.marked and indicator.scope is Scope.HEADLINE
    target = _target(nodes, fields.get("target"), indicator, marked=marked)
    observed = [read_observation(nodes, item, indicator, frame) for item in nodes.items(fields.get("observed"))]
    result, result_observed = read_result(nodes, fields.get("result"), indicator, frame, target)
    if target is not None:
        _check_statements(nodes, statements, indicator, target)
    return indicator._replace(
        target=target or _NO_TARGET,
        revisions=tuple(_revisions(nodes, fields.get("revised"), indicator)),
        result=result,
        earlier=read_earlier(nodes, fields.get("earlier"), indicator, frame),
        milestones=tuple(read_milestones(nodes, fields.get("milestones"), indicator, frame, target)),
        observed=tuple(observation for observation in (result_observed, *observed) if observation is not None),
    )


# --- the target ------------------------------------------------------------------------------------------------------


def _target(nodes: TargetNodes, node: yaml.Node | None, indicator: Indicator, *, marked: bool) -> Target | None:
    if node is None:
        return None
    optional = ("comparator", "value", "high", "tolerance", "relative_to", "hold", "note", "confirm")
    fields = nodes.fields(node, ("printed", "where"), optional)
    noted = indicator.note is not None or "note" in fields
    unconfirmed = tuple(_unconfirmed(nodes, fields.get("confirm")))
    target = _target_of(nodes, node, fields, indicator, noted=noted, marked=marked)
    return target and target._replace(unconfirmed=unconfirmed)


def _unconfirmed(nodes: TargetNodes, node: yaml.Node | None) -> Iterator[Unconfirmed]:
    """The parts of a target that are still to be confirmed, in the order of the file."""
    if node is None:
        return
    fields = nodes.fields(node, (), CONFIRMED_PARTS)
    for part, value in fields.items():
        reason = nodes.text(value)
        if reason is not None:
            yield Unconfirmed(part, reason, nodes.place(value))


def _target_of(
    nodes: TargetNodes, node: yaml.Node, fields: Fields, indicator: Indicator, *, noted: bool, marked: bool
) -> Target | None:
    """The target that the fields describe; `noted` says that a note explains differences from the print."""
    comparator = nodes.word(fields.get("comparator"), Comparator)
    is_open = "confirm" in fields or comparator is Comparator.NONE
    printed = nodes.text(fields.get("printed"), empty=is_open)
    where = nodes.text(fields.get("where"))
    stated = Stated(
        Comparator.NONE if printed == "" else comparator,
        nodes.numbers(fields.get("value")),
        nodes.parsed(fields.get("high"), number),
        nodes.parsed(fields.get("tolerance"), number),
    )
    hold = nodes.flag(fields.get("hold"))
    if "relative_to" in fields:
        return _relative_target(nodes, fields, indicator, stated)
    if stated.comparator is Comparator.NONE:
        for key in ("value", "high"):
            if key in fields:
                nodes.report(fields[key], "none_with_value", print=printed or "—", key=key)
    if printed is None or where is None:
        return None
    read = _read_or_none(printed, indicator.name.zh)
    if read is None:
        return _target_in_other_words(nodes, fields, indicator, stated, noted=noted)
    kind, by = indicator.kind, indicator.by
    unit = unit_of_target(kind, by, indicator.unit.zh)
    reading = in_unit_of_target(read, kind, by, indicator.unit.zh)
    meaning = resolve(reading, stated, indicator.better)
    wrong = list(impossible(meaning, kind, indicator.better, unit))
    if not noted and printed:
        judged = indicator.judged
        wrong += contradictions(reading, meaning, kind, indicator.better, marked=marked, by=by, judged=judged)
    if meaning.comparator is not Comparator.NONE and (not noted or stated.values is None):
        wrong += unit_difference(reading, unit)
    if stated.tolerance is not None and (meaning.comparator is not Comparator.ABOUT or stated.tolerance < 0):
        wrong.append(("tolerance_without_about", {}))
    for code, details in wrong:
        nodes.report(fields["printed"], code, print=printed, **details)
    if any(code in _FATAL for code, _ in wrong):
        return None
    in_words = meaning.comparator is Comparator.NONE and bool(reading.values)
    return _resolved_target(printed, where, nodes.place(node), meaning, hold)._replace(in_words=in_words)


#: The comparators that a target relative to another series may have.
_RELATIVE = (*(Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.AT_MOST, Comparator.LESS_THAN, Comparator.ABOUT),)


def _relative_target(nodes: TargetNodes, fields: Fields, indicator: Indicator, stated: Stated) -> Target | None:
    """The target that another series gives the number of; None after a problem."""
    node = fields["relative_to"]
    named = nodes.fields(node, ("indicator",), ())
    other = nodes.parsed(named.get("indicator"), identifier)
    printed, where = nodes.text(fields.get("printed"), empty=True), nodes.text(fields.get("where"))
    comparator, before = stated.comparator, len(nodes.problems)
    for key in ("value", "high", "hold"):
        if key in fields:
            nodes.report(fields[key], "relative_with_value", key=key)
    if printed and (reading := _read_or_none(printed, indicator.name.zh)) and reading.values:
        nodes.report(fields["printed"], "relative_with_figure", print=printed)
    if comparator not in _RELATIVE:
        nodes.report(node, "relative_comparator", words=", ".join(_RELATIVE))
    elif comparator.direction not in (None, indicator.better):
        details = {"comparator": str(comparator), "better": str(indicator.better)}
        nodes.report(fields["printed"], "wrong_way", print=printed or "—", **details)
    if stated.tolerance is not None and (comparator is not Comparator.ABOUT or stated.tolerance < 0):
        nodes.report(fields["printed"], "tolerance_without_about", print=printed or "—")
    if indicator.kind not in (Kind.RATE, Kind.STOCK) or indicator.judged is Judged.PLAN_MEAN:
        nodes.report(node, "relative_kind", kind=str(indicator.kind))
    if other == indicator.id:
        nodes.report(node, "relative_to_itself", id=other)
    if printed is None or where is None or other is None or comparator is None or len(nodes.problems) > before:
        return None
    meaning = Meaning(Comparator.NONE, (), None, None, False)
    relative_to = RelativeTo(other, comparator, stated.tolerance, nodes.place(node))
    target = _resolved_target(printed, where, nodes.place(fields["printed"]), meaning, None)
    return target._replace(in_words=True, relative_to=relative_to)


def _target_in_other_words(
    nodes: TargetNodes, fields: Fields, indicator: Indicator, stated: Stated, *, noted: bool
) -> Target | None:
    """The target whose print the notation does not read: it is what the file states, or stays in words."""
    node = fields["printed"]
    printed, where = nodes.text(node) or "", nodes.text(fields["where"]) or ""
    meaning = resolve(Reading(), stated, indicator.better)
    in_words = meaning.comparator is Comparator.NONE
    unit = unit_of_target(indicator.kind, indicator.by, indicator.unit.zh)
    wrong = list(impossible(meaning, indicator.kind, indicator.better, unit))
    if not in_words and stated.values is None:
        wrong = [("words_without_meaning", {})]
    elif not in_words and not noted:
        wrong.append(("words_without_note", {}))
    elif stated.tolerance is not None and (meaning.comparator is not Comparator.ABOUT or stated.tolerance < 0):
        wrong.append(("tolerance_without_about", {}))
    for code, details in wrong:
        nodes.report(node, code, print=printed, **details)
    if any(code in _FATAL for code, _ in wrong):
        return None
    hold = nodes.flag(fields.get("hold"))
    return _resolved_target(printed, where, nodes.place(node), meaning, hold)._replace(in_words=in_words)


def _resolved_target(printed: str, where: str, at: Place, meaning: Meaning, hold: bool | None) -> Target:
    return Target(
        printed=printed,
        where=where,
        at=at,
        comparator=meaning.comparator,
        values=meaning.values if meaning.comparator is not Comparator.NONE else (),
        high=meaning.high,
        tolerance=meaning.tolerance,
        tolerance_assumed=meaning.tolerance_assumed,
        hold=hold,
    )


def _revisions(nodes: TargetNodes, node: yaml.Node | None, indicator: Indicator) -> list[Revision]:
    """The revisions in order of time."""
    revisions = []
    for item in nodes.items(node):
        fields = nodes.fields(
            item,
            ("printed", "where", "date", "reason", "source"),
            ("published", "comparator", "value", "high", "tolerance", "hold", "note"),
        )
        target = _target_of(nodes, item, fields, indicator, noted="note" in fields, marked=False)
        since = nodes.parsed(fields.get("date"), parse_day)
        published = nodes.parsed(fields.get("published"), parse_published)
        reason, source = nodes.bilingual(fields.get("reason")), nodes.text(fields.get("source"))
        if target and since and reason and source:
            revisions.append(Revision(target, since, published, reason, source))
    return sorted(revisions, key=lambda revision: revision.since)


# --- statements ------------------------------------------------------------------------------------------------------


def _statements(nodes: TargetNodes, node: yaml.Node | None) -> list[LocatedStatement]:
    statements = []
    for item in nodes.items(node):
        fields = nodes.fields(item, ("printed", "where"), ("name", "note"))
        printed, where = nodes.text(fields.get("printed")), nodes.text(fields.get("where"))
        name, note = nodes.text(fields.get("name")), nodes.bilingual(fields.get("note"))
        if printed and where:
            statements.append((item, Statement(printed, where, nodes.place(item), name, note)))
    return statements


def _check_statements(
    nodes: TargetNodes, statements: Sequence[LocatedStatement], indicator: Indicator, target: Target
) -> None:
    """Report statements that differ from the target where no note explains it."""
    if indicator.note is not None or target.in_words:
        return
    unit = unit_of_target(indicator.kind, indicator.by, indicator.unit.zh)
    for node, statement in statements:
        reading = _read_or_none(statement.printed, indicator.name.zh)
        if reading is None or statement.note is not None:
            continue
        reading = in_unit_of_target(reading, indicator.kind, indicator.by, indicator.unit.zh)
        comparator = by_default(reading.comparator, indicator.better)
        if reading.values != target.values or comparator is not target.comparator:
            nodes.report(node, "statement_differs", print=statement.printed, target=target.printed)
        if not measures_the_same(reading.unit, unit):
            nodes.report(node, "unit_differs", print=statement.printed, printed=reading.unit, unit=unit)


def _check_sign(nodes: TargetNodes, node: yaml.Node, statement: Statement, indicator: Indicator) -> None:
    """Report an amount, or a number of persons in the statement's own unit or the indicator's, below zero."""
    reading = _read_or_none(statement.printed, indicator.name.zh)
    if reading is not None and reading.values:
        negative = negative_persons(reading.values, reading.unit)
        if negative is not None:
            nodes.report(node, "negative_persons", value=format(negative, "f"), unit=reading.unit)
        else:
            check_sign(nodes, node, in_unit(reading, indicator.unit.zh).values, indicator)


def _read_or_none(printed: str, name: str) -> Reading | None:
    try:
        return read_target(printed, name)
    except BadText:
        return None
