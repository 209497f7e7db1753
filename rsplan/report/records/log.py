"""What `record` and `log` report, as plain records for machines; the keys are those of interface.md."""

from collections.abc import Iterator, Sequence

from rsplan.calc.assess import Assessment
from rsplan.journal.entry import Change, Recorded
from rsplan.journal.history import IndicatorHistory, Step
from rsplan.model.plan import InputFile, Observation, Revision, Text
from rsplan.report.records.status import (
    Record,
    Value,
    indicator_record,
    message_record,
    observation_record,
    plan_record,
    status_record,
)
from rsplan.survey import EvaluationContext, PlanSurvey, Survey

#: What names the indicator, and where its target stands, of the keys of the status report.
_HEAD = ("id", "number", "scope", "where", "name", "group", "unit", "kind", "target")
_STANDING = ("actual", "completion_rate", "elapsed", "lead_points", "expected", "status", "pass", "reason")


def record_record(done: Recorded) -> Record:
    """The report of `rsplan record`."""
    return _report("record", done.evaluation, done.inputs) | {
        "written": done.written,
        "file": done.file,
        "line": done.line,
        "text": done.text,
        "created": done.created,
        "broken_line": done.broken,
        "backup": done.backup,
        "observation": _entry(done.observation),
        "replaces": observation_record(done.replaces) if done.replaces else None,
        "forced": [one.code for one in done.forced],
        "warnings": [{"code": one.key.partition(".")[2], **message_record(one)} for one in done.warnings],
        "plans": [_plan(change.after, _change(change)) for change in done.changes],
    }


def _change(change: Change) -> Record:
    return {
        "before": _of(change.before, _STANDING),
        "after": _of(change.after, _STANDING),
        "moves": change.moves,
        "flips": change.flips,
    }


def log_record(found: Sequence[IndicatorHistory], evaluation: EvaluationContext, inputs: Sequence[InputFile]) -> Record:
    """The report of `rsplan log`."""
    return _report("log", evaluation, inputs) | {"plans": [_history(history) for history in found]}


def _history(history: IndicatorHistory) -> Record:
    more: Record = {"entries": [_step(step) for step in history.steps], "elsewhere": history.elsewhere}
    return _plan(history.last, more)


def _step(step: Step) -> Record:
    event = step.event
    about = _revision(event) if isinstance(event, Revision) else _entry(event)
    return {
        "event": "target" if isinstance(event, Revision) else "observation",
        "known_since": step.known_since.isoformat() if step.known_since else None,
        **about,
        "replaces": observation_record(step.replaces) if step.replaces else None,
        "counted": step.counted,
        **_of(step.after, _STANDING),
        "moves": step.moves,
        "flips": step.flips,
    }


def log_rows(report: Record) -> Iterator[Record]:
    """One entry a row, with the city, the plan and the indicator before it."""
    plans = report["plans"]
    assert isinstance(plans, list)
    for plan in plans:
        for indicator in plan["indicators"]:
            for entry in indicator["entries"]:
                yield {"city": plan["city"]["id"], "plan": plan["plan"], "id": indicator["id"], **entry}


def blank_row(history: IndicatorHistory, evaluation: EvaluationContext) -> Record:
    """A row with every column, for a history without entries."""
    last = history.last
    nothing = Revision(last.target, evaluation.as_of, None, Text("", ""), "")
    step = Step(nothing, None, None, last.status, last)
    return next(log_rows(log_record([history._replace(steps=[step])], evaluation, ())))


def _report(name: str, evaluation: EvaluationContext, inputs: Sequence[InputFile]) -> Record:
    return status_record(Survey(evaluation, tuple(inputs), ())) | {"schema": f"rsplan.{name}/1"}


def _plan(assessment: Assessment, more: Record) -> Record:
    """The plan with that indicator alone, as in the other reports."""
    return plan_record(PlanSurvey(assessment.plan, (assessment,))) | {"indicators": [_of(assessment, _HEAD) | more]}


def _of(assessment: Assessment, keys: Sequence[str]) -> Record:
    every = indicator_record(assessment)
    return {key: every[key] for key in keys}


def _entry(observation: Observation) -> Record:
    note = observation.note
    return observation_record(observation) | {"note": {"zh": note.zh, "en": note.en} if note else None}


def _revision(revision: Revision) -> Record:
    """A target that replaces another, in the keys of an observation."""
    published: Value = revision.published.isoformat() if revision.published else None
    known: Record = {
        "published": published,
        "source": revision.source,
        "where": revision.target.where,
        "printed": revision.target.printed,
        "file": revision.target.at.file,
        "line": revision.target.at.line,
        "note": {"zh": revision.reason.zh, "en": revision.reason.en},
    }
    empty: Record = dict.fromkeys(("period", "basis", "value", "bound", "provisional"))
    return empty | known
