"""Baselines of the indicators of a target file, which may be printed results of its other plans."""

from collections.abc import Mapping, Sequence

import yaml

from rsplan.model.bilingual import Text
from rsplan.model.plan import Baseline, Indicator, Plan
from rsplan.model.printed_figure_reading import read_figure
from rsplan.read.yaml_figures import check_before, read_day_before
from rsplan.read.yaml_indicator import IndicatorDraft
from rsplan.read.yaml_plan import PlanDraft
from rsplan.read.yaml_values import Fields, TargetNodes

#: The indicators of all plans of the file, by the ids of plan and indicator.
Drafts = Mapping[tuple[str, str], IndicatorDraft]


def with_baselines(nodes: TargetNodes, drafts: Sequence[PlanDraft]) -> tuple[Plan, ...]:
    """The plans of the file, their indicators with baselines."""
    by_id = {(draft.plan.id, indicator.indicator.id): indicator for draft in drafts for indicator in draft.indicators}
    plans = []
    for plan, indicators in drafts:
        read = [draft.indicator._replace(baseline=_checked_baseline(nodes, draft, plan, by_id)) for draft in indicators]
        plans.append(plan._replace(indicators=tuple(read)))
    return tuple(plans)


def _checked_baseline(nodes: TargetNodes, draft: IndicatorDraft, plan: Plan, drafts: Drafts) -> Baseline | None:
    before = len(nodes.problems)
    baseline = _baseline(nodes, draft.indicator, draft.baseline, plan, drafts)
    if not draft.known:
        nodes.forget_quantity(before)
    return baseline


def _baseline(
    nodes: TargetNodes, indicator: Indicator, node: yaml.Node | None, plan: Plan, drafts: Drafts
) -> Baseline | None:
    if node is None:
        return _earlier_as_baseline(indicator)
    fields = nodes.fields(node, (), ("result_of", "indicator", "printed", "where", "date", "note"))
    note = nodes.bilingual(fields.get("note"))
    if indicator.kind.is_additive:
        nodes.report(node, "baseline_of_sum", kind=str(indicator.kind))
        return None
    if "result_of" in fields:
        return _result_as_baseline(nodes, fields, indicator, plan, drafts, note)
    for key in ("printed", "where"):
        if key not in fields:
            nodes.report(node, "missing_key", key=key)
    reading = nodes.parsed(fields.get("printed"), read_figure)
    printed, where = nodes.text(fields.get("printed")), nodes.text(fields.get("where"))
    day = read_day_before(nodes, fields, plan.start)
    if not (reading and printed and where and day):
        return None
    if not reading.values or not nodes.shares_fit(fields["printed"], reading.values, indicator.kind):
        return None
    return Baseline(reading.values, printed, where, day, nodes.place(node), note)


def _earlier_as_baseline(indicator: Indicator) -> Baseline | None:
    """The earlier value beside the target, which is the baseline where the file states none."""
    earlier = indicator.earlier
    if earlier is None or not earlier.values or indicator.kind.sums_whole_plan:
        return None
    return Baseline(earlier.values, earlier.printed, earlier.where, earlier.day, earlier.at, None)


def _result_as_baseline(
    nodes: TargetNodes, fields: Fields, indicator: Indicator, plan: Plan, drafts: Drafts, note: Text | None
) -> Baseline | None:
    """The printed result of another plan of the file."""
    plan_id, other_id = nodes.text(fields["result_of"]), indicator.id
    if "indicator" in fields:
        other_id = nodes.text(fields["indicator"]) or other_id
    for key in ("printed", "where", "date"):
        if key in fields:
            nodes.report(fields[key], "baseline_twice", key=key)
    draft = drafts.get((plan_id or "", other_id))
    if draft is not None and not draft.sound:
        return None  # its own problems are reported
    other = draft.indicator if draft else None
    observed = next((known for known in other.observed if known.printed is not None), None) if other else None
    if other is None or observed is None or other.result is None:
        nodes.report(fields["result_of"], "no_such_result", plan=plan_id or "", id=other_id)
        return None
    if other.unit != indicator.unit or (len(observed.values) > 1) != indicator.kind.has_shares:
        nodes.report(fields["result_of"], "series_differs", id=other_id, first=str(other.at.line))
        return None
    day = observed.span[1]
    check_before(nodes, fields["result_of"], day, plan.start)
    return Baseline(observed.values, observed.printed or "", other.result.where, day, other.result.at, note)
