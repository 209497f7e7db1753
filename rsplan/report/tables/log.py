"""What `record` and `log` report, as tables for people."""

import shlex
from collections.abc import Iterator
from decimal import Decimal

from rsplan.calc.assess import Assessment
from rsplan.calc.verdict import Status
from rsplan.errors import Problem
from rsplan.journal.entry import Change, Recorded
from rsplan.journal.history import History, Step
from rsplan.model.plan import Observation, Revision
from rsplan.report.tables.cells import actual_text, lead_text, percent_text, plan_title, state_of_data, verdict_cell
from rsplan.report.tables.table import WIDE, Cell, Column, Section, Sheet, Words
from rsplan.survey import Moment

# --- record ----------------------------------------------------------------------------------------------------------


#: By whether the line was written and whether the file is new.
_TITLES = {
    (True, True): "record.written_new",
    (True, False): "record.written",
    (False, True): "record.dry_run_new",
    (False, False): "record.dry_run",
}


def record_sheets(done: Recorded, lang: str) -> list[Sheet]:
    """What was written, and what it changed in each plan."""
    words = Words(lang)
    head = Sheet(
        words(_TITLES[done.written, done.created], file=done.file, line=str(done.line)),
        tuple(_said(done, words)),
        (),
        (),
        (),
    )
    next_step = words("record.next", city=done.entry.city, indicator=done.entry.indicator, file=shlex.quote(done.file))
    changes = [_change_sheet(change, words) for change in done.changes]
    last = changes[-1] if changes else head
    return [
        *([head, *changes][:-1]),
        last._replace(footnotes=(*last.footnotes, *([next_step] if done.written else []))),
    ]


def _said(done: Recorded, words: Words) -> Iterator[Cell]:
    new = done.observation
    yield Cell((f"  {done.text}",), "lead")
    yield Cell((words("record.counts", basis=words(f"basis.{new.basis}"), days=_days(new)),))
    if done.replaces:
        old = done.replaces
        yield Cell((words("record.revises", old=_value(old, words), new=_value(new, words), place=_place(old)),))
    for problem in done.forced:
        yield Cell((words("record.forced", message=_message(problem, words)),))
    if done.backup:
        yield Cell((words("record.cut_off", backup=done.backup),))
    elif done.broken:
        yield Cell((words("record.would_cut_off"),))


def _days(observation: Observation) -> str:
    first, last = observation.span
    return str(last) if first == last else f"{first} - {last}"


def _message(problem: Problem, words: Words) -> str:
    return words(f"problem.{problem.code}", **problem.details).partition("\n")[0]


def _change_sheet(change: Change, words: Words) -> Sheet:
    assessment = change.after
    title = f"{words.of(assessment.indicator.name)} ({words.of(assessment.indicator.unit)})"
    lead = Cell((f"{plan_title(assessment.plan, words)} · {assessment.plan.id} · {assessment.target.printed.strip()}",))
    columns = (
        Column(""),
        Column(words("record.before"), right=True, folds=True),
        Column(words("record.after"), right=True, folds=True),
    )
    rows = [
        (Cell((words(label),)), _cell(label, change.before, words), _cell(label, change.after, words))
        for label in _LABELS
    ]
    return Sheet(title, (lead, _outcome(change, words)), columns, (Section("", tuple(rows)),), ())


_LABELS = ("column.actual", "column.completion", "column.elapsed", "column.lead", "column.status")
_SHARES = {"column.completion": "completion_rate", "column.elapsed": "elapsed"}


def _cell(label: str, assessment: Assessment, words: Words) -> Cell:
    if label == "column.status":
        return verdict_cell(assessment, words)
    if label == "column.actual":
        through = (words("word.through", through=str(assessment.actual.through)),) if assessment.actual else ()
        return Cell((actual_text(assessment.actual, words), *through, *state_of_data(assessment, words)))
    if assessment.actual is None or (label == "column.lead" and "lead_points" not in assessment.figures):
        return Cell((words("word.none"),))
    if label == "column.lead":
        return Cell((lead_text(assessment, words),))
    return Cell((percent_text(assessment.figures.get(_SHARES[label]), words),))


def _outcome(change: Change, words: Words) -> Cell:
    """What became of the verdict, in a sentence."""
    before, after = change.before.status, change.after.status
    key = "record.flips" if change.flips else "record.moves" if change.moves else "record.stays"
    text = words(key, before=_status(before, words), after=_status(after, words))
    return Cell((text,), str(after) if change.moves else "")


def _status(status: Status, words: Words) -> str:
    return words(f"status.{status}")


# --- log -------------------------------------------------------------------------------------------------------------


def log_sheet(history: History, moment: Moment, lang: str, width: int) -> Sheet:
    """The entries in the order in which they became known."""
    words = Words(lang)
    last = history.last
    dated = words("word.as_of", as_of=str(moment.as_of))
    if moment.known_on:
        dated += words("word.and") + words("word.known_on", known_on=str(moment.known_on))
    rows = tuple(_wide_row(step, words) if width >= WIDE else _narrow_row(step, words) for step in history.steps)
    footnotes = [words("log.legend")] if any(step.flips for step in history.steps) else []
    if history.elsewhere:
        footnotes.append(words("log.elsewhere", count=str(history.elsewhere)))
    return Sheet(
        f"{words.of(last.indicator.name)} ({words.of(last.indicator.unit)})",
        (
            Cell((f"{plan_title(last.plan, words)} · {last.plan.id} · {last.indicator.id}",)),
            Cell((f"{last.target.printed.strip()} · {dated}",)),
            Cell((f"{_status(last.status, words)}: {words.message(last.reason)}",), str(last.status)),
        ),
        _wide_columns(words) if width >= WIDE else _narrow_columns(words),
        (Section("", rows),),
        tuple(footnotes),
    )


def _narrow_columns(words: Words) -> tuple[Column, ...]:
    return (
        Column(words("log.known")),
        Column(words("column.period")),
        Column(words("column.value"), right=True, folds=True, most=_NARROW["value"]),
        Column(words("column.actual"), right=True, folds=True, most=_NARROW["actual"]),
        Column(words("column.status"), folds=True, most=_NARROW["status"]),
        Column(words("column.source"), folds=True),
    )


#: To this width cells are folded where space is short, so that the source has some.
_NARROW = {"value": 10, "actual": 13, "status": 14}


def _narrow_row(step: Step, words: Words) -> tuple[Cell, ...]:
    period, basis, value, replaces = _about(step.event, step.replaces, words)
    return (
        Cell((_known_since(step, words),)),
        Cell((period, basis)),
        Cell((*value, *((words("log.for", old=replaces),) if replaces else ()))),
        Cell(_actual(step.after, words)),
        _verdict(step, words),
        Cell(tuple(_source(step.event, words))),
    )


def _wide_columns(words: Words) -> tuple[Column, ...]:
    return (
        Column(words("log.known")),
        Column(words("column.period")),
        Column(words("column.basis")),
        Column(words("column.value"), right=True),
        Column(words("log.replaces"), right=True),
        Column(words("column.actual"), right=True, folds=True),
        Column(words("column.status"), folds=True),
        Column(words("column.source"), folds=True),
    )


def _wide_row(step: Step, words: Words) -> tuple[Cell, ...]:
    period, basis, value, replaces = _about(step.event, step.replaces, words)
    return (
        Cell((_known_since(step, words),)),
        Cell((period,)),
        Cell((basis,)),
        Cell(value),
        Cell((replaces,)),
        Cell(_actual(step.after, words)),
        _verdict(step, words),
        Cell(tuple(_source(step.event, words))),
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


def _verdict(step: Step, words: Words) -> Cell:
    """The verdict, with what it was before where it moved; a flip is marked."""
    after = verdict_cell(step.after, words)
    if not step.moves:
        return after
    mark = "log.flips" if step.flips else "log.moves"
    return Cell((*after.lines, words(mark, before=_status(step.before, words))), after.style)


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
