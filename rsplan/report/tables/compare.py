"""The table of `rsplan compare`: the targets of each indicator under each other."""

from collections.abc import Iterator
from itertools import groupby
from typing import assert_never

from rsplan.comparison import ComparedRow, ComparedTarget, Comparison, Measure, Relation
from rsplan.model.plain_text import plain
from rsplan.model.rounding import shown
from rsplan.report.doubts import doubts_about, evidence_text
from rsplan.report.tables.cells import (
    STATUS_STYLES,
    STATUS_WIDTH,
    completion_text,
    indicator_title,
    lead_text,
    plan_span,
    plan_title,
)
from rsplan.report.tables.table import WIDE, Footnotes, ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language

#: In 80 columns the others leave 20 to the names.
_NARROW = {"plan": 8, "target": 12, "strength": 14}


def compare_table(comparison: Comparison, lang: Language, width: int) -> ReportTable:
    """The targets of the plans, indicator by indicator."""
    words, notes, wide = Words(lang), Footnotes(), width >= WIDE
    rows = sorted(comparison.rows, key=_place)  # stable: the plan's own order
    grouped = groupby(rows, key=lambda row: _heading(row, words))
    return ReportTable(
        words("compare.title.in_time" if comparison.in_time else "compare.title.cities"),
        tuple(_lead(comparison, words)),
        tuple(_columns(words, wide, comparison.in_time)),
        tuple(
            Section(title, tuple(_lines(list(members), comparison, words, notes, wide))) for title, members in grouped
        ),
        (*notes.lines(words), words("compare.legend")),
    )


def _place(row: ComparedRow) -> int:
    """Shared indicators first, then those of the first plan alone, of the second …"""
    has = [target is not None for target in row.targets]
    return -1 if sum(has) > 1 else has.index(True)


def _heading(row: ComparedRow, words: Words) -> str:
    match row.relation:
        case Relation.ONLY:
            return words("compare.only", city=words.of(row.first.assessment.plan.city.name))
        case Relation.SHARED | Relation.CARRIED_ON | Relation.DROPPED | Relation.NEW:
            return words(f"compare.{row.relation}")
        case _:
            assert_never(row.relation)


def _lead(comparison: Comparison, words: Words) -> Iterator[TableCell]:
    for plan in comparison.plans:
        span = plan_span(plan, comparison.evaluation, words).lines[0]
        yield TableCell((f"{plan_title(plan, words)} · {span}",))
    counts: dict[str, int] = {}
    for row in comparison.rows:
        heading = _heading(row, words)
        counts[heading] = counts.get(heading, 0) + 1
    yield TableCell((words("word.and").join(f"{heading} {count}" for heading, count in counts.items()),))


def _columns(words: Words, wide: bool, in_time: bool) -> Iterator[TableColumn]:
    yield TableColumn(words("column.number"), right=True)
    yield TableColumn(words("column.indicator"), folds=True)
    yield TableColumn(words("column.plan" if in_time else "column.city"), folds=True, most=_NARROW["plan"])
    yield TableColumn(words("column.target"), right=True, folds=True, most=None if wide else _NARROW["target"])
    yield TableColumn(words("column.strength"), right=True, folds=True, most=None if wide else _NARROW["strength"])
    yield TableColumn(words("column.completion"), right=True)
    if wide:
        yield TableColumn(words("column.lead"), right=True)
    status = STATUS_WIDTH[words.lang]
    yield TableColumn(words("column.status"), folds=True, most=None if wide else status, least=status)
    if wide:
        yield TableColumn(words("column.evidence"), folds=True)


def _lines(
    rows: list[ComparedRow], comparison: Comparison, words: Words, notes: Footnotes, wide: bool
) -> Iterator[tuple[TableCell, ...]]:
    for row in rows:
        title = indicator_title(row.first.assessment.indicator, words) + notes.mark(
            _differences(row, comparison, words)
        )
        for target in row.targets:
            if target is None:
                continue
            own = indicator_title(target.assessment.indicator, words)
            name = title if target is row.first else "" if own in title else own
            yield _cells(name, target, comparison, words, wide)


def _differences(row: ComparedRow, comparison: Comparison, words: Words) -> Iterator[str]:
    mode = "in_time" if comparison.in_time else "cities"
    for difference in row.differences:
        yield words(f"compare.{mode}.{difference}")


def _cells(
    name: str, target: ComparedTarget, comparison: Comparison, words: Words, wide: bool
) -> tuple[TableCell, ...]:
    assessment = target.assessment
    plan = assessment.plan
    status = words(f"status.{assessment.status}")
    evidence = evidence_text(assessment, words.lang)
    completion = completion_text(assessment, words)
    has_lead = assessment.actual is not None and assessment.value("lead_points") is not None
    lead = lead_text(assessment, words) if has_lead else words("word.none")
    head = (
        TableCell((assessment.indicator.number or "",)),
        TableCell((name,)),
        TableCell((plan.id if comparison.in_time else words.of(plan.city.name),)),
        TableCell((assessment.target.printed.strip(),)),
        TableCell((strength_text(target, words),)),
    )
    style = STATUS_STYLES[assessment.status]
    if wide:
        last = TableCell((evidence or words("word.none"),))
        return (*head, TableCell((completion,)), TableCell((lead,)), TableCell((status,), style), last)
    stacked = (completion, lead) if has_lead else (completion,)
    gravest = (next(iter(doubts_about(assessment, words.lang)), evidence),) if evidence else ()
    return (*head, TableCell(stacked), TableCell((status, *gravest), style))


def strength_text(target: ComparedTarget, words: Words) -> str:
    """The strength with its measure; a dash where there is nothing to hold the target against."""
    strength, unit = target.strength, target.assessment.indicator.unit
    if strength is None:
        return words("word.none")
    value = ("+" if strength.value > 0 else "") + shown(strength.value)
    match strength.by:
        case Measure.POINTS if plain(unit.zh) == "%":
            return words("strength.points", value=value)
        case Measure.POINTS:
            return words("strength.units", value=value, unit=words.of(unit))
        case Measure.GROWTH | Measure.AMOUNT:
            return words(f"strength.{strength.by}", value=value)
        case _:
            assert_never(strength.by)
