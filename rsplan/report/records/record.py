"""The report of `rsplan record` as a record; docs/json.md."""

from collections.abc import Iterator
from typing import TypedDict

from rsplan.journal.recording import Change, Recorded
from rsplan.model.message import Message
from rsplan.report.records.common import (
    Rows,
    assessed_head,
    message_record,
    noted_observation,
    observation_record,
    plan_record,
    row_head,
    standing_record,
    target_head,
)
from rsplan.report.records.common_types import (
    AssessedHead,
    NotedObservation,
    ObservationRecord,
    PlanRecord,
    RowHead,
    StandingRecord,
    TargetHead,
    TextRecord,
)
from rsplan.survey import PlanSurvey


class _Coded(TypedDict):
    code: str


class WarningRecord(_Coded, TextRecord):
    """A warning by its code, in every language."""


class ChangedIndicator(TargetHead):
    """The standing of the target before and after the observation."""

    before: StandingRecord
    after: StandingRecord
    moves: bool
    flips: bool


class ChangedPlan(PlanRecord):
    """One plan with the indicator."""

    indicators: list[ChangedIndicator]


class RecordReport(AssessedHead):
    """The whole report."""

    plans: list[ChangedPlan]
    written: bool
    file: str
    line: int
    text: str
    created: bool
    broken_line: bool
    backup: str | None
    observation: NotedObservation
    replaces: ObservationRecord | None
    forced: list[str]
    warnings: list[WarningRecord]


class RecordRow(RowHead, ChangedIndicator):
    """The indicator in one plan a row."""


def record_record(recorded: Recorded) -> RecordReport:
    """The report of `rsplan record`."""
    return {
        **assessed_head("record", recorded.evaluation, recorded.inputs),
        "plans": [changed_plan(change) for change in recorded.changes],
        "written": recorded.written,
        "file": recorded.file,
        "line": recorded.line,
        "text": recorded.text,
        "created": recorded.created,
        "broken_line": recorded.broken,
        "backup": recorded.backup,
        "observation": noted_observation(recorded.observation),
        "replaces": observation_record(recorded.replaces) if recorded.replaces else None,
        "forced": [problem.code for problem in recorded.forced],
        "warnings": [warning_record(warning) for warning in recorded.warnings],
    }


def warning_record(warning: Message) -> WarningRecord:
    """The warning by its code, in every language."""
    return {"code": warning.key.partition(".")[2], **message_record(warning)}


def changed_plan(change: Change) -> ChangedPlan:
    """The plan with that indicator alone, its summary included."""
    indicator: ChangedIndicator = {
        **target_head(change.after),
        "before": standing_record(change.before),
        "after": standing_record(change.after),
        "moves": change.moves,
        "flips": change.flips,
    }
    return {**plan_record(PlanSurvey(change.after.plan, (change.after,))), "indicators": [indicator]}


def record_rows(report: RecordReport) -> Iterator[RecordRow]:
    """The indicator in one plan a row."""
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            yield {**row_head(plan), **indicator}


RECORD_ROWS = Rows(lambda: RecordRow, record_rows)
