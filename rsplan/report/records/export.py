"""The report of `rsplan export` as a record; docs/json.md."""

from collections.abc import Iterable, Iterator
from typing import TypedDict

from rsplan.journal.export import Exported
from rsplan.model.input_places import InputFile
from rsplan.report.records.common import Rows, noted_observation, report_head, text_record
from rsplan.report.records.common_types import NotedObservation, ReportHead, TextRecord


class _ExportedHead(TypedDict):
    city: str
    indicator: str
    name: TextRecord
    unit: TextRecord


class ExportedObservation(_ExportedHead, NotedObservation):
    """One observation with the names of its indicator."""


class ExportReport(ReportHead):
    """The whole report."""

    observations: list[ExportedObservation]


def export_record(observations: Iterable[Exported], inputs: Iterable[InputFile]) -> ExportReport:
    """The report of `rsplan export`."""
    return {
        **report_head("export", inputs),
        "observations": [_observation(exported) for exported in observations],
    }


def _observation(exported: Exported) -> ExportedObservation:
    return {
        "city": exported.city,
        "indicator": exported.indicator.id,
        "name": text_record(exported.indicator.name),
        "unit": text_record(exported.indicator.unit),
        **noted_observation(exported.observation),
    }


def export_rows(report: ExportReport) -> Iterator[ExportedObservation]:
    """One observation a row."""
    yield from report["observations"]


EXPORT_ROWS = Rows(lambda: ExportedObservation, export_rows)
