"""Milestones of an indicator of a target file, checked against its target."""

from collections.abc import Sequence
from decimal import Decimal
from typing import assert_never

import yaml

from rsplan.model.enums import Better, Judged, Kind
from rsplan.model.period import parse_period
from rsplan.model.plain_text import number
from rsplan.model.plan import Indicator, Milestone, Target
from rsplan.read.yaml_figures import PlanFrame, check_sign
from rsplan.read.yaml_values import TargetNodes


def read_milestones(
    nodes: TargetNodes, node: yaml.Node | None, indicator: Indicator, frame: PlanFrame, target: Target | None
) -> list[Milestone]:
    """The milestones of the years of the plan, in order; None as `target` for a target with problems."""
    by_year: dict[int, Milestone] = {}
    for item in nodes.items(node):
        fields = nodes.fields(item, ("year", "value"), ("source", "note"))
        year = nodes.parsed(fields.get("year"), parse_period)
        value = nodes.parsed(fields.get("value"), number)
        source = nodes.text(fields.get("source"))
        nodes.bilingual(fields.get("note"))
        if year is None or value is None:
            continue
        if len(year.text) != 4 or not frame.start.year <= year.start.year <= frame.end.year:
            nodes.report(fields["year"], "milestone_year", year=year.text)
        elif year.start.year in by_year:
            nodes.report(item, "milestone_twice", year=year.text)
        else:
            check_sign(nodes, fields["value"], (value,), indicator)
            by_year[year.start.year] = Milestone(year.start.year, value, source, nodes.place(fields["value"]))
    milestones = [by_year[year] for year in sorted(by_year)]
    if node is not None and milestones and target is not None and indicator.note is None:
        _check_milestones(nodes, node, list(by_year.values()), indicator, frame, target)
    return milestones


def _check_milestones(
    nodes: TargetNodes,
    node: yaml.Node,
    milestones: Sequence[Milestone],
    indicator: Indicator,
    frame: PlanFrame,
    target: Target,
) -> None:
    """Report milestones, in the order of the file, that contradict the target where no note explains it."""
    if indicator.judged is Judged.PLAN_MEAN:
        nodes.report(node, "milestones_and_kind", kind=f"{indicator.kind}, judged {indicator.judged}")
        return
    match indicator.kind:
        case Kind.COMPOSITION | Kind.ANNUAL | Kind.GROWTH | Kind.CHANGE:
            nodes.report(node, "milestones_and_kind", kind=str(indicator.kind))
        case Kind.CUMULATIVE:
            _check_amounts(nodes, node, milestones, frame, target)
        case Kind.STOCK | Kind.RATE:
            _check_levels(nodes, node, milestones, indicator.better, frame, target)
        case _:
            assert_never(indicator.kind)


def _check_amounts(
    nodes: TargetNodes, node: yaml.Node, milestones: Sequence[Milestone], frame: PlanFrame, target: Target
) -> None:
    if not target.values:
        return
    total = sum((milestone.value for milestone in milestones), Decimal(0))
    complete = len(milestones) == frame.end.year - frame.start.year + 1
    if total > target.value or (complete and total != target.value):
        nodes.report(node, "milestones_and_target", total=format(total, "f"), target=target.printed)


def _check_levels(
    nodes: TargetNodes,
    node: yaml.Node,
    milestones: Sequence[Milestone],
    better: Better,
    frame: PlanFrame,
    target: Target,
) -> None:
    if not target.values:
        return
    goal = Decimal(str(target.value))
    for milestone in milestones:
        misses_goal = milestone.year == frame.end.year and milestone.value != goal
        if misses_goal or _is_beyond(milestone.value, goal, better):
            details = {"value": format(milestone.value, "f"), "target": target.printed}
            nodes.report(node, "milestone_beyond_target", **details)


def _is_beyond(value: Decimal, goal: Decimal, better: Better) -> bool:
    """Whether the value is better than the goal."""
    match better:
        case Better.HIGHER:
            return value > goal
        case Better.LOWER:
            return value < goal
        case _:
            assert_never(better)
