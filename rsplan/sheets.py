"""Reports as tables for people: what stands in which cell, in either language; nothing is calculated here."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from rsplan.assess import Assessment, Figure
from rsplan.derivation import Derivation, Origin
from rsplan.explain import explain, numbers
from rsplan.figures import output, shown
from rsplan.model import Bound, Indicator, Plan, Scope, Text
from rsplan.pace import YearPace, pace_of
from rsplan.period import ONE_DAY
from rsplan.series import Actual
from rsplan.survey import Moment, PlanSurvey
from rsplan.text import say
from rsplan.verdict import Message, Status
from rsplan.year import YearAssessment

#: From this width on a figure has a column of its own; below it, cells are stacked.
WIDE = 110

#: In 80 columns the others leave 24 to the names, which are what a reader looks for.
_NARROW = {"target": 8, "actual": 12, "remaining_required": 9}

#: Where verdicts may be folded: after a word.
_STATUS_WIDTH = {"zh": 8, "en": 10}

#: Years of a plan that stand side by side.
_YEARS_NARROW, _YEARS_WIDE = 5, 10

RowMaker = Callable[[Assessment], tuple["Cell", ...]]

_SIGNS = {Bound.AT_LEAST: "≥", Bound.AT_MOST: "≤", Bound.UNKNOWN: "?"}


class Cell(NamedTuple):
    """The lines of a cell and what they are, for a writer that has colours."""

    lines: tuple[str, ...] = ()
    style: str = ""

    def __str__(self) -> str:
        return " ".join(line for line in self.lines if line)


class Column(NamedTuple):
    """A heading, the side to which its cells are aligned, whether they may be folded, and from what width on."""

    heading: str
    right: bool = False
    folds: bool = False
    most: int | None = None


class Section(NamedTuple):
    """Rows under a heading of their own, which may be empty."""

    heading: str
    rows: tuple[tuple[Cell, ...], ...]


class Sheet(NamedTuple):
    """A table with what is said above and below it."""

    title: str
    lead: tuple[Cell, ...]
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    footnotes: tuple[str, ...]


class Footnotes:
    """Notes in the order of their first mention; the same text is one note."""

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}

    def mark(self, texts: Iterable[str]) -> str:
        """The signs under which the texts are found below the table."""
        return "".join(f" *{self._texts.setdefault(text, len(self._texts) + 1)}" for text in texts)

    def lines(self) -> tuple[str, ...]:
        """The notes with their signs."""
        return tuple(f"*{index} {text}" for text, index in self._texts.items())


class Words:
    """The texts of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, key: str, **details: str) -> str:
        return say(self.lang, key, details)

    def of(self, text: Text) -> str:
        """The text's own language."""
        return text.zh if self.lang == "zh" else text.en

    def message(self, message: Message | Text) -> str:
        """A message of the catalogue, or a text that the files give."""
        return self.of(message) if isinstance(message, Text) else say(self.lang, message.key, message.details)

    def number(self, value: Fraction | Decimal | None, bound: Bound = Bound.EXACT, places: int | None = 2) -> str:
        """A number with the sign of its bound; a dash for what is unknown."""
        return self("word.none") if value is None else _SIGNS.get(bound, "") + shown(value, places)


def status_sheet(found: PlanSurvey, moment: Moment, lang: str, width: int) -> Sheet:
    """Where the targets of a plan stand."""
    words, notes = Words(lang), Footnotes()
    make = _wide_row if width >= WIDE else _narrow_row
    return Sheet(
        plan_title(found.plan, words),
        (*_lead(found.plan, moment, words), *_tally(found.assessments, words)),
        _wide_columns(words) if width >= WIDE else _narrow_columns(words),
        tuple(_sections(found.assessments, words, lambda one: make(one, words, notes))),
        notes.lines(),
    )


def plan_title(plan: Plan, words: Words) -> str:
    """The plan's title, with the city before it where the title does not begin with it."""
    city, title = words.of(plan.city.name), words.of(plan.title)
    return title if title.startswith(city) else words("plan.head", city=city, title=title)


def _lead(plan: Plan, moment: Moment, words: Words) -> Iterator[Cell]:
    dated = words("word.as_of", as_of=str(moment.as_of))
    if moment.known_on:
        dated += words("word.and") + words("word.known_on", known_on=str(moment.known_on))
    state = words(f"word.{plan.state}")
    yield Cell((words("plan.span", plan=plan.id, start=str(plan.start), end=str(plan.end), state=state, as_of=dated),))


def _tally(standings: Sequence[Assessment], words: Words) -> Iterator[Cell]:
    """How are we doing, in one look; and which targets fail."""
    if not standings:
        yield Cell((words("summary.nothing"),))
        return
    counts = {status: sum(one.status is status for one in standings) for status in Status}
    tally = words("word.and").join(f"{words(f'status.{status}')} {count}" for status, count in counts.items() if count)
    passes = {"pass": True, "fail": False, "undetermined": None}
    details = {key: str(sum(one.status.passes is value for one in standings)) for key, value in passes.items()}
    yield Cell((words("summary.line", total=str(len(standings)), by_status=tally, **details),), "lead")
    failing = [words.of(one.indicator.name) for one in standings if one.status.passes is False]
    if failing:
        yield Cell((words("summary.failing", names=words("word.and").join(failing)),), "behind")


def _sections(assessments: Sequence[Assessment], words: Words, row: RowMaker) -> Iterator[Section]:
    """The rows under the plan's own groups, the main table before the text."""
    for (_, heading), members in groupby(assessments, key=lambda one: (one.indicator.scope, _heading(one, words))):
        yield Section(heading, tuple(row(one) for one in members))


def _heading(one: Assessment, words: Words) -> str:
    if one.indicator.group:
        return words.of(one.indicator.group.name)
    return words("group.none_text") if one.indicator.scope is Scope.TEXT else ""


def _narrow_columns(words: Words) -> tuple[Column, ...]:
    return (
        Column(words("column.number"), right=True),
        Column(words("column.indicator"), folds=True),
        Column(words("column.target"), right=True, folds=True, most=_NARROW["target"]),
        Column(words("column.actual"), right=True, folds=True, most=_NARROW["actual"]),
        Column(words("column.completion"), right=True),
        Column(words("column.status"), folds=True, most=_STATUS_WIDTH[words.lang]),
        Column(words("column.remaining_required"), right=True, folds=True, most=_NARROW["remaining_required"]),
    )


def _narrow_row(one: Assessment, words: Words, notes: Footnotes) -> tuple[Cell, ...]:
    actual = one.actual
    state = tuple(state_of_data(one, words))
    through = (words("word.through", through=_short_day(actual.through)),) if actual else ()
    return (
        Cell((one.indicator.number or "",)),
        _name(one, words, notes),
        Cell((one.target.printed.strip(),)),
        Cell((actual_text(actual, words), *through, *state)),
        Cell(tuple(_stacked(one, words))),
        verdict_cell(one, words),
        Cell(tuple(line for line in (_remaining(one, words), _required(one, words)) if line)),
    )


def _stacked(one: Assessment, words: Words) -> Iterator[str]:
    """Completion, and under it the time elapsed and the lead."""
    yield percent_text(one.figures.get("completion_rate"), words)
    elapsed = one.value("elapsed")
    if one.actual and elapsed is not None:
        yield words("word.elapsed", elapsed=shown(elapsed * 100, 1) + "%")
    if one.actual and one.value("lead_points") is not None:
        yield lead_text(one, words)


def _short_day(day: date) -> str:
    """A month end as its month, where space is short."""
    return day.isoformat() if (day + ONE_DAY).day != 1 else f"{day:%Y-%m}"


def _wide_columns(words: Words) -> tuple[Column, ...]:
    names = ("number", "indicator", "target", "actual", "through", "completion", "elapsed", "lead", "status")
    folding = {"indicator", "target", "through", "status", "required"}
    left = {"indicator", "through", "status"}
    return tuple(
        Column(words(f"column.{name}"), right=name not in left, folds=name in folding)
        for name in (*names, "remaining", "required")
    )


def _wide_row(one: Assessment, words: Words, notes: Footnotes) -> tuple[Cell, ...]:
    actual = one.actual
    elapsed = one.value("elapsed")
    through = (str(actual.through), *state_of_data(one, words)) if actual else (words("word.none"),)
    return (
        Cell((one.indicator.number or "",)),
        _name(one, words, notes),
        Cell((one.target.printed.strip(),)),
        Cell((actual_text(actual, words),)),
        Cell(through),
        Cell((percent_text(one.figures.get("completion_rate"), words),)),
        Cell((words("word.none") if elapsed is None or not actual else shown(elapsed * 100, 1) + "%",)),
        Cell((lead_text(one, words) if one.value("lead_points") is not None else words("word.none"),)),
        verdict_cell(one, words),
        Cell((_remaining(one, words),)),
        Cell((_required(one, words) or words("word.none"),)),
    )


def _name(one: Assessment, words: Words, notes: Footnotes) -> Cell:
    """The name with its unit, and the signs of what is said below the table."""
    indicator = one.indicator
    marks = notes.mark([*map(words.message, one.notes), *_undecided(one, words)])
    return Cell((f"{words.of(indicator.name)} ({words.of(indicator.unit)}){marks}",))


def _undecided(one: Assessment, words: Words) -> Iterator[str]:
    if one.status is Status.INCOMPLETE:
        yield words.message(one.reason)


def state_of_data(one: Assessment, words: Words) -> Iterator[str]:
    """What is missing, provisional or old, said plainly."""
    if one.actual is None:
        return
    if one.actual.missing:
        yield words("word.missing", missing=words("word.and").join(one.actual.missing))
    if one.actual.provisional:
        yield words("word.provisional")
    if one.stale:
        yield words("word.stale")


def actual_text(actual: Actual | None, words: Words) -> str:
    """The actual with the sign of its bound; a dash where nothing is known."""
    if actual is None:
        return words("word.none")
    return _SIGNS.get(actual.bound, "") + ":".join(shown(value, None) for value in actual.values)


def percent_text(figure: Figure | None, words: Words) -> str:
    """A share in per cent, with the sign of its bound."""
    if figure is None or figure.value is None:
        return words("word.none")
    return f"{_SIGNS.get(figure.bound, '')}{shown(figure.value * 100, 1)}%"


def lead_text(one: Assessment, words: Words) -> str:
    """The lead in percentage points."""
    figure = one.figures["lead_points"]
    if figure.value is None:
        return words("word.none")
    sign = "+" if figure.value > 0 else ""
    return words("word.lead", lead=f"{_SIGNS.get(figure.bound, '')}{sign}{shown(figure.value, 1)}")


def verdict_cell(one: Assessment, words: Words) -> Cell:
    """The verdict in words."""
    return Cell((words(f"status.{one.status}"),), str(one.status))


def _remaining(one: Assessment, words: Words) -> str:
    figure = one.figures.get("remaining")
    return words.number(figure.value, figure.bound) if figure else words("word.none")


def _required(one: Assessment, words: Words) -> str:
    figure = one.figures.get("required_per_year")
    if figure is None or not figure.value:
        return ""
    return words("word.per_year", pace=words.number(figure.value, figure.bound))


# --- the year --------------------------------------------------------------------------------------------------------


def year_sheet(found: PlanSurvey, year: int, moment: Moment, lang: str) -> Sheet:
    """Where the targets stand within a year, with the plan beside it."""
    words, notes = Words(lang), Footnotes()
    columns = (
        Column(words("column.number"), right=True),
        Column(words("column.indicator"), folds=True),
        Column(words("column.year_target"), right=True, folds=True, most=10),
        Column(words("column.year_actual"), right=True, folds=True, most=12),
        Column(words("column.completion"), right=True),
        Column(words("column.status"), folds=True, most=_STATUS_WIDTH[words.lang]),
        Column(words("column.plan_completion"), right=True, folds=True, most=9),
        Column(words("column.plan_status"), folds=True, most=_STATUS_WIDTH[words.lang]),
    )
    standings = [found.years[one.indicator.id].standing for one in found.assessments]
    return Sheet(
        plan_title(found.plan, words),
        (*_lead(found.plan, moment, words), Cell((words("year.head", year=str(year)),)), *_tally(standings, words)),
        columns,
        tuple(_sections(found.assessments, words, lambda one: _year_row(one, found.years, words, notes))),
        notes.lines(),
    )


def _year_row(one: Assessment, years: Mapping[str, YearAssessment], words: Words, notes: Footnotes) -> tuple[Cell, ...]:
    year = years[one.indicator.id]
    standing, actual = year.standing, year.standing.actual
    said = [words.message(note) for note in standing.notes]
    if year.milestone and year.milestone.source:
        said.append(words("note.milestone", year=str(year.year), source=year.milestone.source))
    name = f"{words.of(one.indicator.name)} ({words.of(one.indicator.unit)})"
    through = (words("word.through", through=_short_day(actual.through)),) if actual else ()
    target = (standing.target.printed, words(f"year.{year.origin}")) if year.origin else (words("year.none"),)
    return (
        Cell((one.indicator.number or "",)),
        Cell((name + notes.mark([*said, *_undecided(standing, words)]),)),
        Cell(target),
        Cell((actual_text(actual, words), *through, *state_of_data(standing, words))),
        Cell(tuple(_stacked(standing, words))),
        verdict_cell(standing, words),
        Cell((percent_text(one.figures.get("completion_rate"), words),)),
        verdict_cell(one, words),
    )


# --- pace ------------------------------------------------------------------------------------------------------------


def pace_sheets(found: PlanSurvey, moment: Moment, lang: str, width: int) -> list[Sheet]:
    """What is planned, known and needed in each year of a plan; the years of a long plan in several tables."""
    plan = found.plan
    years = list(range(plan.start.year, plan.end.year + 1))
    side_by_side = _YEARS_WIDE if width >= WIDE else _YEARS_NARROW
    blocks = [years[first : first + side_by_side] for first in range(0, len(years), side_by_side)]
    return [_pace_sheet(found, moment, lang, block) for block in blocks]


def _pace_sheet(found: PlanSurvey, moment: Moment, lang: str, numbers: list[int]) -> Sheet:
    words, notes = Words(lang), Footnotes()
    plan = found.plan
    columns = (
        Column(words("column.number"), right=True),
        Column(words("column.indicator"), folds=True),
        Column(words("column.target"), right=True, folds=True),
        Column(""),
        *(Column(str(year), right=True) for year in numbers),
        Column(words("column.remaining"), right=True),
    )
    return Sheet(
        plan_title(plan, words),
        (*_lead(found.plan, moment, words), *_tally(found.assessments, words)),
        columns,
        tuple(_sections(found.assessments, words, lambda one: _pace_row(one, numbers, words, notes))),
        (words("pace.legend"), *notes.lines()),
    )


def _pace_row(one: Assessment, numbers: list[int], words: Words, notes: Footnotes) -> tuple[Cell, ...]:
    years = [year for year in pace_of(one).years if year.year in numbers]
    labels = tuple(words(f"pace.{line}") for line in ("planned", "actual", "required"))
    return (
        Cell((one.indicator.number or "",)),
        _name(one, words, notes),
        Cell((one.target.printed.strip(),)),
        Cell(labels),
        *(Cell(_year_lines(year, one.indicator.kind.adds_up, words)) for year in years),
        Cell((_remaining(one, words),)),
    )


def _year_lines(year: YearPace, adds_up: bool, words: Words) -> tuple[str, ...]:
    known = words("word.none")
    if year.actual is not None:
        in_part = adds_up and not year.complete
        sign = "" if in_part else _SIGNS.get(year.actual_bound or Bound.EXACT, "")
        known = sign + shown(year.actual, None) + ("+" if in_part else "")
    return words.number(year.planned), known, words.number(year.required, year.required_bound or Bound.EXACT)


# --- list ------------------------------------------------------------------------------------------------------------


def plans_sheet(plans: Sequence[Plan], lang: str) -> Sheet:
    """The plans that are loaded."""
    words = Words(lang)
    names = ("city", "plan", "name", "period", "state", "headline", "text")
    rows = []
    for plan in plans:
        count = sum(one.scope is Scope.HEADLINE for one in plan.indicators)
        cells = (
            *(plan.city.id, plan.id, plan_title(plan, words)),
            *(f"{plan.start} - {plan.end}", words(f"word.{plan.state}")),
            *(str(count), str(len(plan.indicators) - count)),
        )
        rows.append(tuple(Cell((cell,)) for cell in cells))
    cities = len({plan.city.id for plan in plans})
    total = sum(len(plan.indicators) for plan in plans)
    head = words("list.head", cities=str(cities), plans=str(len(plans)), indicators=str(total))
    columns = tuple(
        Column(words(f"column.{name}"), right=name in ("headline", "text"), folds=name in ("name", "period", "state"))
        for name in names
    )
    return Sheet(head, (), columns, (Section("", tuple(rows)),), ())


def indicators_sheet(plan: Plan, indicators: Sequence[Indicator], lang: str) -> Sheet:
    """The indicators of a plan."""
    words = Words(lang)
    names = ("number", "id", "name", "unit", "kind", "target")
    rows = [
        tuple(
            Cell((cell,))
            for cell in (
                one.number or "",
                one.id,
                words.of(one.name),
                words.of(one.unit),
                words(f"kind.{one.kind}"),
                one.target.printed.strip(),
            )
        )
        for one in indicators
    ]
    columns = tuple(
        Column(words(f"column.{name}"), right=name in ("number", "target"), folds=name not in ("number", "kind"))
        for name in names
    )
    return Sheet(f"{plan_title(plan, words)} ({plan.city.id} {plan.id})", (), columns, (Section("", tuple(rows)),), ())


# --- show ------------------------------------------------------------------------------------------------------------


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
        yield words("show.reached_on"), str(one.reached_on)
    if one.reach_date:
        yield words("show.reach_date"), str(one.reach_date)


#: Figures that are shares of a whole: for people in per cent.
_IN_PERCENT = {"elapsed", "raw_ratio", "completion_rate", "progress", "growth", "required_growth"}


def figure_text(name: str, value: Fraction | None, bound: Bound, words: Words) -> str:
    """A figure for people: shares in per cent, the others in their unit."""
    if value is None:
        return words("word.none")
    if name in _IN_PERCENT:
        return f"{_SIGNS.get(bound, '')}{shown(value * 100, 2)}%"
    return words.number(value, bound, 4)


def _figure_rows(one: Assessment, words: Words) -> Iterator[tuple[Cell, ...]]:
    for name, figure in one.figures.items():
        if figure.value is not None:
            yield Cell((words(f"figure.{name}"),)), Cell((figure_text(name, figure.value, figure.bound, words),))


def _observation_rows(one: Assessment, words: Words) -> Iterator[tuple[Cell, ...]]:
    counted = one.actual.parts if one.actual else ()
    for observation in one.observations:
        value = _SIGNS.get(observation.bound, "") + ":".join(shown(output(v), None) for v in observation.values)
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


# --- explain ---------------------------------------------------------------------------------------------------------


def explain_sheets(one: Assessment, lang: str) -> list[Sheet]:
    """Each figure as formula, numbers and result; then each number with where it comes from."""
    words = Words(lang)
    title = f"{words.of(one.indicator.name)} ({words.of(one.indicator.unit)})"
    lead = Cell((f"{plan_title(one.plan, words)} · {one.plan.id} · {one.indicator.id}",))
    figures = Sheet(
        title,
        (lead, Cell((f"{words(f'status.{one.status}')}: {words.message(one.reason)}",), str(one.status))),
        (
            Column(words("column.figure"), folds=True),
            Column(words("column.formula"), folds=True),
            Column(words("column.numbers"), folds=True),
            Column(words("column.value"), right=True),
        ),
        (Section("", tuple(_explained(figure, words) for figure in explain(one))),),
        (),
    )
    sources = Sheet(
        words("show.numbers"),
        (),
        (
            Column(""),
            Column(words("column.value"), right=True),
            Column(words("column.printed"), folds=True),
            Column(words("column.source"), folds=True),
        ),
        (Section("", tuple(row for symbol, found in numbers(one) for row in _sourced(symbol, found, words))),),
        tuple(words.message(note) for note in one.notes),
    )
    return [figures, sources]


def _explained(found: Derivation, words: Words) -> tuple[Cell, ...]:
    assert found.formula is not None
    put_in = {symbol: _plain_number(inner.value) for symbol, inner in found.inputs.items()}
    rule = f"({words(f'rule.{found.rule}')})" if found.rule else ""
    condition = f"({found.condition})" if found.condition else ""
    return (
        Cell((words(f"figure.{found.name}"),)),
        Cell((str(found.formula), rule, condition)),
        Cell((found.formula.text(put_in) if put_in else "",)),
        Cell((figure_text(found.name, found.value, found.bound, words), str(found.day) if found.day else "")),
    )


def _plain_number(value: Fraction | None) -> str:
    """A number to be put into a formula; one that is no short decimal is shown rounded."""
    return "?" if value is None else shown(value, 4)


#: Numbers that have rows of their own among those that the figures start from.
_LISTED = {"T", "B"}


def _sourced(symbol: str, found: Derivation, words: Words) -> Iterator[tuple[Cell, ...]]:
    """A number and, under it, those it was made from."""
    value = words.number(found.value, found.bound, 4)
    if found.origin is None:
        rule = words(f"rule.{found.rule}") if found.rule else ""
        formula = str(found.formula) if found.formula else ""
        yield Cell((symbol,)), Cell((value,)), Cell((formula,)), Cell((words(f"figure.{found.name}"), rule))
    else:
        yield Cell((symbol,)), Cell((value,)), Cell(_printed(found.origin)), Cell(_place(found, words))
    for inner_symbol, inner in found.inputs.items():
        if inner_symbol not in _LISTED:
            yield from _sourced(inner_symbol, inner, words)


def _printed(origin: Origin) -> tuple[str, ...]:
    if origin.span:
        return (f"{origin.span[0]} - {origin.span[1]}",)
    return tuple(text for text in ((origin.printed or "").strip(), origin.period or "") if text)


def _place(found: Derivation, words: Words) -> tuple[str, ...]:
    origin = found.origin
    assert origin is not None
    where = f", {origin.where}" if origin.where else ""
    name = words(f"figure.{found.name}")
    return name, f"{origin.source}{where}", f"{origin.at.file}:{origin.at.line}"
