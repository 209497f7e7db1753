"""Titles, leads and cells that several tables share; nothing is calculated here."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import assert_never

from rsplan.calc.actuals import Actual
from rsplan.calc.assess import Assessment
from rsplan.calc.figure_formulas import YEAR
from rsplan.calc.maintenance import Breaches, MaintenanceRecord
from rsplan.calc.pace import Need, need_of
from rsplan.calc.told import remaining_bound, tells_completion, weakest_year
from rsplan.calc.verdict import Status, bounded
from rsplan.model.enums import BOUND_SIGNS, Basis, Better, Bound, Scope, State
from rsplan.model.observations import Observation
from rsplan.model.period import ONE_DAY, months, months_later
from rsplan.model.plan import Indicator, Plan
from rsplan.model.rounding import shown_beside
from rsplan.model.tasks import Task
from rsplan.report.doubts import day_in_words
from rsplan.report.reasons import reason_text
from rsplan.report.tables.table import UNLIMITED, CellStyle, Footnotes, Section, TableCell, Words
from rsplan.survey import EvaluationContext
from rsplan.text import Language

#: The width that a column of verdicts keeps where space is short, so that none of one word is parted.
STATUS_WIDTH: Mapping[Language, int] = {"zh": 12, "en": 10}

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
    Status.NOT_QUANTIFIED: CellStyle.FAINT,
}

#: The sign before each verdict.
STATUS_SIGNS: Mapping[Status, str] = {
    Status.MET: "✓",
    Status.AHEAD: "✓",
    Status.ON_TRACK: "✓",
    Status.BEHIND: "✗",
    Status.MISSED: "✗",
    Status.INCOMPLETE: "?",
    Status.NO_DATA: "-",
    Status.NO_TARGET: "-",
    Status.NOT_QUANTIFIED: "-",
}

#: From this width on a table has room for the whole names.
_WHOLE_NAMES = 160

#: Below this width a long unit stands under the name.
_NARROW, _LONG_UNIT = 100, 8

RowMaker = Callable[[Assessment], tuple[TableCell, ...]]
RowsMaker = Callable[[Assessment], tuple[tuple[TableCell, ...], ...]]


def plan_title(plan: Plan, words: Words) -> str:
    """The plan's title, with the city before it where the title does not begin with it."""
    city, title = words.of(plan.city.name), words.of(plan.title)
    return title if title.startswith(city) else words("plan.head", city=city, title=title)


def headed(plan: Plan, words: Words) -> str:
    """The title of the plan, its years, and that its document is a draft where the title does not say so."""
    title, state = plan_title(plan, words), words(f"word.{plan.state}")
    drafted = plan.state is State.DRAFT and state not in title
    return "  ".join([title, plan_years(plan, words), *([state] if drafted else [])])


def plan_years(plan: Plan, words: Words) -> str:
    """The first and the last year of the plan; its days where it has no whole years."""
    whole_years = (plan.start.month, plan.start.day, plan.end.month, plan.end.day) == (1, 1, 12, 31)
    years = dict.fromkeys((str(plan.start.year), str(plan.end.year)))
    return "-".join(years) if whole_years else days_text((plan.start, plan.end), words)


def plan_span(plan: Plan, evaluation: EvaluationContext, words: Words) -> TableCell:
    """The plan's period and state, and the dates of the report."""
    details = {
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


def input_text(source: Mapping[str, object], words: Words) -> str:
    """An input as it was read, with what it holds of targets and observations, if it is a file of these."""
    key = "report.input" if source["indicators"] or source["observations"] else "report.input_of_words"
    return words(key, **{name: str(value) for name, value in source.items()})


def indicator_title(indicator: Indicator, words: Words, width: int = UNLIMITED) -> str:
    """The indicator's name with its unit; in a table on a terminal its short name."""
    return words("indicator.title", name=table_name(indicator, words, width), unit=words.of(indicator.unit))


def table_name(indicator: Indicator, words: Words, width: int = 0) -> str:
    """The name in a table on a terminal: the short one, but where there is room for the whole."""
    return words.of(indicator.short if indicator.short and width < _WHOLE_NAMES else indicator.name)


def name_and_unit(indicator: Indicator, words: Words, width: int) -> tuple[str, ...]:
    """The name with the unit."""
    return with_unit(table_name(indicator, words, width), indicator, words, width)


def with_unit(text: str, indicator: Indicator, words: Words, width: int) -> tuple[str, ...]:
    """The text with the unit behind it, or under it where that is long and space is short."""
    unit = words.of(indicator.unit)
    has_room = width >= _NARROW or len(unit) <= _LONG_UNIT
    return (f"{text} {unit}",) if has_room else (text, unit)


def printed_target(assessment: Assessment) -> str:
    """The target as the document prints it, without the blanks in its brackets."""
    return "".join(assessment.target.printed.split())


def indicator_lead(assessment: Assessment, words: Words) -> TableCell:
    """The plan of the indicator with its years, and the id of the indicator."""
    return TableCell((f"{headed(assessment.plan, words)} · {assessment.indicator.id}",))


def reason_cell(assessment: Assessment, words: Words) -> TableCell:
    """The verdict with its reason."""
    verdict, reason = words(f"status.{assessment.status}"), reason_text(assessment, words.lang)
    text = words("word.colon", text=verdict, more=reason)
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
    return sections_of_rows(assessments, words, lambda assessment: (row(assessment),))


def sections_of_rows(assessments: Sequence[Assessment], words: Words, rows: RowsMaker) -> Iterator[Section]:
    """The rows, of which an indicator may have several, under the plan's own groups."""
    for (_, title), members in groupby(
        assessments, key=lambda assessment: (assessment.indicator.scope, heading(assessment, words))
    ):
        yield Section(title, tuple(row for one in members for row in rows(one)))


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


#: A target that is one number, perhaps in the brackets of a sum to date, with a word for the side that satisfies.
_ONE_NUMBER = re.compile(r"[\[〔［]?(\d[\d.,]*)[\]〕］]?(以上|以下|以内|左右)?")

#: The signs of shares of a whole, which a printed target has behind its number, and the last number of a text.
_SHARE_UNITS, _LAST_NUMBER = ("%", "‰"), re.compile("[0-9]+(?:[.][0-9]+)?(?=[^0-9]*$)")


def target_in_unit(assessment: Assessment, words: Words) -> str:
    """The target as a sentence has it: a number with its unit and without the brackets of the table."""
    printed = printed_target(assessment)
    if assessment.indicator.kind.states_change:  # whose number is no level in the unit
        return printed
    found = _ONE_NUMBER.fullmatch(printed)
    unit = words.of(assessment.indicator.unit)
    if found is None and unit in _SHARE_UNITS and unit not in printed and not assessment.in_force.has_shares:
        return _LAST_NUMBER.sub(lambda number: number[0] + unit, printed)
    if found is None:
        return printed
    return words("report.official_target", target=found[1], unit=unit, side=found[2] or "")


def name_cell(assessment: Assessment, words: Words, notes: Footnotes) -> TableCell:
    """The name with its unit, and the marks of its notes."""
    marks = notes.mark([*map(words.message, assessment.notes), *undecided(assessment, words)])
    return TableCell((indicator_title(assessment.indicator, words) + marks,))


def task_text(task: Task, words: Words) -> str:
    """The source of a year's task, and the day on which it was set."""
    details = {"year": str(task.year), "source": task.source or words("word.none")}
    if task.decided is None:
        return words("note.milestone", **details)
    return words("note.task_decided", **details, decided=str(task.decided))


def undecided(assessment: Assessment, words: Words) -> Iterator[str]:
    """The reason why the data do not decide, where they do not, or why a level that was reached fails."""
    if assessment.status is Status.INCOMPLETE or assessment.lost:
        yield reason_text(assessment, words.lang)


def stacked(assessment: Assessment, words: Words) -> Iterator[str]:
    """Completion, and under it the time elapsed and the lead."""
    yield percent_text(assessment, "completion_rate", words)
    if assessment.actual and assessment.value("elapsed") is not None:
        yield words("word.elapsed", elapsed=percent_text(assessment, "elapsed", words))
    if assessment.actual and assessment.value("lead_points") is not None:
        yield lead_text(assessment, words)


def short_day(day: date) -> str:
    """A month end as its month, where space is short."""
    return day.isoformat() if (day + ONE_DAY).day != 1 else f"{day:%Y-%m}"


def day_text(day: date, words: Words) -> str:
    """The day in words: the end of a year or of a month as such, any other day as a date."""
    return day_in_words(day, words.lang)


def state_of_data(assessment: Assessment, words: Words) -> Iterator[str]:
    """The gaps of the data, and whether they are provisional or old."""
    if assessment.actual is None:
        return
    if assessment.actual.missing:
        yield words("word.missing", missing=", ".join(assessment.actual.missing))
    if assessment.actual.provisional:
        yield words("word.provisional")
    if assessment.stale:
        yield words("word.stale")


def basis_text(basis: Basis, words: Words) -> str:
    """The basis in a word: codes are for data files and scripts."""
    return words(f"basis_cell.{basis}")


def days_text(span: tuple[date, date], words: Words) -> str:
    """The first and the last day of the span, or the one day."""
    return words.period("/".join(dict.fromkeys(map(str, span))))


def actual_text(actual: Actual | None, words: Words) -> str:
    """The actual with the sign of its bound; a dash where nothing is known."""
    if actual is None:
        return words("word.none")
    return bounded(actual.values, actual.bound)


def weakest_word(assessment: Assessment, words: Words) -> str:
    """The word for the weakest year: that of the lowest amount, or of the highest of what should be low."""
    return words(f"word.weakest_{assessment.in_force.better}")


def data_day_text(assessment: Assessment, words: Words, day: Callable[[date], str] = str) -> str:
    """The day of the actual, or the year whose amount it is where several count; empty where nothing is known."""
    year = weakest_year(assessment)
    if year is not None:
        return words("word.weakest_year", year=str(year), weakest=weakest_word(assessment, words))
    return day(assessment.actual.through) if assessment.actual else ""


def told_of_text(assessment: Assessment, words: Words) -> str:
    """The day, or the year, that the actual is of, as it stands beside the figure; empty where nothing is known."""
    day = data_day_text(assessment, words)
    return day if not day or weakest_year(assessment) else words("word.through", through=day)


def observed_text(observation: Observation) -> str:
    """The observed figure with the sign of its bound."""
    return bounded(observation.values, observation.bound)


def percent_text(assessment: Assessment, name: str, words: Words) -> str:
    """A figure that is a share, in per cent with the sign of its bound."""
    figure = assessment.figures.get(name)
    if figure is None or figure.value is None:
        return words("word.none")
    return BOUND_SIGNS[figure.bound] + _percent(figure.value, assessment.limits_of(name), 1)


def _percent(value: Fraction, limits: Iterable[Fraction | int], places: int) -> str:
    """A share in per cent, not rounded onto one of the limits."""
    return shown_beside(value * 100, [limit * 100 for limit in limits], places) + "%"


def completion_text(assessment: Assessment, words: Words) -> str:
    """The completion; of what is known only of the past the day instead, which is no standing of today."""
    actual = assessment.actual
    if actual and not tells_completion(assessment):
        return words("word.through", through=day_text(actual.through, words))
    return percent_text(assessment, "completion_rate", words)


def lead_text(assessment: Assessment, words: Words) -> str:
    """The lead in percentage points; a dash where there is none."""
    figure = assessment.figures.get("lead_points")
    if figure is None or figure.value is None:
        return words("word.none")
    sign = "+" if figure.value > 0 and figure.bound is Bound.EXACT else ""
    lead = shown_beside(figure.value, assessment.limits_of("lead_points"), 1)
    return words("word.lead", lead=f"{BOUND_SIGNS[figure.bound]}{sign}{lead}")


def verdict_cell(assessment: Assessment, words: Words) -> TableCell:
    """The verdict in words."""
    return TableCell((words(f"status.{assessment.status}"),), STATUS_STYLES[assessment.status])


def sign_and_verdict(status: Status, words: Words) -> str:
    """The verdict in words, with a sign before it that is seen sooner."""
    return f"{STATUS_SIGNS[status]} {words(f'status.{status}')}"


def remaining_text(assessment: Assessment, words: Words) -> str:
    """The amount that is left, with the sign of its bound; a dash where nothing is known of today."""
    bound, remaining = remaining_bound(assessment), assessment.value("remaining")
    if bound is None or remaining is None:
        return words("word.none")
    return BOUND_SIGNS[bound] + shown_beside(remaining, assessment.limits_of("remaining"), 2)


def need_text(assessment: Assessment, words: Words) -> str:
    """The pace that is needed, in a year or in a month, as a phrase; empty where none is."""
    need = need_of(assessment)
    if need is None or need.bound is Bound.UNKNOWN:
        return ""
    bound, amount = size_of_need(assessment, need)
    return words(f"need.{need.per}_{assessment.in_force.better}", amount=BOUND_SIGNS[bound] + amount)


def size_of_need(assessment: Assessment, need: Need) -> tuple[Bound, str]:
    """The amount by which the phrase for the direction says that the actual is to rise or to fall."""
    match assessment.in_force.better:
        case Better.HIGHER:
            return need.bound, shown_beside(need.amount, (0,), 2)
        case Better.LOWER:
            return need.bound.opposite, shown_beside(-need.amount, (0,), 2)
        case _:
            assert_never(assessment.in_force.better)


def need_cell_text(assessment: Assessment, words: Words, *, bare: bool = False) -> str:
    """The pace that is needed under a heading that says so, negative of what is to fall; `bare` is the amount alone."""
    need = need_of(assessment)
    if need is None or need.bound is Bound.UNKNOWN:
        return ""
    amount = BOUND_SIGNS[need.bound] + shown_beside(need.amount, (0,), 2)
    return amount if bare else words(f"need.{need.per}_cell", amount=amount)


def margin_text(assessment: Assessment, words: Words, within: str) -> str:
    """By how much a target to be kept is within its limit, in the words of that key, or over or short of it.

    Empty for the others, and where the margin is not known.
    """
    margin = assessment.figures.get("margin")
    if not assessment.maintenance or margin is None or margin.value is None:
        return ""
    over = "report.over" if assessment.indicator.better is Better.LOWER else "report.short"
    bound = margin.bound if margin.value >= 0 else margin.bound.opposite
    amount = BOUND_SIGNS[bound] + shown_beside(abs(margin.value), (0,), 2)
    return words(within if margin.value >= 0 else over, margin=amount)


def number_text(assessment: Assessment, name: str, words: Words, places: int = 2) -> str:
    """A figure in its unit, with the sign of its bound; a dash where there is none."""
    figure = assessment.figures.get(name)
    if figure is None or figure.value is None:
        return words("word.none")
    return BOUND_SIGNS[figure.bound] + shown_beside(figure.value, assessment.limits_of(name), places)


#: Figures that are shares of a whole, for people in per cent, and figures that have a unit.
IN_PERCENT = {"elapsed", "raw_ratio", "completion_rate", "progress", "growth", "required_growth"}
IN_UNITS = {
    *("lead_points", "lead_months", "change", "expected", "margin", "remaining"),
    *("planned_per_year", "achieved_per_year", "known_per_year", "projected", "reach_months"),
    *("required_per_year", "required_per_month"),
}
#: Numbers of a forecast that are growths.
_GROWTHS = {"yearly_growth", "growth_mean", "growth_best"}


#: Figures whose word says the direction, and those that are changes, negative of what is to fall.
_WORDS_OF_A_FALL = {
    *("remaining", "planned_per_year", "achieved_per_year"),
    *("required_per_year", "required_per_month", "required_growth", "pace_needed"),
}


def figure_word(name: str, assessment: Assessment, words: Words) -> str:
    """The name of a figure in words; of what is to fall nothing is still to be done, and of a ceiling more may come."""
    if name not in _WORDS_OF_A_FALL:
        return words(f"figure.{name}")
    match assessment.in_force.better:
        case Better.HIGHER:
            return words(f"figure.{name}")
        case Better.LOWER:
            is_room = name == "pace_needed" and assessment.indicator.kind.is_additive
            return words("figure.pace_room" if is_room else f"figure.{name}_lower")
        case _:
            assert_never(assessment.in_force.better)


def figure_text(
    name: str, value: Fraction | None, bound: Bound, words: Words, limits: Iterable[Fraction | int] = ()
) -> str:
    """A figure for people: shares in per cent, the others in their unit; not rounded onto one of the limits."""
    if value is None:
        return words("word.none")
    text = _percent(value, limits, 2) if name in IN_PERCENT | _GROWTHS else shown_beside(value, limits, 4)
    return BOUND_SIGNS[bound] + text


def breaches_text(breaches: Breaches, words: Words) -> str:
    """The number of times that a target to be kept was broken, of so many figures known."""
    return words("show.breaches_of", number=str(breaches.number), known=str(breaches.known))


def breaches_days(breaches: Breaches, words: Words) -> str:
    """The first and the last day on which it was broken; empty for never."""
    days = dict.fromkeys(str(day) for day in (breaches.first, breaches.last) if day)
    return words.period("/".join(days))


def years_text(record: MaintenanceRecord, words: Words) -> str:
    """The years known of a target to be kept, of those that are past."""
    return words("show.years_of", known=str(record.years_known), past=str(record.years_past))


def is_meaningful(assessment: Assessment, name: str) -> bool:
    """Whether a figure tells people something; machine output has it in any case.

    A reach date beyond the plan says less than the amount projected, a lead in months beyond it as little, and one on
    a flat part of the trajectory contradicts the lead in points; growth per year over less than a year is none, and
    none is needed where the target is satisfied.
    """
    match name:
        case "reach_date" | "reach_months":
            return assessment.reach_date is not None and assessment.reach_date <= assessment.plan.end
        case "lead_months":
            lead, elapsed, whole = (assessment.values.get(symbol) for symbol in ("lead_months", "N", "M"))
            if lead is None or elapsed is None or whole is None or elapsed + lead > whole:
                return False
            points = assessment.value("lead_points") or 0
            return (lead > 0) - (lead < 0) == (points > 0) - (points < 0)
        case "required_per_month":  # with more than a year left, a year's amount says it
            since = assessment.clock.left_from
            few = since is not None and months(since + ONE_DAY, assessment.plan.end) <= YEAR
            return bool(assessment.value("required_per_month")) and few
        case "required_growth":
            left = assessment.clock.left_from
            growth = assessment.value("required_growth")
            return bool(growth) and left is not None and months_later(left, YEAR) <= assessment.plan.end
        case _:
            return True
