"""The report of `rsplan status --summary` as a record: one object a plan; docs/json.md."""

from collections.abc import Iterable, Iterator
from functools import partial

from rsplan.report.records.common import Rows, assessed_head, plan_record, plan_records, row_head
from rsplan.report.records.common import summary_record as tally_record
from rsplan.report.records.common_types import AssessedHead, PlanRecord, PlanSummary, RowHead
from rsplan.survey import PlanSurvey, Survey


class SummaryPlan(PlanRecord):
    """One plan with the tally of its verdicts; `year_summary` is None where no year was chosen."""

    year_summary: PlanSummary | None


class SummaryReport(AssessedHead):
    """The whole report."""

    plans: Iterable[SummaryPlan]


class SummaryRow(RowHead):
    """One plan a row of CSV: the number of its targets, and of those that pass, fail and are undetermined.

    They are those of the year, if one was chosen.
    """

    year: int | None
    total: int
    passing: int
    failing: int
    undetermined: int


def summary_record(survey: Survey[Iterable[PlanSurvey]]) -> SummaryReport:
    """The report of `rsplan status --summary`."""
    return {
        **assessed_head("summary", survey.evaluation, survey.inputs),
        "plans": plan_records(survey, _plan),
    }


def _plan(survey: PlanSurvey) -> SummaryPlan:
    return {
        **plan_record(survey),
        "year_summary": tally_record(survey.year_tally) if survey.year_tally else None,
    }


def summary_rows(report: SummaryReport) -> Iterator[SummaryPlan]:
    """One plan a row."""
    yield from report["plans"]


def tally_rows(survey: Survey[Iterable[PlanSurvey]], report: SummaryReport) -> Iterator[SummaryRow]:
    """One plan a row, of the year's verdicts where one was chosen."""
    for plan in report["plans"]:
        tally = plan["year_summary"] or plan["summary"]
        yield {
            **row_head(plan),
            "year": survey.year,
            "total": tally["total"],
            "passing": tally["pass"],
            "failing": tally["fail"],
            "undetermined": tally["undetermined"],
        }


SUMMARY_ROWS = Rows(lambda: SummaryPlan, summary_rows)


def summary_csv_rows(survey: Survey[Iterable[PlanSurvey]]) -> Rows[SummaryReport, SummaryRow]:
    """The rows of CSV, which say of which year the numbers are."""
    return Rows(lambda: SummaryRow, partial(tally_rows, survey))
