"""The report of `rsplan log` as a record; docs/json.md."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypedDict, assert_never

from rsplan.journal.history import IndicatorHistory, Step
from rsplan.model.input_places import InputFile
from rsplan.model.observations import Observation, Retraction
from rsplan.model.plan import Revision
from rsplan.report.records.bounds import Figures
from rsplan.report.records.common import (
    Rows,
    assessed_head,
    day,
    noted_observation,
    observation_record,
    plan_record,
    standing_record,
    target_head,
    text_record,
)
from rsplan.report.records.common_types import (
    AssessedHead,
    ObservationRecord,
    PlanRecord,
    StandingRecord,
    TargetHead,
    TextRecord,
)
from rsplan.survey import EvaluationContext, PlanSurvey


class EventRecord(TypedDict):
    """An observation or another target; a target has no period, basis, value, bound and provisional."""

    period: str | None
    basis: str | None
    value: Figures
    bound: str | None
    provisional: bool | None
    published: str | None
    via: str | None
    entered: str | None
    source: str
    where: str | None
    printed: str | None
    file: str
    line: int
    note: TextRecord | None
    by: str | None


class _EntryHead(TypedDict):
    event: str
    known_since: str


class _Counted(TypedDict):
    replaces: ObservationRecord | None
    counted: bool


class LogEntry(_EntryHead, EventRecord, _Counted, StandingRecord):
    """One entry: the event, and the standing of the target once it was known."""

    moves: bool
    flips: bool


class LoggedIndicator(TargetHead):
    """One indicator with its entries; `elsewhere` counts the observations for other plans."""

    entries: Iterable[LogEntry]
    elsewhere: int


class LoggedPlan(PlanRecord):
    """One plan with the indicator."""

    indicators: list[LoggedIndicator]


class LogReport(AssessedHead):
    """The whole report."""

    plans: list[LoggedPlan]


class _LogRowHead(TypedDict):
    city: str
    plan: str
    id: str


class LogRow(_LogRowHead, LogEntry):
    """One entry a row."""


def log_record(
    histories: Sequence[IndicatorHistory], evaluation: EvaluationContext, inputs: Sequence[InputFile]
) -> LogReport:
    """The report of `rsplan log`."""
    return {
        **assessed_head("log", evaluation, inputs),
        "plans": [_plan(history) for history in histories],
    }


def _plan(history: IndicatorHistory) -> LoggedPlan:
    """The plan with that indicator alone, its summary included."""
    indicator: LoggedIndicator = {
        **target_head(history.last),
        "entries": _entries(history),
        "elsewhere": history.elsewhere,
    }
    return {**plan_record(PlanSurvey(history.last.plan, (history.last,))), "indicators": [indicator]}


def _entries(history: IndicatorHistory) -> Iterator[LogEntry]:
    """The entries one after another; most of thousands leave the standing as it was."""
    assessed, standing = history.start, standing_record(history.start)
    for step in history.walk():
        if step.after is not assessed:
            assessed, standing = step.after, standing_record(step.after)
        yield _entry(step, standing)


def _entry(step: Step, standing: StandingRecord) -> LogEntry:
    return {
        "event": _kind(step),
        "known_since": step.known_since.isoformat(),
        **_event(step),
        "replaces": observation_record(step.replaces) if step.replaces else None,
        "counted": step.counted,
        **standing,
        "moves": step.moves,
        "flips": step.flips,
    }


def _kind(step: Step) -> str:
    match step.event:
        case Observation():
            return "observation"
        case Retraction():
            return "retraction"
        case Revision():
            return "target"
        case _:
            assert_never(step.event)


def _event(step: Step) -> EventRecord:
    match step.event:
        case Observation():
            return {**noted_observation(step.event)}
        case Retraction():
            return {**noted_observation(step.event.line)}
        case Revision():
            return _target(step.event)
        case _:
            assert_never(step.event)


def _target(revision: Revision) -> EventRecord:
    """A target that replaces another, in the keys of an observation."""
    return {
        "period": None,
        "basis": None,
        "value": None,
        "bound": None,
        "provisional": None,
        "published": day(revision.published),
        "via": None,
        "entered": None,
        "source": revision.source,
        "where": revision.target.where,
        "printed": revision.target.printed,
        "file": revision.target.at.file,
        "line": revision.target.at.line,
        "note": text_record(revision.reason),
        "by": None,
    }


def log_rows(report: LogReport) -> Iterator[LogRow]:
    """One entry a row, with the city, the plan and the indicator before it."""
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            for entry in indicator["entries"]:
                yield {"city": plan["city"]["id"], "plan": plan["plan"], "id": indicator["id"], **entry}


LOG_ROWS = Rows(
    lambda: LogRow,
    log_rows,
    {
        "known_since": "csv.known_since",
        "event": "csv.event",
        "period": "column.period",
        "basis": "column.basis",
        "value": "column.value",
        "replaces_value": "csv.before",
        "actual_value": "column.actual",
        "completion_rate": "column.completion",
        "status": "column.status",
        "source": "column.source",
        "note_zh": "column.note",
    },
)
