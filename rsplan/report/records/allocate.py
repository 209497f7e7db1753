"""The report of `rsplan allocate` as a record; docs/json.md, allocate."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypedDict

from rsplan.calc.allocation import PartAmount
from rsplan.calc.assess import Assessment
from rsplan.model.parts import PartTable
from rsplan.model.rounding import exactly
from rsplan.report.records.common import Rows, assessed_head, number, plan_head, row_head, target_head, text_record
from rsplan.report.records.common_types import AssessedHead, PlanHead, RowHead, TargetHead, TextRecord
from rsplan.survey import CompleteSurvey


class Allocated(NamedTuple):
    """A target split over its parts: the survey of the one indicator, the table, and the amounts.

    `total` is what is split (of a rate its numerator), `files` are the target files that were written.
    """

    survey: CompleteSurvey
    table: PartTable
    total: Fraction
    step: Fraction
    amounts: Sequence[PartAmount]
    files: Sequence[str] = ()

    @property
    def assessment(self) -> Assessment:
        """The assessment of the target that is split."""
        return self.survey.plans[0].assessments[0]


class AllocatedPart(TypedDict):
    """One part with its amount; `rate` is that amount as a percentage of its denominator."""

    part: TextRecord
    id: str
    weight: Decimal
    min: Decimal | None
    max: Decimal | None
    done: Decimal | None
    denominator: Decimal | None
    share: Decimal | None
    amount: Decimal | None
    rounding: Decimal | None
    left: Decimal | None
    rate: Decimal | None
    file: str | None


class ByRecord(TypedDict):
    """The table of the parts as it was read."""

    path: str
    sha256: str


class AllocatedTarget(PlanHead):
    """The plan and its indicator, with the total and the step in which it is split."""

    indicator: TargetHead
    total: Decimal | None
    step: Decimal | None
    by: ByRecord


class AllocateReport(AssessedHead, AllocatedTarget):
    """The whole report."""

    parts: list[AllocatedPart]


class AllocateRow(RowHead, AllocatedPart):
    """One part a row."""

    indicator: str


def allocate_record(allocated: Allocated) -> AllocateReport:
    """The report of `rsplan allocate`."""
    survey, files = allocated.survey, [*allocated.files]
    return {
        **assessed_head("allocate", survey.evaluation, survey.inputs),
        **plan_head(survey.plans[0].plan),
        "indicator": target_head(allocated.assessment),
        "total": exactly(allocated.total),
        "step": exactly(allocated.step),
        "by": {"path": allocated.table.path, "sha256": allocated.table.sha256},
        "parts": [_part(amount, files[index] if files else None) for index, amount in enumerate(allocated.amounts)],
    }


def _part(amount: PartAmount, file: str | None) -> AllocatedPart:
    part = amount.part
    return {
        "part": text_record(part.name),
        "id": part.id,
        "weight": part.weight,
        "min": part.least,
        "max": part.most,
        "done": part.done,
        "denominator": part.denominator,
        "share": number(amount.share),
        "amount": exactly(amount.amount),
        "rounding": number(amount.rounding, (0,)),
        "left": exactly(amount.left),
        "rate": number(amount.rate),
        "file": file,
    }


def allocate_rows(report: AllocateReport) -> Iterator[AllocateRow]:
    """One part a row, with its city, plan and indicator."""
    for part in report["parts"]:
        yield {**row_head(report), **part, "indicator": report["indicator"]["id"]}


ALLOCATE_ROWS = Rows(
    lambda: AllocateRow,
    allocate_rows,
    {
        "part_zh": "column.part",
        "weight": "column.part_weight",
        "done": "column.part_done",
        "denominator": "column.part_denominator",
        "share": "column.share",
        "amount": "column.amount",
        "left": "csv.left",
        "rate": "column.rate",
    },
)
