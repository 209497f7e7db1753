"""The table of `rsplan due`, and the rows of the form to fill in."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rsplan.journal.due import DueFigure, PlanDue
from rsplan.model.plan import Plan
from rsplan.report.tables.cells import dates_text, indicator_title, plan_title
from rsplan.report.tables.table import UNLIMITED, CellStyle, ReportTable, Section, TableCell, TableColumn, Words
from rsplan.survey import EvaluationContext
from rsplan.text import Language

#: Periods that are listed one by one.
_MOST_PERIODS = 3


def due_table(plan: PlanDue, evaluation: EvaluationContext, lang: Language, width: int = UNLIMITED) -> ReportTable:
    """The indicators of which a figure is missing: those that had one until lately first."""
    words = Words(lang)
    offices = any(figure.responsible for figure in plan.due)
    columns = ["number", "indicator", "due_cadence", "due_last", "due_missing", *(["responsible"] if offices else [])]
    details = {"total": str(len(plan.figures)), "due": str(len(plan.due)), "dates": dates_text(evaluation, words)}
    unknown = [figure.indicator.number or words.of(figure.indicator.name) for figure in plan.unknown]
    return ReportTable(
        words("due.title", plan=plan_title(plan.plan, words)),
        (TableCell((words("due.counts", **details),), CellStyle.BAD if plan.due else CellStyle.PLAIN),),
        tuple(_column(name, words) for name in columns),
        (Section("", tuple(_row(figure, words, width, with_office=offices) for figure in plan.due)),),
        (words("due.unknown", count=str(len(unknown)), names=words("word.and").join(unknown)),) if unknown else (),
    )


def _column(name: str, words: Words) -> TableColumn:
    return TableColumn(
        words(f"column.{name}"), right=name == "number", folds=name in ("indicator", "due_last", "due_missing")
    )


def _row(figure: DueFigure, words: Words, width: int, *, with_office: bool) -> tuple[TableCell, ...]:
    assert figure.last is not None
    cells = (
        figure.indicator.number or "",
        indicator_title(figure.indicator, words, width),
        words(f"cadence.{figure.cadence}"),
        words("import.period", period=words.period(figure.last.period.text), basis=str(figure.last.basis)),
        _missing(figure, words),
        *((figure.responsible or "",) if with_office else ()),
    )
    return tuple(TableCell((text,)) for text in cells)


def _missing(figure: DueFigure, words: Words) -> str:
    """The periods that are missing: each of a few, else the first and the last."""
    texts = [words.period(period.text) for period in figure.periods]
    if len(texts) <= _MOST_PERIODS:
        return words("word.and").join(texts)
    return words("due.span", first=texts[0], last=texts[-1], count=str(len(texts)))


class FormRow(NamedTuple):
    """One row of the form to fill in: the ids, the words for people, and the cells that say what is asked for."""

    city: str
    indicator: str
    basis: str
    city_name: str
    name: str
    unit: str
    basis_name: str
    period: str
    period_name: str
    responsible: str


def form_rows(found: Sequence[PlanDue], lang: Language) -> Iterator[FormRow]:
    """One row for each figure that is asked for, in the order of the plans."""
    words = Words(lang)
    for plan in found:
        for figure in plan.figures:
            for period in figure.asked:
                yield _form_row(plan.plan, figure, period.text, words)


def _form_row(plan: Plan, figure: DueFigure, period: str, words: Words) -> FormRow:
    assert figure.last is not None
    basis = str(figure.last.basis)
    return FormRow(
        city=plan.city.id,
        indicator=figure.indicator.id,
        basis=basis,
        city_name=words.of(plan.city.name),
        name=words.of(figure.indicator.name),
        unit=words.of(figure.indicator.unit),
        basis_name=words(f"basis.{basis}"),
        period=period,
        period_name=words.period(period),
        responsible=figure.responsible or "",
    )
