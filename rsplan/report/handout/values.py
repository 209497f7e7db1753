"""The types of the report that is handed on; docs/report.md.

A value of one language: every text is as people read it, every figure also as JSON has it. Writers write it, and
nothing else.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from rsplan.calc.verdict import Status
from rsplan.model.enums import Bound, Kind, Nature
from rsplan.report.handout.charts import Glyph, Trajectory
from rsplan.report.handout.workings import KeptAsValue, Workings
from rsplan.report.tables.table import CellStyle, ReportTable, Words


class HandoutFigure(NamedTuple):
    """A figure for people, with its number and its bound as JSON has them; None and a dash where there is none."""

    text: str
    value: Decimal | None
    bound: Bound


class HandoutObservation(NamedTuple):
    """An observation with its source; `keys` (file, line, period) find it among the origins of the workings.

    `counted` says whether the actual rests on it.
    """

    keys: frozenset[tuple[str, int, str]]
    period: str
    through: date
    basis: str
    values: tuple[Decimal, ...]
    text: str
    bound: Bound
    counted: bool
    provisional: str
    published: str
    source: str
    where: str
    printed: str
    file: str


class HandoutYear(NamedTuple):
    """The known amount or level of a calendar year, None where nothing is known; an amount may be that of a part."""

    year: int
    value: Decimal | None
    bound: Bound
    text: str
    whole: bool


class YearStanding(NamedTuple):
    """The standing within the year that was asked for."""

    target: str
    origin: str
    actual: HandoutFigure
    completion: HandoutFigure
    remaining: HandoutFigure
    status: Status
    verdict: str
    marked: str
    style: CellStyle


class HandoutForecast(NamedTuple):
    """The look ahead of a target that is behind: `line` says it all, the rest stands alone where a writer wants it.

    `outlook` is empty where none is given, `until` is the year or the day that is forecast, `last_call` the last day to
    act, `method` how the range was found, `remark` why the range takes in what is out of reach.
    """

    line: str
    out_of_reach: bool
    outlook: str
    until: str
    low: HandoutFigure
    high: HandoutFigure
    last_call: date | None
    method: str
    remark: str


class HandoutIndicator(NamedTuple):
    """One target with its figures, its verdict and what they rest on.

    `titled` is the name with its unit, `beside` what stands beside the name: unit and nature; `marked` is the verdict
    with its sign. `figures` has every figure that the target can have, by its name in `calc.figure_formulas`, but no
    pace that people are not told; `per_month` and `per_year` are needed, `needed` is the one of the two that a table
    has in its words. `day` is the last day of the data, of an annual target the year that counts, and `told_of` says it
    beside the figure. `left` is the amount left, of a target to be kept the margin in words; `remaining` is the amount
    left as people are told it, without a number where they are not. `evidence` is empty where there is none, `breached`
    where a target to be kept never was. `sentence` is the standing in official words. `forecast` is None where the
    target is not behind and where nothing can be forecast. `workings` is None where no writer asked for them.
    """

    id: str
    number: str
    name: str
    unit: str
    titled: str
    beside: str
    group: str
    nature: Nature | None
    nature_word: str
    kind: Kind
    target: str
    target_value: Decimal | None
    actual: HandoutFigure
    shares: tuple[Decimal, ...]
    through: date | None
    day: str
    told_of: str
    state: tuple[str, ...]
    figures: Mapping[str, HandoutFigure]
    per_month: HandoutFigure
    per_year: HandoutFigure
    needed: str
    left: HandoutFigure
    remaining: HandoutFigure
    status: Status
    verdict: str
    marked: str
    style: CellStyle
    reason: str
    evidence: str
    breached: str
    notes: tuple[str, ...]
    sentence: str
    glyph: Glyph | None
    trajectory: Trajectory | None
    forecast: HandoutForecast | None
    observations: tuple[HandoutObservation, ...]
    years: tuple[HandoutYear, ...]
    year: YearStanding | None
    workings: Workings | KeptAsValue | None


class HandoutDoubt(NamedTuple):
    """A finding of the audit: its code and severity, the row that it is about, and where it stands."""

    code: str
    severity: str
    style: CellStyle
    number: str
    name: str
    text: str


class HandoutGroup(NamedTuple):
    """Targets under the plan's own heading, which may be empty."""

    heading: str
    indicators: tuple[HandoutIndicator, ...]


class HandoutPlan(NamedTuple):
    """One plan: the sentence, what needs attention, every target, the year, and how firm the figures are.

    `without_data` names the targets without a figure, empty where there are none; `counts` are the verdicts given,
    the most urgent first. `changes` is what changed since a day, `doubts` are the findings of the audit; both are None
    where none were asked for.
    """

    city: str
    city_id: str
    plan: str
    title: str
    span: str
    sentence: str
    counts: tuple[tuple[int, str, CellStyle], ...]
    attention: tuple[HandoutIndicator, ...]
    changes: ReportTable | None
    groups: tuple[HandoutGroup, ...]
    without_data: str
    year: int | None
    year_sentence: str
    firmness: tuple[tuple[str, str], ...]
    doubts: tuple[HandoutDoubt, ...] | None

    @property
    def indicators(self) -> tuple[HandoutIndicator, ...]:
        """Every target in the order of the plan."""
        return tuple(one for group in self.groups for one in group.indicators)

    @property
    def with_data(self) -> tuple[HandoutGroup, ...]:
        """The groups with the targets that have a figure; groups without any are left out."""
        kept = (
            group._replace(indicators=tuple(one for one in group.indicators if one.status is not Status.NO_DATA))
            for group in self.groups
        )
        return tuple(group for group in kept if group.indicators)


class Handout(NamedTuple):
    """The whole report: its plans, the program that made it, and the inputs with their hashes, in one language."""

    words: Words
    title: str
    dates: str
    as_of: date
    plans: tuple[HandoutPlan, ...]
    generator: str
    inputs: tuple[str, ...]
