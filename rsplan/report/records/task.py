"""The report of `rsplan task` as a record; docs/json.md."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TypedDict

from rsplan.journal.tasks import SetTasks, TaskEntry
from rsplan.model.tasks import Task
from rsplan.report.records.common import Rows, day, message_record, number, report_head
from rsplan.report.records.common_types import ReportHead, TextRecord


class ReplacedTask(TypedDict):
    """The task that was in force before."""

    value: Decimal | None
    source: str | None
    decided: str | None
    file: str
    line: int


class SetTask(TypedDict):
    """One task that was set; `replaces` is None where the year had none."""

    city: str
    indicator: str
    year: int
    value: Decimal | None
    source: str | None
    decided: str | None
    line: int
    replaces: ReplacedTask | None


class TaskReport(ReportHead):
    """The whole report; `known` counts tasks that were in force already."""

    file: str
    written: bool
    created: bool
    broken_line: bool
    backup: str | None
    known: int
    tasks: list[SetTask]
    warnings: list[TextRecord]


def task_record(done: SetTasks) -> TaskReport:
    """The report of `rsplan task`."""
    return {
        **report_head("task", done.inputs),
        "file": done.file,
        "written": done.written,
        "created": done.created,
        "broken_line": done.broken,
        "backup": done.backup,
        "known": len(done.known),
        "tasks": [set_task_record(*entry) for entry in done.tasks],
        "warnings": [message_record(warning) for warning in done.warnings],
    }


def set_task_record(entry: TaskEntry, task: Task, replaced: Task | None) -> SetTask:
    """One task that was set."""
    return {
        "city": entry.city,
        "indicator": entry.indicator,
        "year": task.year,
        "value": number(task.value),
        "source": task.source or None,
        "decided": day(task.decided),
        "line": task.at.line,
        "replaces": _replaced(replaced) if replaced else None,
    }


def _replaced(task: Task) -> ReplacedTask:
    return {
        "value": number(task.value),
        "source": task.source or None,
        "decided": day(task.decided),
        "file": task.at.file,
        "line": task.at.line,
    }


def task_rows(report: TaskReport) -> Iterator[SetTask]:
    """One task a row."""
    yield from report["tasks"]


TASK_ROWS = Rows(lambda: SetTask, task_rows)
