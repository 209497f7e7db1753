"""The report of `rsplan import` as a record; docs/json.md."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypedDict

from rsplan.journal.export import source_text
from rsplan.journal.tasks import SetTasks
from rsplan.model.plan import Plan
from rsplan.report.records.bounds import Figures
from rsplan.report.records.check import ProblemRecord, problem_records
from rsplan.report.records.common import Rows, message_record, observation_record, optional_text, report_head
from rsplan.report.records.common_types import ObservationRecord, ReportHead, TextRecord
from rsplan.report.records.task import SetTask, set_task_record
from rsplan.table_import.importer import CellAccount, ImportResult, LeftAside
from rsplan.table_import.reconcile import ImportedRow, Outcome
from rsplan.text import Language


class TableRecord(TypedDict):
    """The table that was read; `sheets` are those of a workbook."""

    path: str
    sheets: list[str]
    sha256: str


class LeftRecord(TypedDict):
    """Figures that are known and left aside: the heading or label that says so, the reason, how many."""

    cell: str
    text: str
    reason: str
    count: int


class CellRecord(TypedDict):
    """A cell of the table, and how it was understood."""

    cell: str
    text: str
    kind: str
    reason: str | None
    head: str | None
    indicator: str | None
    period: str | None
    basis: str | None
    value: str | None


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


class ImportedTasks(NamedTuple):
    """The yearly tasks of a table as they were set, the cells that were left, and the plans that they belong to."""

    done: SetTasks
    left: Sequence[str]
    plans: Sequence[Plan]


class TasksRecord(TypedDict):
    """The yearly tasks of a table; `left` are the cells of which nobody can say whose they are."""

    file: str
    written: bool
    known: int
    tasks: list[SetTask]
    left: list[str]
    warnings: list[TextRecord]


class ImportReport(ReportHead):
    """The whole report; `summary` counts the figures by outcome, `tasks` is None without --tasks."""

    table: TableRecord
    file: str
    written: bool
    created: bool
    backup: str | None
    copy: str | None
    summary: Mapping[str, int]
    left: list[LeftRecord]
    cells: list[CellRecord] | None
    observations: list[ImportedObservation]
    tasks: TasksRecord | None
    problems: list[ProblemRecord]


def import_record(
    result: ImportResult, lang: Language, tasks: ImportedTasks | None = None, *, explained: bool = False
) -> ImportReport:
    """The report of `rsplan import`; the problems in the language of the run, with `explained` every cell."""
    sheets = [table.sheet for table in result.tables if table.sheet]
    return {
        **report_head("import", result.inputs),
        "table": {"path": result.path, "sheets": sheets, "sha256": result.tables[0].sha256},
        "file": result.file,
        "written": result.written,
        "created": result.created,
        "backup": result.backup,
        "copy": result.copy,
        "summary": _summary(result),
        "left": [_left(one) for one in result.left],
        "cells": [_cell(one) for one in result.accounts] if explained else None,
        "observations": [_observation(row) for row in result.rows],
        "tasks": _tasks(tasks) if tasks else None,
        "problems": list(problem_records(result.problems, lang)),
    }


def _tasks(tasks: ImportedTasks) -> TasksRecord:
    return {
        "file": tasks.done.file,
        "written": tasks.done.written,
        "known": len(tasks.done.known),
        "tasks": [set_task_record(*entry) for entry in tasks.done.tasks],
        "left": list(tasks.left),
        "warnings": [message_record(warning) for warning in tasks.done.warnings],
    }


def _summary(result: ImportResult) -> Mapping[str, int]:
    by_outcome = {str(outcome): result.count(outcome) for outcome in Outcome}
    return by_outcome | {"refused": result.refused, "empty": result.empty, "skipped": result.skipped}


def _observation(row: ImportedRow) -> ImportedObservation:
    observation = observation_record(row.observation)
    city, indicator = row.data_row.key
    return {
        "cell": row.data_row.address,
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


def _left(left: LeftAside) -> LeftRecord:
    return {"cell": left.address, "text": left.cell.text, "reason": str(left.reason), "count": left.number}


def _cell(told: CellAccount) -> CellRecord:
    account, texts = told.account, told.row.texts if told.row else {}
    head = account.head
    return {
        "cell": told.address,
        "text": account.cell.text,
        "kind": str(account.kind),
        "reason": str(account.reason) if account.reason else None,
        "head": told.table.address(head.row, head.column) if head else None,
        "indicator": texts.get("indicator"),
        "period": texts.get("period"),
        "basis": texts.get("basis"),
        "value": texts.get("value"),
    }


def import_rows(report: ImportReport) -> Iterator[ImportedObservation]:
    """One figure of the table a row."""
    yield from report["observations"]


IMPORT_ROWS = Rows(lambda: ImportedObservation, import_rows)
