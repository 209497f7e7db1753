"""What `rsplan import` reports, as plain records for machines."""

from collections.abc import Iterator
from typing import cast

from rsplan.journal.export import source_text
from rsplan.report.records.status import GENERATOR, Record, inputs_record, message_record, observation_record
from rsplan.table_import.importer import ImportResult
from rsplan.table_import.reconcile import ImportedRow, Outcome


def import_record(done: ImportResult, problems: list[Record]) -> Record:
    """The report of `rsplan import`; `problems` in the language of the run."""
    return {
        "schema": "rsplan.import/1",
        "generator": GENERATOR,
        "inputs": inputs_record(done.inputs),
        "table": {"path": done.table.name, "sheet": done.table.sheet or None, "sha256": done.table.sha256},
        "file": done.file,
        "written": done.written,
        "created": done.created,
        "backup": done.backup,
        "summary": {
            **{str(outcome): done.count(outcome) for outcome in Outcome},
            "refused": done.refused,
            "empty": done.empty,
            "skipped": done.skipped,
        },
        "left_aside": [{"cell": done.table.address(cell.row, cell.column), "text": cell.text} for cell in done.ignored],
        "observations": [_imported(row, done) for row in done.rows],
        "problems": problems,
    }


def import_rows(report: Record) -> Iterator[Record]:
    """One figure of the table a row."""
    yield from cast("list[Record]", report["observations"])


def blank_row() -> Record:
    """A row without a figure, for the columns of an empty table."""
    columns = ("cell", "outcome", "city", "indicator", *_SAID, "source", "note", "before", "warnings")
    return dict.fromkeys(columns)


_SAID = ("period", "basis", "value", "bound", "provisional", "published")


def _imported(row: ImportedRow, done: ImportResult) -> Record:
    cell = row.data_row.cell("value")
    said = observation_record(row.observation)
    city, indicator = row.data_row.key
    note = row.observation.note
    return {
        "cell": done.table.address(cell.row, cell.column),
        "outcome": str(row.outcome),
        "city": city,
        "indicator": indicator,
        **{key: said[key] for key in _SAID},
        "source": source_text(row.observation),
        "note": {"zh": note.zh, "en": note.en} if note else None,
        "before": observation_record(row.before) if row.before else None,
        "warnings": [message_record(warning) for warning in row.warnings],
    }
