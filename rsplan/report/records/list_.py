"""The report of `rsplan list` as a record; docs/json.md."""

from collections.abc import Iterable, Iterator

from rsplan.model.input_places import InputFile
from rsplan.model.plan import Indicator, Plan
from rsplan.report.records.common import Rows, indicator_head, plan_head, report_head, row_head
from rsplan.report.records.common_types import IndicatorHead, PlanHead, ReportHead, RowHead


class ListedIndicator(IndicatorHead):
    """One indicator with its target as printed."""

    nature: str | None
    kind: str
    printed: str


class ListedPlan(PlanHead):
    """One plan with those of its indicators that were selected."""

    indicators: list[ListedIndicator]


class ListReport(ReportHead):
    """The whole report."""

    plans: list[ListedPlan]


class ListRow(RowHead, ListedIndicator):
    """One indicator a row."""


def list_record(plans: Iterable[tuple[Plan, list[Indicator]]], inputs: Iterable[InputFile]) -> ListReport:
    """The report of `rsplan list`: the plans with those of their indicators that were selected."""
    return {
        **report_head("list", inputs),
        "plans": [
            {**plan_head(plan), "indicators": [_indicator(indicator) for indicator in indicators]}
            for plan, indicators in plans
        ],
    }


def _indicator(indicator: Indicator) -> ListedIndicator:
    return {
        **indicator_head(indicator),
        "nature": str(indicator.nature) if indicator.nature else None,
        "kind": str(indicator.kind),
        "printed": indicator.target.printed,
    }


def list_rows(report: ListReport) -> Iterator[ListRow]:
    """One indicator a row."""
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            yield {**row_head(plan), **indicator}


LIST_ROWS = Rows(lambda: ListRow, list_rows)
