"""The tables of `rsplan show`: everything about one indicator."""

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from rsplan.calc.actuals import Actual
from rsplan.calc.assess import Assessment
from rsplan.calc.pace import need_of
from rsplan.calc.told import remaining_bound, weakest_year
from rsplan.model.enums import Bound, Judged
from rsplan.model.plan import Baseline, Indicator
from rsplan.model.rounding import shown, shown_beside
from rsplan.report.doubts import evidence_text
from rsplan.report.tables.cells import (
    actual_text,
    basis_text,
    breaches_days,
    breaches_text,
    data_day_text,
    figure_text,
    figure_word,
    indicator_lead,
    indicator_title,
    is_meaningful,
    need_cell_text,
    observed_text,
    reason_cell,
    state_of_data,
    years_text,
)
from rsplan.report.tables.table import ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language


def show_tables(assessment: Assessment, lang: Language) -> list[ReportTable]:
    """Everything about one indicator: its facts, its figures, its observations."""
    words = Words(lang)
    return [_facts_table(assessment, words), _figures_table(assessment, words), _observations_table(assessment, words)]


def _facts_table(assessment: Assessment, words: Words) -> ReportTable:
    columns = (TableColumn("", folds=True), TableColumn("", folds=True))
    rows = tuple((TableCell((label,)), TableCell((text,))) for label, text in _facts(assessment, words))
    lead = (indicator_lead(assessment, words), reason_cell(assessment, words))
    return ReportTable(indicator_title(assessment.indicator, words), lead, columns, (Section("", rows),), ())


def _figures_table(assessment: Assessment, words: Words) -> ReportTable:
    columns = (TableColumn(words("column.figure"), folds=True), TableColumn(words("column.value"), right=True))
    rows = tuple(_figure_rows(assessment, words))
    return ReportTable(words("show.figures"), (), columns, (Section("", rows),), ())


#: The width from which on the period of an observation is folded.
_PERIOD = 14


def _observations_table(assessment: Assessment, words: Words) -> ReportTable:
    columns = (
        TableColumn(words("column.period"), folds=True, most=_PERIOD),
        TableColumn(words("column.basis")),
        TableColumn(words("column.value"), right=True),
        TableColumn(words("column.published")),
        TableColumn(words("show.counted")),
        TableColumn(words("column.source"), folds=True),
    )
    rows = tuple(_observation_rows(assessment, words))
    notes = tuple(words.message(note) for note in assessment.notes)
    return ReportTable(words("show.observations"), (), columns, (Section("", rows),), notes)


#: A line of the facts: its label and its text.
_Fact = tuple[str, str]


def _facts(assessment: Assessment, words: Words) -> Iterator[_Fact]:
    yield from _target_facts(assessment, words)
    yield from _printed_facts(assessment.indicator, words)
    yield from _data_facts(assessment, words)


def _target_facts(assessment: Assessment, words: Words) -> Iterator[_Fact]:
    """The target with its meaning, and every place that states it."""
    indicator, target = assessment.indicator, assessment.target
    meaning = words(f"kind.{indicator.kind}")
    if assessment.maintenance:
        meaning += words("word.and") + words("word.averaged" if assessment.in_force.averages else "word.held")
    yield words("show.target"), words("word.more", text=target.printed.strip(), more=meaning)
    number = f" #{indicator.number}" if indicator.number else ""
    place = (words.of(assessment.plan.document.title), f"{target.where}{number}")
    yield words("show.where"), words("word.comma").join(place)
    for statement in indicator.statements:
        name = f" {statement.name}" if statement.name else ""
        text = words("word.comma").join((statement.printed, f"{statement.where}{name}"))
        note = words.of(statement.note) if statement.note else ""
        yield words("show.also"), words("word.more", text=text, more=note) if note else text
    if indicator.nature:
        yield words("show.nature"), words(f"word.{indicator.nature}")
    if indicator.judged is not Judged.LATEST:
        yield words("show.judged"), words(f"judged.{indicator.judged}")


def _printed_facts(indicator: Indicator, words: Words) -> Iterator[_Fact]:
    """The other figures that the document prints about the indicator."""
    if indicator.earlier:
        earlier = indicator.earlier
        text = words("word.comma").join((earlier.printed, str(earlier.day), earlier.where))
        growth = words("word.comma").join((earlier.growth.printed, earlier.growth.where)) if earlier.growth else ""
        yield words("show.earlier"), words("word.more", text=text, more=growth) if growth else text
    if indicator.baseline:
        baseline = indicator.baseline
        yield words("show.baseline"), _baseline_text(baseline, words)
    if indicator.result:
        result = (indicator.result.printed or words("word.none"), indicator.result.where)
        yield words("show.result"), words("word.comma").join(result)
        if indicator.result.completion:
            yield words("show.published_completion"), indicator.result.completion
    for statement in indicator.reported:
        yield words("show.reported"), words("word.comma").join((statement.printed, statement.where))


def _baseline_text(baseline: Baseline, words: Words) -> str:
    """The baseline with its day and the place that it comes from: the document, or an observation before the plan."""
    value = ":".join(shown(Fraction(value), None) for value in baseline.values)
    place = [baseline.where] if baseline.where else []
    if baseline.observation is not None:
        line = f"{baseline.observation.at.file}:{baseline.observation.at.line}"
        place = [words("rule.observed_baseline"), baseline.observation.source, line]
    return words("word.comma").join(word for word in (baseline.printed or value, str(baseline.day), *place) if word)


def _data_facts(assessment: Assessment, words: Words) -> Iterator[_Fact]:
    """The actual, and the days on which the target was or will be reached."""
    actual = assessment.actual
    if actual:
        state = words("word.comma").join([data_day_text(assessment, words), *state_of_data(assessment, words)])
        through = state if weakest_year(assessment) else words("word.through", through=state)
        yield words("show.actual"), words("word.more", text=actual_text(actual, words), more=through)
    if evidence := evidence_text(assessment, words.lang):
        yield words("show.evidence"), evidence
    for broken in assessment.indicator.breaks:
        key = "show.break_declared" if broken.declared else "show.break_suspected"
        yield words(key), words("word.comma").join((words.period(broken.text), words.of(broken.reason)))
    yield from _record_facts(assessment, words)
    exact = _is_exact(actual)
    if assessment.reached_on:
        yield words("show.reached_on" if exact else "show.reached_by"), str(assessment.reached_on)
    if assessment.reach_date and is_meaningful(assessment, "reach_date"):
        yield words("show.reach_date" if exact else "show.reach_by"), str(assessment.reach_date)


def _record_facts(assessment: Assessment, words: Words) -> Iterator[_Fact]:
    """How a target to be kept was kept so far: breaches, years known, and the change of its margin."""
    record = assessment.maintenance_record
    if record is None or assessment.actual is None:
        return
    days, breaches = breaches_days(record.breaches, words), breaches_text(record.breaches, words)
    yield words("show.breaches"), words("word.more", text=breaches, more=days) if days else breaches
    yield words("show.years"), years_text(record, words)
    if record.margin_change is not None:
        key = "show.margin_erosion" if record.margin_change < 0 else "show.margin_change"
        yield words(key), shown_beside(record.margin_change, assessment.limits_of("margin_change"), 4)


def _is_exact(actual: Actual | None) -> bool:
    """Whether the days that follow from the actual are the days themselves, and no limits of them."""
    if actual is None:
        return False
    match actual.bound:
        case Bound.EXACT:
            return True
        case Bound.AT_LEAST | Bound.AT_MOST | Bound.UNKNOWN:
            return False
        case _:
            assert_never(actual.bound)


_NEEDS = ("required_per_year", "required_per_month")


def _figure_rows(assessment: Assessment, words: Words) -> Iterator[tuple[TableCell, ...]]:
    need = need_of(assessment)
    for name, figure in assessment.figures.items():
        if name in _NEEDS and figure.value:  # the one that people are told
            if name == _NEEDS[0] and need and (amount := need_cell_text(assessment, words, bare=True)):
                yield TableCell((figure_word(f"required_per_{need.per}", assessment, words),)), TableCell((amount,))
        elif figure.value is not None and is_meaningful(assessment, name):
            bound = remaining_bound(assessment) if name == "remaining" else figure.bound
            if bound is None or (name in _NEEDS and bound is Bound.UNKNOWN):
                continue
            text = figure_text(name, figure.value, bound, words, assessment.limits_of(name))
            yield TableCell((figure_word(name, assessment, words),)), TableCell((text,))


def _observation_rows(assessment: Assessment, words: Words) -> Iterator[tuple[TableCell, ...]]:
    counted = assessment.actual.parts if assessment.actual else ()
    for observation in assessment.observations:
        figure = observed_text(observation)
        if observation.provisional:
            figure = words("word.more", text=figure, more=words("word.provisional"))
        source = words("word.comma").join(part for part in (observation.source, observation.where) if part)
        yield (
            TableCell((words.period(observation.period.text),)),
            TableCell((basis_text(observation.basis, words),)),
            TableCell((figure,)),
            TableCell((observation.published_text or words("word.none"),)),
            TableCell((words("word.yes") if observation in counted else words("word.no"),)),
            TableCell((words("word.more", text=source, more=f"{observation.at.file}:{observation.at.line}"),)),
        )
