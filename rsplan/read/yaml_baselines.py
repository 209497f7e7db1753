"""Baselines of the indicators of a target file, which may be printed results of its other plans."""

from collections.abc import Mapping, Sequence

import yaml

from rsplan.model.bilingual import Text
from rsplan.model.period import ONE_DAY
from rsplan.model.plan import Baseline, Indicator, Plan, ResultOf
from rsplan.model.printed_figure_reading import read_figure, read_level, read_or_nothing
from rsplan.model.units import in_unit
from rsplan.read.yaml_figures import UNKNOWN_START, check_sign, read_day_before
from rsplan.read.yaml_indicator import IndicatorDraft
from rsplan.read.yaml_plan import PlanDraft
from rsplan.read.yaml_values import Fields, TargetNodes

#: The word in place of a baseline for none at all.
NO_BASELINE = "none"

#: What may stand at `baseline`.
_FORMS = f"{NO_BASELINE}, {{result_of: …}}, {{printed: …, where: …}}, {{value: …, note: …}}"

#: The indicators of all plans of the file, by the ids of plan and indicator.
Drafts = Mapping[tuple[str, str], IndicatorDraft]


def with_baselines(nodes: TargetNodes, drafts: Sequence[PlanDraft]) -> tuple[Plan, ...]:
    """The plans of the file, their indicators with baselines."""
    by_id = {(draft.plan.id, indicator.indicator.id): indicator for draft in drafts for indicator in draft.indicators}
    plans = []
    for plan, indicators in drafts:
        read = [_with_baseline(nodes, draft, plan, by_id) for draft in indicators]
        plans.append(plan._replace(indicators=tuple(read)))
    return tuple(plans)


def _with_baseline(nodes: TargetNodes, draft: IndicatorDraft, plan: Plan, drafts: Drafts) -> Indicator:
    """The indicator with its baseline; `baseline: none` refuses any, that of the data as well."""
    refused = isinstance(draft.baseline, yaml.ScalarNode) and draft.baseline.value == NO_BASELINE
    if draft.baseline is not None and refused:
        if draft.known and draft.indicator.kind.is_additive:
            nodes.report(draft.baseline, "baseline_of_sum", kind=str(draft.indicator.kind))
        return draft.indicator._replace(baseline_refused=True)
    baseline = _checked_baseline(nodes, draft, plan, drafts)
    if isinstance(baseline, ResultOf):
        return draft.indicator._replace(result_of=baseline)
    return draft.indicator._replace(baseline=baseline)


def _checked_baseline(
    nodes: TargetNodes, draft: IndicatorDraft, plan: Plan, drafts: Drafts
) -> Baseline | ResultOf | None:
    before = len(nodes.problems)
    baseline = _baseline(nodes, draft.indicator, draft.baseline, plan, drafts)
    if (draft.baseline is None or baseline is not None) and not isinstance(baseline, ResultOf):
        _check_reference(nodes, draft, baseline, plan)
    if not draft.known:
        nodes.forget_quantity(before)
    return baseline


def _baseline(
    nodes: TargetNodes, indicator: Indicator, node: yaml.Node | None, plan: Plan, drafts: Drafts
) -> Baseline | ResultOf | None:
    if node is None:
        return _earlier_as_baseline(indicator) or _start_in_print(indicator, plan)
    if isinstance(node, yaml.ScalarNode):
        nodes.report(node, "unknown_word_near", word=node.value or '""', near=NO_BASELINE, words=_FORMS)
        return None
    fields = nodes.fields(node, (), ("result_of", "indicator", "printed", "where", "value", "date", "note"))
    note = nodes.bilingual(fields.get("note"))
    if indicator.kind.is_additive:
        nodes.report(node, "baseline_of_sum", kind=str(indicator.kind))
        return None
    if "result_of" in fields:
        return _result_as_baseline(nodes, fields, indicator, plan, drafts, note)
    if "value" in fields:
        return _stated_baseline(nodes, node, fields, indicator, plan)
    for key in ("printed", "where"):
        if key not in fields:
            nodes.report(node, "missing_key", key=key)
    reading = nodes.parsed(fields.get("printed"), read_level)
    reading = reading and in_unit(reading, indicator.unit.zh)
    printed, where = nodes.text(fields.get("printed")), nodes.text(fields.get("where"))
    day = read_day_before(nodes, fields, plan.start)
    if not (reading and printed and where and day):
        return None
    if not reading.values or not nodes.shares_fit(fields["printed"], reading.values, indicator.kind):
        return None
    check_sign(nodes, fields["printed"], reading.values, indicator)
    return Baseline(reading.values, printed, where, day, nodes.place(node), note, bound=reading.bound_of_start)


def _stated_baseline(
    nodes: TargetNodes, node: yaml.Node, fields: Fields, indicator: Indicator, plan: Plan
) -> Baseline | None:
    """A level that no document prints, since it follows from what is counted; the note says why."""
    for key in ("printed", "where"):
        if key in fields:
            nodes.report(fields[key], "baseline_twice", key=key)
    if "note" not in fields:
        nodes.report(node, "missing_key", key="note")
    values, note = nodes.numbers(fields["value"]), nodes.bilingual(fields.get("note"))
    day = read_day_before(nodes, fields, plan.start)
    if values is None or day is None or not nodes.shares_fit(fields["value"], values, indicator.kind):
        return None
    check_sign(nodes, fields["value"], values, indicator)
    return Baseline(values, "", "", day, nodes.place(node), note)


def _earlier_as_baseline(indicator: Indicator) -> Baseline | None:
    """The earlier value beside the target, which is the baseline where the file states none."""
    earlier = indicator.earlier
    if earlier is None or not earlier.values or indicator.kind.sums_whole_plan:
        return None
    return Baseline(earlier.values, earlier.printed, earlier.where, earlier.day, earlier.at, None, bound=earlier.bound)


def _start_in_print(indicator: Indicator, plan: Plan) -> Baseline | None:
    """The level from which the print of the target starts: 由0.45增加到0.5."""
    target = indicator.target
    start = read_or_nothing(target.printed)
    if start.base is None or indicator.earlier is not None or indicator.kind.is_additive:
        return None
    start = in_unit(start._replace(values=(start.base,), high=None), indicator.unit.zh)
    return Baseline(start.values, target.printed, target.where, plan.start - ONE_DAY, target.at, None)


def _check_reference(nodes: TargetNodes, draft: IndicatorDraft, baseline: Baseline | None, plan: Plan) -> None:
    """Report a print that names another start than the baseline has, where no note explains it."""
    indicator = draft.indicator
    reading = read_or_nothing(indicator.target.printed)
    if indicator.note is not None or draft.target_noted:
        return
    day = baseline.day if baseline is not None else plan.start - ONE_DAY
    if reading.since is not None and reading.since != day.year:
        nodes.report(draft.node, "other_reference", print=indicator.target.printed, day=str(day))
    if reading.base is not None and baseline is not None and baseline.printed:
        start = in_unit(reading._replace(values=(reading.base,), high=None), indicator.unit.zh).values
        if start != baseline.values:
            nodes.report(draft.node, "other_start", print=indicator.target.printed, baseline=baseline.printed)


def _result_as_baseline(
    nodes: TargetNodes, fields: Fields, indicator: Indicator, plan: Plan, drafts: Drafts, note: Text | None
) -> Baseline | ResultOf | None:
    """The printed result of another plan of the file; a reference where the file has none, see `baseline_from`."""
    plan_id, other_id = nodes.text(fields["result_of"]), indicator.id
    if "indicator" in fields:
        other_id = nodes.text(fields["indicator"]) or other_id
    for key in ("printed", "where", "value", "date"):
        if key in fields:
            nodes.report(fields[key], "baseline_twice", key=key)
    if plan_id == plan.id:
        nodes.report(fields["result_of"], "result_of_itself", plan=plan_id)
        return None
    draft = drafts.get((plan_id or "", other_id))
    if plan_id is None or (draft is not None and not draft.sound):
        return None  # its own problems are reported
    reference = ResultOf(plan_id, other_id, note, nodes.place(fields["result_of"]))
    if draft is None and any(known == plan_id for known, _ in drafts):
        nodes.report(fields["result_of"], "no_such_result", plan=plan_id, id=other_id)
        return None
    if draft is None:
        return reference
    found, problem = baseline_from(reference, draft.indicator, indicator, plan)
    if problem is not None:
        code, details = problem
        nodes.report(fields["result_of"], code, **details)
    return found


def baseline_from(
    reference: ResultOf, other: Indicator, indicator: Indicator, plan: Plan
) -> tuple[Baseline | ResultOf | None, tuple[str, dict[str, str]] | None]:
    """Return the printed result of the other indicator as a baseline, or the problem of it as a code and details.

    Without a printed result the observations of the series decide, and the reference remains.
    """
    differs = {"id": reference.indicator, "first": str(other.at.line)}
    if not other.unit.agrees_with(indicator.unit) or other.kind.has_shares != indicator.kind.has_shares:
        return None, ("series_differs", differs)
    observed = next((known for known in other.observed if known.printed is not None), None)
    if observed is None or other.result is None:
        if other.id != indicator.id or other.kind.is_additive:
            return None, ("no_such_result", {"plan": reference.plan, "id": reference.indicator})
        return reference, None
    day = observed.span[1]
    if day >= plan.start > UNKNOWN_START:
        return None, ("baseline_within_plan", {"date": str(day), "start": str(plan.start)})
    printed = observed.printed or ""
    bound = read_figure(printed).bound_of_start
    return Baseline(
        observed.values, printed, other.result.where, day, other.result.at, reference.note, bound=bound
    ), None
