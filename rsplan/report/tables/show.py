"""Everything about one indicator."""

from collections.abc import Iterator

from rsplan.calc.assess import Assessment
from rsplan.model.plan import Bound
from rsplan.model.rounding import output, shown
from rsplan.report.tables.cells import actual_text, figure_text, plan_title, state_of_data
from rsplan.report.tables.table import SIGNS, Cell, Column, Section, Sheet, Words


def show_sheets(one: Assessment, lang: str) -> list[Sheet]:
    """Everything about one indicator: its facts, its figures, its observations."""
    words = Words(lang)
    plan, indicator = one.plan, one.indicator
    title = f"{words.of(indicator.name)} ({words.of(indicator.unit)})"
    lead = Cell((f"{plan_title(plan, words)} · {plan.id} · {indicator.id}",))
    facts = Sheet(
        title,
        (lead, Cell((f"{words(f'status.{one.status}')}: {words.message(one.reason)}",), str(one.status))),
        (Column("", folds=True), Column("", folds=True)),
        (Section("", tuple((Cell((label,)), Cell((text,))) for label, text in _facts(one, words))),),
        (),
    )
    figures = Sheet(
        words("show.figures"),
        (),
        (Column(words("column.figure"), folds=True), Column(words("column.value"), right=True)),
        (Section("", tuple(_figure_rows(one, words))),),
        (),
    )
    observations = Sheet(
        words("show.observations"),
        (),
        (
            Column(words("column.period"), folds=True),
            Column(words("column.basis"), folds=True),
            Column(words("column.value"), right=True),
            Column(words("column.published"), folds=True),
            Column(words("column.source"), folds=True),
            Column(words("show.counted"), folds=True),
        ),
        (Section("", tuple(_observation_rows(one, words))),),
        tuple(words.message(note) for note in one.notes),
    )
    return [facts, figures, observations]


def _facts(one: Assessment, words: Words) -> Iterator[tuple[str, str]]:
    indicator, target = one.indicator, one.target
    document = words.of(one.plan.document.title)
    meaning = words(f"kind.{indicator.kind}") + (words("word.and") + words("word.held") if one.held else "")
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
    if one.actual:
        state = words("word.and").join([str(one.actual.through), *state_of_data(one, words)])
        yield words("show.actual"), f"{actual_text(one.actual, words)}  ({words('word.through', through=state)})"
    if one.reached_on:
        known = one.actual is not None and one.actual.bound is Bound.EXACT
        yield words("show.reached_on" if known else "show.reached_by"), str(one.reached_on)
    if one.reach_date:
        known = one.actual is not None and one.actual.bound is Bound.EXACT
        yield words("show.reach_date" if known else "show.reach_by"), str(one.reach_date)


def _figure_rows(one: Assessment, words: Words) -> Iterator[tuple[Cell, ...]]:
    for name, figure in one.figures.items():
        if figure.value is not None:
            yield Cell((words(f"figure.{name}"),)), Cell((figure_text(name, figure.value, figure.bound, words),))


def _observation_rows(one: Assessment, words: Words) -> Iterator[tuple[Cell, ...]]:
    counted = one.actual.parts if one.actual else ()
    for observation in one.observations:
        value = SIGNS.get(observation.bound, "") + ":".join(shown(output(v), None) for v in observation.values)
        provisional = f" ({words('word.provisional')})" if observation.provisional else ""
        where = f", {observation.where}" if observation.where else ""
        yield (
            Cell((observation.period.text,)),
            Cell((str(observation.basis),)),
            Cell((value + provisional,)),
            Cell((observation.published_text or words("word.none"),)),
            Cell((f"{observation.source}{where} ({observation.at.file}:{observation.at.line})",)),
            Cell((words("word.yes") if observation in counted else words("word.no"),)),
        )
