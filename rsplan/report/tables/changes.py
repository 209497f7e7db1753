"""The tables of `rsplan changes`: the verdicts and figures that moved, each with its steps."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from rsplan.calc.told import remaining_bound
from rsplan.calc.verdict import Status
from rsplan.journal.changes import ACTUAL, Changes, FigureState, PlanChanges, Step, TargetChange
from rsplan.model.enums import PLAIN_BOUND_SIGNS
from rsplan.model.rounding import digits, rounded, shown
from rsplan.report.records.changes import difference
from rsplan.report.tables.cells import (
    STATUS_STYLES,
    figure_word,
    indicator_title,
    plan_title,
    sections_of_rows,
    table_name,
)
from rsplan.report.tables.doubts import rows_text
from rsplan.report.tables.table import UNLIMITED, WIDE, CellStyle, ReportTable, TableCell, TableColumn, Words
from rsplan.text import Language

#: The figures that people are shown; JSON has all.
_SHOWN = (ACTUAL, "completion_rate", "lead_points", "margin", "remaining")

#: Figures that are shares of a whole, shown in per cent; their changes in points.
_IN_PERCENT = frozenset({"completion_rate"})


def changes_table(
    plan: PlanChanges, found: Changes, file: str | None, lang: Language, width: int = UNLIMITED
) -> ReportTable:
    """The targets of a plan that changed; those that are worse first in the lead."""
    words = Words(lang)
    by_id = {one.assessment.indicator.id: one for one in plan.changed if _shows(one)}
    return ReportTable(
        words("changes.title", plan=plan_title(plan.plan, words)),
        tuple(_lead(plan, found, file, words)),
        (
            TableColumn(words("column.number"), right=True),
            TableColumn(words("column.indicator"), folds=True),
            TableColumn(""),
            TableColumn(words("changes.before"), right=True),
            TableColumn(words("changes.after"), right=True),
            TableColumn(words("changes.steps"), folds=True),
        ),
        tuple(
            sections_of_rows(
                [one.assessment for one in by_id.values()],
                words,
                lambda assessment: tuple(_rows(by_id[assessment.indicator.id], words, width)),
            )
        ),
        (*_footnotes(plan, words), *_gone(plan, found, words)),
    )


def _lead(plan: PlanChanges, found: Changes, file: str | None, words: Words) -> Iterator[TableCell]:
    details = {"since": str(found.since.as_of), "until": str(found.until.as_of), "file": file or ""}
    known = {"known_since": str(found.since.known_on), "known_until": str(found.until.known_on)}
    if file:
        span = words("changes.span_file", **details)
    elif all(state.known_on == state.as_of for state in (found.since, found.until)):
        span = words("changes.span", **details)
    else:
        span = words("changes.span_known", **details, **known)
    yield TableCell((span,))
    compared = [one for one in plan.targets if one.found]
    counts = {
        "total": str(len(compared)),
        "changed": str(len(plan.changed)),
        "worse": str(sum(one.is_worse for one in compared)),
        "better": str(sum(one.is_better for one in compared)),
    }
    yield TableCell((words("changes.counts", **counts),), CellStyle.STRONG)
    worse = [words.of(one.assessment.indicator.name) for one in plan.changed if one.is_worse]
    if worse:
        yield TableCell((words("changes.worse", names=words("word.and").join(worse)),), CellStyle.BAD)


def _footnotes(plan: PlanChanges, words: Words) -> Iterator[str]:
    silent = [one.assessment for one in plan.changed if not _shows(one)]
    if silent:
        yield words("changes.silent", count=str(len(silent)), rows=rows_text(silent, words))
    missing = [words.of(one.assessment.indicator.name) for one in plan.targets if not one.found]
    if missing:
        yield words("changes.not_compared", names=words("word.and").join(missing))
    if any(step is Step.OTHER for one in plan.changed for step, _ in one.steps):
        yield words("changes.other")


def _gone(plan: PlanChanges, found: Changes, words: Words) -> Iterator[str]:
    """The targets that only the report has: of this plan, and below the last table of the city those of gone plans."""
    city = plan.plan.city.id
    of_city = [one.plan for one in found.plans if one.plan.city.id == city]
    shown, is_last = {one.id for one in of_city}, plan.plan is of_city[-1]
    names = [
        words.of(one.name) if one.plan == plan.plan.id else f"{one.plan} {words.of(one.name)}"
        for one in found.gone
        if one.city == city and (one.plan == plan.plan.id or (is_last and one.plan not in shown))
    ]
    if names:
        yield words("changes.gone", names=words("word.and").join(names))


def _shown_of(change: TargetChange) -> list[str]:
    """The figures that people are shown of those that moved."""
    # The margin is the same as what is left, with another sign.
    left_out = {"remaining"} if change.assessment.maintenance else {"margin"}
    left_out |= {"remaining"} if remaining_bound(change.assessment) is None else set()
    return [name for name in _SHOWN if name in change.moved and name not in left_out]


def _shows(change: TargetChange) -> bool:
    """Whether anything moved that people are shown; a pace moves with time alone."""
    return change.verdict_moved or bool(_shown_of(change))


def _rows(change: TargetChange, words: Words, width: int) -> Iterator[tuple[TableCell, ...]]:
    """The verdict, and under it the figures that people are shown."""
    assessment = change.assessment
    lines = [_verdict_row(change, words)]
    lines += [_figure_row(change, name, words) for name in _shown_of(change)]
    number, unit = assessment.indicator.number or "", words.of(assessment.indicator.unit)
    names = [indicator_title(assessment.indicator, words, width)]
    if width < WIDE and len(lines) > 1 and len(unit) > 1:  # beside the first figure, under the name
        names = [table_name(assessment.indicator, words, width), unit]
    for index, line in enumerate(lines):
        name = names[index] if index < len(names) else ""
        yield TableCell((number if index == 0 else "",)), TableCell((name,)), *line


def _verdict_row(change: TargetChange, words: Words) -> tuple[TableCell, ...]:
    steps = [(step, "", _status(after, words)) for step, _, after in change.steps_of_verdict]
    style = STATUS_STYLES[change.end.status] if change.verdict_moved else CellStyle.PLAIN
    return (
        TableCell((words("column.status"),)),
        TableCell((_status(change.start.status, words),)),
        TableCell((_status(change.end.status, words),), style),
        TableCell((_joined(steps, words),)),
    )


def _status(status: Status, words: Words) -> str:
    return words(f"status.{status}")


def _figure_row(change: TargetChange, name: str, words: Words) -> tuple[TableCell, ...]:
    steps = [
        (step, _change_text(name, before, after), _figure_text(name, after, words))
        for step, before, after in change.steps_of(name)
    ]
    heading = words("column.actual") if name == ACTUAL else figure_word(name, change.assessment, words)
    return (
        TableCell((heading,)),
        TableCell((_figure_text(name, change.start.figure(name), words),)),
        TableCell((_figure_text(name, change.end.figure(name), words),)),
        TableCell((_joined(steps, words),)),
    )


def _figure_text(name: str, state: FigureState, words: Words) -> str:
    """The figure in characters of a sure width: the steps of a row are folded."""
    if state.numbers is None:
        return words("word.none")
    numbers = [shown(_scaled(name, number), 2) for number in state.numbers]
    return PLAIN_BOUND_SIGNS[state.bound] + ":".join(numbers) + ("%" if name in _IN_PERCENT else "")


def _scaled(name: str, number: Decimal) -> Decimal:
    return number * 100 if name in _IN_PERCENT else number


def _change_text(name: str, before: FigureState, after: FigureState) -> str:
    """The change in a step; empty where there is no number to subtract from."""
    if difference(before, after) is None or before.numbers is None or after.numbers is None:
        return ""
    # The difference of the numbers that are shown: what is read adds up.
    change = _shown_number(name, after.numbers[0]) - _shown_number(name, before.numbers[0])
    return f"{'+' if change > 0 else ''}{digits(change)}"


def _shown_number(name: str, number: Decimal) -> Decimal:
    return rounded(Fraction(_scaled(name, number)), 2)


def _joined(steps: Sequence[tuple[Step, str, str]], words: Words) -> str:
    """The steps, each with its change or what it led to; a single one that led to what is now is named alone."""
    texts = []
    for step, change, after in steps:
        name = words(f"step.{step}")
        if change or len(steps) > 1:
            name = words("changes.step", step=name, change=change or words("changes.to", after=after))
        texts.append(name)
    return words("word.and").join(texts)
