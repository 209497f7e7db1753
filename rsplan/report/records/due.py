"""The report of `rsplan due` as a record; docs/json.md."""

from collections.abc import Iterator, Sequence
from typing import TypedDict

from rsplan.journal.due import DueFigure, PlanDue
from rsplan.model.input_places import InputFile
from rsplan.model.observations import Observation
from rsplan.report.records.common import (
    NARROW_HEAD,
    Rows,
    dated_head,
    day,
    indicator_head,
    input_records,
    plan_head,
    row_head,
)
from rsplan.report.records.common_types import DatedHead, IndicatorHead, InputRecord, PlanHead, RowHead
from rsplan.survey import EvaluationContext


class LastFigure(TypedDict):
    """The last figure known."""

    period: str
    basis: str
    end: str


class DueIndicator(IndicatorHead):
    """One indicator of which a figure is missing, the first day of it, and the periods that a form asks for."""

    responsible: str | None
    cadence: str | None
    last: LastFigure | None
    since: str | None
    periods: list[str]
    asked: list[str]


class DueSummary(TypedDict):
    """The number of targets: all, those that are due, and those of which nobody can tell."""

    total: int
    due: int
    unknown: int


class DuePlan(PlanHead):
    """One plan with the indicators that are due, and the ids of those of which nobody can tell."""

    summary: DueSummary
    indicators: list[DueIndicator]
    unknown: list[str]


class DueReport(DatedHead):
    """The whole report."""

    inputs: list[InputRecord]
    plans: list[DuePlan]


class DueRow(RowHead, DueIndicator):
    """One indicator a row."""


def due_record(found: Sequence[PlanDue], evaluation: EvaluationContext, inputs: Sequence[InputFile]) -> DueReport:
    """The report of `rsplan due`."""
    return {
        **dated_head("due", evaluation),
        "inputs": input_records(inputs),
        "plans": [_plan(plan) for plan in found],
    }


def _plan(plan: PlanDue) -> DuePlan:
    return {
        **plan_head(plan.plan),
        "summary": {"total": len(plan.figures), "due": len(plan.due), "unknown": len(plan.unknown)},
        "indicators": [_indicator(figure) for figure in plan.due],
        "unknown": [figure.indicator.id for figure in plan.unknown],
    }


def _last(last: Observation) -> LastFigure:
    return {"period": last.period.text, "basis": str(last.basis), "end": last.span[1].isoformat()}


def _indicator(figure: DueFigure) -> DueIndicator:
    return {
        **indicator_head(figure.indicator),
        "responsible": figure.responsible,
        "cadence": str(figure.cadence) if figure.cadence else None,
        "last": _last(figure.last) if figure.last else None,
        "since": day(figure.since),
        "periods": [period.text for period in figure.periods],
        "asked": [period.text for period in figure.asked],
    }


def due_rows(report: DueReport) -> Iterator[DueRow]:
    """One indicator a row."""
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            yield {**row_head(plan), **indicator}


DUE_ROWS = Rows(
    lambda: DueRow,
    due_rows,
    {
        **NARROW_HEAD,
        "responsible": "column.responsible",
        "cadence": "column.due_cadence",
        "last_period": "column.due_last",
        "since": "csv.since",
        "periods": "column.due_missing",
    },
)
