"""The table of `rsplan task`: the tasks that were set, each beside the one that it replaces."""

from collections.abc import Sequence
from datetime import date

from rsplan.journal.tasks import SetTasks, TaskEntry
from rsplan.model.plan import Plan
from rsplan.model.tasks import Task
from rsplan.report.tables.cells import indicator_title
from rsplan.report.tables.table import ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language


def task_table(done: SetTasks, plans: Sequence[Plan], lang: Language, left: Sequence[str] = ()) -> ReportTable:
    """The tasks that were set; a line says where, or that there is nothing to add.

    `left` are the cells of a table of which nobody can say whose tasks they are.
    """
    words = Words(lang)
    columns = (
        TableColumn(words("column.indicator"), folds=True),
        TableColumn(words("column.year"), right=True),
        TableColumn(words("column.year_task"), right=True),
        TableColumn(words("column.task_before"), right=True),
        TableColumn(words("column.decided")),
        TableColumn(words("column.source"), folds=True),
    )
    rows = tuple(_row(*entry, plans, words) for entry in done.tasks)
    notes = tuple(
        words("task.known", indicator=_name(entry, plans, words), year=entry.year, value=entry.value)
        for entry in done.known
    )
    if left:
        notes = (*notes, words("task.left", cells=words("word.and").join(left)))
    return ReportTable(words(_outcome(done), file=done.file), (), columns, (Section("", rows),), notes)


def _outcome(done: SetTasks) -> str:
    if not done.tasks:
        return "task.nothing"
    if not done.written:
        return "task.dry"
    return "task.created" if done.created else "task.written"


def _row(
    entry: TaskEntry, task: Task, replaced: Task | None, plans: Sequence[Plan], words: Words
) -> tuple[TableCell, ...]:
    return (
        TableCell((_name(entry, plans, words),)),
        TableCell((str(task.year),)),
        TableCell((words.number(task.value, places=None),)),
        TableCell((_before(task, replaced, words),)),
        TableCell((str(task.decided or words("word.none")),)),
        TableCell((task.source,)),
    )


def _before(task: Task, replaced: Task | None, words: Words) -> str:
    """The task of before; one that was set later than the new one stays in force."""
    value = words.number(replaced.value if replaced else None, places=None)
    stays = replaced is not None and (task.decided or date.min) < (replaced.decided or date.min)
    return words("task.stays", value=value) if stays else value


def _name(entry: TaskEntry, plans: Sequence[Plan], words: Words) -> str:
    having = [
        one for plan in plans if plan.city.id == entry.city for one in plan.indicators if one.id == entry.indicator
    ]
    return indicator_title(having[-1], words)
