"""Yearly tasks of the bureau, added to the file beside the data as `record` adds to the data file; docs/month.md."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from rsplan.errors import BadText, InvalidInput, Problem
from rsplan.journal.candidate import Candidate, IndicatorHistory
from rsplan.journal.content import Content, content_of
from rsplan.journal.file import append
from rsplan.journal.indicator_plans import plans_with
from rsplan.journal.lock import silent
from rsplan.journal.plausibility import forced_note
from rsplan.journal.recording import ARGUMENTS
from rsplan.journal.slips import task_slip
from rsplan.model.enums import Basis, Bound
from rsplan.model.input_places import InputFile, Place
from rsplan.model.message import Message
from rsplan.model.observation_span import span_of
from rsplan.model.observations import Observation
from rsplan.model.period import parse_period
from rsplan.model.plan import Plan
from rsplan.model.rounding import digits
from rsplan.model.tasks import Task, task_of_year
from rsplan.read.csv_beside import ExpectedRows, read_tasks
from rsplan.read.csv_format import TASKS
from rsplan.read.input_text import printable
from rsplan.read.plan_library import series_of


class TaskEntry(NamedTuple):
    """A task as it is given: texts as in the file."""

    city: str
    indicator: str
    year: str
    value: str
    source: str = ""
    decided: str = ""


class SetTasks(NamedTuple):
    """Tasks that were set, or would be in a dry run: those that are new, each with the one that it replaces.

    `known` are entries that say what is in force already: they are not added again. `broken` says that a broken last
    line was (or would be) cut off, with a `backup`.
    """

    file: str
    tasks: Sequence[tuple[TaskEntry, Task, Task | None]]
    known: Sequence[TaskEntry]
    written: bool
    created: bool
    broken: bool
    backup: str | None
    warnings: Sequence[Message]
    inputs: Sequence[InputFile]


class _NothingToWrite(Exception):
    """Every task is known."""


def set_tasks(
    entries: Sequence[TaskEntry],
    path: str,
    plans: Sequence[Plan],
    waiting: Callable[[], None] = silent,
    *,
    dry_run: bool = False,
    only_changes: bool = False,
    reason: str = "",
) -> SetTasks:
    """Add the tasks to the file, which may have rows of every city of `plans`; on return they are on the disk.

    With `dry_run` nothing is written.
    An entry that says the same as the task in force for its year is left out; with `only_changes` whatever its source,
    as a table repeats the tasks each month, and also one that says what was in force on its day. A `reason` overrules
    the checks of size, and is kept with the source. Raises InvalidInput for an entry that cannot be read and for a
    file with problems, RsplanError for one that cannot be written; it is unchanged then.
    """
    drafts: list[SetTasks] = []

    def compose(content: Content) -> list[str]:
        drafts.append(_draft(_checked(entries, plans, reason), path, plans, content, only_changes=only_changes))
        if not drafts[-1].tasks:
            raise _NothingToWrite
        return [_line(entry, content) for entry, _, _ in drafts[-1].tasks]

    try:
        if dry_run:
            compose(content_of(path, TASKS))
            return drafts[-1]
        done = append(path, compose, waiting, layout=TASKS)
    except _NothingToWrite:
        return drafts[-1]
    backup = done.backup and printable(done.backup)
    warnings = [*drafts[-1].warnings, *([Message("warning.task_cut_off", {"backup": backup})] if backup else [])]
    return drafts[-1]._replace(written=True, created=done.created, backup=backup, warnings=warnings)


def _checked(entries: Sequence[TaskEntry], plans: Sequence[Plan], reason: str) -> list[TaskEntry]:
    """The entries, those with a slip that the reason overrules with it; raises InvalidInput without a reason.

    An entry that cannot be read is left to reading, which says what is wrong.
    """
    checked: list[TaskEntry] = []
    problems: list[Problem] = []
    values: dict[tuple[str, ...], str] = {}
    for entry in entries:
        excerpt = ",".join(entry[:4])
        if values.setdefault(entry[:3], entry.value) != entry.value:
            details = {"indicator": entry.indicator, "year": entry.year, "one": values[entry[:3]], "other": entry.value}
            problems.append(Problem("tasks_differ", ARGUMENTS, 0, 0, details, excerpt))
        slip = _slip(entry, plans)
        if slip is not None and not reason:
            problems.append(slip._replace(file=ARGUMENTS, line=0, column=0, excerpt=excerpt))
        checked.append(entry._replace(source=forced_note([slip], reason, entry.source)) if slip else entry)
    if problems:
        raise InvalidInput(problems)
    return checked


def _slip(entry: TaskEntry, plans: Sequence[Plan]) -> Problem | None:
    having = plans_with(plans, entry.city, entry.indicator)
    if not having or having[-1].indicator.kind.has_shares:
        return None
    kind = having[-1].indicator.kind
    try:
        period, value = parse_period(entry.year), Decimal(entry.value)
    except (BadText, ArithmeticError):
        return None
    plan = next((one.plan for one in having if one.plan.start.year <= period.end.year <= one.plan.end.year), None)
    basis = Basis.PERIOD if kind.is_additive else Basis.LEVEL
    figure = Observation(
        period=period,
        span=span_of(period, basis, plan.start if plan else None),
        values=(value,),
        basis=basis,
        bound=Bound.EXACT,
        provisional=False,
        printed=None,
        source=entry.source,
        where=None,
        published=None,
        published_text=None,
        note=None,
        at=Place(ARGUMENTS, 0),
        order=0,
    )
    return task_slip(Candidate(figure, IndicatorHistory(having)))


def _line(entry: TaskEntry, content: Content) -> str:
    cells = entry._asdict()
    if "city" not in content.columns:
        cells["city"] = ""  # the file serves any city
    return content.line({column: text for column, text in cells.items() if text or column in content.columns})


def _draft(
    entries: Sequence[TaskEntry], path: str, plans: Sequence[Plan], content: Content, *, only_changes: bool
) -> SetTasks:
    """The tasks that are new, read as every command will read them."""
    cities = tuple(dict.fromkeys(entry.city for entry in entries))
    others = frozenset(plan.city.id for plan in plans if plan.city.id not in cities)
    expected, name = ExpectedRows(series_of(plans), cities, others), printable(path)
    before = read_tasks(path, expected, content.whole)
    first = content.lines + 1
    lines = [_line(entry, content) for entry in entries]
    try:
        after = read_tasks(path, expected, content.whole + content.encoded(lines))
    except InvalidInput as error:
        raise InvalidInput(_of_arguments(error.problems, name, first)) from None
    set_now: list[tuple[TaskEntry, Task, Task | None]] = []
    known: list[TaskEntry] = []
    for line, entry in enumerate(entries, first):
        key = entry.city, entry.indicator
        task = next(task for task in after.tasks[key] if task.at.line == line)
        in_force = [*before.tasks.get(key, ()), *(new for given, new, _ in set_now if given[:2] == entry[:2])]
        replaced = task_of_year(in_force, task.year, None)
        then = task_of_year(in_force, task.year, task.decided or date.min) if only_changes else None
        if any(
            one and one.value == task.value and (only_changes or one.source == task.source) for one in (replaced, then)
        ):
            known.append(entry)
            continue
        place = task.at._replace(line=first + len(set_now))
        set_now.append((entry, task._replace(at=place), replaced))
    return SetTasks(
        file=name,
        tasks=set_now,
        known=known,
        written=False,
        created=not content.kept,
        broken=bool(content.broken),
        backup=None,
        warnings=[warning for entry, task, replaced in set_now for warning in _warnings(entry, task, replaced, plans)],
        inputs=[after.source],
    )


def _of_arguments(problems: Sequence[Problem], name: str, first: int) -> list[Problem]:
    """The problems, those of the new lines without a place: they stand in no file yet."""
    return [
        problem._replace(file=ARGUMENTS, line=0, column=0)
        if problem.file == name and problem.line >= first
        else problem
        for problem in problems
    ]


def _warnings(entry: TaskEntry, task: Task, replaced: Task | None, plans: Sequence[Plan]) -> list[Message]:
    """What is likely a slip, or has no effect: a year of no plan, more than the whole plan asks, an older decision."""
    own = [plan for plan in plans if plan.city.id == entry.city and plan.start.year <= task.year <= plan.end.year]
    having = [one for plan in own for one in plan.indicators if one.id == entry.indicator]
    details = {"indicator": entry.indicator, "year": str(task.year), "value": digits(task.value)}
    found: list[Message] = []
    if not having:
        found.append(Message("warning.task_outside_plans", details))
    found += [
        Message("warning.task_above_plan", {**details, "target": indicator.target.printed})
        for indicator in having
        if indicator.kind.sums_whole_plan and indicator.target.values and task.value > indicator.target.value
    ]
    if replaced and replaced.decided and (task.decided is None or task.decided < replaced.decided):
        key = "warning.task_undated" if task.decided is None else "warning.task_older"
        found.append(Message(key, {**details, "decided": str(replaced.decided)}))
    return found
