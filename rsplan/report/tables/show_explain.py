"""The tables of `rsplan show --explain`: the derivation of each figure, then the origin of each number."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from rsplan.calc.assess import Assessment
from rsplan.calc.explain.derivation import Derivation, Origin
from rsplan.calc.explain.figure_derivations import explain, numbers
from rsplan.calc.explain.year_derivations import numbers_of_year
from rsplan.calc.firmness import Flip, Lever, flips_of
from rsplan.calc.forecast.forecast import forecast_of
from rsplan.calc.forecast.values import Forecast
from rsplan.calc.year_assessment import YearAssessment
from rsplan.model.enums import Kind
from rsplan.model.rounding import shown, shown_beside
from rsplan.report.tables.cells import (
    breaches_days,
    breaches_text,
    days_text,
    figure_text,
    figure_word,
    indicator_lead,
    indicator_title,
    is_meaningful,
    reason_cell,
    years_text,
)
from rsplan.report.tables.table import ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language


def explain_tables(assessment: Assessment, lang: Language, known_on: date | None = None) -> list[ReportTable]:
    """Each figure as formula, numbers and result; then each number with its origin; the same of the forecast.

    Between them stands how firm the verdict is.
    """
    words = Words(lang)
    flips, forecast = flips_of(assessment, known_on), forecast_of(assessment, known_on)
    tables = _tables(assessment, {}, indicator_title(assessment.indicator, words), words)
    if flips:
        tables.append(_firmness_table(flips, assessment.indicator.kind, words))
    elif assessment.in_force.exists and assessment.actual is not None:
        why = words("show.firmness_shares" if assessment.in_force.has_shares else "show.firmness_none")
        tables.append(ReportTable(words("show.firmness"), (TableCell((why,)),), (), (), ()))
    return [*tables, *_forecast_tables(assessment, forecast, words)]


def _firmness_table(flips: Sequence[Flip], kind: Kind, words: Words) -> ReportTable:
    """The smallest changes that would flip the verdict: the figure to be checked first."""
    columns = (
        TableColumn(words("column.lever"), folds=True),
        TableColumn(words("column.value"), right=True),
        TableColumn(words("column.change"), right=True),
        TableColumn(words("column.verdict_then"), folds=True),
    )
    rows = tuple(_flip_row(flip, kind, words) for flip in flips)
    return ReportTable(words("show.firmness"), (), columns, (Section("", rows),), (words("show.firmness_legend"),))


def _flip_row(flip: Flip, kind: Kind, words: Words) -> tuple[TableCell, ...]:
    in_each_year = flip.lever is Lever.GAP and kind is Kind.ANNUAL
    name, figure = words("lever.gap_each_year" if in_each_year else f"lever.{flip.lever}"), flip.observation
    place = f"{figure.period.text}, {figure.source} ({figure.at.file}:{figure.at.line})" if figure else ""
    sign = "+" if flip.change > 0 else ""
    return (
        TableCell((name, place or words("word.and").join(flip.days))),
        TableCell((shown(flip.value, None),)),
        TableCell((sign + shown(flip.change, None),)),
        TableCell((words("show.flips", before=words(f"status.{flip.before}"), after=words(f"status.{flip.after}")),)),
    )


def _forecast_tables(assessment: Assessment, forecast: Forecast, words: Words) -> Iterator[ReportTable]:
    """Every number of the forecast with its formula, then each number that it starts from; or why there is none."""
    if forecast.refused is not None:
        text = words("forecast.refused", reason=words(f"forecast.refused_{forecast.refused}"))
        yield ReportTable(words("show.forecast"), (TableCell((text,)),), (), (), ())
        return
    found = forecast.derivations
    columns = (
        TableColumn(words("column.figure"), folds=True),
        TableColumn(words("column.formula"), folds=True),
        TableColumn(words("column.numbers"), folds=True),
        TableColumn(words("column.value"), right=True),
    )
    rows = tuple(_explained(derivation, assessment, words) for derivation in found)
    lead = (TableCell((words(f"method.{forecast.range.method}"),)),) if forecast.range else ()
    yield ReportTable(words("show.forecast"), lead, columns, (Section("", rows),), (words("forecast.legend"),))
    seen: set[tuple[str, str]] = set()
    numbers_of = tuple(
        row
        for derivation in found
        for symbol, inner in derivation.inputs.items()
        for row in _sourced_once(symbol, inner, assessment, words, seen)
    )
    columns = (
        TableColumn(""),
        TableColumn(words("column.value"), right=True),
        TableColumn(words("column.printed"), folds=True),
        TableColumn(words("column.source"), folds=True),
    )
    yield ReportTable(words("show.forecast_numbers"), (), columns, (Section("", numbers_of),), ())


def _sourced_once(
    symbol: str, derivation: Derivation, assessment: Assessment, words: Words, seen: set[tuple[str, str]]
) -> Iterator[tuple[TableCell, ...]]:
    """The number and what it was made from, each once: many numbers of a forecast rest on the same figures."""
    key = symbol, repr(derivation.origin) + str(derivation.value)
    if key in seen:
        return
    seen.add(key)
    alone = derivation._replace(inputs={})
    yield from _sourced(symbol, alone, assessment, words)
    for inner_symbol, inner in derivation.inputs.items():
        yield from _sourced_once(inner_symbol, inner, assessment, words, seen)


def explain_year_tables(assessment: Assessment, year: YearAssessment, lang: Language) -> list[ReportTable]:
    """The figures of a calendar year, in the same way."""
    words = Words(lang)
    title = words("show.year", year=str(year.year), indicator=indicator_title(assessment.indicator, words))
    return _tables(year.standing, numbers_of_year(assessment, year), title, words)


def _tables(assessment: Assessment, given: Mapping[str, Derivation], title: str, words: Words) -> list[ReportTable]:
    figures = [figure for figure in explain(assessment, given) if is_meaningful(assessment, figure.name)]
    known = numbers(assessment, figures, given)
    return [_figures_table(assessment, figures, title, words), _numbers_table(assessment, known, words)]


def _figures_table(assessment: Assessment, figures: Sequence[Derivation], title: str, words: Words) -> ReportTable:
    columns = (
        TableColumn(words("column.figure"), folds=True),
        TableColumn(words("column.formula"), folds=True),
        TableColumn(words("column.numbers"), folds=True),
        TableColumn(words("column.value"), right=True),
    )
    rows = (*(_explained(figure, assessment, words) for figure in figures), *_counts(assessment, words))
    lead = (indicator_lead(assessment, words), reason_cell(assessment, words))
    return ReportTable(title, lead, columns, (Section("", rows),), ())


def _counts(assessment: Assessment, words: Words) -> Iterator[tuple[TableCell, ...]]:
    """The breaches and the years of a target to be kept: counted, not calculated."""
    record = assessment.maintenance_record
    if record is None or assessment.actual is None:
        return
    days, broken = breaches_days(record.breaches, words), breaches_text(record.breaches, words)
    yield _count(words("show.breaches"), words("rule.breaches"), days, broken)
    yield _count(words("show.years"), words("rule.years"), "", years_text(record, words))


def _count(*texts: str) -> tuple[TableCell, ...]:
    return tuple(TableCell((text,)) for text in texts)


def _numbers_table(assessment: Assessment, known: Sequence[tuple[str, Derivation]], words: Words) -> ReportTable:
    columns = (
        TableColumn(""),
        TableColumn(words("column.value"), right=True),
        TableColumn(words("column.printed"), folds=True),
        TableColumn(words("column.source"), folds=True),
    )
    rows = tuple(row for symbol, derivation in known for row in _sourced(symbol, derivation, assessment, words))
    notes = tuple(words.message(note) for note in assessment.notes)
    return ReportTable(words("show.numbers"), (), columns, (Section("", rows),), notes)


def _explained(figure: Derivation, assessment: Assessment, words: Words) -> tuple[TableCell, ...]:
    assert figure.formula is not None
    put_in = {symbol: _put_in(symbol, figure) for symbol in figure.inputs}
    rule = words("word.more", text="", more=words(f"rule.{figure.rule}")).strip() if figure.rule else ""
    condition = f"({figure.condition})" if figure.condition else ""
    value = figure_text(figure.name, figure.value, figure.bound, words, assessment.limits_of(figure.name))
    return (
        TableCell((figure_word(figure.name, assessment, words),)),
        TableCell((str(figure.formula), rule, condition)),
        TableCell((figure.formula.text(put_in) if put_in else "",)),
        TableCell((value, str(figure.day) if figure.day else "")),
    )


def _put_in(symbol: str, figure: Derivation) -> str:
    """A number as it is put into a formula: rounded, but not onto another number of the formula."""
    value = figure.inputs[symbol].value
    others = (inner.value for inner in figure.inputs.values())
    return "?" if value is None else shown_beside(value, [other for other in others if other is not None], 4)


#: Numbers that have rows of their own among those that the figures start from.
_LISTED = {"T", "B"}


def _sourced(
    symbol: str, derivation: Derivation, assessment: Assessment, words: Words
) -> Iterator[tuple[TableCell, ...]]:
    """A number and, under it, the numbers that it was made from."""
    limits = assessment.limits_of(derivation.name)
    value = figure_text(derivation.name, derivation.value, derivation.bound, words, limits)
    if derivation.origin is None:
        rule = words(f"rule.{derivation.rule}") if derivation.rule else ""
        formula = str(derivation.formula) if derivation.formula else ""
        yield (
            TableCell((symbol,)),
            TableCell((value,)),
            TableCell((formula,)),
            TableCell((figure_word(derivation.name, assessment, words), rule)),
        )
    else:
        yield (
            TableCell((symbol,)),
            TableCell((value,)),
            TableCell(_printed(derivation.origin, words)),
            TableCell(_place(derivation, assessment, words)),
        )
    for inner_symbol, inner in derivation.inputs.items():
        if inner_symbol not in _LISTED:
            yield from _sourced(inner_symbol, inner, assessment, words)


def _printed(origin: Origin, words: Words) -> tuple[str, ...]:
    if origin.span:
        return (days_text(origin.span, words),)
    period = words.period(origin.period) if origin.period else ""
    return tuple(text for text in ((origin.printed or "").strip(), period) if text)


def _place(derivation: Derivation, assessment: Assessment, words: Words) -> tuple[str, ...]:
    origin = derivation.origin
    assert origin is not None
    name = figure_word(derivation.name, assessment, words)
    rule = words(f"rule.{derivation.rule}") if derivation.rule else ""
    source = words("word.comma").join(word for word in (origin.source, origin.where) if word)
    via = words(f"via.{origin.via}") if origin.via else ""
    return name, rule, source, via, f"{origin.at.file}:{origin.at.line}"
