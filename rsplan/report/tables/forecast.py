"""The tables of `rsplan forecast`: where each target ends, and what the methods said of earlier years."""

from collections.abc import Iterator, Mapping, Sequence

from rsplan.calc.assess import Assessment
from rsplan.calc.forecast.forecast import NOTHING_ASSUMED, forecast_of
from rsplan.calc.forecast.scenario import Scenario, ScenarioForecast, forecast_in
from rsplan.calc.forecast.values import Forecast, Outlook, PastForecast, Range, Refusal, number_of
from rsplan.calc.told import weakest_year
from rsplan.model.rounding import shown, shown_beside
from rsplan.report.tables.cells import (
    actual_text,
    data_day_text,
    indicator_title,
    plan_span,
    plan_title,
    sections,
    short_day,
    state_of_data,
)
from rsplan.report.tables.doubts import rows_text
from rsplan.report.tables.outlook import (
    breach_text,
    contradiction_text,
    ground,
    last_call_text,
    name_text,
    outlook_text,
)
from rsplan.report.tables.table import (
    CellStyle,
    Footnotes,
    ReportTable,
    Section,
    TableCell,
    TableColumn,
    Words,
)
from rsplan.survey import EvaluationContext, PlanSurvey
from rsplan.text import Language

#: The emphasis of each outlook.
OUTLOOK_STYLES: Mapping[Outlook, CellStyle] = {
    Outlook.WITHIN_REACH: CellStyle.GOOD,
    Outlook.STRETCH: CellStyle.OPEN,
    Outlook.OUT_OF_REACH: CellStyle.BAD,
}

#: The widths from which on cells are folded.
_MOST = {"target": 10, "actual": 12, "end": 22, "outlook": 20}

#: The width that the outlook keeps where no scenario wants the space: that of a line with a day.
_OUTLOOK = 18


def forecast_tables(
    survey: PlanSurvey,
    evaluation: EvaluationContext,
    lang: Language,
    scenarios: Sequence[Scenario] = (),
    *,
    backtest: bool = False,
) -> list[ReportTable]:
    """The ends of the targets of a plan, a column of its own for each scenario; with `backtest` the past forecasts.

    Targets without data are one line below the table.
    """
    words, notes = Words(lang), Footnotes()
    found = {one.indicator.id: forecast_of(one, evaluation.known_on) for one in survey.assessments}

    def row(assessment: Assessment) -> tuple[TableCell, ...]:
        forecast = found[assessment.indicator.id]
        return (
            TableCell((assessment.indicator.number or "",)),
            TableCell(
                (indicator_title(assessment.indicator, words) + notes.mark(_notes(assessment, forecast, words)),)
            ),
            TableCell((assessment.target.printed.strip(),)),
            TableCell(tuple(_actual(assessment, words))),
            TableCell(tuple(_end(assessment, forecast, words))),
            _outlook_cell(assessment, forecast, words),
            *(_scenario_cell(forecast_in(assessment, evaluation.known_on, one), notes, words) for one in scenarios),
        )

    unknown = [one for one in survey.assessments if found[one.indicator.id].refused is Refusal.NO_DATA]
    rows = tuple(sections([one for one in survey.assessments if one not in unknown], words, row))
    legend = [words("forecast.legend")]
    if scenarios:
        legend.append(words("forecast.scenario_legend"))
    table = ReportTable(
        plan_title(survey.plan, words),
        (plan_span(survey.plan, evaluation, words), *_out_of_reach(survey, found, words)),
        _columns(scenarios, words),
        rows,
        (*_no_data(unknown, words), *legend, *notes.lines(words)),
    )
    return [table, _backtest_table(survey, found, words)] if backtest else [table]


def _no_data(assessments: Sequence[Assessment], words: Words) -> Iterator[str]:
    """One line that names the rows without data."""
    if assessments:
        yield words("forecast.no_data", count=str(len(assessments)), rows=rows_text(assessments, words))


def _columns(scenarios: Sequence[Scenario], words: Words) -> tuple[TableColumn, ...]:
    return (
        TableColumn(words("column.number"), right=True),
        TableColumn(words("column.indicator"), folds=True),
        TableColumn(words("column.target"), right=True, folds=True, most=_MOST["target"]),
        TableColumn(words("column.actual"), right=True, folds=True, most=_MOST["actual"]),
        TableColumn(words("column.end"), folds=True, most=_MOST["end"]),
        TableColumn(words("column.outlook"), folds=True, most=_MOST["outlook"], least=2 if scenarios else _OUTLOOK),
        *(TableColumn(_scenario_heading(one, words), folds=True, most=_MOST["end"]) for one in scenarios),
    )


def _scenario_heading(scenario: Scenario, words: Words) -> str:
    return words("forecast.scenario", name=scenario.name) if scenario.name else words("forecast.assumed")


def _out_of_reach(survey: PlanSurvey, found: Mapping[str, Forecast], words: Words) -> Iterator[TableCell]:
    """The names of the targets that are out of reach, by what says so."""
    names: dict[str, list[str]] = {}
    for assessment in survey.assessments:
        forecast = found[assessment.indicator.id]
        if forecast.outlook is Outlook.OUT_OF_REACH:
            names.setdefault(f"forecast.out_of_reach{ground(forecast)}", []).append(
                name_text(words.of(assessment.indicator.name), forecast, words)
            )
    for reason, of_reason in names.items():
        text = words(reason, number=str(len(of_reason)), names=words("word.and").join(of_reason))
        yield TableCell((text,), CellStyle.BAD)


def _actual(assessment: Assessment, words: Words) -> Iterator[str]:
    actual = assessment.actual
    yield actual_text(actual, words)
    if actual is not None:
        day = data_day_text(assessment, words, short_day)
        yield day if weakest_year(assessment) else words("word.through", through=day)
        yield from state_of_data(assessment, words)


def _end(assessment: Assessment, forecast: Forecast, words: Words) -> Iterator[str]:
    """The range of the end value, its middle and the method; or the reason why there is none."""
    if forecast.refused is not None:
        yield words("forecast.refused", reason=words(f"forecast.refused_{forecast.refused}"))
        return
    if forecast.range is None:
        return
    first, *others = range_lines(assessment, forecast.range, words)
    yield words("forecast.of_year", year=str(forecast.year), end=first) if forecast.year else first
    yield from others
    yield words(f"method.{forecast.range.method}")


def range_lines(assessment: Assessment, found: Range, words: Words) -> tuple[str, ...]:
    """The range and its middle, or the one point that one earlier year gives."""
    limits = () if assessment.limit is None else (assessment.limit,)
    low, mean, high = (shown_beside(number_of(end), limits, 2) for end in (found.low, found.mean, found.high))
    if low == high:
        return (low,)
    return words("forecast.range", low=low, high=high), words("forecast.middle", mean=mean)


def _notes(assessment: Assessment, forecast: Forecast, words: Words) -> Iterator[str]:
    """One earlier year alone, a range of no past errors or with what is out of reach, and clocks that disagree."""
    if forecast.range is not None and forecast.range.points == 1 and not forecast.range.is_range:
        yield words("forecast.one_point")
    elif forecast.range is not None and forecast.range.points == 1 and forecast.outlook is None:
        yield words("forecast.one_change")
    elif forecast.range is not None and forecast.range.is_range and not forecast.range.record:
        yield words("forecast.untested")
    if contradiction := contradiction_text(assessment, forecast, words):
        yield contradiction
    clocks = forecast.clocks
    if clocks is not None and clocks.word is not None:
        yield words(
            f"forecast.clock_{clocks.word}",
            elapsed=shown(clocks.elapsed * 100, 1),
            own=shown(number_of(clocks.own) * 100, 1),
            expected=shown(number_of(clocks.expected)),
            own_expected=shown(number_of(clocks.own_expected)),
        )


def _outlook_lines(assessment: Assessment, forecast: Forecast, words: Words) -> Iterator[str]:
    if outlook := outlook_text(forecast, words):
        yield outlook
    reach = forecast.reach
    if reach is not None and reach.earliest is not None:
        past = assessment.actual is not None and assessment.actual.through < reach.earliest < assessment.clock.as_of
        if past and forecast.outlook is not Outlook.OUT_OF_REACH:  # the data end before that day
            yield words("forecast.reach_past", day=str(reach.earliest))
        elif reach.earliest == reach.latest:
            known = assessment.actual is not None and reach.earliest <= assessment.actual.through
            yield words("forecast.reached_then" if known else "forecast.reached", day=str(reach.earliest))
        elif reach.latest is not None:
            yield words("forecast.reach", earliest=str(reach.earliest), latest=str(reach.latest))
        elif forecast.outlook is not Outlook.OUT_OF_REACH:  # the range is widened beyond the best year
            yield words("forecast.reach_at_best", earliest=str(reach.earliest))
    if breach := breach_text(assessment, forecast, words):
        yield breach
    if last_call := last_call_text(assessment, forecast, words):
        yield last_call


def _outlook_cell(assessment: Assessment, forecast: Forecast, words: Words) -> TableCell:
    style = CellStyle.PLAIN if forecast.outlook is None else OUTLOOK_STYLES[forecast.outlook]
    return TableCell(tuple(_outlook_lines(assessment, forecast, words)) or (words("word.none"),), style)


def _scenario_cell(found: ScenarioForecast, notes: Footnotes, words: Words) -> TableCell:
    """The end and the outlook under the assumptions; a dash where none concerns the indicator."""
    indicator = found.assessment.indicator.id
    if not found.scenario.concerns(indicator):
        return TableCell((words("word.none"),), CellStyle.FAINT)
    assumed = words("forecast.given", said=words("word.and").join(_given(found, indicator, words)))
    contradiction = contradiction_text(found.assessment, found.forecast, words)
    lines = (
        assumed + notes.mark([contradiction] if contradiction else ()),
        *_end(found.assessment, found.forecast, words),
        *_outlook_lines(found.assessment, found.forecast, words),
    )
    return TableCell(lines)


def _given(found: ScenarioForecast, indicator: str, words: Words) -> Iterator[str]:
    """What is assumed of the indicator: the target, years, and the growth of the others."""
    if indicator in found.scenario.targets:
        yield words("forecast.given_target", value=found.assessment.target.printed)
    assumed = found.scenario.assumed.get(indicator, NOTHING_ASSUMED)
    for year, value in sorted(assumed.years.items()):
        yield words("forecast.given_year", year=str(year), value=shown(value, None))
    if assumed.growth is not None:
        yield words("forecast.given_growth", percent=shown(assumed.growth * 100, None))


def _backtest_table(survey: PlanSurvey, found: Mapping[str, Forecast], words: Words) -> ReportTable:
    """What the methods would have said of each earlier year, and what came."""
    columns = (
        TableColumn(words("column.indicator"), folds=True),
        TableColumn(words("column.method"), folds=True),
        TableColumn(words("column.through")),
        TableColumn(words("column.known_on")),
        TableColumn(words("column.said_for")),
        TableColumn(words("column.said"), right=True),
        TableColumn(words("column.came"), right=True),
        TableColumn(words("column.error"), right=True),
    )
    rows = tuple(
        (TableCell((indicator_title(one.indicator, words),)), *_past_cells(past, words))
        for one in survey.assessments
        for past in _record(found[one.indicator.id])
    )
    lead = () if rows else (TableCell((words("forecast.no_record"),)),)
    return ReportTable(
        words("forecast.backtest"), lead, columns, (Section("", rows),), (words("forecast.backtest_legend"),)
    )


def _record(forecast: Forecast) -> Sequence[PastForecast]:
    return forecast.range.record if forecast.range is not None else ()


def _past_cells(past: PastForecast, words: Words) -> tuple[TableCell, ...]:
    said, came = number_of(past.said), number_of(past.came)
    error = shown_beside(past.error, (0,), 2)
    if past.relative_error is not None:
        error += f" ({shown_beside(past.relative_error * 100, (0,), 1)}%)"
    return (
        TableCell((words(f"method.{past.method}"),)),
        TableCell((short_day(past.day),)),
        TableCell((str(past.known_on),)),
        TableCell((short_day(past.end),)),
        TableCell((shown_beside(said, (came,), 2),)),
        TableCell((shown(came, None),)),
        TableCell((error,)),
    )
