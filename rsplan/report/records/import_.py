"""The report of `rsplan import` as a record; docs/json.md."""

from collections.abc import Iterator, Mapping
from typing import TypedDict

from rsplan.journal.export import source_text
from rsplan.report.records.check import ProblemRecord, problem_records
from rsplan.report.records.common import (
    Figures,
    ObservationRecord,
    ReportHead,
    Rows,
    TextRecord,
    message_record,
    observation_record,
    optional_text,
    report_head,
)
from rsplan.table_import.importer import ImportResult
from rsplan.table_import.reconcile import ImportedRow, Outcome
from rsplan.text import Language


class TableRecord(TypedDict):
    """The table that was read."""

    path: str
    sheet: str | None
    sha256: str


class IgnoredCell(TypedDict):
    """The head of a column that was not read."""

    cell: str
    text: str


class ImportedObservation(TypedDict):
    """One figure of the table, and its outcome."""

    cell: str
    outcome: str
    city: str
    indicator: str
    period: str
    basis: str
    value: Figures
    bound: str
    provisional: bool
    published: str | None
    source: str
    note: TextRecord | None
    before: ObservationRecord | None
    warnings: list[TextRecord]


class ImportReport(ReportHead):
    """The whole report; `summary` counts the figures by outcome."""

    table: TableRecord
    file: str
    written: bool
    created: bool
    backup: str | None
    summary: Mapping[str, int]
    left_aside: list[IgnoredCell]
    observations: list[ImportedObservation]
    problems: list[ProblemRecord]


def import_record(result: ImportResult, lang: Language) -> ImportReport:
    """The report of `rsplan import`; the problems in the language of the run."""
    table = result.table
    return {
        **report_head("import", result.inputs),
        "table": {"path": table.name, "sheet": table.sheet or None, "sha256": table.sha256},
        "file": result.file,
        "written": result.written,
        "created": result.created,
        "backup": result.backup,
        "summary": _summary(result),
        "left_aside": [{"cell": table.address(cell.row, cell.column), "text": cell.text} for cell in result.ignored],
        "observations": [_observation(row, result) for row in result.rows],
        "problems": list(problem_records(result.problems, lang)),
    }


def _summary(result: ImportResult) -> Mapping[str, int]:
    by_outcome = {str(outcome): result.count(outcome) for outcome in Outcome}
    return by_outcome | {"refused": result.refused, "empty": result.empty, "skipped": result.skipped}


def _observation(row: ImportedRow, result: ImportResult) -> ImportedObservation:
    cell = row.data_row.cell("value")
    observation = observation_record(row.observation)
    city, indicator = row.data_row.key
    return {
        "cell": result.table.address(cell.row, cell.column),
        "outcome": str(row.outcome),
        "city": city,
        "indicator": indicator,
        "period": observation["period"],
        "basis": observation["basis"],
        "value": observation["value"],
        "bound": observation["bound"],
        "provisional": observation["provisional"],
        "published": observation["published"],
        "source": source_text(row.observation),
        "note": optional_text(row.observation.note),
        "before": observation_record(row.before) if row.before else None,
        "warnings": [message_record(warning) for warning in row.warnings],
    }


def import_rows(report: ImportReport) -> Iterator[ImportedObservation]:
    """One figure of the table a row."""
    yield from report["observations"]


IMPORT_ROWS = Rows(ImportedObservation, import_rows)
