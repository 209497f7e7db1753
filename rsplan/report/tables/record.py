"""The tables of `rsplan record`: the entry, and its effect in each plan."""

from collections.abc import Callable, Iterator

from rsplan.calc.assess import Assessment
from rsplan.errors import Problem
from rsplan.journal.recording import Change, Recorded
from rsplan.model.observations import Observation
from rsplan.report.tables.cells import (
    STATUS_STYLES,
    actual_text,
    days_text,
    headed,
    indicator_title,
    lead_text,
    observed_text,
    percent_text,
    state_of_data,
    told_of_text,
    verdict_cell,
)
from rsplan.report.tables.table import CellStyle, ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language

#: The title by whether the line was written and whether the file is new.
_TITLES = {
    (True, True): "record.written_new",
    (True, False): "record.written",
    (False, True): "record.dry_run_new",
    (False, False): "record.dry_run",
}


def record_tables(recorded: Recorded, given: str, lang: Language) -> list[ReportTable]:
    """The entry with its effect in the first plan, then the effect in each other plan.

    `given` are the options for the files, as the command that follows needs them too.
    """
    words = Words(lang)
    title = words(_TITLES[recorded.written, recorded.created], file=recorded.file, line=str(recorded.line))
    head = ReportTable(title, tuple(_lead(recorded, words)), (), (), ())
    *tables, last = [head, *(change_table(change, words) for change in recorded.changes)]
    return [*tables, last._replace(footnotes=(*last.footnotes, *_next_step(recorded, given, words)))]


def _next_step(recorded: Recorded, given: str, words: Words) -> Iterator[str]:
    if recorded.written:
        yield words("record.next", city=recorded.entry.city, indicator=recorded.entry.indicator, given=given)


def _lead(recorded: Recorded, words: Words) -> Iterator[TableCell]:
    new, old = recorded.observation, recorded.replaces
    yield TableCell((f"  {recorded.text}",), CellStyle.STRONG)
    yield TableCell((words("record.counts", basis=words(f"basis.{new.basis}"), days=days_text(new.span, words)),))
    if old:
        details = {"old": observed_text(old), "new": observed_text(new), "place": _place(old, words)}
        yield TableCell((words("record.revises", **details),))
    for problem in recorded.forced:
        yield TableCell((words("record.forced", message=_message(problem, words)),))
    if recorded.backup:
        yield TableCell((words("record.cut_off", backup=recorded.backup),))
    elif recorded.broken:
        yield TableCell((words("record.would_cut_off"),))


def _place(observation: Observation, words: Words) -> str:
    place = f"{observation.at.file}:{observation.at.line}"
    return words("word.comma").join([*([observation.published_text] if observation.published_text else []), place])


def _message(problem: Problem, words: Words) -> str:
    return words(f"problem.{problem.code}", **problem.details).partition("\n")[0]


def change_table(change: Change, words: Words, *, retracted: bool = False) -> ReportTable:
    """The standing of the target before and after the entry or the retraction, with the effect on the verdict."""
    before, after = ("retract.before", "retract.after") if retracted else ("record.before", "record.after")
    assessment = change.after
    lead = TableCell((f"{headed(assessment.plan, words)} · {assessment.target.printed.strip()}",))
    columns = (
        TableColumn(""),
        TableColumn(words(before), right=True, folds=True),
        TableColumn(words(after), right=True, folds=True),
    )
    rows = tuple(
        (TableCell((words(label),)), cell(change.before, words), cell(change.after, words)) for label, cell in _ROWS
    )
    title = indicator_title(assessment.indicator, words)
    return ReportTable(title, (lead, _effect(change, words)), columns, (Section("", rows),), ())


def _actual(assessment: Assessment, words: Words) -> TableCell:
    return TableCell(
        (actual_text(assessment.actual, words), told_of_text(assessment, words), *state_of_data(assessment, words))
    )


def _share(name: str) -> Callable[[Assessment, Words], TableCell]:
    """The cell of a figure in per cent; a dash where nothing is known."""

    def cell(assessment: Assessment, words: Words) -> TableCell:
        return TableCell((percent_text(assessment, name, words) if assessment.actual else words("word.none"),))

    return cell


def _lead_points(assessment: Assessment, words: Words) -> TableCell:
    known = assessment.actual is not None and "lead_points" in assessment.figures
    return TableCell((lead_text(assessment, words) if known else words("word.none"),))


#: The rows of a change: the label, and the cell of an assessment.
_ROWS: tuple[tuple[str, Callable[[Assessment, Words], TableCell]], ...] = (
    ("column.actual", _actual),
    ("column.completion", _share("completion_rate")),
    ("column.elapsed", _share("elapsed")),
    ("column.lead", _lead_points),
    ("column.status", verdict_cell),
)


def _effect(change: Change, words: Words) -> TableCell:
    """The effect on the verdict, in a sentence."""
    before, after = change.before.status, change.after.status
    key = "record.flips" if change.flips else "record.moves" if change.moves else "record.stays"
    text = words(key, before=words(f"status.{before}"), after=words(f"status.{after}"))
    return TableCell((text,), STATUS_STYLES[after] if change.moves else CellStyle.PLAIN)
