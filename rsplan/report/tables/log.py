"""The table of `rsplan log`: the entries of one indicator in the order in which they became known."""

from collections import deque
from collections.abc import Collection, Iterator
from datetime import date
from typing import assert_never

from rsplan.calc.assess import Assessment
from rsplan.journal.history import IndicatorHistory, Step
from rsplan.model.bilingual import Text
from rsplan.model.observations import Observation, Retraction
from rsplan.model.plan import Revision
from rsplan.report.tables.cells import (
    STATUS_WIDTH,
    actual_text,
    basis_text,
    dates_text,
    indicator_lead,
    indicator_title,
    observed_text,
    reason_cell,
    told_of_text,
    verdict_cell,
)
from rsplan.report.tables.table import WIDE, ReportTable, Section, TableCell, TableColumn, Words
from rsplan.survey import EvaluationContext
from rsplan.text import Language


def log_table(
    history: IndicatorHistory, evaluation: EvaluationContext, lang: Language, width: int, most: int | None = None
) -> ReportTable:
    """The entries in the order in which they became known; the last ones where there are more than `most`."""
    words, last = Words(lang), history.last
    steps = deque(history.walk(), maxlen=most)
    rows = tuple(_wide_row(step, words) if width >= WIDE else _narrow_row(step, words) for step in steps)
    return ReportTable(
        indicator_title(last.indicator, words),
        (
            indicator_lead(last, words),
            TableCell((f"{last.target.printed.strip()} · {dates_text(evaluation, words)}",)),
            reason_cell(last, words),
        ),
        _wide_columns(words) if width >= WIDE else _narrow_columns(words),
        (Section("", rows),),
        tuple(_footnotes(steps, history, evaluation.as_of, words)),
    )


def _footnotes(steps: Collection[Step], history: IndicatorHistory, as_of: date, words: Words) -> Iterator[str]:
    if any(step.known_since < as_of for step in steps):
        yield words("log.judged", as_of=str(as_of))
    if any(step.flips and step.moves for step in steps):
        yield words("log.legend")
    if len(steps) < history.number:
        yield words("log.last", count=str(len(steps)), number=str(history.number))
    if history.elsewhere:
        yield words("log.elsewhere", count=str(history.elsewhere))


def _narrow_columns(words: Words) -> tuple[TableColumn, ...]:
    return (
        TableColumn(words("log.known")),
        TableColumn(words("column.period"), folds=True, most=_NARROW["period"]),
        TableColumn(words("column.value"), right=True, folds=True, most=_NARROW["value"]),
        TableColumn(words("column.actual"), right=True, folds=True, most=_NARROW["actual"]),
        TableColumn(words("column.status"), folds=True, most=_NARROW["status"], least=STATUS_WIDTH[words.lang]),
        TableColumn(words("column.source"), folds=True),
    )


#: The width from which on cells are folded where space is short, so that the source has some.
_NARROW = {"period": 14, "value": 11, "actual": 13, "status": 14}


def _narrow_row(step: Step, words: Words) -> tuple[TableCell, ...]:
    period, basis, value, replaces = _about(step.event, step.replaces, words)
    return (
        TableCell((str(step.known_since),)),
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
        TableColumn(words("column.status"), folds=True, least=STATUS_WIDTH[words.lang]),
        TableColumn(words("column.source"), folds=True),
    )


def _wide_row(step: Step, words: Words) -> tuple[TableCell, ...]:
    period, basis, value, replaces = _about(step.event, step.replaces, words)
    return (
        TableCell((str(step.known_since),)),
        TableCell((period,)),
        TableCell((basis,)),
        TableCell(value),
        TableCell((replaces,)),
        TableCell(_actual(step.after, words)),
        _verdict(step, words),
        TableCell(tuple(_source(step.event, words))),
    )


def _about(
    event: Observation | Retraction | Revision, replaces: Observation | None, words: Words
) -> tuple[str, str, tuple[str, ...], str]:
    """Period, basis, value and the value that it replaced; of a target only the value, as printed."""
    if isinstance(event, Revision):
        return words("log.target"), "", (event.target.printed.strip(),), ""
    if isinstance(event, Retraction):
        line = event.line
        return (
            words.period(line.period.text),
            basis_text(line.basis, words),
            (observed_text(event.withdrawn[0]), words("log.retracted")),
            "",
        )
    provisional = (words("word.provisional"),) if event.provisional else ()
    old = observed_text(replaces) if replaces else ""
    return words.period(event.period.text), basis_text(event.basis, words), (observed_text(event), *provisional), old


def _actual(assessment: Assessment, words: Words) -> tuple[str, ...]:
    return (actual_text(assessment.actual, words), told_of_text(assessment, words))


def _verdict(step: Step, words: Words) -> TableCell:
    """The verdict, with the one before where it moved; a flip is marked."""
    after = verdict_cell(step.after, words)
    if not step.moves:
        return after
    mark = "log.flips" if step.flips else "log.moves"
    return TableCell((*after.lines, words(mark, before=words(f"status.{step.before}"))), after.style)


def _source(event: Observation | Retraction | Revision, words: Words) -> Iterator[str]:
    note: Text | None
    match event:
        case Revision():
            source, note, at = event.source, event.reason, event.target.at
        case Retraction():
            source, note, at = "", event.line.note, event.line.at
        case Observation():
            source, note, at = event.source, event.note, event.at
        case _:
            assert_never(event)
    if source or not note:
        yield source
    if note:
        yield words.of(note)
    yield words("word.more", text="", more=f"{at.file}:{at.line}").strip()
