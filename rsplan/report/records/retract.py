"""The report of `rsplan retract` as a record; docs/json.md."""

from collections.abc import Iterator

from rsplan.journal.retracting import Retracted
from rsplan.model.bilingual import Text
from rsplan.report.records.common import (
    Rows,
    assessed_head,
    noted_observation,
    observation_record,
    row_head,
    text_record,
)
from rsplan.report.records.common_types import AssessedHead, NotedObservation, ObservationRecord, TextRecord
from rsplan.report.records.record import ChangedPlan, RecordRow, WarningRecord, changed_plan, warning_record


class RetractReport(AssessedHead):
    """The whole report; `counts` is the observation of the same days that counts from now on."""

    plans: list[ChangedPlan]
    written: bool
    file: str
    line: int
    text: str
    broken_line: bool
    backup: str | None
    withdrawn: list[NotedObservation]
    counts: ObservationRecord | None
    reason: TextRecord
    warnings: list[WarningRecord]


def retract_record(retracted: Retracted) -> RetractReport:
    """The report of `rsplan retract`."""
    reason = retracted.request.reason
    return {
        **assessed_head("retract", retracted.evaluation, retracted.inputs),
        "plans": [changed_plan(change) for change in retracted.changes],
        "written": retracted.written,
        "file": retracted.file,
        "line": retracted.line,
        "text": retracted.text,
        "broken_line": retracted.broken,
        "backup": retracted.backup,
        "withdrawn": [noted_observation(one) for one in retracted.withdrawn],
        "counts": observation_record(retracted.counts) if retracted.counts else None,
        "reason": text_record(Text(reason, reason)),
        "warnings": [warning_record(warning) for warning in retracted.warnings],
    }


def retract_rows(report: RetractReport) -> Iterator[RecordRow]:
    """The indicator in one plan a row."""
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            yield {**row_head(plan), **indicator}


RETRACT_ROWS = Rows(lambda: RecordRow, retract_rows)
