"""Titles, leads and cells that several tables share; nothing is calculated here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import assert_never

from rsplan.calc.actuals import Actual
from rsplan.calc.assess import Assessment
from rsplan.calc.figure_evaluation import Figure
from rsplan.calc.verdict import Status, bounded
from rsplan.model.enums import BOUND_SIGNS, Bound, Scope
from rsplan.model.observations import Observation
from rsplan.model.period import ONE_DAY
from rsplan.model.plan import Indicator, Plan
from rsplan.model.rounding import shown
from rsplan.report.tables.table import CellStyle, Footnotes, Section, TableCell, Words
from rsplan.survey import EvaluationContext
from rsplan.text import Language

#: The width from which on verdicts are folded: after a word.
STATUS_WIDTH: Mapping[Language, int] = {"zh": 8, "en": 10}

#: The emphasis of each verdict.
STATUS_STYLES: Mapping[Status, CellStyle] = {
    Status.MET: CellStyle.GOOD,
    Status.AHEAD: CellStyle.GOOD,
    Status.ON_TRACK: CellStyle.GOOD,
    Status.BEHIND: CellStyle.BAD,
    Status.MISSED: CellStyle.BAD,
    Status.INCOMPLETE: CellStyle.OPEN,
    Status.NO_DATA: CellStyle.FAINT,
    Status.NO_TARGET: CellStyle.FAINT,
}

RowMaker = Callable[[Assessment], tuple[TableCell, ...]]


def plan_title(plan: Plan, words: Words) -> str:
    """The plan's title, with the city before it where the title does not begin with it."""
    city, title = words.of(plan.city.name), words.of(plan.title)
    return title if title.startswith(city) else words("plan.head", city=city, title=title)


def plan_span(plan: Plan, evaluation: EvaluationContext, words: Words) -> TableCell:
    """The plan's id, period and state, and the dates of the report."""
    details = {
        "plan": plan.id,
        "start": str(plan.start),
        "end": str(plan.end),
        "state": words(f"word.{plan.state}"),
        "as_of": dates_text(evaluation, words),
    }
    return TableCell((words("plan.span", **details),))


def dates_text(evaluation: EvaluationContext, words: Words) -> str:
    """The as-of date, and the known-on date where there is one."""
    dates = words("word.as_of", as_of=str(evaluation.as_of))
    if evaluation.known_on:
        dates += words("word.and") + words("word.known_on", known_on=str(evaluation.known_on))
    return dates


def indicator_title(indicator: Indicator, words: Words) -> str:
    """The indicator's name with its unit."""
    return f"{words.of(indicator.name)} ({words.of(indicator.unit)})"


def indicator_lead(assessment: Assessment, words: Words) -> TableCell:
    """The plan of the indicator, and the ids of both."""
    return TableCell((f"{plan_title(assessment.plan, words)} · {assessment.plan.id} · {assessment.indicator.id}",))


def reason_cell(assessment: Assessment, words: Words) -> TableCell:
    """The verdict with its reason."""
    text = f"{words(f'status.{assessment.status}')}: {words.message(assessment.reason)}"
    return TableCell((text,), STATUS_STYLES[assessment.status])


def tally(standings: Sequence[Assessment], words: Words) -> Iterator[TableCell]:
    """The number of targets by verdict, and the names of those that fail."""
    if not standings:
        yield TableCell((words("summary.nothing"),))
        return
    counts = {status: sum(one.status is status for one in standings) for status in Status}
    shares = words("word.and").join(f"{words(f'status.{status}')} {count}" for status, count in counts.items() if count)
    passes = {"pass": True, "fail": False, "undetermined": None}
    details = {key: str(sum(one.status.passes is value for one in standings)) for key, value in passes.items()}
    yield TableCell((words("summary.line", total=str(len(standings)), by_status=shares, **details),), CellStyle.STRONG)
    failing = [words.of(one.indicator.name) for one in standings if one.status.passes is False]
    if failing:
        yield TableCell((words("summary.failing", names=words("word.and").join(failing)),), CellStyle.BAD)


def sections(assessments: Sequence[Assessment], words: Words, row: RowMaker) -> Iterator[Section]:
    """The rows under the plan's own groups, the main table before the text."""
    for (_, title), members in groupby(
        assessments, key=lambda assessment: (assessment.indicator.scope, heading(assessment, words))
    ):
        yield Section(title, tuple(row(one) for one in members))


def heading(assessment: Assessment, words: Words) -> str:
    """The plan's name for the group of the row; empty where its table has no groups."""
    if assessment.indicator.group:
        return words.of(assessment.indicator.group.name)
    match assessment.indicator.scope:
        case Scope.TEXT:
            return words("group.none_text")
        case Scope.HEADLINE:
            return ""
        case _:
            assert_never(assessment.indicator.scope)


def name_cell(assessment: Assessment, words: Words, notes: Footnotes) -> TableCell:
    """The name with its unit, and the marks of its notes."""
    marks = notes.mark([*map(words.message, assessment.notes), *undecided(assessment, words)])
    return TableCell((indicator_title(assessment.indicator, words) + marks,))


def undecided(assessment: Assessment, words: Words) -> Iterator[str]:
    """The reason why the data do not decide, where they do not."""
    if assessment.status is Status.INCOMPLETE:
        yield words.message(assessment.reason)


def stacked(assessment: Assessment, words: Words) -> Iterator[str]:
    """Completion, and under it the time elapsed and the lead."""
    yield percent_text(assessment.figures.get("completion_rate"), words)
    elapsed = assessment.value("elapsed")
    if assessment.actual and elapsed is not None:
        yield words("word.elapsed", elapsed=shown(elapsed * 100, 1) + "%")
    if assessment.actual and assessment.value("lead_points") is not None:
        yield lead_text(assessment, words)


def short_day(day: date) -> str:
    """A month end as its month, where space is short."""
    return day.isoformat() if (day + ONE_DAY).day != 1 else f"{day:%Y-%m}"


def state_of_data(assessment: Assessment, words: Words) -> Iterator[str]:
    """The gaps of the data, and whether they are provisional or old."""
    if assessment.actual is None:
        return
    if assessment.actual.missing:
        yield words("word.missing", missing=words("word.and").join(assessment.actual.missing))
    if assessment.actual.provisional:
        yield words("word.provisional")
    if assessment.stale:
        yield words("word.stale")


def actual_text(actual: Actual | None, words: Words) -> str:
    """The actual with the sign of its bound; a dash where nothing is known."""
    if actual is None:
        return words("word.none")
    return bounded(actual.values, actual.bound)


def observed_text(observation: Observation) -> str:
    """The observed figure with the sign of its bound."""
    return bounded(observation.values, observation.bound)


def percent_text(figure: Figure | None, words: Words) -> str:
    """A share in per cent, with the sign of its bound."""
    if figure is None or figure.value is None:
        return words("word.none")
    return f"{BOUND_SIGNS[figure.bound]}{shown(figure.value * 100, 1)}%"


def lead_text(assessment: Assessment, words: Words) -> str:
    """The lead in percentage points."""
    figure = assessment.figures["lead_points"]
    if figure.value is None:
        return words("word.none")
    sign = "+" if figure.value > 0 else ""
    return words("word.lead", lead=f"{BOUND_SIGNS[figure.bound]}{sign}{shown(figure.value, 1)}")


def verdict_cell(assessment: Assessment, words: Words) -> TableCell:
    """The verdict in words."""
    return TableCell((words(f"status.{assessment.status}"),), STATUS_STYLES[assessment.status])


def remaining_text(assessment: Assessment, words: Words) -> str:
    """The amount that is left, with the sign of its bound."""
    figure = assessment.figures.get("remaining")
    return words.number(figure.value, figure.bound) if figure else words("word.none")


def required_text(assessment: Assessment, words: Words) -> str:
    """The pace that is needed; empty where none is."""
    figure = assessment.figures.get("required_per_year")
    if figure is None or not figure.value:
        return ""
    return words("word.per_year", pace=words.number(figure.value, figure.bound))


#: Figures that are shares of a whole, for people in per cent, and figures that have a unit.
IN_PERCENT = {"elapsed", "raw_ratio", "completion_rate", "progress", "growth", "required_growth"}
IN_UNITS = {
    *("lead_points", "lead_months", "expected", "margin", "remaining"),
    *("planned_per_year", "achieved_per_year", "required_per_year", "projected", "reach_months"),
}


def figure_text(name: str, value: Fraction | None, bound: Bound, words: Words) -> str:
    """A figure for people: shares in per cent, the others in their unit."""
    if value is None:
        return words("word.none")
    if name in IN_PERCENT:
        return f"{BOUND_SIGNS[bound]}{shown(value * 100, 2)}%"
    return words.number(value, bound, 4)
