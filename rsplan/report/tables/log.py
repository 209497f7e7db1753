"""What `record` and `log` report, as tables for people."""

import shlex
from collections.abc import Iterator
from decimal import Decimal

from rsplan.calc.assess import Assessment
from rsplan.calc.verdict import Status
from rsplan.errors import Problem
from rsplan.journal.entry import Change, Recorded
from rsplan.journal.history import IndicatorHistory, Step
from rsplan.model.plan import Observation, Revision
from rsplan.report.tables.cells import actual_text, lead_text, percent_text, plan_title, state_of_data, verdict_cell
from rsplan.report.tables.table import WIDE, ReportTable, Section, TableCell, TableColumn, Words
from rsplan.survey import EvaluationContext
from rsplan.text import Language

# --- record ----------------------------------------------------------------------------------------------------------


#: By whether the line was written and whether the file is new.
_TITLES = {
    (True, True): "record.written_new",
    (True, False): "record.written",
    (False, True): "record.dry_run_new",
    (False, False): "record.dry_run",
}


def record_tables(done: Recorded, lang: Language) -> list[ReportTable]:
    """What was written, and what it changed in each plan."""
    words = Words(lang)
    head = ReportTable(
        words(_TITLES[done.written, done.created], file=done.file, line=str(done.line)),
        tuple(_said(done, words)),
        (),
        (),
        (),
    )
    next_step = words("record.next", city=done.entry.city, indicator=done.entry.indicator, file=shlex.quote(done.file))
    changes = [_change_table(change, words) for change in done.changes]
    last = changes[-1] if changes else head
    return [
        *([head, *changes][:-1]),
        last._replace(footnotes=(*last.footnotes, *([next_step] if done.written else []))),
    ]


def _said(done: Recorded, words: Words) -> Iterator[TableCell]:
    new = done.observation
    yield TableCell((f"  {done.text}",), "lead")
    yield TableCell((words("record.counts", basis=words(f"basis.{new.basis}"), days=_days(new)),))
    if done.replaces:
        old = done.replaces
        yield TableCell((words("record.revises", old=_value(old, words), new=_value(new, words), place=_place(old)),))
    for problem in done.forced:
        yield TableCell((words("record.forced", message=_message(problem, words)),))
    if done.backup:
        yield TableCell((words("record.cut_off", backup=done.backup),))
    elif done.broken:
        yield TableCell((words("record.would_cut_off"),))


def _days(observation: Observation) -> str:
    first, last = observation.span
    return str(last) if first == last else f"{first} - {last}"


def _message(problem: Problem, words: Words) -> str:
    return words(f"problem.{problem.code}", **problem.details).partition("\n")[0]


def _change_table(change: Change, words: Words) -> ReportTable:
    assessment = change.after
    title = f"{words.of(assessment.indicator.name)} ({words.of(assessment.indicator.unit)})"
    lead = TableCell(
        (f"{plan_title(assessment.plan, words)} · {assessment.plan.id} · {assessment.target.printed.strip()}",)
    )
    columns = (
        TableColumn(""),
        TableColumn(words("record.before"), right=True, folds=True),
        TableColumn(words("record.after"), right=True, folds=True),
    )
    rows = [
        (TableCell((words(label),)), _cell(label, change.before, words), _cell(label, change.after, words))
        for label in _LABELS
    ]
    return ReportTable(title, (lead, _outcome(change, words)), columns, (Section("", tuple(rows)),), ())


_LABELS = ("column.actual", "column.completion", "column.elapsed", "column.lead", "column.status")
_SHARES = {"column.completion": "completion_rate", "column.elapsed": "elapsed"}


def _cell(label: str, assessment: Assessment, words: Words) -> TableCell:
    if label == "column.status":
        return verdict_cell(assessment, words)
    if label == "column.actual":
        through = (words("word.through", through=str(assessment.actual.through)),) if assessment.actual else ()
        return TableCell((actual_text(assessment.actual, words), *through, *state_of_data(assessment, words)))
    if assessment.actual is None or (label == "column.lead" and "lead_points" not in assessment.figures):
        return TableCell((words("word.none"),))
    if label == "column.lead":
        return TableCell((lead_text(assessment, words),))
    return TableCell((percent_text(assessment.figures.get(_SHARES[label]), words),))


def _outcome(change: Change, words: Words) -> TableCell:
    """What became of the verdict, in a sentence."""
    before, after = change.before.status, change.after.status
    key = "record.flips" if change.flips else "record.moves" if change.moves else "record.stays"
    text = words(key, before=_status(before, words), after=_status(after, words))
    return TableCell((text,), str(after) if change.moves else "")


def _status(status: Status, words: Words) -> str:
    return words(f"status.{status}")


# --- log -------------------------------------------------------------------------------------------------------------


def log_table(history: IndicatorHistory, evaluation: EvaluationContext, lang: Language, width: int) -> ReportTable:
    """The entries in the order in which they became known."""
    words = Words(lang)
    last = history.last
    dated = words("word.as_of", as_of=str(evaluation.as_of))
    if evaluation.known_on:
        dated += words("word.and") + words("word.known_on", known_on=str(evaluation.known_on))
    rows = tuple(_wide_row(step, words) if width >= WIDE else _narrow_row(step, words) for step in history.steps)
    footnotes = [words("log.legend")] if any(step.flips for step in history.steps) else []
    if history.elsewhere:
        footnotes.append(words("log.elsewhere", count=str(history.elsewhere)))
    return ReportTable(
        f"{words.of(last.indicator.name)} ({words.of(last.indicator.unit)})",
        (
            TableCell((f"{plan_title(last.plan, words)} · {last.plan.id} · {last.indicator.id}",)),
            TableCell((f"{last.target.printed.strip()} · {dated}",)),
            TableCell((f"{_status(last.status, words)}: {words.message(last.reason)}",), str(last.status)),
        ),
        _wide_columns(words) if width >= WIDE else _narrow_columns(words),
        (Section("", rows),),
        tuple(footnotes),
    )


def _narrow_columns(words: Words) -> tuple[TableColumn, ...]:
    return (
        TableColumn(words("log.known")),
        TableColumn(words("column.period")),
        TableColumn(words("column.value"), right=True, folds=True, most=_NARROW["value"]),
        TableColumn(words("column.actual"), right=True, folds=True, most=_NARROW["actual"]),
        TableColumn(words("column.status"), folds=True, most=_NARROW["status"]),
        TableColumn(words("column.source"), folds=True),
    )


#: To this width cells are folded where space is short, so that the source has some.
_NARROW = {"value": 10, "actual": 13, "status": 14}


def _narrow_row(step: Step, words: Words) -> tuple[TableCell, ...]:
    period, basis, value, replaces = _about(step.event, step.replaces, words)
    return (
        TableCell((_known_since(step, words),)),
        TableCell((period, basis)),
        TableCell((*value, *((words("log.for", old=replaces),) if replaces else ()))),
        TableCell(_actual(step.after, words)),
        _verdict(step, words),
        TableCell(tuple(_source(step.event, words))),
    )


def _wide_columns(words: Words) -> tuple[TableColumn, ...]:
    return (
        TableColumn(words("log.known")),
        TableColumn(words("column.period")),
        TableColumn(words("column.basis")),
        TableColumn(words("column.value"), right=True),
        TableColumn(words("log.replaces"), right=True),
        TableColumn(words("column.actual"), right=True, folds=True),
        TableColumn(words("column.status"), folds=True),
        TableColumn(words("column.source"), folds=True),
    )


def _wide_row(step: Step, words: Words) -> tuple[TableCell, ...]:
    period, basis, value, replaces = _about(step.event, step.replaces, words)
    return (
        TableCell((_known_since(step, words),)),
        TableCell((period,)),
        TableCell((basis,)),
        TableCell(value),
        TableCell((replaces,)),
        TableCell(_actual(step.after, words)),
        _verdict(step, words),
        TableCell(tuple(_source(step.event, words))),
    )


def _known_since(step: Step, words: Words) -> str:
    return str(step.known_since) if step.known_since else words("log.always")


def _about(
    event: Observation | Revision, replaces: Observation | None, words: Words
) -> tuple[str, str, tuple[str, ...], str]:
    """Period, basis, value and what it replaced; of a target, what it says."""
    if isinstance(event, Revision):
        return words("log.target"), "", (event.target.printed.strip(),), ""
    provisional = (words("word.provisional"),) if event.provisional else ()
    old = _value(replaces, words) if replaces else ""
    return event.period.text, str(event.basis), (_value(event, words), *provisional), old


def _actual(assessment: Assessment, words: Words) -> tuple[str, ...]:
    through = (words("word.through", through=str(assessment.actual.through)),) if assessment.actual else ()
    return (actual_text(assessment.actual, words), *through)


def _verdict(step: Step, words: Words) -> TableCell:
    """The verdict, with what it was before where it moved; a flip is marked."""
    after = verdict_cell(step.after, words)
    if not step.moves:
        return after
    mark = "log.flips" if step.flips else "log.moves"
    return TableCell((*after.lines, words(mark, before=_status(step.before, words))), after.style)


def _source(event: Observation | Revision, words: Words) -> Iterator[str]:
    at = event.target.at if isinstance(event, Revision) else event.at
    note = event.reason if isinstance(event, Revision) else event.note
    yield event.source
    if note:
        yield words.of(note)
    yield f"({at.file}:{at.line})"


def _value(observation: Observation, words: Words) -> str:
    return ":".join(words.number(Decimal(value), observation.bound, None) for value in observation.values)


def _place(observation: Observation) -> str:
    published = f"{observation.published_text}, " if observation.published_text else ""
    return f"{published}{observation.at.file}:{observation.at.line}"
