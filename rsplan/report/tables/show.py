"""Everything about one indicator."""

from collections.abc import Iterator

from rsplan.calc.assess import Assessment
from rsplan.model.plan import BOUND_SIGNS, Bound
from rsplan.model.rounding import output, shown
from rsplan.report.tables.cells import actual_text, figure_text, plan_title, state_of_data
from rsplan.report.tables.table import ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language


def show_tables(assessment: Assessment, lang: Language) -> list[ReportTable]:
    """Everything about one indicator: its facts, its figures, its observations."""
    words = Words(lang)
    plan, indicator = assessment.plan, assessment.indicator
    title = f"{words.of(indicator.name)} ({words.of(indicator.unit)})"
    lead = TableCell((f"{plan_title(plan, words)} · {plan.id} · {indicator.id}",))
    facts = ReportTable(
        title,
        (
            lead,
            TableCell(
                (f"{words(f'status.{assessment.status}')}: {words.message(assessment.reason)}",), str(assessment.status)
            ),
        ),
        (TableColumn("", folds=True), TableColumn("", folds=True)),
        (Section("", tuple((TableCell((label,)), TableCell((text,))) for label, text in _facts(assessment, words))),),
        (),
    )
    figures = ReportTable(
        words("show.figures"),
        (),
        (TableColumn(words("column.figure"), folds=True), TableColumn(words("column.value"), right=True)),
        (Section("", tuple(_figure_rows(assessment, words))),),
        (),
    )
    observations = ReportTable(
        words("show.observations"),
        (),
        (
            TableColumn(words("column.period"), folds=True),
            TableColumn(words("column.basis"), folds=True),
            TableColumn(words("column.value"), right=True),
            TableColumn(words("column.published"), folds=True),
            TableColumn(words("column.source"), folds=True),
            TableColumn(words("show.counted"), folds=True),
        ),
        (Section("", tuple(_observation_rows(assessment, words))),),
        tuple(words.message(note) for note in assessment.notes),
    )
    return [facts, figures, observations]


def _facts(assessment: Assessment, words: Words) -> Iterator[tuple[str, str]]:
    indicator, target = assessment.indicator, assessment.target
    document = words.of(assessment.plan.document.title)
    meaning = words(f"kind.{indicator.kind}") + (
        words("word.and") + words("word.held") if assessment.maintenance else ""
    )
    yield words("show.target"), f"{target.printed.strip()}  ({meaning})"
    number = f" #{indicator.number}" if indicator.number else ""
    yield words("show.where"), f"{document}, {target.where}{number}"
    for said in indicator.statements:
        name = f" {said.name}" if said.name else ""
        note = f" ({words.of(said.note)})" if said.note else ""
        yield words("show.also"), f"{said.printed}, {said.where}{name}{note}"
    if indicator.nature:
        yield words("show.nature"), words(f"word.{indicator.nature}")
    if indicator.earlier:
        earlier = indicator.earlier
        growth = f" ({earlier.growth.printed}, {earlier.growth.where})" if earlier.growth else ""
        yield words("show.earlier"), f"{earlier.printed}, {earlier.day}, {earlier.where}{growth}"
    if indicator.baseline:
        baseline = indicator.baseline
        yield words("show.baseline"), f"{baseline.printed}, {baseline.day}, {baseline.where}"
    if indicator.result:
        yield words("show.result"), f"{indicator.result.printed or words('word.none')}, {indicator.result.where}"
        if indicator.result.completion:
            yield words("show.published_completion"), indicator.result.completion
    for said in indicator.reported:
        yield words("show.reported"), f"{said.printed}, {said.where}"
    if assessment.actual:
        state = words("word.and").join([str(assessment.actual.through), *state_of_data(assessment, words)])
        yield words("show.actual"), f"{actual_text(assessment.actual, words)}  ({words('word.through', through=state)})"
    if assessment.reached_on:
        known = assessment.actual is not None and assessment.actual.bound is Bound.EXACT
        yield words("show.reached_on" if known else "show.reached_by"), str(assessment.reached_on)
    if assessment.reach_date:
        known = assessment.actual is not None and assessment.actual.bound is Bound.EXACT
        yield words("show.reach_date" if known else "show.reach_by"), str(assessment.reach_date)


def _figure_rows(assessment: Assessment, words: Words) -> Iterator[tuple[TableCell, ...]]:
    for name, figure in assessment.figures.items():
        if figure.value is not None:
            yield (
                TableCell((words(f"figure.{name}"),)),
                TableCell((figure_text(name, figure.value, figure.bound, words),)),
            )


def _observation_rows(assessment: Assessment, words: Words) -> Iterator[tuple[TableCell, ...]]:
    counted = assessment.actual.parts if assessment.actual else ()
    for observation in assessment.observations:
        value = BOUND_SIGNS[observation.bound] + ":".join(shown(output(v), None) for v in observation.values)
        provisional = f" ({words('word.provisional')})" if observation.provisional else ""
        where = f", {observation.where}" if observation.where else ""
        yield (
            TableCell((observation.period.text,)),
            TableCell((str(observation.basis),)),
            TableCell((value + provisional,)),
            TableCell((observation.published_text or words("word.none"),)),
            TableCell((f"{observation.source}{where} ({observation.at.file}:{observation.at.line})",)),
            TableCell((words("word.yes") if observation in counted else words("word.no"),)),
        )
