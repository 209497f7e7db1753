"""The report of `rsplan compare` as a record; docs/json.md."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TypedDict

from rsplan.calc.told import tells_completion
from rsplan.comparison import ComparedRow, ComparedTarget, Comparison, Strength
from rsplan.model.rounding import output
from rsplan.report.records.common import NARROW_HEAD, Rows, assessed_head, plan_head, standing_record, target_head
from rsplan.report.records.common_types import AssessedHead, PlanHead, StandingRecord, TargetHead, TextRecord
from rsplan.report.records.status_narrow import doubts_record, of_its_day


class StrengthRecord(TypedDict):
    """How far a target goes beyond what there was before it."""

    by: str
    value: Decimal
    against: Decimal
    source: str


class ComparedHead(TypedDict):
    """The plan of a compared target, and its strength."""

    city: str
    plan: str
    nature: str | None
    better: str
    strength: StrengthRecord | None


class ComparedTargetRecord(ComparedHead, TargetHead, StandingRecord):
    """A target of one of the plans, and where it stands."""


class ComparedRecord(TypedDict):
    """An indicator in the plans compared, with its targets in the order of the plans that have it."""

    id: str
    relation: str
    differences: list[str]
    targets: list[ComparedTargetRecord]


class CompareReport(AssessedHead):
    """The whole report."""

    in_time: bool
    plans: list[PlanHead]
    rows: list[ComparedRecord]


class CompareRow(ComparedTargetRecord):
    """One target of one plan a row."""

    relation: str
    differences: list[str]


def compare_record(comparison: Comparison) -> CompareReport:
    """The report of `rsplan compare`."""
    return {
        **assessed_head("compare", comparison.evaluation, comparison.inputs),
        "in_time": comparison.in_time,
        "plans": [plan_head(plan) for plan in comparison.plans],
        "rows": [_row(row) for row in comparison.rows],
    }


def _row(row: ComparedRow) -> ComparedRecord:
    return {
        "id": row.id,
        "relation": str(row.relation),
        "differences": [str(difference) for difference in row.differences],
        "targets": [_target(target) for target in row.targets if target is not None],
    }


def _target(target: ComparedTarget) -> ComparedTargetRecord:
    assessment = target.assessment
    indicator = assessment.indicator
    return {
        "city": assessment.plan.city.id,
        "plan": assessment.plan.id,
        "nature": str(indicator.nature) if indicator.nature else None,
        "better": str(indicator.better),
        "strength": strength_record(target.strength),
        **target_head(assessment),
        **standing_record(assessment),
    }


def strength_record(strength: Strength | None) -> StrengthRecord | None:
    """The strength of a target; None where there is nothing to hold it against."""
    if strength is None:
        return None
    return {
        "by": str(strength.by),
        "value": output(strength.value),
        "against": output(strength.against),
        "source": strength.source,
    }


def compare_rows(report: CompareReport) -> Iterator[CompareRow]:
    """One target of one plan a row."""
    for row in report["rows"]:
        for target in row["targets"]:
            yield {**target, "relation": row["relation"], "differences": row["differences"]}


COMPARE_ROWS = Rows(lambda: CompareRow, compare_rows)


class NarrowCompareRow(CompareRow):
    """One target of one plan a row, as people are told."""

    doubts: TextRecord | None


def narrow_compare_rows(comparison: Comparison) -> Iterator[NarrowCompareRow]:
    """One target of one plan a row, without the figures that the screen withholds."""
    for row in comparison.rows:
        for target in filter(None, row.targets):
            record, assessment = _target(target), target.assessment
            yield {
                **record,
                "actual": of_its_day(record["actual"], assessment),
                "completion_rate": record["completion_rate"] if tells_completion(assessment) else None,
                "relation": str(row.relation),
                "differences": [str(difference) for difference in row.differences],
                "doubts": doubts_record(assessment),
            }


NARROW_COMPARE_ROWS = Rows(
    lambda: NarrowCompareRow,
    narrow_compare_rows,
    {
        "city": "column.city",
        "plan": "column.plan",
        **NARROW_HEAD,
        "target_printed": "column.target",
        "strength_value": "column.strength",
        "actual_value": "column.actual",
        "actual_through": "column.through",
        "completion_rate": "column.completion",
        "status": "column.status",
        "doubts_zh": "column.evidence",
        "relation": "csv.relation",
        "differences": "csv.differences",
    },
)
