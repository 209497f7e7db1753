"""The report of `rsplan changes` as a record; docs/json.md."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypedDict

from rsplan.calc.verdict import Status
from rsplan.journal.changes import Changes, FigureState, PlanChanges, Step, TargetChange
from rsplan.model.input_places import InputFile
from rsplan.model.printed_figure_reading import SHARE_SIGN
from rsplan.model.rounding import digits
from rsplan.report.records.bounds import Figures
from rsplan.report.records.common import (
    NARROW_HEAD,
    Rows,
    day,
    indicator_head,
    part,
    plan_head,
    report_head,
    row_head,
    text_record,
)
from rsplan.report.records.common_types import IndicatorHead, PlanHead, ReportHead, RowHead, TextRecord


class StepRecord(TypedDict):
    """A step that changes a figure; the changes of all steps add up to that of the figure."""

    step: str
    before: Figures
    before_bound: str | None
    after: Figures
    after_bound: str | None
    change: Decimal | None


class FigureChangeRecord(TypedDict):
    """A figure that changed, with its steps; `change` is None for shares, and where any step lacks a number."""

    name: str
    before: Figures
    before_bound: str | None
    after: Figures
    after_bound: str | None
    change: Decimal | None
    steps: list[StepRecord]


class VerdictStepRecord(TypedDict):
    """A step that changes the verdict."""

    step: str
    before: str
    after: str


class VerdictChangeRecord(TypedDict):
    """The verdict before and after; `worse` says that it is a lower one, `better` that it is a higher one."""

    before: str
    after: str
    worse: bool
    better: bool
    steps: list[VerdictStepRecord]


class ChangedHead(IndicatorHead):
    """One indicator whose verdict or figures changed."""

    verdict: VerdictChangeRecord


class ChangedIndicator(ChangedHead):
    """One indicator with the figures that changed."""

    figures: list[FigureChangeRecord]


class ChangesSummary(TypedDict):
    """The number of targets: compared, changed, with a worse and a better verdict, and not in the file."""

    total: int
    changed: int
    worse: int
    better: int
    not_compared: int


class ChangedPlan(PlanHead):
    """One plan with the targets that changed."""

    summary: ChangesSummary
    indicators: list[ChangedIndicator]


class GoneRecord(TypedDict):
    """A target that only the report compared with has."""

    city: str
    plan: str
    id: str
    name: TextRecord


class ChangesReport(ReportHead):
    """The whole report; `since_file` is the report that was compared with, None for a day."""

    since: str
    since_known_on: str | None
    since_file: str | None
    until: str
    until_known_on: str | None
    plans: list[ChangedPlan]
    gone: list[GoneRecord]


class ChangesRow(RowHead, ChangedIndicator):
    """One indicator a row."""


class ChangeStepRow(RowHead, IndicatorHead):
    """One step of one figure, or of the verdict, a row."""

    verdict_before: str
    verdict_after: str
    worse: bool
    figure: str
    step: str
    before: str | None
    before_bound: str | None
    after: str | None
    after_bound: str | None
    change: Decimal | None


def changes_record(found: Changes, inputs: Sequence[InputFile], file: str | None) -> ChangesReport:
    """The report of `rsplan changes`; `file` is the status report that was compared with."""
    return {
        **report_head("changes", inputs),
        "since": found.since.as_of.isoformat(),
        "since_known_on": day(found.since.known_on),
        "since_file": file,
        "until": found.until.as_of.isoformat(),
        "until_known_on": day(found.until.known_on),
        "plans": [_plan(plan) for plan in found.plans],
        "gone": [
            {"city": one.city, "plan": one.plan, "id": one.indicator, "name": text_record(one.name)}
            for one in found.gone
        ],
    }


def _plan(plan: PlanChanges) -> ChangedPlan:
    compared = [one for one in plan.targets if one.found]
    return {
        **plan_head(plan.plan),
        "summary": {
            "total": len(plan.targets),
            "changed": len([one for one in compared if one.changed]),
            "worse": sum(one.is_worse for one in compared),
            "better": sum(one.is_better for one in compared),
            "not_compared": len(plan.targets) - len(compared),
        },
        "indicators": [_indicator(change) for change in plan.changed],
    }


def _indicator(change: TargetChange) -> ChangedIndicator:
    return {
        **indicator_head(change.assessment.indicator),
        "verdict": {
            "before": str(change.start.status),
            "after": str(change.end.status),
            "worse": change.is_worse,
            "better": change.is_better,
            "steps": [_verdict_step(*step) for step in change.steps_of_verdict],
        },
        "figures": [_figure(change, name) for name in change.moved],
    }


def _verdict_step(step: Step, before: Status, after: Status) -> VerdictStepRecord:
    return {"step": str(step), "before": str(before), "after": str(after)}


def _figure(change: TargetChange, name: str) -> FigureChangeRecord:
    before, after, steps = change.start.figure(name), change.end.figure(name), change.steps_of(name)
    differences = [difference(step_before, step_after) for _, step_before, step_after in steps]
    return {
        "name": name,
        "before": _numbers(before),
        "before_bound": _bound(before),
        "after": _numbers(after),
        "after_bound": _bound(after),
        "change": None if None in differences else difference(before, after),
        "steps": [
            {
                "step": str(step),
                "before": _numbers(step_before),
                "before_bound": _bound(step_before),
                "after": _numbers(step_after),
                "after_bound": _bound(step_after),
                "change": change_of_step,
            }
            for (step, step_before, step_after), change_of_step in zip(steps, differences, strict=True)
        ],
    }


def _numbers(state: FigureState) -> Figures:
    if state.numbers is None:
        return None
    return list(state.numbers) if len(state.numbers) > 1 else state.numbers[0]


def _bound(state: FigureState) -> str | None:
    return None if state.numbers is None else str(state.bound)


def difference(before: FigureState, after: FigureState) -> Decimal | None:
    """The change of a number, of the figures as they are rounded, so that steps add up; None of shares."""
    if before.numbers is None or after.numbers is None or len(before.numbers) + len(after.numbers) > 2:
        return None
    return after.numbers[0] - before.numbers[0]


def changes_rows(report: ChangesReport) -> Iterator[ChangesRow]:
    """One indicator a row, with its figures as a list."""
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            yield {**row_head(plan), **indicator}


def change_step_rows(report: ChangesReport) -> Iterator[ChangeStepRow]:
    """The steps of the verdict, then those of each figure."""
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            verdict = indicator["verdict"]
            steps: list[tuple[str, StepRecord | VerdictStepRecord, StepRecord | None]] = [
                *(("verdict", one, None) for one in verdict["steps"]),
                *((figure["name"], one, one) for figure in indicator["figures"] for one in figure["steps"]),
            ]
            for name, step, amount in steps:
                yield {
                    **row_head(plan),
                    **part(indicator, IndicatorHead),
                    "verdict_before": verdict["before"],
                    "verdict_after": verdict["after"],
                    "worse": verdict["worse"],
                    "figure": name,
                    "step": step["step"],
                    "before": _text(step["before"]),
                    "before_bound": amount["before_bound"] if amount else None,
                    "after": _text(step["after"]),
                    "after_bound": amount["after_bound"] if amount else None,
                    "change": amount["change"] if amount else None,
                }


def _text(value: object) -> str | None:
    match value:
        case None | str():
            return value
        case Decimal():
            return digits(value)
        case list():
            return SHARE_SIGN.join(map(digits, value))
    raise TypeError(value)


CHANGES_ROWS = Rows(lambda: ChangesRow, changes_rows)
CHANGE_STEP_ROWS = Rows(
    lambda: ChangeStepRow,
    change_step_rows,
    {
        **NARROW_HEAD,
        "verdict_before": "csv.verdict_before",
        "verdict_after": "csv.verdict_after",
        "figure": "csv.figure",
        "step": "changes.factor",
        "before": "csv.before",
        "after": "csv.after",
        "change": "csv.change",
    },
)
