"""What stands in the cells that several tables share; nothing is calculated here."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby

from rsplan.calc.actuals import Actual
from rsplan.calc.assess import Assessment
from rsplan.calc.figures import Figure
from rsplan.calc.verdict import Status
from rsplan.model.period import ONE_DAY
from rsplan.model.plan import BOUND_SIGNS, Bound, Plan, Scope
from rsplan.model.rounding import shown
from rsplan.report.tables.table import Footnotes, Section, TableCell, Words
from rsplan.survey import EvaluationContext

#: Where verdicts may be folded: after a word.
STATUS_WIDTH = {"zh": 8, "en": 10}


RowMaker = Callable[[Assessment], tuple["TableCell", ...]]


def plan_title(plan: Plan, words: Words) -> str:
    """The plan's title, with the city before it where the title does not begin with it."""
    city, title = words.of(plan.city.name), words.of(plan.title)
    return title if title.startswith(city) else words("plan.head", city=city, title=title)


def plan_span(plan: Plan, evaluation: EvaluationContext, words: Words) -> TableCell:
    """The plan's id, period and state, and the dates of the report."""
    dated = words("word.as_of", as_of=str(evaluation.as_of))
    if evaluation.known_on:
        dated += words("word.and") + words("word.known_on", known_on=str(evaluation.known_on))
    state = words(f"word.{plan.state}")
    return TableCell(
        (words("plan.span", plan=plan.id, start=str(plan.start), end=str(plan.end), state=state, as_of=dated),)
    )


def tally(standings: Sequence[Assessment], words: Words) -> Iterator[TableCell]:
    """How are we doing, in one look; and which targets fail."""
    if not standings:
        yield TableCell((words("summary.nothing"),))
        return
    counts = {status: sum(one.status is status for one in standings) for status in Status}
    shares = words("word.and").join(f"{words(f'status.{status}')} {count}" for status, count in counts.items() if count)
    passes = {"pass": True, "fail": False, "undetermined": None}
    details = {key: str(sum(one.status.passes is value for one in standings)) for key, value in passes.items()}
    yield TableCell((words("summary.line", total=str(len(standings)), by_status=shares, **details),), "lead")
    failing = [words.of(one.indicator.name) for one in standings if one.status.passes is False]
    if failing:
        yield TableCell((words("summary.failing", names=words("word.and").join(failing)),), "behind")


def sections(assessments: Sequence[Assessment], words: Words, row: RowMaker) -> Iterator[Section]:
    """The rows under the plan's own groups, the main table before the text."""
    for (_, title), members in groupby(
        assessments, key=lambda assessment: (assessment.indicator.scope, heading(assessment, words))
    ):
        yield Section(title, tuple(row(one) for one in members))


def heading(assessment: Assessment, words: Words) -> str:
    """What the plan calls the group of the row; nothing where its table has no groups."""
    if assessment.indicator.group:
        return words.of(assessment.indicator.group.name)
    return words("group.none_text") if assessment.indicator.scope is Scope.TEXT else ""


def name_cell(assessment: Assessment, words: Words, notes: Footnotes) -> TableCell:
    """The name with its unit, and the signs of what is said below the table."""
    indicator = assessment.indicator
    marks = notes.mark([*map(words.message, assessment.notes), *undecided(assessment, words)])
    return TableCell((f"{words.of(indicator.name)} ({words.of(indicator.unit)}){marks}",))


def undecided(assessment: Assessment, words: Words) -> Iterator[str]:
    """Why the data do not decide, where they do not."""
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
    """What is missing, provisional or old, said plainly."""
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
    return BOUND_SIGNS[actual.bound] + ":".join(shown(value, None) for value in actual.values)


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
    return TableCell((words(f"status.{assessment.status}"),), str(assessment.status))


def remaining_text(assessment: Assessment, words: Words) -> str:
    """What is left to do, with its bound."""
    figure = assessment.figures.get("remaining")
    return words.number(figure.value, figure.bound) if figure else words("word.none")


def required_text(assessment: Assessment, words: Words) -> str:
    """The pace that is needed; nothing where none is."""
    figure = assessment.figures.get("required_per_year")
    if figure is None or not figure.value:
        return ""
    return words("word.per_year", pace=words.number(figure.value, figure.bound))


#: Figures that are shares of a whole: for people in per cent.
_IN_PERCENT = {"elapsed", "raw_ratio", "completion_rate", "progress", "growth", "required_growth"}


def figure_text(name: str, value: Fraction | None, bound: Bound, words: Words) -> str:
    """A figure for people: shares in per cent, the others in their unit."""
    if value is None:
        return words("word.none")
    if name in _IN_PERCENT:
        return f"{BOUND_SIGNS[bound]}{shown(value * 100, 2)}%"
    return words.number(value, bound, 4)
